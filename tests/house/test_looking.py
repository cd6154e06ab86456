"""The tests' look at a page finds what a browser shows wrongly at one width only."""

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
