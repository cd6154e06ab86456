"""What is owed on a day: each room says what of its own is; the first page, letters, list and CSV read all.

One example, complaints that wait for an answer:

    from wardmote.ground.owed import Owed
    from wardmote.ground.partners.bodies import owed_by

    def owed_answers(partnership: str, on: date) -> Iterator[Owed]:
        for each in Complaint.objects.filter(partnership__slug=partnership, answered_on=None):
            yield Owed(
                kind="complaint",
                words=f"Answer: {each.title}",
                by=(owed_by(each.body, on),),
                since=localdate(each.at),
                due=each.due,
                url=each.url,
                on=on,
                about=f"complaint:{each.pk}",
            )

    # in apps.py, ready(): from wardmote.ground import owed
    owed.register("wardmote.listening.concerns.owing.owed_answers", complaint="Complaint")
"""

from wardmote.ground.owed.listing import (
    PARTNERSHIP,
    STRATEGY_GROUP,
    Owed,
    OwedBy,
    kinds,
    owed_on,
    register,
    registered,
    seen_by,
    summary,
)

__all__ = [
    "PARTNERSHIP",
    "STRATEGY_GROUP",
    "Owed",
    "OwedBy",
    "kinds",
    "owed_on",
    "register",
    "registered",
    "seen_by",
    "summary",
]
