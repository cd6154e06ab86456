"""The tests' look at a page finds what is wrong at one width only, or behind letters seen before."""

from typing import Any

import pytest

from tests.looking import wrong_at

PAGE = """<!doctype html><html lang="en"><head><title>A page</title><style>
main { color: #000; background: #fff }
@media (max-width: 400px) { .pale { color: #ccc } .dark { background: #111 } }
a { color: #333 } @media (max-width: 400px) { a { text-decoration: none } }
.narrow { display: none; color: #bbb } @media (max-width: 400px) { .narrow { display: block } }
</style></head><body><main><h1>A page</h1>%s</main></body></html>"""


@pytest.mark.browser
@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("<p>Words</p>", []),
        ('<p class="pale">Words</p>', ["color-contrast"]),
        ('<div class="dark"><p>Words</p></div>', ["color-contrast"]),
        ('<p class="narrow">Words</p>', ["color-contrast"]),
        ('<p>Words and <a href="/">a link</a> in them</p>', ["link-in-text-block"]),
    ],
)
def test_letters_that_are_hard_to_read_on_a_telephone_alone_are_found_there(
    browser_page: Any, words: str, wrong: list[str]
) -> None:
    browser_page.set_content(PAGE % words)
    assert wrong_at(browser_page, 1280) == []
    assert [rule for rule, _ in wrong_at(browser_page, 320)] == wrong


GREY = '<p style="color: #767676">Grey words</p>'  # 4.54 to 1 on white, the least that passes is 4.5
DARKER = "background: #eee"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (GREY, []),
        (f'<div style="{DARKER}">{GREY}</div>', ["color-contrast"]),
        (f'<div style="{DARKER}"><div><div>{GREY}</div></div></div>', ["color-contrast"]),
        (f'<div style="opacity: 0.9">{GREY}</div>', ["color-contrast"]),
        (GREY.replace("<p", '<label for="a"').replace("</p", "</label"), []),
        (f'<div style="position: absolute; width: 300px; {DARKER}">{GREY}</div>', ["color-contrast"]),
        (
            f'<div style="position: absolute; z-index: -1; inset: 0; {DARKER}"></div>{GREY}',
            ["color-contrast"],
        ),
        (f'<div style="float: left; width: 300px; height: 90px; {DARKER}"></div>{GREY}', []),
    ],
)
def test_letters_that_stood_out_on_one_page_are_measured_on_another_ground(
    browser_page: Any, words: str, wrong: list[str]
) -> None:
    page = '<!doctype html><html lang="en"><title>A page</title><body><main><h1>A page</h1>{}</main>'
    for inside, expected in ((GREY, []), (words, wrong)):
        browser_page.set_content(page.format(inside))
        assert [rule for rule, _ in wrong_at(browser_page, 1280)] == expected
