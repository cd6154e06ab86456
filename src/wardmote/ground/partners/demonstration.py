"""The six area committees of the demonstration with their thirteen wards, as the plan of 2008 lists them."""

from datetime import date
from typing import Final

from wardmote.ground.partners.groups import GroupDetails, Ward, add_group
from wardmote.ground.partners.models import GroupKind, Partnership
from wardmote.ground.partners.viewing import Viewer

SINCE: Final = date(2007, 9, 1)
COMMITTEES: Final = {
    "Bedwell": (Ward("Bedwell"), Ward("Pin Green")),
    "Chells and Manor": (Ward("Chells"), Ward("Manor", "Chells Manor")),
    "Broadwater": (Ward("Longmeadow"), Ward("Roebuck")),
    "Old Stevenage": (Ward("Old Town"), Ward("Symonds Green"), Ward("Woodfield")),
    "St Nicholas": (Ward("Martins Wood"), Ward("St Nicholas")),
    "Shephall": (Ward("Bandley Hill", "Bandley Hill and Poplars"), Ward("Shephall")),
}


def begin_committees(town: Partnership, *, by: Viewer) -> None:
    """Add them, once."""
    if town.groups.filter(kind=GroupKind.COMMITTEE).exists():
        return
    for name, wards in COMMITTEES.items():
        said = GroupDetails(
            f"{name} Area Committee", GroupKind.COMMITTEE, SINCE, "four times a year",
            "Residents raise what worries them; the next meeting hears what came of it.",
            begun_why="As the plan of 2008 lists them.",
        )  # fmt: skip
        add_group(town, said, wards=wards, by=by)
