"""A number with its noun, words that agree with a number (gettext's rule for one and many), lists, pounds.

In: a number and the words for one and for many, or the parts of a list. Out: text. No translations are
looked for. Floors above may take Django's ``ngettext`` for words without their number; it gives the same.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from gettext import NullTranslations
from itertools import islice

ngettext = NullTranslations().ngettext
"""``ngettext("is", "are", number)``."""
PARTED, NO_BREAK = re.compile(r" (?=(?:%|km|kB|KB|MB|GB)(?![A-Za-z]))(?<=\d )"), "\u00a0"
"""The space between a number and its unit, and the one at which no line ends. It begins with a plain letter,
which is what makes it quick."""


def counted(number: int, one: str, many: str) -> str:
    """The number with the right noun.

    >>> counted(1, "robbery", "robberies"), counted(1200, "robbery", "robberies")
    ('1 robbery', '1,200 robberies')
    """
    return f"{number:,} {ngettext(one, many, number)}"


def with_units(text: str) -> str:
    """A text in which no line ends between a number and its unit.

    >>> with_units("up 21.7 %, 3 MB"), with_units("5 kmh")
    ('up 21.7\xa0%, 3\xa0MB', '5 kmh')
    """
    return PARTED.sub(NO_BREAK, text)


def pounds(amount: Decimal) -> str:
    """An amount as people write it: £1,200, £0.50, -£40.

    >>> pounds(Decimal(1200)), pounds(Decimal("0.5")), pounds(Decimal(-40))
    ('£1,200', '£0.50', '-£40')
    """
    whole = amount == amount.to_integral_value()
    return f"{'-' if amount < 0 else ''}£{abs(amount):,.{0 if whole else 2}f}"


def listed(items: Iterable[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    parts = list(items)
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def some(names: Iterable[str], most: int = 20) -> str:
    """Names out of a file, which may hold any number of them.

    >>> some(["name", "count"]), some("abc", most=2)
    ('name; count', 'a; b; …')
    """
    shown = list(islice(names, most + 1))
    return "; ".join([*shown[:most], "…"] if len(shown) > most else shown)
