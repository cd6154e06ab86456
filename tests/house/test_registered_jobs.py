"""What rooms register by dotted path (jobs, idle calls, what is owed): a typo is found here, not at night."""

import inspect
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, get_type_hints

import pytest
from django.apps import apps
from django.utils.module_loading import import_string

from wardmote.ground.attachments import records
from wardmote.ground.attachments.records import Record
from wardmote.ground.jobs import work
from wardmote.ground.owed import Owed, SharedQuery, listing


@pytest.fixture(autouse=True)
def registered_in_the_demonstration(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """What every room registers, the demonstration's own among it."""
    settings.WARDMOTE_DEMO = True
    monkeypatch.setattr(work, "_handlers", {})
    monkeypatch.setattr(work, "_idle_calls", [])
    for config in apps.get_app_configs():
        if config.name.startswith("wardmote."):
            config.ready()


def resolved(path: object) -> Callable[..., Any]:
    """The function behind a dotted path, which must be written as it is defined."""
    assert isinstance(path, str), f"{path}: register the dotted path, so that a start need not import it"
    found = import_string(path)
    assert f"{found.__module__}.{found.__qualname__}" == path
    assert inspect.isfunction(found), path
    return found


def test_every_job_is_a_function_of_a_running_job_that_tells_what_came_of_it() -> None:
    assert {"load", "draft", "first-draft", "plan-review", "plan-remind"} <= set(work._handlers)
    for kind, registered in work._handlers.items():
        handler = resolved(registered.handler)
        (parameter,) = inspect.signature(handler).parameters.values()
        hints = get_type_hints(handler)
        assert hints[parameter.name] is work.Running, kind
        assert hints["return"] == dict[str, Any], kind


def test_every_idle_call_is_a_function_without_parameters() -> None:
    assert len(work._idle_calls) >= 4
    for path in work._idle_calls:
        call = resolved(path)
        assert not inspect.signature(call).parameters, path
        assert get_type_hints(call)["return"] is type(None), path


def test_everybody_asked_for_what_is_owed_answers_for_a_partnership_and_a_day() -> None:
    assert len(listing.registered()) >= 2
    for path in listing.registered():
        hints = get_type_hints(resolved(path))
        assert hints.pop("return") in (SharedQuery[Owed], Iterator[Owed]), path
        assert hints == {"partnership": str, "on": date}, path


def test_who_knows_the_records_of_a_kind_answers_for_a_viewer_and_a_key() -> None:
    assert "task" in records.registered()
    for path in records.registered().values():
        hints = get_type_hints(resolved(path))
        assert (hints["key"], hints["return"]) == (str, Record | None), path
