"""Python's collector of garbage looks at what tests make, not at what stays for the whole run.

Out: hooks, found by ``tests/conftest.py``. Some million objects live as long as
the process: modules, and the tests that were collected. Each full collection
went through them all, a fifth of the processor time of a run. They are set
aside once everything is collected, and handed back at the end so that the
process ends as usual.
"""

import gc

import pytest

OBJECTS = 20_000  # that come before it looks: at Python's 700 it looks four hundred times in ten seconds
gc.disable()  # while modules are imported nothing becomes garbage


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS)
    gc.enable()


def pytest_sessionfinish(session: pytest.Session) -> None:
    gc.unfreeze()
    gc.enable()
