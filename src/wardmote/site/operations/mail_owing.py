"""What is owed of letters: each that failed lately and after which none arrived at its address."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from wardmote.ground.mail.models import OutgoingMail
from wardmote.ground.owed import PARTNERSHIP, Owed
from wardmote.site.operations.mail_kinds import kind_words

TOLD_FOR = timedelta(days=14)


def owed_letters(partnership: str, on: date) -> Iterator[Owed]:
    """The letters of a partnership that did not arrive, told for two weeks."""
    failed = OutgoingMail.objects.filter(partnership=partnership, ended_at__date__gte=on - TOLD_FOR)
    for row in failed.not_made_good():
        yield Owed(
            kind="letter",
            words=f"Find another way to reach {row.to}: {kind_words(row.kind)} was {row.get_state_display()}",
            by=(PARTNERSHIP,),
            since=timezone.localdate(row.ended_at),
            due=None,
            url=reverse("mail:letters", args=[partnership]),
            on=on,
            about=f"letter:{row.pk}",
        )
