"""Which pages the tests open: a whole run fails where no test but the walk over every page opens one.

In: every address that was resolved while a test ran, in all workers. Out: at the end of a run of all tests
(no file, no filter), the addresses that nothing opened, by name, and exit status 1. The walk
(``tests/site/test_every_page.py``) is not counted: it goes wherever links lead and knows what no page is for.
"""

from collections.abc import Iterator
from typing import Any

import pytest

WALK = "tests/site/test_every_page.py"
OPENED = "opened_pages"
opened: set[str] = set()
current = {"test": ""}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    current["test"] = item.nodeid
    return (yield)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Note what Django resolves; the tests' client asks the same handler as a server does."""
    from django.core.handlers.base import BaseHandler

    resolve = BaseHandler.resolve_request

    def noting(self: Any, request: Any) -> Any:
        match = resolve(self, request)
        if not current["test"].startswith(WALK):
            opened.add(match.view_name)
        return match

    BaseHandler.resolve_request = noting  # type: ignore[method-assign]


def pytest_testnodedown(node: Any, error: object) -> None:
    opened.update(getattr(node, "workeroutput", {}).get(OPENED, ()))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[OPENED] = sorted(opened)
    elif exitstatus == 0 and is_whole(session.config) and (never := never_opened()):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        session.config.stash[NEVER] = never


NEVER = pytest.StashKey[list[str]]()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if never := config.stash.get(NEVER, None):
        terminalreporter.section("pages that no test opens", red=True)
        terminalreporter.line("Write a test of each, or take the page away: " + ", ".join(never))


def is_whole(config: pytest.Config) -> bool:
    """Whether every test was to run."""
    filters = (
        getattr(config.option, name, None) for name in ("keyword", "markexpr", "lf", "deselect", "maxfail")
    )
    return config.args_source is not pytest.Config.ArgsSource.ARGS and not any(filters)


def never_opened() -> list[str]:
    """Pages of our own, by name; what packages bring is theirs to test."""
    from wardmote.ground.pages.addresses import opens_for

    return sorted(set(opens_for()) - opened)
