"""The sentences of What changed, the map and the pages of figures: templates in ``sentences.toml``."""

from functools import partial

from wardmote.measuring.drafting.sentences import say_from

say = partial(say_from, "wardmote.knowing.asking")
