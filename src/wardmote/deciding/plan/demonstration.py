"""The demonstration's plan: 2008/09 as printed, rolled on for two years with invented, labelled updates.

In: a partnership and who does it. Out: three editions, the last in force. What is there already is left as
it is, so that running it again goes on from where it stopped.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any

from django.db import transaction

from wardmote.deciding.plan.exchange.carried_years import carried_years
from wardmote.deciding.plan.exchange.shipped import shipped_edition
from wardmote.deciding.plan.models import ActionUpdate, PlanEdition, ScoringRound
from wardmote.deciding.plan.records import (
    approval,
    funding,
    import_edition,
    next_edition,
    scoring,
    signatures,
)
from wardmote.deciding.plan.records.action_updates import Said, add_update
from wardmote.deciding.plan.records.edition_rows import read_edition
from wardmote.deciding.plan.records.progress import stands
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.casework import write
from wardmote.ground.partners.models import Partnership
from wardmote.ground.partners.viewing import Viewer

FIRST = "stevenage-2008-09"
LABEL = "Invented for the demonstration"
SIGNATORY = "An invented chair"


def roll(partnership: Partnership, *, by: str) -> None:
    """Load the first edition and roll it on."""
    edition = PlanEdition.objects.filter(partnership=partnership, key=FIRST).first()
    if edition is None:  # one that an earlier version brought stays as it was printed then
        edition = import_edition.load(partnership, shipped_edition(FIRST), by=by).edition
    years = invented()
    before: Mapping[str, Any] = {}
    for year in years["years"]:
        if year["year"] != edition.year.code:
            edition = _next(edition, before, year, by=by)
        _report(edition, year["updates"], by=by)
        before = year
    _fund(edition, years["funds"], by=by)


def invented() -> dict[str, Any]:
    return tomllib.loads(files("wardmote.deciding.plan").joinpath("demonstration.toml").read_text("utf-8"))


@transaction.atomic
def score_together(partnership: Partnership, viewers: Mapping[str, Viewer]) -> bool:
    """An invented scoring round on the first draft, once: whether it is there now. ``viewers``: by name."""
    version = scoring.newest_version(partnership)
    if ScoringRound.objects.filter(partnership=partnership).exists():
        return True
    if version is None:
        return False
    given, found = invented()["scoring"], {each.id: each for each in scoring.proposed(version)}
    rows = [row for row in given["matters"] if row["finding"] in found]
    if not rows:
        return True
    manager, chair = viewers[given["opened"]], viewers[given["decided"]]
    known = scoring.open_round(partnership, given["title"], by=manager)
    ScoringRound.objects.filter(pk=known.pk).update(invented=True)
    for row in rows:
        (matter,) = scoring.put_in(known, "", [found[row["finding"]]], by=manager)
        for name, values in row["scores"].items():
            keys = [each["key"] for each in known.criteria]
            scoring.score(matter, dict(zip(keys, values, strict=True)), by=viewers[name])
        if "place" in row:
            scoring.decide(matter, scoring.MatterDecision(True, row["place"], row["reason"]), by=chair)
    return True


def _fund(edition: PlanEdition, funds: list[dict[str, Any]], *, by: str) -> None:
    """Invented money of the edition in force, once."""
    for given in funds:
        known = edition.money.filter(name=given["name"]).first()
        if known is None:
            means = funding.Means(
                given["name"], given["source"], Decimal(given["amount"]), edition.year,
                given.get("conditions", ""),
            )  # fmt: skip
            known = funding.add(edition, means, by=by, invented=True)
        have = funding.given(known)
        for part in given["gives"]:
            action = edition.actions.filter(key=part["key"]).first()
            if action and action.pk not in have:
                wanted = funding.AllocationWanted(Decimal(part["amount"]), part["reason"])
                funding.allocate(known, action, wanted, by=by)


def _next(
    edition: PlanEdition, before: Mapping[str, Any], year: Mapping[str, Any], *, by: str
) -> PlanEdition:
    """The edition after, opened, reviewed, approved and published on invented days."""
    on: date = year["approved"]
    partnership = edition.partnership
    new = PlanEdition.objects.filter(partnership=partnership, year=year["year"]).first()
    if new is None:
        new = next_edition.open_next(edition, by=by, on=on)
        PlanEdition.objects.filter(pk=new.pk).update(marking=LABEL)
    if new.status == rules.DRAFT:
        for given in before["reviews"]:
            review = new.reviews.select_related("edition__follows").get(priority=given["key"])
            if review.decision:
                continue
            said = next_edition.Decided(**{key: value for key, value in given.items() if key != "key"})
            next_edition.decide(review, said, revision=review.revision, by=f"{by} (invented)", on=on)
        write_own_years(new, edition, by=f"{by} (invented)")
        _signed(new.pk, on=on, by=f"{by} (invented)")
        approval.approve_on(PlanEdition.objects.get(pk=new.pk), on=on, by=f"{by} (invented)")
    new = PlanEdition.objects.select_related("partnership").get(pk=new.pk)
    if new.status == rules.APPROVED:
        approval.published(new, by=by)
    return new


SEEN_FROM_2008 = {"on the year before": "from 2006 to 2007", "over the next three years": "in those years"}
"""What the edition of 2008/09 tells as seen from its year, told by its years."""


def write_own_years(new: PlanEdition, before: PlanEdition, *, by: str) -> None:
    """Texts of a draft that name the time of the edition before name their own."""
    with write("plan.reworded", f"plan:{new.key}", by=by, partnership=new.partnership.slug):
        for doubt in carried_years(read_edition(new), before.year, before.period, ()):
            later = SEEN_FROM_2008.get(doubt.said) or re.sub(
                r"\d{4}", lambda year: str(int(year[0]) + 1), doubt.said
            )
            own = new.year.short_label if doubt.said == before.year.short_label else later
            words = doubt.at.replace(doubt.said, own)
            for rows in (new.statements, new.actions):
                rows.filter(words=doubt.at).update(words=words, revision=2)


def _signed(number: int, *, on: date, by: str) -> None:
    """The foreword of an invented edition is signed by nobody who lives."""
    PlanEdition.objects.filter(pk=number).update(signed_person=SIGNATORY)
    draft = PlanEdition.objects.select_related("partnership").get(pk=number)
    signatures.sign_on(draft, read_edition(draft, only=("facts",)), on=on, by=by)


def _report(edition: PlanEdition, updates: list[dict[str, Any]], *, by: str) -> None:
    if ActionUpdate.objects.filter(action__edition=edition).exists():
        return
    for given in updates:
        on: date = given["on"]
        (where,) = stands(edition, on=on, only=[given["key"]])
        rest = {key: value for key, value in given.items() if key not in ("on", "key")}
        add_update(where, Said(**rest), on=on, by=by, invented=True)
