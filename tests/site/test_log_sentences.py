"""Every kind of event that is written has its sentence, and no sentence stands for none."""

import ast
import re
from collections.abc import Iterator

from tests.house.tracked import parse, python_files
from wardmote.deciding.performance.rules.exceptions import VERBS
from wardmote.deciding.plan.rules.plan import EditionStatus
from wardmote.site.operations.log_sentences import SENTENCES, in_words

ROOMS = {kind.partition(".")[0] for kind in SENTENCES}
KIND = re.compile(rf"({'|'.join(sorted(ROOMS))})\.[a-z][a-z_-]*[a-z]")
NO_EVENTS = {"jobs.worker"}
"""What looks like one: a table."""
FILE_NAMES = (".html", ".pdf", ".docx", ".csv", ".xlsx", ".zip", ".toml", ".json", ".com")
FROM_TABLES = {
    *(f"plan.exception-{verb}" for verb in VERBS.values()),
    *(f"plan.{status}" for status in EditionStatus if status != EditionStatus.DRAFT),
    *(f"attachments.{what}_taken_away" for what in ("attachment", "comment")),
}
BEGUN = re.compile(r'write\(\s*f"([a-z]+\.[a-z_-]*)\{verb\}"')
VERB = re.compile(r'\b_(?:write|opened)\("([a-z_]+)"')
OLDER = {"audit.exported"}
"""Written by versions before this one."""


def written() -> Iterator[str]:
    """Every kind as the code has it: whole, or a room's beginning with a verb."""
    for path in python_files("src"):
        if path.name == "log_sentences.py" or "migrations" in path.parts:
            continue
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Call) and rooms_of(node):
                yield from rooms_of(node)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KIND.fullmatch(node.value):
                yield from [] if node.value.endswith(FILE_NAMES) else [node.value]
        text = path.read_text("utf-8")
        for beginning in BEGUN.findall(text):
            yield from (f"{beginning}{verb}" for verb in VERB.findall(text))


def rooms_of(call: ast.Call) -> list[str]:
    """The kind that a call writes, also of a room that no sentence knows yet."""
    named = ast.unparse(call.func).rpartition(".")[2]
    if named not in ("write", "note", "put_down", "count_in_vain") or not call.args:
        return []
    first = call.args[0]
    value = first.value if isinstance(first, ast.Constant) else ""
    return [value] if isinstance(value, str) and re.fullmatch(r"[a-z]+\.[a-z_-]+", value) else []


def test_every_kind_of_event_has_its_sentence() -> None:
    found = (set(written()) | FROM_TABLES) - NO_EVENTS
    assert sorted(found - set(SENTENCES)) == [], "write its sentence in site/operations/log_sentences.py"
    assert sorted(set(SENTENCES) - found - OLDER) == [], "nothing writes these: take their sentences out"


def test_every_kind_is_a_plain_choice_of_its_own() -> None:
    told = [in_words(kind) for kind in SENTENCES]
    assert sorted({each for each in told if told.count(each) > 1}) == []
    assert [each for each in told if re.search(r"[…{}]|  |: ?$|\(\)| $", each)] == []
    assert in_words("partners.joined") == "Made somebody a member"
