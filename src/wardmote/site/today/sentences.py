"""The sentences of Today: templates in ``sentences.toml`` beside this file, filled here."""

from functools import partial

from wardmote.measuring.drafting.sentences import say_from

say = partial(say_from, "wardmote.site.today")
