"""Whether an installation is whole: each record has its row in the log and the other way round, files and
records agree, nothing half done is left, and what people were told is there.

Run as a process beside the site (``python -m tests.faults.whole``), since starting Django takes a second: a
line of JSON in (what was told since the last, whether the web began anew), a list of faults as JSON out. The
first line asks for the town that people write in.
"""

import hashlib
import itertools
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.db import Error, close_old_connections, connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests.faults.visitors import EXCEPTIONS, PASSWORD, SIGN_IN  # noqa: E402
from wardmote.deciding.performance.models import ExceptionStep, PlanException  # noqa: E402
from wardmote.deciding.performance.rules.exceptions import VERBS  # noqa: E402
from wardmote.deciding.plan.models import PlanEdition  # noqa: E402
from wardmote.doing.tasking.models import Task  # noqa: E402
from wardmote.ground.attachments.models import Attachment, Comment  # noqa: E402
from wardmote.ground.audit.models import Entry, PendingEntry  # noqa: E402
from wardmote.ground.audit.verifying import verify  # noqa: E402
from wardmote.ground.jobs.models import Job  # noqa: E402
from wardmote.ground.mail.models import OutgoingMail  # noqa: E402
from wardmote.ground.partners import joining  # noqa: E402
from wardmote.ground.partners.models import ApiToken, Invitation, Person  # noqa: E402
from wardmote.knowing.assessment.making import DraftRequest, begin  # noqa: E402
from wardmote.knowing.assessment.models import Assessment, SignOff, Statement, Version  # noqa: E402
from wardmote.knowing.evidence.models import Upload  # noqa: E402
from wardmote.knowing.evidence.withdrawals import EVENTS  # noqa: E402
from wardmote.measuring.catalogue.classes import offence_classes  # noqa: E402
from wardmote.measuring.catalogue.measures import measures  # noqa: E402
from wardmote.measuring.store.commit import DRAFT  # noqa: E402
from wardmote.measuring.store.folder import Folder  # noqa: E402
from wardmote.measuring.store.receipts import list_receipts  # noqa: E402

DATA = Path(os.environ["WARDMOTE_DATA"])
MEMBERS = {
    "brian": ("council", "manager"), "amira": ("council", "analyst"), "catherine": ("police", "chair"),
    "elaine": ("police", "officer"), **{f"p{n}": ("council", "officer") for n in range(SIGN_IN)},
}  # fmt: skip
PATIENCE = 120.0  # seconds for the worker to end what it was at


# ---- the town ----


@transaction.atomic
def begin_town() -> dict[str, Any]:
    """People with their sessions, exceptions to write on; sessions and bodies by name."""
    town = joining.begin_partnership(slug="stevenage", name="Stevenage", by="tests")
    bodies = {
        kind: joining.body_named(town, name=kind.capitalize(), kind=law)
        for kind, law in (("council", "district-council"), ("police", "police"))
    }
    sessions = {}
    for name, (kind, role) in MEMBERS.items():
        password = PASSWORD if name[1:].isdecimal() else None  # each takes a while to hash
        person = Person.objects.create_user(f"{name}@example.org", name, password)
        joining.join(town, person=person, body=bodies[kind], role=role, by="tests")
        sessions[name] = _session(person)
    joining.settle_place(town, area_id="district:2021:E07000999", name="Nowhere", by="tests")
    town.refresh_from_db()
    begin(town, DraftRequest("2007-01:2007-12"), by="tests")
    edition = PlanEdition.objects.create(
        partnership=town, key="2008", title="Plan", owner="Council", place="Stevenage",
        period="2008-04:2011-03", year="2008-04:2009-03", regime="csp", signed_role="Chair", two_tier=True,
        made_by="tests",
    )  # fmt: skip
    today = timezone.localdate()
    parts = itertools.islice(itertools.product(measures(), offence_classes()), EXCEPTIONS)
    keys = ["/".join(each) for each in parts]
    PlanException.objects.bulk_create(
        PlanException(
            partnership=town, edition=edition, measure=key, measures=[key], title=key, words="More.",
            p=0.001, opened_month="2008-04", reviewed_month="2008-04", opened_on=today, reply_due=today,
            lead=bodies["police"],
        )
        for key in keys
    )  # fmt: skip
    return {"sessions": sessions, "bodies": {kind: body.pk for kind, body in bodies.items()}}


def _session(person: Person) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    record = {"method": "password", "at": time.time() + 10 * 86400, "reauthenticated": True}
    session["account_authentication_methods"] = [record]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return str(session.session_key)


# ---- the log, read as it grows ----


class Log:
    """What it says so far, by kind of event."""

    def __init__(self) -> None:
        self.last, self.hash = 0, ""
        self.subjects: dict[str, Counter[str]] = {}
        self.promised: Counter[str] = Counter()

    def read_on(self) -> None:
        rows = Entry.objects.filter(pk__gt=self.last).order_by("pk")
        for pk, hash_, what, subject, detail in rows.values_list("pk", "hash", "what", "subject", "detail"):
            key = f"{subject} {json.loads(detail)['statement']}" if what == "assessment.stated" else subject
            self.subjects.setdefault(what, Counter())[key] += 1
            self.last, self.hash = pk, hash_

    def of(self, what: str) -> Counter[str]:
        return self.subjects.get(what, Counter())


# ---- records and the log ----


def pairs(log: Log) -> Iterator[tuple[str, Counter[str], Counter[str]]]:
    """What is compared: its name, what the records hold, what the log says."""

    def keys(kind: str, rows: Any) -> Counter[str]:
        return Counter(f"{kind}:{pk}" for pk in rows.values_list("pk", flat=True))

    yield "invitations", keys("invitation", Invitation.objects.all()), log.of("partners.invited")
    yield "tokens", keys("token", ApiToken.objects.all()), log.of("partners.token_made")
    over = ApiToken.objects.exclude(withdrawn_at=None)
    yield "tokens withdrawn", keys("token", over), log.of("partners.token_withdrawn")
    yield "tasks", keys("task", Task.objects.all()), log.of("tasking.set")
    yield "tasks done", keys("task", Task.objects.exclude(done_on=None)), log.of("tasking.done")
    gone = log.of("attachments.attachment_taken_away")
    yield "attachments", keys("attachment", Attachment.objects.all()), log.of("attachments.added") - gone
    yield "comments", keys("comment", Comment.objects.all()), log.of("attachments.commented")
    stated = Statement.objects.values_list("assessment_id", "pk")
    yield "statements", Counter(f"assessment:{of} {pk}" for of, pk in stated), log.of("assessment.stated")
    yield "uploads", keys("upload", Upload.objects.all()), log.of("evidence.brought")
    yield "uploads left", keys("upload", Upload.objects.filter(state="left")), log.of("evidence.set_aside")
    asked = Upload.objects.exclude(job=None)
    yield "uploads to load", keys("upload", asked), log.of("evidence.load_asked")
    loaded = [sha for loads in Upload.objects.values_list("loads", flat=True) for sha in loads]
    yield "loads", Counter(f"load:{sha}" for sha in loaded), log.of("evidence.loaded")
    receipts = (path.parent.name for path in DATA.glob("loads/*/receipt.json"))
    yield "receipts", Counter(f"load:{sha}" for sha in receipts), log.of("evidence.loaded")
    acts = [
        (act.what, each.sha256)
        for each in list_receipts(Folder(DATA), withdrawn=True)
        for act in each.withdrawals
    ]
    for did, what in EVENTS.items():
        yield f"loads {did}", Counter(f"load:{sha}" for act, sha in acts if act == did), log.of(what)
    yield "assessments", keys("assessment", Assessment.objects.all()), log.of("assessment.begun")
    signed = SignOff.objects.values_list("version__assessment", flat=True)
    yield "sign-offs", Counter(f"assessment:{pk}" for pk in signed), log.of("assessment.signed_off")
    steps = Counter(ExceptionStep.objects.values_list("kind", "exception_id"))
    for kind, verb in VERBS.items():
        of_kind = Counter({f"exception:{pk}": n for (step, pk), n in steps.items() if step == kind})
        yield f"steps {verb}", of_kind, log.of(f"plan.exception-{verb}")


def unequal(log: Log) -> Iterator[str]:
    for name, held, logged in pairs(log):
        for key in held - logged:
            yield f"{name}: {key} has no row in the log"
        for key in logged - held:
            yield f"{name}: the log tells of {key}, which is not there"
    letters = Counter(OutgoingMail.objects.filter(kind="partners.invited").values_list("to", flat=True))
    if wrong := set(letters) ^ set(Invitation.objects.values_list("email", flat=True)):
        yield f"letters and invitations differ: {sorted(wrong)[:3]}"
    drafted = {f"assessment:{pk}" for pk in Version.objects.values_list("assessment", flat=True)}
    if wrong := drafted ^ set(log.of("assessment.drafted")):
        yield f"drafts and the log differ: {sorted(wrong)[:3]}"
    if wrong := set(log.of("evidence.mapping_confirmed")) - {f"upload:{pk}" for pk in _mapped()}:
        yield f"mappings that were confirmed are not there: {sorted(wrong)[:3]}"
    jobs = set(Job.objects.values_list("pk", flat=True))
    if lost := set(Upload.objects.exclude(job=None).values_list("job", flat=True)) - jobs:
        yield f"uploads name jobs that are not there: {sorted(lost)[:3]}"


def _mapped() -> Iterator[int]:
    """Uploads whose mapping is there."""
    for pk, said in Upload.objects.values_list("pk", "said"):
        if said.get("mapping") and Folder(DATA).mapping("stevenage", said["mapping"]).is_file():
            yield pk


# ---- files and records ----


def files_wrong(*, settled: bool, idle: bool) -> Iterator[str]:
    """Where files and records differ; what a start clears is looked for once one was."""
    rows = {DATA / "attachments" / row.partnership / row.stored: row for row in Attachment.objects.all()}
    for place, row in rows.items():
        kept = place / f"{row.sha256}.{row.type}"
        if not kept.is_file() or hashlib.sha256(kept.read_bytes()).hexdigest() != row.sha256:
            yield f"attachment {row.pk} has not its bytes"
    for row in (*Version.objects.defer("paper"), *SignOff.objects.select_related("version")):
        of = row.assessment_id if isinstance(row, Version) else row.version.assessment_id
        for kind, known in row.documents.items():
            kept = DATA / "assessments" / "stevenage" / str(of) / f"{known['sha256']}.{kind}"
            if not kept.is_file() or hashlib.sha256(kept.read_bytes()).hexdigest() != known["sha256"]:
                yield f"{row} has not its {kind}"
    open_ones = Upload.objects.open().exclude(state="loading")
    stored = {DATA / each.stored: each.pk for each in open_ones}
    yield from (f"upload {pk} has not its bytes" for path, pk in stored.items() if not path.is_file())
    if not settled:
        return
    still = {DATA / name for name in Upload.objects.filter(state="loading").values_list("stored", flat=True)}
    places = {"attachments": set(rows), "uploads": {path.parent for path in (*stored, *still)}}
    for name, named in places.items():
        for place in (DATA / name).glob("*/*"):
            if place not in named:
                yield f"{place.relative_to(DATA)} is named by no record"
    yield from _strays(idle=idle)


def _strays(*, idle: bool) -> Iterator[str]:
    """Files that nobody will clear. Drafts go by their age, which is put back here; a killed load's staging
    goes once another worker does its job again."""
    for path in DATA.rglob(".*"):
        if path.name.startswith(".staging-") and not idle:
            continue
        if path.is_file() and DRAFT.fullmatch(path.name):
            os.utime(path, (0, 0))  # the next worker takes it away
        elif path.name not in (".lock", ".sheet.json", ".serving", ".preparing", ".withdrawing"):
            yield f"{path.relative_to(DATA)} is left over"
    yield from (f"{path.relative_to(DATA)} is left over" for path in DATA.rglob("*.part"))
    for path in Path(tempfile.gettempdir()).iterdir():
        if not path.name.startswith("pymp-"):  # the folder of a process's socket, empty once it is killed
            yield f"{path.name} is left in the folder for temporary files"


# ---- what people were told ----


def broken(told: Iterable[list[str]], log: Log) -> Iterator[str]:
    """Promises that are not kept."""
    by_kind: dict[str, set[str]] = {}
    for kind, key in told:
        by_kind.setdefault(kind, set()).add(key)
        log.promised[f"{kind} {key}" if kind in ("read", "signed in") else kind] += 1
    there = {
        "invited": Invitation.objects.values_list("email", flat=True),
        "token": ApiToken.objects.values_list("name", flat=True),
        "withdrawn": ApiToken.objects.exclude(withdrawn_at=None).values_list("pk", flat=True),
        "task": Task.objects.values_list("words", flat=True),
        "done": Task.objects.exclude(done_on=None).values_list("evidence", flat=True),
        "comment": Comment.objects.values_list("words", flat=True),
        "stated": Statement.objects.values_list("words", flat=True),
        "brought": Upload.objects.values_list("pk", flat=True),
        "load": Upload.objects.exclude(job=None).values_list("pk", flat=True),
        "leave": Upload.objects.filter(state="left").values_list("pk", flat=True),
        "mapped": _mapped(),
        "begun": Assessment.objects.values_list("pk", flat=True),
        "signed": SignOff.objects.values_list("version", flat=True),
        "step": ExceptionStep.objects.values_list("words", flat=True),
        "session": Session.objects.values_list("session_key", flat=True),
    }
    for kind, rows in there.items():
        if wanted := by_kind.get(kind):
            yield from (
                f"{kind} {key!r} was promised and is not there" for key in wanted - set(map(str, rows))
            )
    away = {
        "taken": Attachment.objects.values_list("pk", flat=True),
        "signed out": Session.objects.values_list("session_key", flat=True),
    }
    for kind, rows in away.items():
        if wanted := by_kind.get(kind):
            yield from (
                f"{kind} {key!r} was promised and is still there" for key in wanted & set(map(str, rows))
            )
    if Statement.objects.filter(words__contains="RUDE").exists():
        yield "words of a request that never came whole are kept"
    yield from _uncounted(log)


def _uncounted(log: Log) -> Iterator[str]:
    """Reads and sign-ins are told by person, attachments by how many: the log has as many or more."""
    if log.promised["attached"] > log.of("attachments.added").total():
        yield "an attachment was promised and the log has none"
    wanted = {"read": "read.shown", "signed in": "accounts.signed_in"}
    for kind, what in wanted.items():
        counted: Counter[str] = Counter()
        for rows in (PendingEntry.objects, Entry.objects):  # in this order none that is chained is missed
            counted.update(rows.filter(what=what).values_list("by", flat=True))
        for key, number in log.promised.items():
            name = key.removeprefix(f"{kind} ")
            if key.startswith(f"{kind} ") and number > sum(
                n for by, n in counted.items() if by.split()[0] == name
            ):
                yield f"{number} times {kind} by {name}, and the log has fewer"


# ---- all of it ----


def faults(asked: dict[str, Any], log: Log) -> list[str]:
    """Everything that is wrong and stays so while the worker has time to end what it was at."""
    log.read_on()
    promises, until = list(broken(asked["told"], log)) if asked["told"] else [], time.monotonic() + PATIENCE
    while True:
        with transaction.atomic():  # one moment
            found = [*_of_the_log(log), *unequal(log)]
        found += files_wrong(settled=asked["settled"], idle=asked["idle"])
        if asked["idle"]:
            found += _open_work()
        if not found or time.monotonic() > until:
            return [*promises, *found][:20]
        time.sleep(0.3)


def _of_the_log(log: Log) -> Iterator[str]:
    found = verify(log.hash)
    yield from (f"audit: {fault.kind} {fault.first} {fault.words}" for fault in found.faults)
    if not found.noted_found:
        yield f"audit: the row noted before, {log.last}, is gone"
    log.read_on()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check")
            if (told := cursor.fetchone()[0]) != "ok":
                yield f"SQLite: {told}"


def _open_work() -> Iterator[str]:
    """What a worker that goes on has done by and by."""
    if count := Job.objects.filter(state__in=("waiting", "running")).count():
        yield f"{count} jobs are not done"
    if count := PendingEntry.objects.filter(gather="").count():
        yield f"{count} rows are not chained"


def main() -> None:
    """Answer until the input ends."""
    log = Log()
    for line in sys.stdin:
        asked = json.loads(line)
        close_old_connections()
        try:
            answer = begin_town() if "begin" in asked else faults(asked, log)
        except Error as error:
            answer = [f"the records do not answer: {error}"]
            connection.close()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
