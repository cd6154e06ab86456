"""The order in which people read names: capitals and accents do not count. The same in memory and in both
databases, so that a list comes alike however it is sorted.

In: a text, or the path to a field. Out: what it is sorted by: of a text its plain letters, of a field with
choices their words; what is no text is sorted as it stands.
"""

import unicodedata
from typing import Any, Final

from django.db import models
from django.db.models import Case, Func, Value, When
from django.db.models.lookups import Exact

LETTERS: Final = "".join(map(chr, range(ord("A"), 0x250)))  # Latin with its accents
MARKS: Final = "".join(map(chr, range(0x300, 0x370)))  # accents that stand by themselves: left out
_PLAIN: Final = {each: unicodedata.normalize("NFD", each)[0].lower() for each in LETTERS} | dict(
    zip("ŁłØøĐđ\u2019", "lloodd'", strict=True)
)
OF, TO = "".join(_PLAIN), "".join(_PLAIN.values())
_TABLE: Final = str.maketrans(OF, TO, MARKS)
FUNCTION: Final = "wardmote_reading_key"


def reading_key(text: str) -> str:
    """What a name is sorted by.

    >>> sorted(["Sweep", "O'Brien", "\u00c9lodie", "de Souza", "ask pubs"], key=reading_key)
    ['ask pubs', 'de Souza', '\u00c9lodie', "O'Brien", 'Sweep']
    """
    return text.translate(_TABLE)


class ReadingOrder(Func):
    """What the database sorts a field by."""

    function = FUNCTION

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        """Itself over a text, over the words of choices; else the field as it is."""
        found: Any = super().resolve_expression(*args, **kwargs)
        (source,) = found.get_source_expressions()
        if not isinstance(source.output_field, models.CharField | models.TextField):
            return source
        choices = getattr(getattr(source, "target", None), "flatchoices", ())
        if choices:
            words = Case(*(When(Exact(source, key), then=Value(str(word))) for key, word in choices))
            found.set_source_expressions([words.resolve_expression(*args, **kwargs)])
        return found

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Letter by letter, as Python compares texts."""
        sql, params = compiler.compile(self.get_source_expressions()[0])
        return f'translate({sql}, %s, %s) COLLATE "C"', (*params, OF + MARKS, TO)


def teach_sqlite(connection: Any, **more: Any) -> None:
    """Give a new connection to SQLite the function, which it has not by itself."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(FUNCTION, 1, _key_or_none, deterministic=True)


def _key_or_none(text: Any) -> Any:
    return reading_key(text) if isinstance(text, str) else text
