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


# Letters that look the same before the same ground stand out alike: the rule of contrast, which takes almost
# half of axe's time, is asked only of looks that it did not pass yet, at any width, on any page. What floats,
# or lies where something floats, may have another ground than its ancestors: it is asked each time.
# Letters in a drawing are left out: axe never judges those.
RUN_AXE = """async ([rules, measured]) => {
  if (!window.axe) return null;
  const known = new Set(measured), grounds = new Map(), floating = [];
  const ground = e => {
    if (!e) return '';
    if (!grounds.has(e)) {
      const s = getComputedStyle(e), above = ground(e.parentElement);
      const own = [s.backgroundColor, s.backgroundImage, s.opacity, s.filter, s.mixBlendMode].join();
      const plain = own === 'rgba(0, 0, 0, 0),none,1,none,normal';
      const floats = !['static', 'relative'].includes(s.position) || s.float !== 'none' ||
        s.transform !== 'none';
      if (floats && !plain) floating.push(e.getBoundingClientRect());
      grounds.set(e, floats || above === null ? null : plain ? above : `${above}/${own}`);
    }
    return grounds.get(e);
  };
  const isUnder = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const shown = [...document.querySelectorAll('body, body *')].filter(
    e => e instanceof HTMLElement && e.checkVisibility());
  shown.forEach(ground);
  const looks = new Map();
  for (const e of shown) {
    const letters = [...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.data.trim());
    if (!letters && !e.matches('input, select, textarea')) continue;
    const s = getComputedStyle(e), box = e.getBoundingClientRect();
    const sure = ground(e) !== null && !floating.some(each => isUnder(box, each));
    const look = [s.color, s.fontSize, s.fontWeight, s.textShadow, s.webkitTextStroke, ground(e)].join('|');
    if (!sure || !known.has(look)) looks.set(e, sure ? look : null);
  }
  const run = (context, options) => axe.run(context, {resultTypes: ['violations'], ...options});
  const {violations} = await run(document, {runOnly: rules, rules: {'color-contrast': {enabled: false}}});
  if (!looks.size) return [violations, []];
  const contrast = await run({include: [...looks.keys()]}, {
    runOnly: ['color-contrast'], resultTypes: ['violations', 'passes'], elementRef: true,
  });
  const passed = contrast.violations.length ? [] : contrast.passes.flatMap(p => p.nodes);
  const found = new Set(passed.map(n => looks.get(n.element)).filter(Boolean));
  return [[...violations, ...contrast.violations], [...found]];
}"""
measured_looks: set[str] = set()


def broken_rules(page: Any) -> list[tuple[str, list[str]]]:
    """Each rule of WCAG 2.2 AA (by axe) the page breaks, with the elements; details are opened first."""
    page.evaluate(OPEN_ALL)
    asked = [RULES, sorted(measured_looks)]
    answer = page.evaluate(RUN_AXE, asked)
    if answer is None:
        page.evaluate(AXE)
        answer = page.evaluate(RUN_AXE, asked)
    violations, looks = answer
    measured_looks.update(looks)
    return [(v["id"], [n["html"][:160] for n in v["nodes"]][:5]) for v in violations]


SIDEWAYS = """inside => {
  document.querySelectorAll('details').forEach(d => d.open = true);
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const wide = [...document.querySelectorAll('body *')].filter(e =>
    e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(inside));
  return wide.length ? wide.slice(0, 5).map(e => e.outerHTML.slice(0, 140)) : ['something without a box'];
}"""


def sideways(page: Any) -> list[str]:
    """What reaches beyond the window, outside the boxes that scroll; empty where the page fits."""
    found: list[str] = page.evaluate(SIDEWAYS, SCROLLS)
    return found


def wrong_at(page: Any, width: int, height: int = 900) -> list[Any]:
    """Both of the above at a width."""
    page.set_viewport_size({"width": width, "height": height})
    return [*broken_rules(page), *sideways(page)]


SEEN_CONTROLS = """controls => controls.filter(each => {
  const first = document.querySelector(each), box = first?.getBoundingClientRect();
  return box && box.width && box.height && first.checkVisibility({visibilityProperty: true});
})"""


def wrong_on_paper(page: Any) -> list[str]:
    """What is wider than A4 less its margins when the page is printed, or is of no use on paper."""
    page.set_viewport_size({"width": PAPER, "height": 900})
    page.emulate_media(media="print")
    found = [*sideways(page), *page.evaluate(SEEN_CONTROLS, list(CONTROLS))]
    page.emulate_media(media="screen")
    return [f"on paper: {each}" for each in found]


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
