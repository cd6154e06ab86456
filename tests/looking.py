"""How a page looks and behaves in the browser, asked in one call each: for every test that opens a page.

In: a Playwright page. Out: what is wrong, as short texts; an empty list is a page as it should be.
"""

import gzip
from pathlib import Path
from typing import Any

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LISTEN = (
    "window.broken = []; addEventListener('securitypolicyviolation', e => broken.push(e.violatedDirective))"
)
OPEN_ALL = "document.querySelectorAll('details').forEach(d => d.open = true)"
SCROLLS = ".wm-wide, .wm-drawing"
PAPER = 666  # dots
CONTROLS = (".govuk-button", "form button", ".govuk-service-navigation", ".govuk-breadcrumbs", ".wm-screen")


# What decides whether letters stand out from what lies behind and beside them, for each element shown.
COLOURS = """() => {
  const before = window.seenColours, now = new Map();
  for (const e of document.querySelectorAll('body, body *')) {
    if (!e.checkVisibility()) continue;
    const s = getComputedStyle(e), size = parseFloat(s.fontSize);
    const large = size >= 24 || (size >= 18.66 && s.fontWeight >= 700);
    now.set(e, [s.color, s.backgroundColor, s.backgroundImage, s.opacity, s.textShadow, s.position,
                s.textDecorationLine, s.borderBottomStyle, s.fontWeight, s.fontStyle,
                large, e.textContent.length].join());
  }
  window.seenColours = now;
  return !before ? null : [...now.keys()].filter(e => before.get(e) !== now.get(e));
}"""
CONTRAST = ["color-contrast", "link-in-text-block"]  # rules of colours: most of the time that axe takes
RUN_AXE = f"""async ([rules, ofColours]) => {{
  const changed = ({COLOURS})(), only = {{resultTypes: ['violations'], runOnly: rules}};
  if (!changed) return (await axe.run(document, only)).violations;
  const off = Object.fromEntries(ofColours.map(rule => [rule, {{enabled: false}}]));
  const others = await axe.run(document, {{...only, rules: off}});
  if (!changed.length) return others.violations;
  const contrast = await axe.run({{include: changed}}, {{...only, runOnly: ofColours}});
  return [...others.violations, ...contrast.violations];
}}"""


def broken_rules(page: Any) -> list[tuple[str, list[str]]]:
    """Each rule of WCAG 2.2 AA (by axe) the page breaks, with the elements; details are opened first.

    At a page's second width the contrast is looked at again where colours or what is shown changed.
    """
    page.evaluate(OPEN_ALL)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    violations = page.evaluate(RUN_AXE, [RULES, CONTRAST])
    return [(v["id"], [n["html"][:160] for n in v["nodes"]][:5]) for v in violations]


def sideways(page: Any) -> list[str]:
    """What reaches beyond the window, outside the boxes that scroll; empty where the page fits."""
    page.evaluate(OPEN_ALL)
    if page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        return []
    found: list[str] = page.evaluate(
        "inside => [...document.querySelectorAll('body *')].filter(e => "
        "e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(inside))"
        ".slice(0, 5).map(e => e.outerHTML.slice(0, 140))",
        SCROLLS,
    )
    return found or ["something without a box"]


def wrong_at(page: Any, width: int, height: int = 900) -> list[Any]:
    """Both of the above at a width."""
    page.set_viewport_size({"width": width, "height": height})
    return [*broken_rules(page), *sideways(page)]


def wrong_on_paper(page: Any) -> list[str]:
    """What is wider than A4 less its margins when the page is printed, or is of no use on paper."""
    page.set_viewport_size({"width": PAPER, "height": 900})
    page.emulate_media(media="print")
    found = [f"on paper: {wide}" for wide in sideways(page)]
    for control in CONTROLS:
        found += [f"on paper: {control}"] if page.locator(control).first.is_visible() else []
    page.emulate_media(media="screen")
    return found


def refused_by_policy(page: Any) -> list[str]:
    """What the Content-Security-Policy stopped since the page (with `LISTEN` as init script) was opened."""
    found: list[str] = page.evaluate("window.broken")
    return found


def first_load(page: Any, url: str) -> dict[str, int]:
    """Bytes of the page and all it fetches, as a server that compresses sends them, by address."""
    answers: list[Any] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(url)
    page.wait_for_load_state("networkidle")
    return {answer.url: _sent(answer) for answer in answers if answer.status == 200}


def _sent(answer: Any) -> int:
    body = answer.body()
    return len(body) if answer.url.endswith(".woff2") else len(gzip.compress(body, 6))


FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const seen = s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 &&
    !/rgba\\(0, 0, 0, 0\\)|transparent/.test(s.outlineColor)) || s.boxShadow !== 'none';
  const label = e.labels && e.labels[0];
  const shown = seen(getComputedStyle(e)) || (label && seen(getComputedStyle(label, '::before')));
  const box = (label && e.type !== 'text' ? label : e).getBoundingClientRect();
  const all = [...document.querySelectorAll('*')];
  return {html: e.outerHTML.slice(0, 120), shown: !!shown, place: all.indexOf(e),
          inside: box.bottom > 0 && box.top < innerHeight};
}"""


def focus_path(page: Any, most: int = 150) -> list[dict[str, Any]]:
    """Each place the Tab key leads to from the top: is it shown to have focus, is it in the window."""
    path: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None or (path and stop["place"] <= path[0]["place"]):
            break
        path.append(stop)
    return path
