"""A number with its noun, and words that agree with a number: gettext's rule for one and many, said once.

In: a number and the words for one and for many. Out: text. No translations are looked for. Floors above may
take Django's ``ngettext`` for words without their number; it gives the same.
"""

from gettext import NullTranslations

ngettext = NullTranslations().ngettext
"""``ngettext("is", "are", number)``."""


def counted(number: int, one: str, many: str) -> str:
    """The number with the right noun.

    >>> counted(1, "robbery", "robberies"), counted(1200, "robbery", "robberies")
    ('1 robbery', '1,200 robberies')
    """
    return f"{number:,} {ngettext(one, many, number)}"
