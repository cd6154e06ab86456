"""axe over a page in the browser: WCAG 2.2 AA and good practice, no violation allowed."""

from pathlib import Path
from typing import Any

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"


def violations(page: Any) -> list[tuple[str, list[str]]]:
    """Each broken rule with the elements that break it. Evaluated, not injected: the page's policy holds."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate(AXE)
    found = page.evaluate(RUN, RULES)["violations"]
    return [(each["id"], [node["html"][:200] for node in each["nodes"]][:5]) for each in found]


def assert_accessible(page: Any) -> None:
    assert violations(page) == [], page.url
