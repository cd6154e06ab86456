"""What is owed on a day: each room says what of its own is; the first page, letters, list and CSV read all.

One example, complaints that wait for an answer:

    from wardmote.ground.owed import Owed, SharedQuery
    from wardmote.ground.partners.bodies import body_columns, body_of, owed_by

    def owed_answers(partnership: str, on: date) -> SharedQuery[Owed]:
        open_ = Complaint.objects.filter(partnership__slug=partnership, answered_on=None)
        columns = {name: name for name in ("pk", "title", "at", "due")}

        def owed(complaint: Any) -> Owed:
            return Owed(
                kind="complaint",
                words=f"Answer: {complaint.title}",
                by=(owed_by(body_of(complaint, "body"), on),),
                since=localdate(complaint.at),
                due=complaint.due,
                url=reverse("concerns:complaint", args=[partnership, complaint.pk]),
                on=on,
                about=f"complaint:{complaint.pk}",
            )

        return SharedQuery(open_, columns | body_columns("body"), owed)

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
from wardmote.ground.owed.shared_queries import SharedQuery, ask_together

__all__ = [
    "PARTNERSHIP",
    "STRATEGY_GROUP",
    "Owed",
    "OwedBy",
    "SharedQuery",
    "ask_together",
    "kinds",
    "owed_on",
    "register",
    "registered",
    "seen_by",
    "summary",
]
