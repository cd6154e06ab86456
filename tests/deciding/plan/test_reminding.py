"""Reminders: ahead of the day, on it and after it, once each, to who leads."""

from datetime import date

import pytest

from wardmote.deciding.plan.held import reminding
from wardmote.deciding.plan.held.progress import stands
from wardmote.deciding.plan.held.reminding import remind
from wardmote.deciding.plan.held.reporting import Said, add_update
from wardmote.deciding.plan.models import Reminder
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.jobs import work
from wardmote.ground.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("on", "moment"),
    [
        (date(2009, 3, 16), None),
        (date(2009, 3, 17), "ahead"),
        (date(2009, 3, 31), "at"),
        (date(2009, 4, 6), "at"),
        (date(2009, 4, 7), "after"),
    ],
)
def test_two_weeks_ahead_on_the_day_and_a_week_after(on, moment):
    assert rules.moment_reached(due=date(2009, 3, 31), on=on) == moment


def test_owners_are_written_to_once_a_moment_and_not_of_what_is_done(edition, cast):
    """52 deliverables, one done: 50 due on 31 March, and the arson week (A3.2.2), long over."""
    (where,) = stands(edition, on=date(2009, 1, 10), only=["A1.1.1"])
    add_update(where, Said("done", "Done.", evidence="The register"), on=date(2009, 1, 10), by="the tests")
    assert remind(cast.holmbridge, on=date(2008, 4, 2), by="the tests") == []
    counts = []
    for on in (date(2009, 3, 20), date(2009, 3, 20), date(2009, 3, 31), date(2009, 4, 9)):
        remind(cast.holmbridge, on=on, by="the tests")
        counts.append(Reminder.objects.count())
    assert counts == [51, 51, 101, 151]


def test_a_body_with_nobody_here_is_the_managers_to_remind(edition, cast, mailoutbox):
    remind(cast.holmbridge, on=date(2009, 4, 9), by="the tests")
    assert {address for mail in mailoutbox for address in mail.to} == {"brian@example.org"}
    assert len(mailoutbox) == 4  # Stevenage Police, the council, Probation, the Youth Offending Team


def test_the_worker_reminds_once_a_day_by_itself(edition, cast, mailoutbox, monkeypatch):
    monkeypatch.setattr(reminding, "_seen", {})
    for _ in range(3):
        reminding.look()
        work.run_all()
    assert len(mailoutbox) == 4  # the four lead bodies, all of whose actions are long over, once
    assert Reminder.objects.count() == 52
    assert Job.objects.filter(kind=reminding.REMIND).count() == 1
    monkeypatch.setattr(reminding, "_seen", {})  # a worker that was started again
    reminding.look()
    work.run_all()
    assert len(mailoutbox) == 4
