"""Records given to people, what they open them for, and the glass that is broken in an emergency.

In: a register, a record's key, who does it. Out: the row, in one transaction with its row in the log, which
names the hat and the record.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from wardmote.ground.casework import Act, refuse, write
from wardmote.ground.partners.models import Body, Membership, Partnership, Person
from wardmote.ground.partners.rules import CHAIR, MANAGER
from wardmote.ground.partners.viewing import Viewer, hats_of
from wardmote.ground.rights import rules
from wardmote.ground.rights.models import Assignment, BrokenGlass, Purpose
from wardmote.ground.rights.opening import assigned, case_bodies, cells_worn
from wardmote.measuring.catalogue.access_matrix import cells as cells_of
from wardmote.measuring.catalogue.access_matrix import matrix
from wardmote.measuring.catalogue.purposes import purpose_kinds
from wardmote.measuring.catalogue.refusals import Refusal

LONGEST_KEY = 80


@dataclass(frozen=True)
class RecordKey:
    """A record of a register: R1 to R16, and its key there; ``Refusal`` where there can be none such."""

    register: str
    record: str

    def __post_init__(self) -> None:
        known = self.register in {each.key for each in matrix().registers}
        if not known or not 0 < len(self.record) <= LONGEST_KEY:
            raise Refusal(rules.NOT_HERE, where="register", found=f"{self.register}/{self.record}"[:100])

    @property
    def subject(self) -> str:
        return f"record:{self.register}/{self.record}"


@dataclass(frozen=True)
class GivenTo:
    """To whom a record is given, for which body, why, and until when; ``brought_by``: whose record it is."""

    person: Person
    body: Body
    why: str
    ends: date | None = None
    brought_by: Body | None = None


def give(key: RecordKey, said: GivenTo, *, by: Viewer) -> Assignment:
    """Give a record to somebody; they read it once they say what for."""
    with write("rights.given", key.subject, by=by) as act:
        town = Partnership.objects.get(slug=by.partnership)
        own, runs = said.person.pk == by.person, by.has({MANAGER})
        giver, taker = cells_worn(by, key.register), _cells(town, said, key.register, by)
        refuse(rules.why_not_give(giver=giver, runs=runs, taker=taker, own=own, why=said.why))
        refuse(rules.why_not_own(taker, brought=said.brought_by == said.body))
        if said.ends and said.ends < by.today:
            raise Refusal("That day is over already.", where="ends", found=str(said.ends))
        made = Assignment.objects.create(
            partnership=town, register=key.register, record=key.record, person=said.person, body=said.body,
            given_by_id=by.person, begins=by.today, ends=said.ends, why=said.why.strip(),
        )  # fmt: skip
        act.detail = {"person": said.person.pk, "body": said.body.pk, "ends": said.ends}
    return made


def _cells(town: Partnership, said: GivenTo, register: str, by: Viewer) -> frozenset[str]:
    """What somebody may see of a register in one hat, today."""
    held = Membership.objects.filter(partnership=town, person=said.person, body=said.body)
    hats = hats_of(each for each in held.select_related("body") if each.in_force(by.today))
    return cells_of([(hat.kind, role) for hat in hats for role in hat.roles], register)


def take_back(given: Assignment, *, by: Viewer) -> None:
    """Take a record back from somebody; what they opened it for ends with that."""
    with write("rights.taken_back", f"record:{given.register}/{given.record}", by=by) as act:
        _refuse_elsewhere(given, by)
        giver = cells_worn(by, given.register)
        if given.given_by_id != by.person and not by.has({MANAGER}) and "F" not in giver:
            raise Refusal("Who gave it, the manager or who reads all of the register takes it back.")
        still = Assignment.objects.filter(pk=given.pk, withdrawn_at=None)
        if not still.update(withdrawn_at=by.at):
            raise Refusal("It was taken back already.")
        _end_purposes(given, by)
        act.detail = {"person": given.person_id}


def _end_purposes(given: Assignment, by: Viewer) -> None:
    """End what it was opened for, unless somebody else gave the same record to the same hat as well."""
    same = {
        "partnership": given.partnership_id, "register": given.register, "record": given.record,
        "person": given.person_id, "body": given.body_id,
    }  # fmt: skip
    if not Assignment.objects.on(by.today).filter(**same).exists():
        Purpose.objects.at(by.at).filter(**same).update(ended_at=by.at)


def _refuse_elsewhere(row: Assignment | Purpose | BrokenGlass, by: Viewer) -> None:
    """``Refusal`` for what is another partnership's: there it would be done, and here it would be logged."""
    refuse(None if row.partnership.slug == by.partnership else rules.NOT_HERE)


def begin_purpose(key: RecordKey, kind: str, words: str, *, by: Viewer) -> Purpose:
    """Say what one reads a record for: it opens from now until the purpose runs out, is ended or renewed."""
    with write("rights.purpose_begun", key.subject, by=by) as act:
        made = _purpose(key, kind, words, by=by)
        act.detail = {"purpose": kind, "until": made.ends_at, "register": key.register}
    return made


def renew(purpose: Purpose, words: str, *, by: Viewer) -> Purpose:
    """Begin the same purpose anew, from now; said anew, as what has no reason any more is not renewed."""
    key = RecordKey(purpose.register, purpose.record)
    with write("rights.purpose_renewed", key.subject, by=by) as act:
        _refuse_elsewhere(purpose, by)
        if purpose.person_id != by.person:
            raise Refusal(rules.NOT_HERE)
        Purpose.objects.filter(pk=purpose.pk, ended_at=None, ends_at__gt=by.at).update(ended_at=by.at)
        made = _purpose(key, purpose.kind, words, by=by)
        act.detail = {"purpose": purpose.kind, "until": made.ends_at, "register": key.register}
    return made


def _purpose(key: RecordKey, kind: str, words: str, *, by: Viewer) -> Purpose:
    bodies = [by.hat] if by.hat in case_bodies(by, key.register) else []
    given = assigned(by).filter(register=key.register, record=key.record, body__in=bodies).first()
    refuse(rules.why_not_begin(kind=kind, words=words, given=given is not None))
    assert given is not None
    return Purpose.objects.create(
        partnership=given.partnership, register=key.register, record=key.record, person_id=by.person,
        body=given.body, kind=kind, words=words.strip(), begins_at=by.at,
        ends_at=by.at + timedelta(days=purpose_kinds()[kind].days),
    )  # fmt: skip


def end_purpose(purpose: Purpose, *, by: Viewer) -> None:
    """Close a record again before its purpose runs out."""
    with write("rights.purpose_ended", f"record:{purpose.register}/{purpose.record}", by=by) as act:
        _refuse_elsewhere(purpose, by)
        still = Purpose.objects.at(by.at).filter(pk=purpose.pk, person=by.person)
        if not still.update(ended_at=by.at):
            raise Refusal("It is over already.")
        act.detail = {"purpose": purpose.kind}


def break_glass(key: RecordKey, why: str, *, by: Viewer) -> BrokenGlass:
    """Open one record that was not given, because it cannot wait; until the end of the next working day.

    Somebody of another body confirms or refuses it by then: it is owed, and the log has it at once.
    """
    with write("rights.glass_broken", key.subject, by=by) as act:
        refused = BrokenGlass.objects.filter(
            partnership__slug=by.partnership, register=key.register, record=key.record, person=by.person,
            refused=True, ends_at__gt=by.at,
        )  # fmt: skip
        cells = cells_worn(by, key.register)
        refuse(rules.why_not_break(cells=cells, why=why, refused=refused.exists()))
        ends = rules.working_days_after(by.today, 1) + timedelta(days=1)
        made = BrokenGlass.objects.create(
            partnership=Partnership.objects.get(slug=by.partnership), register=key.register,
            record=key.record, person_id=by.person, body_id=by.hat, why=why.strip(), broken_at=by.at,
            ends_at=timezone.make_aware(datetime.combine(ends, time.min)),
        )  # fmt: skip
        act.detail = {"glass": made.pk, "until": made.ends_at, "register": key.register}
        _tell_manager(act, key, made)
    return made


def _tell_manager(act: Act, key: RecordKey, made: BrokenGlass) -> None:
    """The managers; where the only one broke it, the chairs: nobody tells of it to themselves alone."""
    held = Membership.objects.filter(partnership=made.partnership, role__in=(MANAGER, CHAIR))
    others = held.exclude(person=made.person_id).select_related("person", "body")
    there = [each for each in others if each.in_force(timezone.localdate(made.broken_at))]
    told = [each for each in there if each.role == MANAGER] or there
    to = sorted({each.person.email for each in told})
    words = (
        f"A record of the register {key.register} was opened in an emergency. Somebody of another body "
        "confirms or refuses it within one working day; until then it is owed.\n"
    )
    act.letter("A record was opened in an emergency", words, to=to)


def why_not_answer(glass: BrokenGlass, by: Viewer) -> str | None:
    """Why somebody does not confirm or refuse a broken glass in the hat worn, or None.

    Who shares any body with the person who broke it is not of another body.
    """
    held = Membership.objects.filter(partnership=glass.partnership_id, person=glass.person_id)
    there = {each.body_id for each in held.select_related("body") if each.in_force(by.today)}
    return rules.why_not_answer(
        own=glass.person_id == by.person, same_body=bool(by.bodies & {glass.body_id, *there}),
        cells=cells_worn(by, glass.register), answered=glass.answered_at is not None,
    )  # fmt: skip


def answer(glass: BrokenGlass, *, confirms: bool, by: Viewer) -> None:
    """Confirm that it could not wait, or refuse: then the record closes at once."""
    with write("rights.glass_answered", f"record:{glass.register}/{glass.record}", by=by) as act:
        _refuse_elsewhere(glass, by)
        refuse(why_not_answer(glass, by))
        still = BrokenGlass.objects.filter(pk=glass.pk, answered_at=None)
        if not still.update(answered_by=by.person, answered_at=by.at, refused=not confirms):
            raise Refusal("Somebody answered it before you.")
        act.detail = {"glass": glass.pk, "confirmed": confirms}
