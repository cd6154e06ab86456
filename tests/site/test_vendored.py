"""What we took from others: nothing that is GOV.UK's alone, the licences kept, the type the drawings use."""

import re
from pathlib import Path

import pytest

from tests.house.tracked import ROOT
from tools import vendor_assets
from wardmote.measuring.drawing.typefaces import FOLDER as DRAWN_WITH

STATIC = ROOT / "src/wardmote/site/static/site"
VENDOR = STATIC / "vendor"
TEMPLATES = ROOT / "src/wardmote"
FORBIDDEN = re.compile(
    r"GDS ?Transport|Margaret Calvert|crest|crown(?! copyright)|logotype|gov\.uk/assets", re.I
)

OUTSIDE = re.compile(r"(?:\bsrc\b|\bhref\b|url|import|fetch)[\s=('\"]+https?:")


def served() -> list[Path]:
    pages = [path for path in TEMPLATES.rglob("*.html") if "templates" in path.parts]
    return [p for p in (*STATIC.rglob("*"), *pages) if p.suffix in {".css", ".js", ".svg", ".html"}]


def test_nothing_that_only_government_may_wear_is_served() -> None:
    found = {path: FORBIDDEN.findall(path.read_text("utf-8")) for path in served()}
    assert len(found) > 100
    assert {path: words for path, words in found.items() if words} == {}


def test_no_typeface_but_ours_and_no_picture_of_theirs_is_there() -> None:
    kinds = {path.suffix for path in VENDOR.iterdir()}
    assert kinds <= {".css", ".js", ".woff2", ".txt", ".md"}
    assert {path.name for path in VENDOR.glob("*.woff2")} == set(vendor_assets.font_names())


def test_every_address_in_the_style_is_a_file_beside_it() -> None:
    css = (VENDOR / "govuk-frontend.css").read_text("utf-8")
    assert [a for a in re.findall(r"url\((?!\"?data:)([^)]*)\)", css) if not (VENDOR / a).is_file()] == []
    assert set(re.findall(r"font-weight:(\d+)", css)) <= {"400", "600"}


def test_nothing_points_outside_the_machine() -> None:
    ours = [p for p in served() if p.suffix in {".css", ".js"}]
    assert [p.name for p in ours if re.search(OUTSIDE, p.read_text("utf-8"))] == []


def test_the_licences_are_kept() -> None:
    assert "Permission is hereby granted" in (VENDOR / "govuk-frontend-LICENSE.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in (VENDOR / "source-sans-3-LICENSE.txt").read_text("utf-8")


@pytest.mark.parametrize("weight", [400, 600])
def test_pages_and_drawings_use_the_same_type(weight: int) -> None:
    name = f"source-sans-3-latin-{weight}-normal.woff2"
    assert (VENDOR / name).read_bytes() == (DRAWN_WITH / name).read_bytes()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (".govuk-header{a:b}.govuk-hint{a:b}", ".govuk-hint{a:b}"),
        (".govuk-header__x,.govuk-hint{a:b}", ".govuk-hint{a:b}"),
        ("@media print{.govuk-footer{a:b}}", ""),
        ("@media print{.govuk-footer{a:b}.govuk-hint{a:b}}", "@media print{.govuk-hint{a:b}}"),
        ("@font-face{font-family:GDS Transport;src:url(/x)}", ""),
        (":is(.govuk-header,.a) b,.c{a:b}", ".c{a:b}"),
        ("@keyframes k{from{a:b}to{a:c}}", "@keyframes k{from{a:b}to{a:c}}"),
        (".a{font-family:GDS Transport,arial,sans-serif}", f".a{{font-family:{vendor_assets.STACK}}}"),
    ],
)
def test_a_rule_is_kept_or_not(before: str, after: str) -> None:
    assert vendor_assets.rewritten_style(before).strip() == after


def test_the_behaviour_leaves_one_name() -> None:
    script = "class A{}export{A as B};//# sourceMappingURL=x.map"
    assert vendor_assets.rewritten_behaviour(script).startswith(
        "(function(){'use strict';class A{}window.govukFrontend={"
    )
