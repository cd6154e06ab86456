"""Lines of Today for those who do not work with the records: a councillor, a clerk, a reader of the plan.

In: a ``DashboardContext``. Out: lines; a councillor's own wards and committees, what a clerk's groups lack,
the plan in force.
"""

from collections.abc import Iterator

from django.urls import reverse

from wardmote.deciding.plan.records.in_force import edition_in_force
from wardmote.ground.partners.bodies import is_two_tier_place
from wardmote.ground.partners.groups import warnings_on
from wardmote.ground.partners.models import CommitteeWard, Group, GroupKind, GroupSeat, Membership
from wardmote.ground.partners.rules import CLERK, COUNCILLOR, PLAN_READERS, READERS
from wardmote.site.today.monday_lines import NEXT, WAITING, DashboardContext, MondayLine
from wardmote.site.today.sentences import say


def for_role(context: DashboardContext) -> Iterator[MondayLine]:
    """What those who are one of these read first."""
    viewer = context.viewer
    if viewer.may_read({COUNCILLOR}):
        yield from _wards(context)
    if viewer.may_read({CLERK}):
        yield from _groups(context)
    if viewer.may_read(PLAN_READERS - READERS) and not viewer.may_read(READERS):
        edition = edition_in_force(context.partnership)
        if edition is not None:
            url = reverse("plan:edition", args=[viewer.partnership, edition.pk])
            yield MondayLine(
                NEXT, say("plan-in-force", title=edition.title, year=edition.year.short_label), url
            )


def _wards(context: DashboardContext) -> Iterator[MondayLine]:
    """Each ward of a councillor, with the committee it belongs to."""
    slug = context.viewer.partnership
    held = Membership.objects.filter(pk__in=context.viewer.memberships, role=COUNCILLOR)
    wards = [ward for each in held for ward in each.wards]
    if not wards:
        yield MondayLine(WAITING, say("no-wards"), reverse("partners:structure", args=[slug]))
        return
    rows = CommitteeWard.objects.on(context.today).filter(group__partnership=context.partnership)
    of = {row.name.casefold(): row.group for row in rows.select_related("group")}
    for ward in wards:
        group = of.get(ward.casefold())
        if group is None:
            yield MondayLine(NEXT, say("ward-alone", ward=ward), reverse("partners:structure", args=[slug]))
        else:
            words = say("ward-of", ward=ward, group=group.name, meets=group.meets or "when it is called")
            yield MondayLine(NEXT, words, reverse("partners:group", args=[slug, group.pk]))


def _groups(context: DashboardContext) -> Iterator[MondayLine]:
    """What is missing from the groups, the most first."""
    two_tier, found = is_two_tier_place(context.partnership), []
    groups = Group.objects.on(context.today).filter(partnership=context.partnership)
    seats = GroupSeat.objects.on(context.today).filter(group__in=groups)
    sitting: dict[int, list[GroupSeat]] = {}
    for seat in seats.select_related("body__successor", "person"):
        sitting.setdefault(seat.group_id, []).append(seat)
    for group in groups.exclude(kind=GroupKind.COMMITTEE):
        missing = warnings_on(group, sitting.get(group.pk, []), context.today, two_tier=two_tier)
        if missing:
            found.append((len(missing), group, missing))
    for count, group, missing in sorted(found, key=lambda each: -each[0]):
        words = say("group-lacks", group=group.name, count=count, first=missing[0])
        yield MondayLine(
            WAITING, words, reverse("partners:group", args=[context.viewer.partnership, group.pk])
        )
