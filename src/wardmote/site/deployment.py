"""Is this installation fit for other people's records? Each fault with what to change.

In: the environment, the data folder and, once Django is set up, the records. Out: ``DeployFault`` each:
``refuse`` is unsafe, ``look`` wants a person's judgement. Nothing is changed and nothing secret is told. What
rooms know of their own is asked by the dotted paths in ``FROM_ROOMS``.
"""

import os
import smtplib
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.db import DatabaseError
from django.http.request import validate_host

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.site.file_rights import open_to_others, written_by_others
from wardmote.site.installation import HERE, port_of
from wardmote.site.sign_on_faults import sign_on_faults

REFUSE, LOOK = "refuse", "look"
MOST_PROXIES: Final = 3
MANY_TOWNS: Final = 5
FROM_ROOMS: tuple[str, ...] = ("wardmote.site.body_limits.check_body_limits",)
"""Functions without arguments, by dotted path: each gives (level, what, what to do) of every fault."""


@dataclass(frozen=True)
class DeployFault:
    """One thing that is wrong with how the program is run."""

    check: str
    level: str
    what: str
    todo: str


@dataclass(frozen=True)
class Deployment:
    """What the program was told by its environment, and where its data lie."""

    environment: Mapping[str, str]
    data: Path

    def named(self, name: str) -> str:
        return self.environment.get(f"WARDMOTE_{name}", "").strip()

    @property
    def hosts(self) -> list[str]:
        return [host.strip() for host in self.named("HOSTS").split(",") if host.strip()]

    @property
    def keys(self) -> dict[str, Path]:
        """Setting -> where that key lies, or will."""
        beside = {"KEY_FILE": "key", "SECRET_FILE": "secret", "LOG_KEY_FILE": "log.key"}
        return {
            name: Path(self.named(name) or self.data.parent / f"{self.data.name}.{ends}").resolve()
            for name, ends in beside.items()
        }


Told = Iterator[tuple[str, str, str]]


# ---- what the environment says ----


def check_hosts(place: Deployment) -> Told:
    """Only named hosts are answered."""
    if not [host for host in place.hosts if host not in HERE]:
        todo = "Set WARDMOTE_HOSTS to the names people reach it by."
        yield REFUSE, "No name is set by which people reach it.", todo
    if "*" in place.hosts:
        yield REFUSE, "Every host name is answered.", "Name the hosts in WARDMOTE_HOSTS instead of *."
    if any(host.startswith(".") for host in place.hosts):
        yield LOOK, "Every name below a domain is answered.", "Name the hosts in WARDMOTE_HOSTS one by one."


def check_https(place: Deployment) -> Told:
    """Passwords and cookies travel by TLS alone."""
    if place.named("HTTPS") != "1":
        todo = "Put a proxy that speaks TLS before it and set WARDMOTE_HTTPS=1."
        yield REFUSE, "Pages are sent without TLS.", todo
    if place.named("ADDRESS") and not place.named("ADDRESS").startswith("https://"):
        yield REFUSE, "Links in letters lead to pages without TLS.", "Begin WARDMOTE_ADDRESS with https://."
    led_to = urlsplit(place.named("ADDRESS")).hostname
    if place.named("ADDRESS") and not (led_to and validate_host(led_to, place.hosts)):
        what = "Links in letters lead to a host that is none of WARDMOTE_HOSTS."
        yield REFUSE, what, "Take WARDMOTE_ADDRESS out, or name a host of WARDMOTE_HOSTS in it."


def check_proxies(place: Deployment) -> Told:
    """Whose word counts for where a request comes from."""
    named = place.named("PROXIES")
    if place.named("HTTPS") == "1" and named == "0":
        what = "It is behind a proxy, and every request counts as the proxy's: one guesser locks out all."
        yield REFUSE, what, "Take WARDMOTE_PROXIES out, or say how many proxies stand in a row."
    if place.named("HTTPS") != "1" and named not in ("", "0"):
        what = "Without a proxy anybody may write where they come from, and no limit holds."
        yield REFUSE, what, "Take WARDMOTE_PROXIES out, or set WARDMOTE_HTTPS=1 behind a proxy."
    if named.isdecimal() and int(named) > MOST_PROXIES:
        what = f"{named} proxies hardly stand in a row: with fewer, every request counts as the proxy's."
        yield REFUSE, what, "Write in WARDMOTE_PROXIES how many there are."


def check_demonstration(place: Deployment) -> Told:
    """Nobody signs in by one click; nothing tells of its insides."""
    if place.named("DEMO") == "1":
        yield REFUSE, "The demonstration is on: anybody signs in by one click.", "Take WARDMOTE_DEMO out."
    if place.named("TRACEBACK"):
        yield LOOK, "Faults are told with their insides.", "Take WARDMOTE_TRACEBACK out."


def check_two_steps(place: Deployment) -> Told:
    """Whoever keeps people or reads records needs a second step."""
    named = place.environment.get("WARDMOTE_TWO_STEPS")
    roles = {role.strip() for role in (named or "").split(",")}
    if named is not None and not {"administrator", "manager"} <= roles:
        what = "Administrators or managers may sign in by a password alone."
        yield REFUSE, what, "Take WARDMOTE_TWO_STEPS out, or name administrator,manager,analyst in it."


def check_mail(place: Deployment) -> Told:
    """Letters go out, by TLS, in a name that can answer."""
    address = urlsplit(place.named("MAIL"))
    if not address.hostname:
        yield LOOK, "No mail server is set: nobody gets a letter.", "Set WARDMOTE_MAIL."
        return
    if address.scheme == "smtp" and port_of(address, "WARDMOTE_MAIL") == 25 and address.hostname not in HERE:
        level = REFUSE if address.password else LOOK
        yield level, "Letters travel without TLS.", "Use port 587 or smtps:// in WARDMOTE_MAIL."
    sender = place.named("MAIL_FROM")
    if not sender or sender.endswith("@localhost"):
        yield LOOK, "Letters have no sender that others accept.", "Set WARDMOTE_MAIL_FROM."


def check_database_owner(place: Deployment) -> Told:
    """The program itself is not given the role that may change the log."""
    if place.named("DATABASE_OWNER"):
        what = "The program has the role that owns the tables: who breaks into it may change the log."
        yield REFUSE, what, "Take WARDMOTE_DATABASE_OWNER out of its settings (docs/how-to/guard-the-log.md)."


def check_single_sign_on(place: Deployment) -> Told:
    """Nobody else says who vouches for people."""
    if named := place.named("SINGLE_SIGN_ON"):
        yield from sign_on_faults(Path(named))


# ---- what lies where ----


def check_keys(place: Deployment) -> Told:
    """Keys lie apart from what they protect, and nobody else reads them."""
    for name, path in place.keys.items():
        if path.is_relative_to(place.data.resolve()):
            todo = f"Move {path.name} elsewhere and name the place in WARDMOTE_{name}."
            yield REFUSE, f"The key {path.name} lies inside the data folder: whoever has a copy has it.", todo
        elif name != "SECRET_FILE" and path.parent == place.data.resolve().parent:
            todo = f"Move it to another folder or disk and name the place in WARDMOTE_{name}."
            yield LOOK, f"The key {path.name} lies beside the data: a copy of the disk takes both.", todo
        if open_to_others(path):
            yield REFUSE, f"The key {path.name} can be read by other accounts.", f"chmod 600 {path.name}"
    key = place.keys["LOG_KEY_FILE"]
    public = key.with_suffix(".pub")
    if written_by_others(public):
        what = f"Other accounts may add keys to {public.name}, by which the log is checked."
        yield REFUSE, what, f"chmod 600 {public.name}"
    if key.is_file() and not public.is_file():
        todo = "Put it back from where it is kept, and find out who took it away."
        yield REFUSE, f"{public.name}, by which the log is checked, is not there beside its key.", todo


def check_folders(place: Deployment) -> Told:
    """No other account may put something else in the place of the data or a key."""
    lying = (place.data.resolve(), *place.keys.values())
    for folder in sorted({above for path in lying for above in path.parents}):
        if written_by_others(folder) and folder != place.data.resolve():
            what = f"Other accounts may replace what lies in {folder}: the data or a key."
            yield REFUSE, what, f"chmod go-w {folder}"


def check_data_folder(place: Deployment) -> Told:
    """The data folder and what lies in it are this account's alone."""
    open_ = [path.name for path in (place.data, *sorted(place.data.glob("*"))) if open_to_others(path)]
    if open_to_others(place.data):
        what = "Other accounts may look into the data folder."
        yield REFUSE, what, f"chmod -R go= {place.data.name}"
    elif open_:
        what = f"In the data folder {', '.join(open_[:3])} could be read if the folder were opened."
        yield LOOK, what, f"chmod -R go= {place.data.name}"


def check_backups(place: Deployment) -> Told:
    """Backups lie on another disk and open only with a key that lies elsewhere."""
    if not (place.data / "recovery.pub").is_file():
        todo = "Make the key that opens backups, at a terminal: wardmote backup --new-recovery-key."
        yield LOOK, "Backups are not encrypted: whoever has one reads all of it.", todo
    folder = place.data / "backups"
    inside = [
        path.name
        for path in folder.glob("*")
        if path.is_file() and path.suffix not in (".json", ".part") and not path.name.startswith("records-")
    ]
    if inside:
        what = "Backups lie inside the data folder and are lost together with it."
        yield REFUSE, what, "Name a folder on another disk to wardmote backup, and move these."
    last = folder / "last.json"
    if last.is_file() and str(place.data.resolve()) in last.read_text("utf-8", "replace"):
        yield REFUSE, "The last backup was written into the data folder.", "Name a folder on another disk."


def check_account(place: Deployment) -> Told:
    """The program runs as an account that owns nothing else."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        todo = "Run it as an account of its own (User= in the unit), this command too."
        yield LOOK, "The program runs as root.", todo


# ---- what the settings and the records say; Django is set up ----


def check_settings(place: Deployment) -> Told:
    """Django shows no one its insides."""
    from django.conf import settings

    if settings.DEBUG:
        yield REFUSE, "Faults are shown with their insides (DEBUG).", "Take DEBUG out of the settings."
    if len(settings.SECRET_KEY) < 50:
        todo = "Remove the file: a new one is made at the next start, and everybody signs in again."
        yield REFUSE, "The key that signs sessions is short.", todo


def check_log_alerts(place: Deployment) -> Told:
    """The review of the log asks to look at something."""
    from django.conf import settings

    from wardmote.site.operations.log_alerts import AlertRules

    rules = AlertRules.parse(settings.WARDMOTE_LOG_ALERTS)
    if not (1 <= rules.records <= 1000 and 1 <= rules.times <= 20):
        what = "The review of the log hardly ever, or always, asks to look at what somebody read."
        yield REFUSE, what, "Set WARDMOTE_LOG_ALERTS nearer to records=100 times=3 night=22-6."


def check_towns(place: Deployment) -> Told:
    """Many partnerships want a database server."""
    from django.db import connection

    from wardmote.ground.partners.models import Partnership

    if connection.vendor == "sqlite" and (towns := Partnership.objects.count()) > MANY_TOWNS:
        todo = "Move the records to PostgreSQL (docs/how-to/back-up-and-restore.md)."
        yield LOOK, f"{towns} partnerships share one SQLite file, which one writes at a time.", todo


def check_clock(place: Deployment) -> Told:
    """The clock has not been set back behind what was written."""
    from datetime import timedelta

    from django.utils import timezone

    from wardmote.ground.audit.models import Entry

    last = Entry.objects.order_by("-id").values_list("at", flat=True).first()
    if last and last > (timezone.now() + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%S"):
        yield REFUSE, "The clock is behind what the log says.", "Set the clock, and let the system keep it."


def check_log(place: Deployment) -> Told:
    """The database itself keeps the log from being changed."""
    from django.db import connection

    from wardmote.ground.audit.guarding import why_not_apart, wrong_triggers

    if wrong := wrong_triggers():
        todo = "Find out who took them away: wardmote audit verify tells what was changed meanwhile."
        yield REFUSE, f"What guards the log in the database is not there: {', '.join(wrong)}.", todo
    if reason := why_not_apart():
        todo = "Use PostgreSQL and a role that may only add to the log (docs/how-to/deploy.md)."
        yield (LOOK if connection.vendor == "sqlite" else REFUSE), reason, todo


def check_row_security(place: Deployment) -> Told:
    """The database itself keeps one partnership's rows from another's."""
    from django.db import connection

    from wardmote.ground.row_security import policies

    if connection.vendor == "sqlite":
        return  # check_towns says so where there are several
    todo = "Run wardmote serve --prepare-only with WARDMOTE_DATABASE_OWNER (docs/how-to/deploy.md)."
    if wrong := policies.wrong_tables():
        named = ", ".join(wrong[:3]) + (f" and {len(wrong) - 3} more" if len(wrong) > 3 else "")
        yield REFUSE, f"Row-level security is not as it should be on {named}.", todo
    if reason := policies.why_not_held():
        yield REFUSE, reason, f"Let the program run as a role that owns nothing. {todo}"
    elif not wrong and (shown := policies.tables_shown()):
        yield REFUSE, f"Rows are shown though no partnership is set: {', '.join(shown[:3])}.", todo


def check_mail_server(place: Deployment) -> Told:
    """The mail server answers, by a certificate that holds, and lets the program in."""
    from django.core.mail import get_connection

    from wardmote.ground.mail.sending import SMTP

    if not place.named("MAIL"):
        return
    server = get_connection(SMTP)
    try:
        server.open()
    except ssl.SSLError as error:
        what = f"The mail server's certificate does not hold: {error}"
        yield REFUSE, what, "Name the server as its certificate does, or renew that."
    except smtplib.SMTPNotSupportedError:
        yield REFUSE, "The mail server does not offer TLS.", "Use another port or server in WARDMOTE_MAIL."
    except smtplib.SMTPAuthenticationError:
        yield REFUSE, "The mail server refuses the name or password.", "Correct them in WARDMOTE_MAIL."
    except (OSError, smtplib.SMTPException) as error:
        todo = "Correct WARDMOTE_MAIL, or wait until it does."
        yield LOOK, f"The mail server does not answer: {error}", todo
    else:
        server.close()


def check_health(place: Deployment) -> Told:
    """What the health page knows: tables, disk, worker, backup, letters."""
    from wardmote.site.health import checks

    for found in checks().values():
        if found["status"] != "ok":
            yield (REFUSE if found["status"] == "down" else LOOK), str(found["words"]), str(found["todo"])


Check = Callable[[Deployment], Iterable[tuple[str, str, str]]]
OF_PLACE: Final[tuple[Check, ...]] = (
    check_hosts,
    check_https,
    check_proxies,
    check_demonstration,
    check_two_steps,
    check_mail,
    check_database_owner,
    check_single_sign_on,
    check_keys,
    check_folders,
    check_data_folder,
    check_backups,
    check_account,
)
OF_RECORDS: Final[tuple[Check, ...]] = (
    check_settings,
    check_log_alerts,
    check_towns,
    check_clock,
    check_log,
    check_row_security,
    check_mail_server,
    check_health,
)


def faults(place: Deployment, wanted: Iterable[Check]) -> list[DeployFault]:
    """What these checks find; records that cannot be read are a fault too."""
    found: list[DeployFault] = []
    for check in wanted:
        name = check.__name__.removeprefix("check_")
        try:
            found += [DeployFault(name, *each) for each in check(place)]
        except Refusal as refusal:
            what = f"{refusal.what} ({refusal.where}: {refusal.found})"
            found.append(DeployFault(name, REFUSE, what, refusal.todo))
        except DatabaseError:
            todo = "Run wardmote serve once: it brings the records up to date."
            found.append(DeployFault(name, REFUSE, f"The records cannot be asked ({name}).", todo))
    return found


def faults_of_rooms() -> list[DeployFault]:
    """What rooms find of their own."""
    from django.utils.module_loading import import_string

    asked = ((path.rpartition(".")[2], import_string(path)) for path in FROM_ROOMS)
    return [DeployFault(name, *found) for name, ask in asked for found in ask()]
