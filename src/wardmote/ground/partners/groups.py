"""What becomes of the groups of a partnership: they begin, change, end; seats, wards, lines by day.

In: a group and who does it. Out: the change, in one transaction with its row in the log; whoever copies the
groups (the drafts of a plan) is told in the same transaction. What ends keeps its row, so that the structure
of any day can be read.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Q
from django.utils.module_loading import import_string

from wardmote.ground.casework import Act, hold, refuse, write
from wardmote.ground.partners import group_rules as rules
from wardmote.ground.partners.models import (
    Body,
    CommitteeWard,
    Group,
    GroupKind,
    GroupSeat,
    Membership,
    Partnership,
    Person,
    ReportingLine,
    SeatPart,
)
from wardmote.ground.partners.rules import why_not_end_on
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.regimes import responsible_on

EASED: Final = date(2011, 6, 1)
"""From here a strategy group is two or more people appointed by the authorities (regulation 3, amended)."""
LEFT: Final = "No longer a member of the partnership for it."
"""Why a seat ended that nobody ended by itself."""
_copied_by: list[str] = []


def copied_by(path: str) -> None:
    """Register who copies the groups: ``path`` names a function of a partnership and a day."""
    if path not in _copied_by:
        _copied_by.append(path)


def tell_copies(partnership: Partnership, on: date) -> None:
    """Have every copy of the groups follow what they are now."""
    for path in _copied_by:
        follow: Callable[[Partnership, date], None] = import_string(path)
        follow(partnership, on)


@dataclass(frozen=True)
class GroupDetails:
    """What is said of a group itself, as the fields of ``Group``."""

    name: str
    kind: str
    begins: date
    meets: str = ""
    purpose: str = ""
    terms: str = ""
    chair: str = ""
    quorum: int | None = None
    skills: str = ""
    begun_why: str = ""


@dataclass(frozen=True)
class SeatDetails:
    """Who takes a seat, as what, from which day and why."""

    body: Body
    begins: date
    person: Person | None = None
    part: str = SeatPart.MEMBER
    why: str = ""


@dataclass(frozen=True)
class Ward:
    """A ward by its official name, and as the plan calls it where that is another."""

    name: str
    plan_name: str = ""


@dataclass(frozen=True)
class Upward:
    """Whom a group reports to from a day on; nobody where both are ``None``."""

    since: date
    group: Group | None = None
    body: Body | None = None
    assumed: bool = False


@contextmanager
def _write(verb: str, group: Group, *, by: Viewer, read: int | None = None) -> Iterator[tuple[Act, Group]]:
    """A write in a group: who may, the row held, and the copies told."""
    with write(f"partners.{verb}", f"group:{group.pk}", by=by) as act:
        refuse(rules.why_not_change_groups(by.roles))
        here = Group.objects.filter(pk=group.pk, partnership__slug=by.partnership)
        now = hold(here, read=read)
        yield act, now
        tell_copies(now.partnership, by.today)


def add_group(
    partnership: Partnership, said: GroupDetails, *, wards: Sequence[Ward] = (), by: Viewer
) -> Group:
    """Add a group, an area committee with its wards."""
    with write("partners.group_added", by=by) as act:
        refuse(rules.why_not_change_groups(by.roles))
        _refuse_details(partnership, said)
        made = Group.objects.create(
            partnership=partnership, key=_free_key(partnership, said.name), **vars(said)
        )
        _put_wards(made, wards, since=said.begins)
        act.subject, act.detail = f"group:{made.pk}", {"kind": made.kind, "begins": made.begins}
        tell_copies(partnership, by.today)
    return made


def change_group(group: Group, said: GroupDetails, *, read: int, by: Viewer) -> None:
    """Say something else of a group."""
    with _write("group_changed", group, by=by, read=read) as (act, now):
        _refuse_details(now.partnership, said, but=now)
        refuse(why_not_end_on(begins=said.begins, ends=now.ends), where="begins")
        wards = [each.name for each in now.wards.on(max(said.begins, by.today))]
        refuse(rules.why_not_wards(committee=said.kind == GroupKind.COMMITTEE, wards=wards), where="kind")
        members = _member_bodies(now, by.today)
        refuse(rules.why_not_quorum(said.quorum, members=len(members)), where="quorum")
        act.detail = {"changed": [name for name, value in vars(said).items() if getattr(now, name) != value]}
        for name, value in vars(said).items():
            setattr(now, name, value)
        now.save()


def _refuse_details(partnership: Partnership, said: GroupDetails, *, but: Group | None = None) -> None:
    others = partnership.groups.exclude(pk=but.pk if but else 0).values_list("name", flat=True)
    bodies = Body.objects.filter(partnership=partnership).values_list("name", flat=True)
    refuse(rules.why_not_named(said.name, [*others, *bodies]), where="name", found=said.name)


def _free_key(partnership: Partnership, name: str) -> str:
    taken, wanted = set(partnership.groups.values_list("key", flat=True)), slug(name)[:70]
    return next(key for n in range(1, 1000) if (key := wanted if n == 1 else f"{wanted}-{n}") not in taken)


def _member_bodies(group: Group, day: date) -> set[int]:
    seats = group.seats.on(day).filter(part__in=(SeatPart.MEMBER, SeatPart.CHAIR))
    return set(seats.values_list("body", flat=True))


def end_group(group: Group, ends: date, why: str, *, read: int, by: Viewer) -> None:
    """A group ends, with its seats, wards and lines."""
    with _write("group_ended", group, by=by, read=read) as (act, now):
        below = ReportingLine.objects.until(ends).filter(to_group=now).select_related("group")
        names = sorted(
            {line.group.name for line in below if line.group.ends is None or line.group.ends > ends}
        )
        refuse(rules.why_not_end_group(ended=now.ends is not None, why=why, below=names))
        refuse(why_not_end_on(begins=now.begins, ends=ends), where="ends")
        now.ends, now.ended_why = ends, why.strip()
        now.save()
        end_rows(now)
        act.detail = {"ends": ends}


def end_rows(group: Group) -> None:
    """End the seats, wards and lines of a group with it."""
    assert group.ends is not None
    for rows in (group.seats, group.wards, group.lines):
        for row in rows.until(group.ends):
            row.ends = max(group.ends, row.begins)
            row.save(update_fields=("ends",))


def group_stands_again(group: Group, *, by: Viewer) -> None:
    """Take the end of a group back, with the seats, wards and lines that ended with it."""
    with _write("group_stands_again", group, by=by) as (act, now):
        if now.ends is None:
            raise Refusal("It has not ended.", found=now.name)
        ended, now.ends, now.ended_why = now.ends, None, ""
        now.save()
        for rows in (now.seats.filter(ended_why=""), now.wards, now.lines):
            rows.filter(ends=ended).update(ends=None)
        act.detail = {"ended": ended}


def add_seat(group: Group, said: SeatDetails, *, by: Viewer) -> GroupSeat:
    """Somebody takes a seat, from a day on."""
    with _write("seat_taken", group, by=by) as (act, now):
        refuse(
            rules.why_not_given(said.why, todo="Say why, as: appointed by the chief executive."), where="why"
        )
        if not now.in_force(said.begins):
            raise Refusal(f"{now.name} does not exist on that day.", where="begins", found=f"{said.begins}")
        refuse(_why_not_sit(now, said), where="body")
        made = GroupSeat.objects.create(group=now, ends=now.ends, **vars(said))
        person = said.person.pk if said.person else None
        act.detail = {"seat": made.pk, "body": said.body.pk, "person": person, "begins": said.begins}
    return made


def _why_not_sit(group: Group, said: SeatDetails) -> str | None:
    after = group.seats.filter(Q(ends=None) | Q(ends__gte=said.begins))
    same = after.filter(body=said.body, person=said.person)
    chairs = after.filter(part=SeatPart.CHAIR) if said.part == SeatPart.CHAIR else after.none()
    chair = chairs.select_related("person", "body").first()
    return rules.why_not_sit(
        there=said.body.partnership_id == group.partnership_id and said.body.in_force(said.begins),
        belongs=said.person is None or _belongs(said.person, said.body, said.begins),
        sits=same.exists(),
        chaired_by=str(chair.person or chair.body) if chair else "",
        names=(said.body.name, said.person.name if said.person else ""),
    )


def _belongs(person: Person, body: Body, day: date) -> bool:
    held = Membership.objects.filter(person=person, body=body).select_related("body")
    return any(each.in_force(day) for each in held)


def end_seat(seat: GroupSeat, ends: date, why: str, *, by: Viewer) -> None:
    """Somebody leaves their seat; the day is their last."""
    with _write("seat_left", seat.group, by=by) as (act, _):
        refuse(rules.why_not_given(why, todo="Say why, as: moved to another force."), where="why")
        now = GroupSeat.objects.get(pk=seat.pk)
        if now.ends is not None and now.ended_why:
            raise Refusal("This seat has ended already.", found=f"{now.ends}")
        refuse(why_not_end_on(begins=now.begins, ends=ends), where="ends")
        now.ends, now.ended_why = ends, why.strip()
        now.save()
        act.detail = {"seat": now.pk, "ends": ends}


def leave_seats(person: Person, partnership: Partnership, body: Body | None, ends: date) -> list[int]:
    """End the seats a person has, for a body or for every one, from a day on; their numbers."""
    held = GroupSeat.objects.until(ends).filter(person=person, group__partnership=partnership)
    left = list(held if body is None else held.filter(body=body))
    for seat in left:
        seat.ends, seat.ended_why = max(ends, seat.begins), LEFT
        seat.save()
    return [seat.pk for seat in left]


def set_wards(group: Group, wards: Sequence[Ward], *, since: date, by: Viewer) -> None:
    """Which wards an area committee is for, from a day on."""
    with _write("wards_set", group, by=by) as (act, now):
        _put_wards(now, wards, since=since)
        act.detail = {"since": since, "wards": len(wards)}


def _put_wards(group: Group, wards: Sequence[Ward], *, since: date) -> None:
    committee = group.kind == GroupKind.COMMITTEE
    refuse(rules.why_not_wards(committee=committee, wards=[each.name for each in wards]), where="wards")
    after = CommitteeWard.objects.filter(Q(ends=None) | Q(ends__gte=since)).select_related("group")
    elsewhere = after.filter(group__partnership=group.partnership_id).exclude(group=group)
    held = {each.name.casefold(): each.group.name for each in elsewhere}
    for ward in wards:
        held_by = held.get(ward.name.casefold(), "")
        refuse(rules.why_not_ward_of(ward.name, held_by=held_by), where="wards", found=ward.name)
    kept = set()
    for row in group.wards.filter(Q(ends=None) | Q(ends__gte=since)):
        said = Ward(row.name, row.plan_name)
        if said in wards and row.begins <= since:
            kept.add(said)
        elif row.begins < since:
            row.ends = since - timedelta(days=1)
            row.save(update_fields=("ends",))
        else:
            row.delete()  # it was never in force
    new = [ward for ward in wards if ward not in kept]
    CommitteeWard.objects.bulk_create(
        CommitteeWard(group=group, name=ward.name, plan_name=ward.plan_name, begins=since, ends=group.ends)
        for ward in new
    )


def set_line(group: Group, up: Upward, *, by: Viewer) -> None:
    """Whom a group reports to, from a day on; what it was before that day stays."""
    with _write("line_drawn", group, by=by) as (act, now):
        if not now.in_force(up.since):
            raise Refusal(f"{now.name} does not exist on that day.", where="since", found=f"{up.since}")
        if up.group and not up.group.in_force(up.since):
            raise Refusal(f"{up.group.name} does not exist on that day.", where="above")
        draw_line(now, up)
        refuse(_why_not_report(now, up.since), where="above")
        above = f"group:{up.group.pk}" if up.group else f"body:{up.body.pk}" if up.body else None
        act.detail = {"above": above, "since": up.since, "assumed": up.assumed}


def draw_line(group: Group, up: Upward) -> None:
    """As ``set_line``, without asking who may."""
    for line in group.lines.filter(Q(ends=None) | Q(ends__gte=up.since)):
        if line.begins < up.since:
            line.ends = up.since - timedelta(days=1)
            line.save(update_fields=("ends",))
        else:
            line.delete()
    if up.group or up.body:
        ReportingLine.objects.create(
            group=group,
            to_group=up.group,
            to_body=up.body,
            assumed=up.assumed,
            begins=up.since,
            ends=group.ends,
        )


def _why_not_report(group: Group, since: date) -> str | None:
    """On the first day of every line from then on, as lines that begin later may close a circle."""
    lines = list(
        ReportingLine.objects.filter(
            Q(ends=None) | Q(ends__gte=since), group__partnership=group.partnership_id, to_group__isnull=False
        ).select_related("group")
    )
    names = {line.group_id: line.group.name for line in lines}
    for day in sorted({since, *(line.begins for line in lines if line.begins > since)}):
        on = {
            line.group_id: line.to_group_id
            for line in lines
            if line.to_group_id and line.begins <= day and (line.ends is None or day <= line.ends)
        }
        if way := rules.circle(group.pk, on):
            return rules.why_not_report_round([names[each] for each in way])
    return None


def warnings_on(group: Group, seats: Iterable[GroupSeat], day: date, *, two_tier: bool) -> list[str]:
    """What is missing from a group on a day, in sentences; ``seats`` in force then, with body and person."""
    held = list(seats)
    found: list[str] = []
    if group.kind == GroupKind.STRATEGY:
        found += _strategy_warnings(group, held, day, two_tier=two_tier)
    if not group.chair and not any(seat.part == SeatPart.CHAIR for seat in held):
        found.append("Nobody chairs it.")
    if group.quorum is None and group.kind != GroupKind.FORUM:
        found.append("No quorum is written down: it cannot be said whether a meeting may decide.")
    return found


def _strategy_warnings(
    group: Group, held: Sequence[GroupSeat], day: date, *, two_tier: bool
) -> Iterator[str]:
    """What regulation 3 of SI 2007/1830 asks of the strategy group on a day."""
    sitting = {seat.body.answering(day).kind: seat for seat in held if seat.person is None}
    named = {seat.body.answering(day).kind for seat in held if seat.person is not None}
    if day >= EASED:
        if sum(seat.person is not None for seat in held) < 2:
            yield "The law asks for two or more people appointed by the responsible authorities: name them."
    else:
        for kind in responsible_on(day, two_tier=two_tier):
            if kind.key in named:
                continue
            if kind.key in sitting:
                who = sitting[kind.key].body.name
                yield f"Nobody is named who sits for {who}: the law asks for a senior person."
            else:
                yield f"No {kind.title} sits in it: the law asks for a senior person of each authority."
    if not group.skills.strip():
        yield "Which knowledge and skills it needs is not written down: regulation 3 asks to consider it."
