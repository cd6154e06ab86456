"""The demonstration's entered values and its group of similar partnerships, invented and labelled.

In: a partnership with its plan, and who does it. What is there already is left as it is.
"""

from datetime import UTC, datetime, time, timedelta

from wardmote.deciding.performance.measures.settings import PeerGroup, enter_on, load_peers
from wardmote.deciding.performance.models import EnteredReading, PeerComparison
from wardmote.deciding.performance.rules.measures import Given
from wardmote.deciding.plan.demonstration import invented
from wardmote.ground.partners.models import Partnership
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.measures import measure
from wardmote.measuring.catalogue.periods import parse_period


def compare(partnership: Partnership, viewer: Viewer) -> None:
    """An invented group of similar partnerships for one measure, once."""
    if PeerComparison.objects.filter(partnership=partnership).exists():
        return
    given = invented()["peers"]
    lines = ["name,count,denominator", *(f"{name},{count},{base}" for name, count, base in given["rows"])]
    group = PeerGroup(
        period=parse_period(given["period"]), name=given["group"], version=given["version"], own="",
        source=given["source"], restricted=False,
    )  # fmt: skip
    file = ("group.csv", "\n".join(lines).encode())
    made = load_peers(partnership, measure(given["measure"]), group, file=file, by=viewer)
    PeerComparison.objects.filter(pk=made.pk).update(invented=True)


def enter(partnership: Partnership, *, by: str) -> None:
    """Invented values that no file of records holds, once."""
    if EnteredReading.objects.filter(partnership=partnership).exists():
        return
    for each in invented()["values"]:
        rest = {key: value for key, value in each.items() if key not in ("measure", "period")}
        given = Given(period=parse_period(each["period"]), invented=True, **rest)
        at = datetime.combine(given.period.end + timedelta(days=80), time(10), tzinfo=UTC)
        enter_on(partnership, measure(each["measure"]), given, by=by, at=at)
