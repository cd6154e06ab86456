"""What one installation is told by its environment: database, hosts, mail, two steps and the signing key.

In: environment variables and the data folder. Out: values as Django's settings
want them. Refused, with what to do: a database address that cannot be read, a
signing key that cannot be written. Needs no Django, so that commands can ask it.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from wardmote.ground.partners.rules import EVERYONE, TWO_STEPS
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.key_files import make_key_file

HERE = ("localhost", "127.0.0.1", "[::1]")
SQLITE_WAITS = 20  # seconds a writer waits for another


def database(data: Path) -> dict[str, Any]:
    """SQLite in the data folder, or the PostgreSQL database named by ``WARDMOTE_DATABASE``."""
    address = os.environ.get("WARDMOTE_DATABASE", "")
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data / "records.sqlite3",
            "OPTIONS": {
                "timeout": SQLITE_WAITS,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA secure_delete=ON;",
            },
        }
    return _postgresql(address, "WARDMOTE_DATABASE")


def database_owner() -> dict[str, Any] | None:
    """The same database by the role that owns its tables (``WARDMOTE_DATABASE_OWNER``), where it is another.

    Only what changes tables is given it: the program itself runs as a role that cannot change its log.
    """
    address = os.environ.get("WARDMOTE_DATABASE_OWNER", "")
    return _postgresql(address, "WARDMOTE_DATABASE_OWNER") if address else None


def _postgresql(address: str, where: str) -> dict[str, Any]:
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise Refusal(
            "The database's address cannot be read.",
            where=where,
            found=f"{parts.scheme or 'no scheme'}://…",
            todo="Write it as postgresql://user:password@host:5432/name, or leave it out for SQLite.",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port_of(parts, where) or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def hosts() -> list[str]:
    """The names people reach it by: this machine's own unless ``WARDMOTE_HOSTS`` names others."""
    named = [name.strip() for name in os.environ.get("WARDMOTE_HOSTS", "").split(",") if name.strip()]
    return [*named, *(name for name in HERE if name not in named)]


def address() -> str:
    """What links in letters begin with: ``WARDMOTE_ADDRESS``, else the first host; "" where none is named."""
    if named := os.environ.get("WARDMOTE_ADDRESS", ""):
        return named.rstrip("/")
    names = [name for name in hosts() if name not in HERE and name[0] not in "*."]
    scheme = "https" if os.environ.get("WARDMOTE_HTTPS") == "1" else "http"
    return f"{scheme}://{names[0]}" if names else ""


def proxies(https: bool) -> int:
    """How many proxies stand before the program: ``WARDMOTE_PROXIES``, else one where it speaks TLS."""
    return whole("WARDMOTE_PROXIES", int(https), least=0)


def log_years() -> int:
    """How many whole years the log is kept: ``WARDMOTE_LOG_YEARS``."""
    return whole("WARDMOTE_LOG_YEARS", 6)


def upload_limit() -> int:
    """The largest upload in bytes: ``WARDMOTE_UPLOAD_LIMIT``."""
    return whole("WARDMOTE_UPLOAD_LIMIT", 1024**3)


def whole(name: str, usual: int, *, least: int = 1) -> int:
    """A setting that is a whole number, not smaller than ``least``."""
    named = os.environ.get(name, "").strip() or str(usual)
    if not (named.isascii() and named.isdecimal() and len(named) < 19 and int(named) >= least):
        raise Refusal(
            f"{name} is not a whole number of {least} or more.",
            where=name,
            found=named,
            todo=f"Write it in digits alone, or leave it out: {usual}.",
        )
    return int(named)


def port_of(parts: SplitResult, where: str) -> int | None:
    """The port of an address, where it names one."""
    try:
        return parts.port
    except ValueError:
        raise Refusal(
            "The port is not a number up to 65535.",
            where=where,
            found=parts.netloc.rpartition(":")[2],
            todo="Write it in digits behind the host, or leave it out.",
        ) from None


def two_steps() -> frozenset[str]:
    """The roles that must have a second step at sign-in: those ``WARDMOTE_TWO_STEPS`` names, or "none".

    Left out: those that manage, analyse or keep people, as soon as the program is reached by other names than
    this machine's own; nobody on a laptop that only answers itself.
    """
    named = os.environ.get("WARDMOTE_TWO_STEPS")
    if named is None:
        reached = os.environ.get("WARDMOTE_HTTPS", "") == "1" or set(hosts()) - set(HERE)
        return TWO_STEPS if reached else frozenset()
    roles = frozenset(role.strip() for role in named.split(",") if role.strip()) - {"none"}
    if unknown := roles - EVERYONE:
        raise Refusal(
            "There is no such role.",
            where="WARDMOTE_TWO_STEPS",
            found=sorted(unknown)[0],
            todo=f"Name roles of {', '.join(sorted(EVERYONE))} with commas between, or none.",
        )
    return roles


def mail() -> dict[str, Any]:
    """An ``smtp://user:password@host:587`` (``smtps://``) address, else files the outbox page shows."""
    address = os.environ.get("WARDMOTE_MAIL", "")
    sender = os.environ.get("WARDMOTE_MAIL_FROM", "wardmote@localhost")
    if not address:
        return {
            "EMAIL_BACKEND": "wardmote.site.accounts.outbox.Outbox",
            "DEFAULT_FROM_EMAIL": sender,
        }
    parts = urlsplit(address)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise Refusal(
            "The mail server's address cannot be read.",
            where="WARDMOTE_MAIL",
            todo="Write it as smtp://user:password@host:587 or smtps://…, or leave it out for the outbox.",
        )
    port = port_of(parts, "WARDMOTE_MAIL")
    return {
        "EMAIL_BACKEND": "wardmote.ground.mail.queue.QueueBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and port != 25 and parts.hostname not in HERE,
        "EMAIL_TIMEOUT": 20,
        "DEFAULT_FROM_EMAIL": sender,
    }


def secret_path(data: Path) -> Path:
    """Where the key that signs sessions lies: never inside the data folder, so that no backup takes it."""
    named = os.environ.get("WARDMOTE_SECRET_FILE")
    return Path(named).resolve() if named else data.parent / f"{data.name}.secret"


def log_key_path(data: Path) -> Path:
    """Where the key that signs the log's heads lies; like the other keys it is in no backup."""
    named = os.environ.get("WARDMOTE_LOG_KEY_FILE")
    return Path(named).resolve() if named else data.parent / f"{data.name}.log.key"


def secret_key(data: Path) -> str:
    """The signing key, made with mode 0600 when first needed; two starts at once make one."""
    path = secret_path(data)
    try:
        if not path.exists():
            make_key_file(path, f"{secrets.token_urlsafe(50)}\n".encode())
        return path.read_text("ascii").strip()
    except OSError as error:
        raise Refusal(
            "The signing key cannot be read or made.",
            where=path.name,
            found=error.strerror or str(error),
            todo="Name a place that can be written to in WARDMOTE_SECRET_FILE.",
        ) from None
