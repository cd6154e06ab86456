"""What a finding is about, as grammar needs it: name, what its rows are called, singular or plural."""

from dataclasses import dataclass

from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.counted import ngettext
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.drafting.words import capital, inside
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.series import ALL


@dataclass(frozen=True)
class Subject:
    """``name`` as a sentence begins with it; ``many`` what several rows are called."""

    key: str
    name: str
    one: str
    many: str
    plural: bool

    def __format__(self, spec: str) -> str:
        """In a template: the name, ``:inside`` a sentence, or the one of two words that goes with it."""
        if spec == "inside":
            return self.inside
        return self.verb(*spec.split("|")) if spec else self.name

    def verb(self, singular: str, plural: str) -> str:
        """The form that agrees with the name: ``is`` or ``are``."""
        return plural if self.plural else singular

    @property
    def inside(self) -> str:
        """The name inside a sentence."""
        return inside(self.name)

    def counted(self, shown: str, number: int) -> str:
        """``1 robbery``, ``85 robberies``, with the number as shown (it may carry a link)."""
        return f"{shown} {ngettext(self.one, self.many, number)}"


def noun(source: StudySource) -> str:
    """What the rows of a source are called together."""
    kinds = {offence_class(key).crime for key in source.top}
    if _fires(source):
        return say("noun-fires")
    if kinds == {True}:
        return say("noun-offences")
    return say("noun-both" if True in kinds else "noun-reports")


def _fires(source: StudySource) -> bool:
    return all("fire" in key for key in source.top)


def other_noun(study: Study, figure: Figure) -> str:
    """What the records are called that a share is set against: ``other offences`` of its own source,
    ``offences`` of another."""
    against = figure.question.params.get("against_feed")
    if against and against != figure.feed:
        return noun(study.source(str(against)))
    return say("others-of", noun=noun(study.source(figure.feed)))


def other_series(source: StudySource) -> tuple[str, ...]:
    """The caveat of records that another body counts by other rules, as a fire service does."""
    return ("other_series",) if _fires(source) else ()


def subject_of(source: StudySource, key: str) -> Subject:
    """A class of a source, or its whole."""
    if key == ALL:
        many = noun(source)
        return Subject(ALL, capital(say("all-of", noun=many)), many, many, True)
    return class_subject(key)


def class_subject(key: str) -> Subject:
    """A class by its key, whichever source counts it."""
    cls = offence_class(key)
    return Subject(key, cls.label, cls.one, cls.many, cls.plural)
