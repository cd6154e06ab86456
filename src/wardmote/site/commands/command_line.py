"""``wardmote COMMAND``: finds the command's module, runs it, and turns a refusal into words and status 2.

Exit status: 0 done, 1 done but a person must look, 2 refused and nothing
changed. Each command's module is imported only when it is called, so that
commands which need no web start without it and ``--help`` is quick.
"""

import argparse
import os
import re
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, TextIO, cast

from wardmote import __version__
from wardmote.ground.row_security.scope import all_partnerships
from wardmote.measuring.catalogue.refusals import Refusal, disk_refusal

COMMANDS = {
    "demo": "write the demonstration town, load it and draft its assessment",
    "load": "take evidence in: police files, boundaries, population, partners' files",
    "assess": "draft the strategic assessment of a place and period",
    "answer": "list months that look incomplete, and say whether their rows are right",
    "figure": "tell what a number is, and compute it again",
    "serve": "show it all in the browser, with the worker behind it",
    "worker": "do the web's long work (serve starts one itself)",
    "partnership": "begin a partnership and invite its people, or list them",
    "backup": "keep records and evidence in one file",
    "restore": "put a backup back in place",
    "drill": "restore a backup beside the running records and compare",
    "plan": "take an edition of the plan in, check where its thread breaks",
    "audit": "check that nobody changed the log",
    "health": "tell whether it can work: worker, backup, disk, letters",
    "check-deploy": "refuse an unsafe installation and say what to change",
    "mail": "read the reports of letters that came back",
    "unlock": "let somebody who tried too often to sign in try again at once",
}
DONE, LOOK, REFUSED = 0, 1, 2
DAMAGED = ("file is not a database", "database disk image is malformed")
"""What SQLite says of such a file."""
_DOES_SOMETHING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
AS_IT_IS = ("assess", "check-deploy")
"""Commands that leave open what is: documents are to be handed on, and what others may read is to be seen."""


def parser_for(name: str) -> argparse.ArgumentParser:
    """The parser of one command, as ``--help`` and the reference pages show it."""
    module = _module(name)
    parser = argparse.ArgumentParser(
        prog=f"wardmote {name}",
        description=f"{COMMANDS[name].capitalize()}.",
        epilog=f"example:\n  {module.EXAMPLE}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[_common()],
        allow_abbrev=False,
    )
    module.add_arguments(parser)
    return parser


def _module(name: str) -> ModuleType:
    return import_module(f"wardmote.site.commands.{name.replace('-', '_')}")


def _common() -> argparse.ArgumentParser:
    """What every command takes, before or after its own words."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("WARDMOTE_DATA", "wardmote-data")),
        metavar="DIR",
        help="the data folder (default: ./wardmote-data, or WARDMOTE_DATA)",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    return parser


class PlainStream:
    """A stream that shows no sign by which a terminal does something: words of files go through it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(_DOES_SOMETHING.sub("\N{REPLACEMENT CHARACTER}", text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    out, err = (cast(TextIO, PlainStream(stream)) for stream in (sys.stdout, sys.stderr))
    with redirect_stdout(out), redirect_stderr(err):
        return _main(list(sys.argv[1:] if argv is None else argv))


def _main(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        print(_overview())
        return DONE if words else REFUSED
    if words[0] == "--version":
        print(f"wardmote {__version__}")
        return DONE
    name = words[0]
    if name not in COMMANDS:
        print(f"There is no command {name!r}.\n\n{_overview()}", file=sys.stderr)
        return REFUSED
    anywhere, rest = _common().parse_known_args(words[1:])
    args = parser_for(name).parse_args(rest)
    args.data, args.json = anywhere.data, anywhere.json
    args.data_named = any(word == "--data" or word.startswith("--data=") for word in words)
    try:
        if name not in AS_IT_IS:
            _keep_from_others(args.data)
        with all_partnerships("commands are the installation's own work"):
            return int(_module(name).run(args))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("\nStopped. What was already loaded or written stays; run the command again.", file=sys.stderr)
        return REFUSED
    except OSError as error:
        print(disk_refusal(error), file=sys.stderr)
        return REFUSED
    except Exception as error:
        if os.environ.get("WARDMOTE_TRACEBACK"):
            raise
        print(_fault_words(error), file=sys.stderr)
        return REFUSED


def _keep_from_others(data: Path) -> None:
    """What is written is for this account alone, and so is a data folder of its own that was open before."""
    os.umask(0o077)
    if os.name == "posix" and data.is_dir() and data.stat().st_uid == os.geteuid():
        data.chmod(data.stat().st_mode & 0o700)


def _fault_words(error: Exception) -> str:
    """A fault of the program's own, told without a traceback; WARDMOTE_TRACEBACK=1 shows one."""
    if "django.db" in sys.modules:  # what the web says of the records' disk
        from wardmote.site.errors import disk_trouble

        if trouble := disk_trouble(error):
            return str(trouble)
    if any(sign in str(error) for sign in DAMAGED):
        return str(
            Refusal(
                "The records' file is damaged, or is no database.",
                where="records.sqlite3",
                found=str(error),
                todo="Put a backup in its place: wardmote restore FILE --replace; this one is kept beside.",
            )
        )
    return str(
        Refusal(
            "The program met a fault of its own and stopped; nothing half done is used.",
            found=f"{type(error).__name__}: {error}",
            todo="Report it with the command you gave; WARDMOTE_TRACEBACK=1 before the command tells more.",
        )
    )


def _overview() -> str:
    lines = ["usage: wardmote COMMAND ...", "", *(f"  {name:12} {what}" for name, what in COMMANDS.items())]
    return "\n".join([*lines, "", "wardmote COMMAND --help tells more, with an example to run."])
