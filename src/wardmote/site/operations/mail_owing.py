"""What is owed of letters: each that failed lately and after which none arrived at its address."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from wardmote.ground.mail.models import OutgoingMail
from wardmote.ground.mail.rules import MailState
from wardmote.ground.owed import PARTNERSHIP, Owed, SharedQuery
from wardmote.site.operations.mail_kinds import kind_words

TOLD_FOR = timedelta(days=14)


def owed_letters(partnership: str, on: date) -> SharedQuery[Owed]:
    """The letters of a partnership that did not arrive, told for two weeks."""
    failed = OutgoingMail.objects.filter(partnership=partnership, ended_at__date__gte=on - TOLD_FOR)
    columns = {name: name for name in ("pk", "to", "kind", "state", "ended_at")}

    def owed(row: Any) -> Owed:
        ended = MailState(row.state).label
        return Owed(
            kind="letter",
            words=f"Find another way to reach {row.to}: {kind_words(row.kind)} was {ended}",
            by=(PARTNERSHIP,),
            since=timezone.localdate(row.ended_at),
            due=None,
            url=reverse("mail:letters", args=[partnership]),
            on=on,
            about=f"letter:{row.pk}",
        )

    return SharedQuery(failed.not_made_good(), columns, owed)
