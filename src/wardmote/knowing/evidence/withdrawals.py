"""Taking a load out of what counts and bringing it back, with their rows in the log.

Nothing is deleted: the load's own folder keeps every act (``store.withdrawing``).
An open source is shared by every partnership of the installation, so the act
stands in the log of each. The file is written last: what the log could not
take has not happened. Killed between the file and the end of the transaction,
the act stands and its row does not: the next start writes it.
"""

from datetime import UTC, timedelta

from django.db import transaction
from django.utils import timezone

from wardmote.ground.audit.models import Entry
from wardmote.ground.casework import note, refuse
from wardmote.ground.partners.models import Partnership
from wardmote.ground.partners.viewing import Viewer
from wardmote.ground.row_security.scope import all_partnerships
from wardmote.knowing.evidence.data_folder import folder
from wardmote.knowing.evidence.rules import reason_for, why_not_bring_back, why_not_withdraw
from wardmote.measuring.store import withdrawing
from wardmote.measuring.store.receipts import BROUGHT_BACK, WITHDRAWN, Receipt, list_receipts

EVENTS = {WITHDRAWN: "evidence.withdrawn", BROUGHT_BACK: "evidence.brought_back"}
LATELY = timedelta(days=7)  # of what is older the log may have gone by its retention


@transaction.atomic
def withdraw_load(receipt: Receipt, *, by: Viewer, because: str) -> Receipt:
    """The load counts no more; ``Refusal`` says why it may not be withdrawn."""
    reason = why_not_withdraw(by.roles, withdrawn=receipt.withdrawn is not None) or reason_for(because)
    refuse(reason, where=receipt.name)
    _note(EVENTS[WITHDRAWN], receipt, by=str(by), of=by.partnership)
    return withdrawing.withdraw(folder(), receipt.sha256, by=str(by), because=because, at=by.at)


@transaction.atomic
def bring_back_load(receipt: Receipt, *, by: Viewer) -> Receipt:
    """The load counts again."""
    refuse(why_not_bring_back(by.roles, withdrawn=receipt.withdrawn is not None), where=receipt.name)
    _note(EVENTS[BROUGHT_BACK], receipt, by=str(by), of=by.partnership)
    return withdrawing.bring_back(folder(), receipt.sha256, by=str(by), at=by.at)


def settle_left_over() -> None:
    """Write the row of an act whose program was killed before it stood; before pages are served."""
    since = (timezone.now() - LATELY).astimezone(UTC).isoformat()[:19]
    for receipt in list_receipts(folder(), withdrawn=True):
        act = receipt.withdrawals[-1] if receipt.withdrawals else None
        if act is None or act.at < since:
            continue
        known = Entry.objects.filter(what=EVENTS[act.what], subject=f"load:{receipt.sha256}")
        if not known.filter(at__gte=act.at.rstrip("Z")).exists():
            _note(EVENTS[act.what], receipt, by=act.by, of=receipt.partnership or "")


@transaction.atomic
def _note(what: str, receipt: Receipt, *, by: str, of: str) -> None:
    """In the log of the partnership whose act it was, and of each that shares the load."""
    slugs = [of] if of else []
    if receipt.partnership is None:
        with all_partnerships("an open source is shared: each log tells of it"):
            slugs += Partnership.objects.exclude(slug=of).order_by("slug").values_list("slug", flat=True)
    for slug in slugs:
        own = {} if slug == of else {"partnership": of}
        detail = {"kind": receipt.source, **(own if of else {})}
        note(what, f"load:{receipt.sha256}", by=by, partnership=slug, detail=detail)
