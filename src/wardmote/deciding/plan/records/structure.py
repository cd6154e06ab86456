"""The groups of an edition and those of the partnership: a plan taken in feeds them, a draft follows them.

In: an edition, or a partnership and a day. Out: rows of ``Group`` with their seats and lines from what an
edition says; rows of a draft's ``groups`` from the groups there are. What is approved is never written in.
"""

from datetime import date, timedelta
from itertools import count

from django.db.models import Q

from wardmote.deciding.plan.models import PlanBody, PlanEdition, PlanGroup
from wardmote.deciding.plan.records.drafts import place_after
from wardmote.deciding.plan.records.dropped import without_notes
from wardmote.deciding.plan.records.edition_rows import read_edition, write_rows
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.casework import write
from wardmote.ground.partners.groups import Upward, draw_line, end_rows
from wardmote.ground.partners.models import Body, Group, GroupKind, GroupSeat, Partnership, SeatPart
from wardmote.measuring.catalogue.area_ids import slug

KINDS = (
    ("area committee", GroupKind.COMMITTEE), ("joint action", GroupKind.JOINT_ACTION),
    ("forum", GroupKind.FORUM),
    ("responsible authorit", GroupKind.STRATEGY), ("strateg", GroupKind.STRATEGY),
    ("tasking", GroupKind.TASKING), ("operational", GroupKind.TASKING),
)  # fmt: skip
"""What a group is by words of its name; any other is for one theme. A person puts it right on its page."""


def kind_named(name: str) -> GroupKind:
    """What a group of this name is taken to be.

    >>> str(kind_named("Tasking and coordination")), str(kind_named("Cycle theft"))
    ('tasking', 'theme')
    """
    return next((kind for word, kind in KINDS if word in name.casefold()), GroupKind.THEME)


def feed_groups(edition: PlanEdition, *, by: str) -> None:
    """Begin the groups that an edition taken in names; those there are say what it says if it is the last.

    What differs counts from the first day of its year: before that day everything stays as it was.
    """
    town = edition.partnership
    known = {group.key: group for group in town.groups.all()}
    rows = without_notes(read_edition(edition, only=("groups", "notes"), texts=False)).groups
    bodies = {row.key: row.body for row in edition.bodies.select_related("body")}
    attending = {row.body_id for row in edition.bodies.all() if row.part == "attending"}
    years = PlanEdition.objects.filter(partnership=town).exclude(pk=edition.pk)
    last = all(other.year.end < edition.year.start for other in years)
    named = [row for row in rows if last or row.key not in known]
    if not named:
        return
    with write("partners.groups_fed", f"plan:{edition.key}", by=by, partnership=town.slug) as act:
        fed = known | {row.key: _begun(town, row) for row in named if row.key not in known}
        for row in named:
            group = fed[row.key]
            since = max(edition.year.start, row.starts) if row.key in known else row.starts
            for field, said in (
                ("name", row.name),
                ("meets", row.meets),
                ("purpose", row.note),
                ("chair", row.chair),
            ):
                setattr(group, field, said)
            group.save()
            _seat(group, [bodies[key] for key in row.members if key in bodies], attending, since=since)
            above = Upward(since, fed.get(row.reports_to), bodies.get(row.reports_to), assumed=True)
            if _reported(group, since) != (above.group, above.body):
                draw_line(group, above)
            if row.ends and group.ends is None:
                group.ends = max(row.ends, group.begins)
                group.save()
                end_rows(group)
        act.detail = {"groups": [fed[row.key].pk for row in named]}


def _begun(town: Partnership, row: PlanGroup) -> Group:
    return Group.objects.create(
        partnership=town,
        key=row.key,
        name=row.name,
        kind=kind_named(row.name),
        begins=row.starts,
        ends=row.ends,
    )


def _seat(group: Group, bodies: list[Body], attending: set[int], *, since: date) -> None:
    """These bodies have a seat from a day on, and no others; those named for a body that stays, stay."""
    wanted = {body.pk: body for body in bodies}
    for seat in group.seats.filter(Q(ends=None) | Q(ends__gte=since)):
        if seat.body_id not in wanted and seat.begins < since:
            seat.ends, seat.ended_why = since - timedelta(days=1), "The plan no longer names it."
            seat.save()
    sitting = set(group.seats.on(since).values_list("body", flat=True))
    outside = attending if group.kind == GroupKind.STRATEGY else set()
    GroupSeat.objects.bulk_create(
        GroupSeat(
            group=group, body=body, begins=since, ends=group.ends,
            part=SeatPart.ATTENDS if body.pk in outside else SeatPart.MEMBER,
        )
        for body in wanted.values()
        if body.pk not in sitting
    )  # fmt: skip


def _reported(group: Group, day: date) -> tuple[Group | None, Body | None]:
    line = group.lines.on(day).select_related("to_group", "to_body").first()
    return (line.to_group, line.to_body) if line else (None, None)


def follow_groups(town: Partnership, on: date) -> None:
    """The draft of the partnership, where one is written, says what its groups are now."""
    for draft in PlanEdition.objects.filter(partnership=town, status=rules.DRAFT):
        follow(draft, on)


def follow(draft: PlanEdition, on: date) -> None:
    """Write the groups of a draft as they are, or as they are known to be on the first day of its year."""
    day = max(on, draft.year.start)
    there = [
        group
        for group in draft.partnership.groups.exclude(kind=GroupKind.COMMITTEE)
        if group.begins <= draft.period.end and (group.ends is None or group.ends >= draft.year.start)
    ]
    keys = {row.body_id: row.key for row in draft.bodies.all()}
    rows = [_row(draft, group, min(max(day, group.begins), group.ends or day), keys) for group in there]
    before = read_edition(PlanEdition.objects.get(pk=draft.pk), only=("groups",), texts=False).groups
    order = {row.key: at for at, row in enumerate(before)}
    rows.sort(key=lambda row: order.get(row.key, len(order)))
    draft.groups.all().delete()
    write_rows(draft, "groups", enumerate(rows, 1))


def _row(draft: PlanEdition, group: Group, day: date, keys: dict[int, str]) -> PlanGroup:
    seats = group.seats.on(day).exclude(part=SeatPart.SUBSTITUTE).select_related("body__successor")
    members = [_named(draft, seat.body.answering(day), keys) for seat in seats]
    line = group.lines.on(day).select_related("to_group", "to_body__successor").first()
    above = ""
    if line and line.to_group:
        above = line.to_group.key
    elif line and line.to_body:
        above = _named(draft, line.to_body.answering(day), keys)
    return PlanGroup(
        key=group.key, name=group.name, meets=group.meets, starts=group.begins, ends=group.ends,
        members=tuple(dict.fromkeys(members)), reports_to=above, note=group.purpose, chair=group.chair,
    )  # fmt: skip


def _named(draft: PlanEdition, body: Body, keys: dict[int, str]) -> str:
    """The key of a body in a draft, which names it from now on if it did not."""
    if body.pk not in keys:
        taken = {*keys.values(), *draft.groups.values_list("key", flat=True)}
        wanted = slug(body.name)[:70]
        key = next(each for n in count(1) if (each := wanted if n == 1 else f"{wanted}-{n}") not in taken)
        part = "linked" if body.kind == "linked" else "attending"
        row = PlanBody(body=body, key=key, name=body.name, kind=body.kind, part=part)
        write_rows(draft, "bodies", [(place_after(draft.bodies.all()), row)])
        keys[body.pk] = key
    return keys[body.pk]
