import re
from datetime import date, timedelta

from django.db import migrations

KINDS = (
    ("area committee", "area-committee"),
    ("joint action", "joint-action"),
    ("forum", "forum"),
    ("responsible authorit", "strategy"),
    ("strateg", "strategy"),
    ("tasking", "tasking"),
    ("operational", "tasking"),
)

NOTE = re.compile(r"\s*\((?:note )?A-\d\d\)")


def groups_of_the_partnership(apps, schema_editor):
    """What the editions say of their groups, the oldest first: a group begins as it is first named; what a later
    one says otherwise counts from the first day of its year."""
    using = apps.get_model("plan", "PlanEdition").objects.using(schema_editor.connection.alias)
    editions = sorted(using.all(), key=lambda each: (each.partnership_id, each.year))
    for edition in editions:
        _fed(apps, schema_editor.connection.alias, edition)


def _first_day(year):
    """Of a year as it is kept: 2008-04:2009-03, or with days."""
    said = year.split(":")[0]
    return date.fromisoformat(said if len(said) > 7 else f"{said}-01")


def _fed(apps, alias, edition):
    groups_of_town = apps.get_model("partners", "Group").objects.using(alias)
    seats = apps.get_model("partners", "GroupSeat").objects.using(alias)
    named = apps.get_model("plan", "PlanBody").objects.using(alias).filter(edition=edition)
    bodies = {row.key: row for row in named}
    rows = list(
        apps.get_model("plan", "PlanGroup").objects.using(alias).filter(edition=edition).order_by("at", "pk")
    )
    groups, new = {}, set()
    for row in rows:
        kind = next((kind for word, kind in KINDS if word in row.name.casefold()), "theme")
        group, made = groups_of_town.get_or_create(
            partnership_id=edition.partnership_id,
            key=row.key,
            defaults={"name": row.name, "kind": kind, "begins": row.starts},
        )
        group.name, group.meets, group.purpose, group.chair = (
            row.name,
            row.meets,
            NOTE.sub("", row.note),
            row.chair,
        )
        group.ends = max(row.ends, group.begins) if row.ends else None
        group.save()
        groups[row.key] = group
        if made:
            new.add(row.key)
    for row in rows:
        group = groups[row.key]
        since = row.starts if row.key in new else max(_first_day(edition.year), row.starts)
        wanted = [bodies[key] for key in row.members if key in bodies]
        numbers = {each.body_id for each in wanted}
        for seat in seats.filter(group=group, ends=None):
            if seat.body_id not in numbers and seat.begins < since:
                seat.ends, seat.ended_why = since - timedelta(days=1), "The plan no longer names it."
                seat.save()
        sitting = set(seats.filter(group=group, ends=None).values_list("body_id", flat=True))
        for each in wanted:
            if each.body_id not in sitting and (group.ends is None or since <= group.ends):
                outside = group.kind == "strategy" and each.part == "attending"
                seats.create(
                    group=group, body_id=each.body_id, part="attends" if outside else "member", begins=since
                )
        _line(apps, alias, group, since, groups.get(row.reports_to), bodies.get(row.reports_to))
    for row in rows:
        group = groups[row.key]
        if group.ends is not None:
            seats.filter(group=group, ends=None, begins__lte=group.ends).update(ends=group.ends)


def _line(apps, alias, group, since, to_group, to_body):
    lines = apps.get_model("partners", "ReportingLine").objects.using(alias)
    above = (to_group.pk if to_group else None, to_body.body_id if to_body and not to_group else None)
    held = lines.filter(group=group, ends=None).first()
    if held is not None:
        if (held.to_group_id, held.to_body_id) == above:
            return
        if held.begins < since:
            held.ends = since - timedelta(days=1)
            held.save()
        else:
            held.delete()
    if any(above) and (group.ends is None or since <= group.ends):
        lines.create(
            group=group,
            to_group_id=above[0],
            to_body_id=above[1],
            assumed=True,
            begins=since,
            ends=group.ends,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0010_groups_by_date"),
        ("plan", "0017_kinds_of_bodies"),
    ]

    operations = [migrations.RunPython(groups_of_the_partnership, migrations.RunPython.noop)]
