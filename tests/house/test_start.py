"""What a start imports: a clean interpreter is asked for its packages, stage by stage (docs/adr/0022).

Every command waits for what setting Django up imports, and every test that starts a process pays for it;
the first page waits for what the addresses import. The lists may only shrink: a package that is not listed
fails, and so does one that is listed and no longer imported.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tracked import ROOT

STAGES = """
import json, os, sys

def packages():
    first = {name.partition(".")[0] for name in sys.modules}
    ours = {name for name in first - set(sys.stdlib_module_names) if not name.startswith("_")}
    parts = {name for name in sys.modules if name.count(".") == 1 and name.startswith("scipy.")}
    return sorted(ours | {name for name in parts if not name.startswith("scipy._")})

found, before = {}, set(packages())
def stage(name):
    found[name] = sorted(set(packages()) - before)

from wardmote.site.commands.command_line import COMMANDS, parser_for
for command in COMMANDS:
    parser_for(command)
stage("help")

import django
django.setup()
stage("set-up")

from django.utils.module_loading import import_string
from wardmote.ground.jobs import tending, work
for call in work._idle_calls:
    import_string(call)
stage("worker at rest")

from django.core.handlers.wsgi import WSGIHandler
from django.urls import reverse
WSGIHandler()
reverse("front")
stage("pages")
print(json.dumps(found))
"""

# After the words of every command: nothing but ourselves, so that --help answers at once.
HELP = {"wardmote"}
# After django.setup(), and in a worker with nothing to do: Django, what it stands on, what its apps are.
SET_UP = HELP | {
    "django",
    "asgiref",  # Django's
    "sqlparse",  # Django's
    "allauth",  # an app: its models
    "csp",  # an app: its checks, and its constants in the settings
    "packaging",  # csp's
}
# Before the first page is answered (``wsgi`` imports all pages): half a second with bytecode.
PAGES = SET_UP | {
    "whitenoise",  # middleware
    "ninja",  # the read API is described when it is imported
    "jinja2",  # django-ninja imports Django's test client, and that jinja2
    "pydantic",  # ninja's
    "fido2",  # allauth's second factors import every kind of them
    "cryptography",  # fido2's
    "numpy",  # pages show figures: their types are numpy's
    "shapely",  # pages show maps: likewise, and a twentieth of numpy's cost
    "scipy",  # the package alone: it loads its parts when they are first used
    "scipy.version",
    "duckdb",  # every page about evidence asks the store
    "python_calamine",  # one small library
    "tomlkit",  # judgements and mappings are read on most pages
}
# Come along with those above and differ between platforms and releases; too small to list.
ALONG = {"annotated_types", "cython_runtime", "markupsafe", "pydantic_core", "typing_extensions"} | {
    "typing_inspection",
    "tzdata",
}
MEND = """
Imported and not listed in tests/house/test_start.py: {new}
Listed and no longer imported, take it off: {gone}
Who imports it is shown by
  export PYTHONPATH=src DJANGO_SETTINGS_MODULE=wardmote.site.settings
  python -X importtime -c "import django; django.setup()"
and for pages with `from django.urls import reverse; reverse('front')` after it. Import the package in the one
function that uses it, or register the module by its dotted path in apps.py. List it, with the reason, only if
a start cannot do without."""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Stage -> packages, of one clean interpreter on an empty data folder."""
    data: Path = tmp_path_factory.mktemp("start") / "data"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WARDMOTE_")}
    environment |= {
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "wardmote.site.settings",
        "WARDMOTE_DATA": str(data),
    }
    ran = subprocess.run([sys.executable, "-c", STAGES], env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    found: dict[str, list[str]] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize(
    ("stage", "listed"), [("help", HELP), ("set-up", SET_UP), ("worker at rest", SET_UP), ("pages", PAGES)]
)
def test_a_start_imports_what_is_listed_and_nothing_else(
    imported: dict[str, list[str]], stage: str, listed: set[str]
) -> None:
    new, gone = set(imported[stage]) - listed - ALONG, listed - set(imported[stage])
    assert not new | gone, MEND.format(new=sorted(new), gone=sorted(gone))
