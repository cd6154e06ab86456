"""Taking a load out of what counts and bringing it back, with their rows in the log.

Nothing is deleted: the load's own folder keeps every act (``store.withdrawing``).
An open source is shared by every partnership of the installation, so the act
stands in the log of each. The file is written last: what the log could not
take has not happened.
"""

from django.db import transaction

from wardmote.ground.casework import note, refuse
from wardmote.ground.partners.models import Partnership
from wardmote.ground.partners.viewing import Viewer
from wardmote.knowing.evidence.data_folder import folder
from wardmote.knowing.evidence.rules import reason_for, why_not_bring_back, why_not_withdraw
from wardmote.measuring.store import withdrawing
from wardmote.measuring.store.receipts import Receipt


@transaction.atomic
def withdraw_load(receipt: Receipt, *, by: Viewer, because: str) -> Receipt:
    """The load counts no more; ``Refusal`` says why it may not be withdrawn."""
    reason = why_not_withdraw(by.roles, withdrawn=receipt.withdrawn is not None) or reason_for(because)
    refuse(reason, where=receipt.name)
    _note("evidence.withdrawn", receipt, by=by)
    return withdrawing.withdraw(folder(), receipt.sha256, by=str(by), because=because, at=by.at)


@transaction.atomic
def bring_back_load(receipt: Receipt, *, by: Viewer) -> Receipt:
    """The load counts again."""
    refuse(why_not_bring_back(by.roles, withdrawn=receipt.withdrawn is not None), where=receipt.name)
    _note("evidence.brought_back", receipt, by=by)
    return withdrawing.bring_back(folder(), receipt.sha256, by=str(by), at=by.at)


def _note(what: str, receipt: Receipt, *, by: Viewer) -> None:
    slugs = [by.partnership]
    if receipt.partnership is None:
        others = Partnership.objects.exclude(slug=by.partnership).order_by("slug")
        slugs += others.values_list("slug", flat=True)
    detail = {"kind": receipt.source}
    for slug in slugs:
        own = {} if slug == by.partnership else {"partnership": by.partnership}
        note(what, f"load:{receipt.sha256}", by=by, partnership=slug, detail={**detail, **own})
