"""What each kind of event in the log is in words: one table, of which docs/reference/log.md is printed.

In: a row of the log and what its subject is called. Out: the sentence that follows who did it: "Amira Khan
(Council)" + "opened exception 12, Theft from vehicles". ``{of}`` stands for the subject; other names are
taken from the row's detail where it has them. A kind that no line tells of fails a test.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from django.utils import timezone

from wardmote.ground.audit.log import FORMAT
from wardmote.ground.audit.models import Entry
from wardmote.ground.partners.rules import ROLES
from wardmote.measuring.catalogue.counted import counted, listed

SENTENCES: Final[Mapping[str, str]] = {
    # ---- reading ----
    "read.shown": "opened {of}",
    "read.taken": "downloaded {of}",
    "read.searched": "searched",
    "read.by_program": "read {of} by a program",
    "read.refused": "was refused {of}",
    # ---- signing in ----
    "accounts.signed_in": "signed in",
    "accounts.signed_out": "signed out",
    "accounts.sign_in_failed": "failed to sign in as {of}",
    "accounts.locked_out": "tried too often and was told to wait ({of})",
    "accounts.token_refused": "gave a token that does not open {of}",
    "accounts.reset_asked": "asked for a letter to set a new password for {of}",
    "accounts.sessions_ended": "ended other sessions of theirs",
    "accounts.second_step_failed": "gave a wrong second step for {of}",
    "accounts.password_changed": "changed their password",
    "accounts.password_set": "set a password",
    "accounts.password_reset": "set a new password by a link sent to them",
    "accounts.email_added": "asked for another e-mail address",
    "accounts.email_changed": "changed their e-mail address",
    "accounts.email_removed": "removed an e-mail address",
    "accounts.email_confirmed": "confirmed their e-mail address",
    "accounts.second_step_added": "added a second step",
    "accounts.second_step_removed": "removed a second step",
    "accounts.second_step_reset": "made new recovery codes",
    # ---- people ----
    "partners.partnership_begun": "began {of}",
    "partners.partnership_ended": "said when {of} ends and which goes on",
    "partners.place_settled": "settled the place: {of}",
    "partners.invited": "invited somebody ({of})",
    "partners.invitation_taken_up": "took up {of}",
    "partners.invitation_withdrawn": "withdrew {of}",
    "partners.confirmation_asked": "asked for {of} to be confirmed by a second person",
    "partners.invitation_confirmed": "confirmed {of}",
    "partners.recovered": "made {of} where no manager was left, from the command line",
    "partners.second_step_lost": "asked for the second step of {of} to be taken away",
    "partners.second_step_taken": "took the second step of {of} away",
    "partners.lock_lifted": "let {of} try to sign in again at once",
    "partners.joined": "made {of} a member ({role})",
    "partners.left_all": "ended all that {of} has here, and handed over",
    "partners.councillor_wards": "said which wards {of} is for",
    "partners.contact_said": "said how they are reached at work",
    "partners.left": "ended the membership of {of} ({role})",
    "partners.body_added": "added {of}",
    "partners.body_changed": "changed what is said of {of}",
    "partners.body_ended": "said when {of} ends and who carries on its work",
    "partners.body_stands_again": "took back that {of} ends",
    "partners.body_renamed": "renamed {of} as the plan now calls it",
    "partners.group_added": "added {of}",
    "partners.group_changed": "changed what is said of {of}",
    "partners.group_ended": "said when {of} ends",
    "partners.group_stands_again": "took back that {of} ends",
    "partners.seat_taken": "wrote down who sits in {of}",
    "partners.seat_left": "wrote down who sits in {of} no longer",
    "partners.wards_set": "said which wards {of} is for",
    "partners.line_drawn": "said whom {of} reports to",
    "partners.groups_fed": "brought the groups that {of} names into the list of groups",
    "partners.token_made": "made {of}",
    "partners.token_withdrawn": "withdrew {of}",
    "partners.token_ended": "ended {of} with the membership it rested on",
    "partners.reminded": "sent reminders of what is owed",
    "rights.given": "gave {of} to somebody",
    "rights.taken_back": "took {of} back from somebody",
    "rights.purpose_begun": "said what they read {of} for",
    "rights.purpose_renewed": "said anew what they read {of} for",
    "rights.purpose_ended": "ended what they read {of} for",
    "rights.glass_broken": "opened {of} in an emergency",
    "rights.glass_answered": "answered for the emergency opening of {of}",
    # ---- the log and the installation ----
    "audit.reviewed": "signed off {of}",
    "audit.year_retired": "took away {of}, past its retention",
    "audit.exported": "downloaded the log",
    "installation.backed_up": "made a backup ({of})",
    "installation.restored": "restored a backup ({of})",
    "installation.recovery_key_made": "made a new recovery key for backups ({of})",
    "installation.drilled": "restored a backup beside the records, to try it ({of})",
    "jobs.cancelled": "stopped {of}",
    "jobs.begun_again": "began {of} again",
    "mail.sent_again": "had {of} sent again",
    # ---- files and comments ----
    "attachments.added": "added {of} to a record",
    "attachments.commented": "wrote {of} on a record",
    "attachments.attachment_taken_away": "removed {of}",
    "attachments.comment_taken_away": "removed {of}",
    # ---- evidence ----
    "evidence.brought": "brought {of}",
    "evidence.load_asked": "asked for {of} to be loaded",
    "evidence.loaded": "loaded {of}",
    "evidence.mapping_confirmed": "confirmed what the columns of {of} mean",
    "evidence.set_aside": "set aside {of}",
    "evidence.withdrawn": "withdrew {of}",
    "evidence.answered": "said whether the rows of a month are right: {of}",
    "evidence.brought_back": "brought back {of}",
    "evidence.rejected_downloaded": "downloaded the rows of {of} that were not used",
    # ---- assessment ----
    "assessment.begun": "began {of}",
    "assessment.drafted": "drafted {of}",
    "assessment.removed": "removed {of}",
    "assessment.corrected": "corrected a finding of {of}",
    "assessment.stated": "added a statement to {of}",
    "assessment.restated": "changed a statement of {of}",
    "assessment.taken_back": "took a statement out of {of}",
    "assessment.reordered": "put the stories of {of} in another order",
    "assessment.published": "published {of}",
    "assessment.signed_off": "signed off {of}",
    # ---- tasks ----
    "tasking.set": "set {of}",
    "tasking.handed_over": "handed {of} over to who takes over",
    "tasking.done": "said that {of} is done",
    # ---- plan ----
    "plan.loaded": "loaded {of}",
    "plan.opened": "opened {of}",
    "plan.approved": "approved {of}",
    "plan.one_person_decided": "wrote that one person is enough for {of}",
    "plan.published": "published {of}",
    "plan.superseded": "put {of} out of force",
    "plan.reported": "reported on {of}",
    "plan.reviewed": "reviewed a priority of {of}",
    "plan.reworded": "reworded {of}",
    "plan.number_overruled": "gave a reason for a number in {of}",
    "plan.number_doubted": "took back a reason for a number in {of}",
    "plan.paragraph_added": "added a paragraph to {of}",
    "plan.vision_added": "added a vision to {of}",
    "plan.text_removed": "removed a text from {of}",
    "plan.signatory_named": "named who signs {of}",
    "plan.foreword_signed": "signed the foreword of {of}",
    "plan.contact_checked": "checked a contact of {of}",
    "plan.part_added": "added to {of}",
    "plan.part_changed": "changed {of}",
    "plan.part_removed": "removed from {of}",
    "plan.part_moved": "put {of} in another order",
    "plan.action_added": "added {of}",
    "plan.action_changed": "changed {of}",
    "plan.action_removed": "took {of} out of a draft",
    "plan.fund_added": "added {of}",
    "plan.fund_changed": "changed {of}",
    "plan.allocated": "gave an action money of {of}",
    "plan.value_reviewed": "wrote whether {of} was worth its money",
    "plan.target_agreed": "set the target of {of}",
    "plan.allowance_decided": "decided how many replies a year chance may ask for",
    "plan.baseline_drawn": "drew the baseline of {of}",
    "plan.source_chosen": "chose the source of {of}",
    "plan.value_entered": "entered a value of {of}",
    "plan.peers_loaded": "loaded similar partnerships' values of {of}",
    "plan.exception-opened": "opened {of}: worse by more than chance",
    "plan.exception-closed": "closed {of}",
    "plan.exception-replied": "replied to {of}",
    "plan.exception-advised": "gave advice on {of}",
    "plan.exception-accepted": "accepted {of}",
    "plan.exception-rejected": "rejected {of}",
    "plan.exception-deferred": "put off the decision on {of}",
    "plan.scoring_opened": "opened {of}",
    "plan.scoring_matters": "changed what is scored in {of}",
    "plan.scoring_weighed": "changed the weights of {of}",
    "plan.scoring_scored": "scored in {of}",
    "plan.scoring_decided": "decided on a matter of {of}",
    "plan.scoring_closed": "closed {of}",
}


SOMETHING: Final[Mapping[str, str]] = {
    "read.": "a record or page",
    "accounts.": "somebody",
    "partners.": "somebody",
    "partners.invit": "an invitation",
    "partners.invited": "",
    "partners.confirmation_asked": "an invitation",
    "partners.partnership_": "the partnership",
    "partners.place_settled": "its area",
    "partners.recovered": "an invitation",
    "partners.token_": "a token",
    "partners.body_": "a body",
    "partners.group_": "a group",
    "partners.seat_": "a group",
    "partners.wards_set": "a committee",
    "partners.line_drawn": "a group",
    "partners.groups_fed": "a plan",
    "rights.": "a record",
    "audit.": "a month of the log",
    "audit.year_retired": "a year of the log",
    "jobs.": "a job",
    "mail.": "a letter",
    "attachments.": "a file",
    "attachments.comment": "a comment",
    "evidence.": "a file",
    "assessment.": "an assessment",
    "tasking.": "a task",
    "plan.": "the plan",
    "plan.action_": "an action",
    "plan.fund_": "a fund",
    "plan.allocated": "a fund",
    "plan.value_reviewed": "an action",
    "plan.target_agreed": "a measure",
    "plan.baseline_drawn": "a measure",
    "plan.source_chosen": "a measure",
    "plan.value_entered": "a measure",
    "plan.peers_loaded": "a measure",
    "plan.exception-": "an exception",
    "plan.scoring_": "a scoring round",
}
"""What ``{of}`` is where no record is named: for kinds that begin so, the longest beginning first."""
_BEGINNINGS: Final = sorted(SOMETHING, key=len, reverse=True)


class _Detail(dict[str, Any]):
    """What a row does not tell is left out."""

    def __missing__(self, key: str) -> str:
        return ""


def in_words(what: str) -> str:
    """A kind of event by itself, for a choice: "Opened an exception: worse by more than chance"."""
    told = SENTENCES.get(what)
    if told is None:  # of a version that is gone
        return what.partition(".")[2].replace("_", " ").capitalize() or what
    of = next((SOMETHING[each] for each in _BEGINNINGS if what.startswith(each)), "")
    return told.format_map(_Detail(of=of)).replace(" ()", "").capitalize()


def sentence(entry: Entry, of: str) -> str:
    """What was done, for a reader; ``of``: what the subject is called."""
    detail = detail_of(entry)
    words = SENTENCES.get(entry.what, f"{in_words(entry.what).lower()}: {{of}}")
    told = words.format_map(_Detail({**detail, "of": of or "something"})).replace(" ()", "")
    extra = []
    if (count := detail.get("count")) and entry.subject.startswith("list:"):
        extra.append(counted(count, "record", "records"))
    if (times := detail.get("times", 1)) > 1:
        extra.append(f"{times:,} times within five minutes")
    return f"{told} ({listed(extra)})" if extra else told


def local_moment(entry: Entry) -> datetime:
    """The moment of a row in local time."""
    return timezone.localtime(datetime.strptime(entry.at, FORMAT).replace(tzinfo=UTC))


def detail_of(entry: Entry) -> dict[str, Any]:
    """The row's detail, roles by their names; nothing where it cannot be read."""
    try:
        found = json.loads(entry.detail)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    if entry.what.startswith("partners."):
        found |= {key: _role_words(found[key]) for key in ("role", "roles") if key in found}
    return found


def _role_words(keys: Any) -> str:
    """What a role, or several, are called; of a role that is gone its key."""
    names = dict(ROLES)
    return listed([names.get(key, str(key)) for key in ([keys] if isinstance(keys, str) else keys)])
