"""Writes src/wardmote/site/static/site/vendor again: `python tools/vendor_assets.py FOLDER`.

In: a folder that holds the two npm packages as `npm pack` saves them,
`govuk-frontend-6.6.0.tgz` and `fontsource-source-sans-3-5.3.1.tgz`, known by their hash.
Out: govuk-frontend's style and behaviour without what belongs to GOV.UK alone (its
typeface, crest, logo, header and footer) and without components we do not use; two
weights of Source Sans 3; both licences. Nothing in it is edited by hand.
"""

import hashlib
import io
import re
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[1] / "src/wardmote/site/static/site/vendor"
PACKAGES = {
    "govuk-frontend-6.6.0.tgz": "52c4eb554e54d8a6e4ba801e9da5ec3a5b930fd2f117a39677f0b6296e954751",
    "fontsource-source-sans-3-5.3.1.tgz": "b598201d980b3512805bbea186aab8ef91590d59990e6a13c90e030b6ff37881",
}
STACK = '"Source Sans 3","Source Sans Pro",arial,sans-serif'
SUBSETS = ("latin", "latin-ext")
WEIGHTS = (400, 600)
UNUSED = re.compile(
    r"\.govuk-(?:header|generic-header|footer|cookie-banner|exit-this-page|feedback|language-navigation"
    r"|phase-banner|accordion|tabs|panel|task-list|logo-dot)(?![a-z])"
)
CLASSES_USED = (
    "Button",
    "CharacterCount",
    "Checkboxes",
    "ErrorSummary",
    "NotificationBanner",
    "PasswordInput",
    "Radios",
    "ServiceNavigation",
    "SkipLink",
)


def main(words: list[str]) -> int:
    """Write the folder; 2 when a package is missing or is not the one that was looked at."""
    if len(words) != 1:
        print("usage: python tools/vendor_assets.py FOLDER", file=sys.stderr)
        return 2
    packages = []
    for name, digest in PACKAGES.items():
        path = Path(words[0]) / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            print(f"{name}: not there, or not the file with sha256 {digest}", file=sys.stderr)
            return 2
        packages.append(unpacked(path))
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name, content in vendored(*packages).items():
        (VENDOR / name).write_bytes(content)
        print(f"{len(content):8,} {name}")
    return 0


def unpacked(path: Path) -> dict[str, bytes]:
    """The files of an npm package by their name below `package/`."""
    found = {}
    with tarfile.open(fileobj=io.BytesIO(path.read_bytes())) as package:
        for member in package:
            file = package.extractfile(member)
            if file is not None:
                found[member.name.removeprefix("package/")] = file.read()
    return found


def vendored(govuk: dict[str, bytes], type_: dict[str, bytes]) -> dict[str, bytes]:
    """What the folder holds (README.md and the govuk-frontend licence are written by hand)."""
    style = govuk["dist/govuk/govuk-frontend.min.css"].decode("utf-8")
    behaviour = govuk["dist/govuk/govuk-frontend.min.js"].decode("utf-8")
    files = {
        "govuk-frontend.css": ('@charset "UTF-8";' + faces() + rewritten_style(style)).encode("utf-8"),
        "govuk-frontend.js": rewritten_behaviour(behaviour).encode("utf-8"),
        "source-sans-3-LICENSE.txt": type_["LICENSE"],
    }
    for name in font_names():
        files[name] = type_[f"files/{name}"]
    return files


def font_names() -> list[str]:
    return [f"source-sans-3-{subset}-{weight}-normal.woff2" for weight in WEIGHTS for subset in SUBSETS]


RANGES = {
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,"
    "U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
    "latin-ext": "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+1E00-1E9F,U+1EF2-1EFF,"
    "U+2020,U+20A0-20AB,U+20AD-20C4,U+2113,U+2C60-2C7F,U+A720-A7FF",
}  # as the package's unicode.json; the second is fetched only where a page has such a letter


def faces() -> str:
    """`@font-face` rules of our type."""
    return "".join(
        f'@font-face{{font-family:"Source Sans 3";font-style:normal;font-weight:{weight};'
        f"font-display:swap;src:url(source-sans-3-{subset}-{weight}-normal.woff2) "
        f'format("woff2");unicode-range:{RANGES[subset]}}}'
        for weight in WEIGHTS
        for subset in SUBSETS
    )


def rewritten_style(css: str) -> str:
    """The style with our type, our bold, and none of what `UNUSED` names."""
    css = re.sub(r"/\*.*?\*/", "", css.removeprefix('@charset "UTF-8";'), flags=re.DOTALL)
    css = css.replace("GDS Transport,arial,sans-serif", STACK).replace("font-weight:700", "font-weight:600")
    css = css.replace("font-family:sans-serif", f"font-family:{STACK}")
    return "".join(kept(css)).strip() + "\n"


def kept(css: str) -> Iterator[str]:
    """Each rule that is used, with the selectors that are; `@media` and `@supports` looked into."""
    for head, body in rules(css):
        if head.startswith("@font-face"):
            continue
        if head.startswith(("@media", "@supports")):
            inner = "".join(kept(body))
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@"):
            yield f"{head}{{{body}}}"
        else:
            selectors = [one for one in split_selectors(head) if not UNUSED.search(one)]
            if selectors:
                yield f"{','.join(selectors)}{{{body}}}"


def rules(css: str) -> Iterator[tuple[str, str]]:
    """(head, body) of each block at this level of minified CSS."""
    depth, start, opened = 0, 0, 0
    for place, letter in enumerate(css):
        if letter == "{":
            if depth == 0:
                opened = place
            depth += 1
        elif letter == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : place]
                start = place + 1


def split_selectors(head: str) -> list[str]:
    """Selectors at their commas, not those inside brackets."""
    return re.split(r",(?![^()\[\]]*[)\]])", head)


def rewritten_behaviour(script: str) -> str:
    """The script as a classic one: it leaves the components we use as `window.govukFrontend`."""
    script = re.sub(r"//# sourceMappingURL=\S+\s*$", "", script)
    start = script.rindex("export{")
    used = ",".join(CLASSES_USED)
    return f"(function(){{'use strict';{script[:start]}window.govukFrontend={{{used},createAll}};}})();\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
