"""Reminders: ahead of the day, on it and after it, once each, to who leads."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from wardmote.deciding.performance.exceptions import month_review
from wardmote.deciding.performance.exceptions.answers import reply
from wardmote.deciding.performance.models import PlanException
from wardmote.deciding.plan.records.action_updates import Said, add_update
from wardmote.deciding.plan.records.progress import stands
from wardmote.doing.tasking.tasks import Asking, Origin, finish, set_task
from wardmote.ground.casework import writing
from wardmote.ground.jobs import work
from wardmote.ground.jobs.models import Job
from wardmote.ground.owed.listing import Owed, OwedBy
from wardmote.ground.owed.moments import moment_reached
from wardmote.ground.partners import reminding
from wardmote.ground.partners.models import Body, Reminder
from wardmote.ground.partners.reminding import remind

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
    assert moment_reached(due=date(2009, 3, 31), on=on) == moment


def test_owners_are_written_to_once_a_moment_and_not_of_what_is_done(edition, cast):
    """52 deliverables, one done: 50 due on 31 March, and the arson week (A3.2.2), long over.

    After the year no action is reminded of, only the next edition.
    """
    (where,) = stands(edition, on=date(2009, 1, 10), only=["A1.1.1"])
    add_update(where, Said("done", "Done.", evidence="The register"), on=date(2009, 1, 10), by="the tests")
    assert remind(cast.holmbridge, on=date(2008, 4, 2), by="the tests") == []
    counts = []
    for on in (date(2009, 3, 20), date(2009, 3, 20), date(2009, 3, 31), date(2009, 4, 9)):
        remind(cast.holmbridge, on=on, by="the tests")
        counts.append(Reminder.objects.values("about", "moment").distinct().count())
    assert counts == [51, 51, 101, 102]
    assert Reminder.objects.last().about == f"edition:{edition.pk}"


def test_what_two_bodies_lead_is_written_again_only_to_the_one_whose_letter_did_not_go(
    cast, mailoutbox, monkeypatch
):
    on = timezone.localdate()
    by = (OwedBy("Fire and rescue", 7), OwedBy("Stevenage Police", 8))
    led = Owed(kind="task", words="Count the bins.", by=by, since=on,
               due=on, url="/x/", on=on, about="task:7")  # fmt: skip
    monkeypatch.setattr(reminding, "owed_on", lambda _slug, _day: [led])
    send, sent = writing.MailMessage.send, []

    def fails_second(self):
        if sent:
            raise OSError("the disk of the outbox is full")
        sent.append(self)
        return send(self)

    with monkeypatch.context() as full:
        full.setattr(writing.MailMessage, "send", fails_second)
        with pytest.raises(OSError, match="is full"):
            remind(cast.holmbridge, on=on, by="the tests")
    for _ in range(2):
        remind(cast.holmbridge, on=on, by="the tests")
    told = [mail.body.partition("\n")[0] for mail in mailoutbox]
    assert told == ["Owed by Fire and rescue:", "Owed by Stevenage Police:"]
    Reminder.objects.filter(body="7").delete()
    Reminder.objects.update(body="")  # as it was kept before there was one a body
    assert remind(cast.holmbridge, on=on, by="the tests") == []


def test_a_body_with_nobody_here_is_the_managers_to_remind(edition, cast, mailoutbox):
    remind(cast.holmbridge, on=date(2009, 3, 31), by="the tests")
    assert {address for mail in mailoutbox for address in mail.to} == {"brian@example.org"}
    assert len(mailoutbox) == 4  # Stevenage Police, the council, Probation, the Youth Offending Team


def test_a_lead_agency_is_told_of_a_reply_and_the_chair_of_a_decision(syn, edition, mailoutbox):
    """Due in 14 days: told on the day it opens, on the 14th day unless there was a reply, a week after."""
    opened = date(2008, 4, 7)
    month_review.review_now(syn.holmbridge, by="the tests", on=opened)
    remind(syn.holmbridge, on=opened, by="the tests")
    remind(syn.holmbridge, on=date(2008, 4, 8), by="the tests")
    (mail,) = mailoutbox
    assert mail.subject == "Reply to: Theft from vehicles (part of vehicle crime)"
    assert "due 21 April 2008, in 14 days" in mail.body
    remind(syn.holmbridge, on=date(2008, 4, 21), by="the tests")
    assert [each.moment for each in Reminder.objects.filter(about__startswith="reply")] == ["ahead", "at"]
    reply(PlanException.objects.get(), words="Two men were charged.", by=syn.viewer("brian"))
    mailoutbox.clear()
    remind(syn.holmbridge, on=date(2008, 7, 8), by="the tests")  # 92 days after it opened
    decide = next(mail for mail in mailoutbox if "Decide on: Theft" in mail.body)
    assert set(decide.to) == {"catherine@example.org", "brian@example.org"}
    assert not any("Reply to" in mail.body for mail in mailoutbox)


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://wardmote.example.org", "\nhttps://wardmote.example.org/holmbridge/plan/"),
        ("", "\nhttp://localhost:8000/holmbridge/plan/"),
    ],
)
def test_a_letter_says_the_day_and_links_to_the_page(edition, cast, mailoutbox, settings, address, link):
    """Due on 30 June 2008: a letter written on 3 July does not say today."""
    settings.WARDMOTE_ADDRESS = address
    remind(cast.holmbridge, on=date(2008, 7, 3), by="the tests")
    action = edition.actions.get(key="A3.2.2")
    (line,) = [part for mail in mailoutbox for part in mail.body.split("\n\n") if part.startswith("A3.2.2:")]
    assert "due 30 June 2008, 3 days late" in line
    assert f"{link}{edition.pk}/actions/{action.key}/" in line


def test_who_owns_a_task_is_told_until_it_is_done(cast, edition, mailoutbox):
    fire = Body.objects.get(partnership=cast.holmbridge, name="Fire and rescue")
    origin = Origin("exception", "1", "Exception: fires", "/holmbridge/plan/exceptions/1/")
    due = timezone.localdate() + timedelta(days=30)
    asked, brian = Asking("Visit five schools.\nBcc: nobody", fire.pk, due), cast.viewer("brian")
    task = set_task(cast.holmbridge, asked, origin, by=brian)

    def told(days: int) -> list[str]:
        mailoutbox.clear()
        remind(cast.holmbridge, on=due + timedelta(days=days), by="the tests")
        return [address for mail in mailoutbox if "Visit five schools" in mail.body for address in mail.to]

    assert told(-15) == []
    assert told(-14) == told(0) == ["elaine@example.org"]
    assert told(1) == []
    finish(task, evidence="The list of visits", by=brian)
    assert told(7) == []


def test_who_owns_a_task_is_told_where_no_plan_is_in_force(cast, mailoutbox):
    fire = Body.objects.get(partnership=cast.holmbridge, name="Fire and rescue")
    origin = Origin("exception", "1", "Exception: fires", "/holmbridge/plan/exceptions/1/")
    due = timezone.localdate() + timedelta(days=5)
    set_task(cast.holmbridge, Asking("Visit five schools.", fire.pk, due), origin, by=cast.viewer("brian"))
    for _ in range(2):
        remind(cast.holmbridge, on=timezone.localdate(), by="the tests")
    (mail,) = mailoutbox
    assert mail.to == ["elaine@example.org"]
    assert "Visit five schools. (Exception: fires) (due " in mail.body
    assert mail.body.endswith("To answer one, open the link below it.")


def test_the_worker_reminds_once_a_day_by_itself(edition, cast, mailoutbox, monkeypatch):
    """After the plan's year one thing is owed: the next edition."""
    monkeypatch.setattr(reminding, "_seen", {})
    for _ in range(3):
        reminding.schedule_reminders()
        work.run_all()
    (mail,) = mailoutbox
    assert "close them in the next edition (due 31 March 2009, overdue)" in mail.body
    assert Reminder.objects.count() == 1
    assert Job.objects.filter(kind=reminding.REMIND, partnership="holmbridge").count() == 1
    monkeypatch.setattr(reminding, "_seen", {})  # a worker that was started again
    reminding.schedule_reminders()
    work.run_all()
    assert len(mailoutbox) == 1
