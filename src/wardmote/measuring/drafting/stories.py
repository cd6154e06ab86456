"""Stories for the first pages (at most five), each about one subject, in the order a group can act on.

In: judged findings (hidden ones left out). Out: ``Story`` values with a bold
sentence, its support, its limit and the question it puts to the group. A
person's order wins: stories whose lead finding stands in ``order`` come first.
A reworded finding is printed as the person wrote it.

What ranks: a clear change for the worse, what few people or places carry, when and where it happens, how
it stands to elsewhere. That a class is large is true of the same class in every town and every year: it
adds to a story and makes one only where a page has fewer than ``FEWEST_STORIES``.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from wardmote.measuring.analysis.change import CLEAR_FALL, CLEAR_RISE
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.judgement import JudgedFinding
from wardmote.measuring.drafting.period_words import marked, when_next
from wardmote.measuring.drafting.ratio_words import fraction
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.drafting.subject import Subject, noun, subject_of
from wardmote.measuring.drafting.words import (
    Amount,
    capital,
    inside,
    linked,
    owned,
    percent,
    spelled,
)
from wardmote.measuring.figures.series import ALL

MOST_STORIES = 5
MOST_SUPPORT = 4
FEWEST_STORIES = 3
LARGE_SHARE = 0.2
WEIGHTS = {
    "offenders": 3.0,
    "flag": 2.5,
    "named_place": 2.0,
    "event_window": 2.0,
    "circumstance": 2.0,
    "hotspot": 2.0,
    "moved": 0.9,
    "persistence": 1.5,
    "comparison_area": 1.5,
    "elsewhere": 0.5,
    "holidays": 1.0,
    "outcome_change": 1.0,
    "hours": 1.0,
    "season": 1.0,
    "victims": 1.0,
}
ADVERSE, WATCH, LEVEL, FALL = 5.0, 4.5, 0.5, 1.0
PLACE, RESIDENTS = 5.5, 4.0
WORTH_A_STORY = 2.0
MOVED = 3.0
MOST_NAMED = 3
READING = (
    "change",
    "elsewhere",
    "outcome_change",
    "offenders",
    "level",
    "flag",
    "season",
    "event_window",
    "named_place",
    "moved",
    "circumstance",
    "hours",
    "holidays",
    "hotspot",
    "persistence",
    "comparison_area",
    "victims",
)


@dataclass(frozen=True)
class Story:
    """``key`` is the lead finding's id, ``others`` those told below it; sentences carry figure links.

    ``ask`` goes to the group's choices.
    """

    key: str
    kind: str
    headline: str
    support: tuple[str, ...]
    limit: str
    ask: str
    source: str
    subject: str
    others: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Ids of every finding it tells, the leading one first."""
        return (self.key, *self.others)


def tell(
    study: Study, findings: Sequence[JudgedFinding], order: Sequence[str], proposed: Collection[str]
) -> tuple[Story, ...]:
    """Every story there is to tell, best first; the first ``MOST_STORIES`` stand on the first pages.

    ``proposed``: the classes that are proposed as priorities, so that no question speaks against it.
    """
    shown = [item for item in findings if not item.hidden]
    scored = [
        *_class_stories(study, shown, proposed),
        *_place_stories(study, shown),
        *_resident_stories(shown),
    ]
    ranked = sorted(scored, key=lambda pair: (_only_large(pair[1]), -pair[0]))
    worth = [pair for pair in ranked if pair[0] >= WORTH_A_STORY]
    kept = [story for _, story in (worth if len(worth) >= FEWEST_STORIES else ranked[:FEWEST_STORIES])]
    low = (i for i, (score, story) in enumerate(ranked) if score < MOVED or _only_large(story))
    at = next(low, len(ranked))
    at = min(at, MOST_STORIES - 1)
    moved = _moved(study, shown, kept[: MOST_STORIES - 1])
    if moved:
        kept.insert(at, moved)
    position = {key: i for i, key in enumerate(order)}
    return tuple(sorted(kept, key=lambda story: position.get(story.key, len(position))))


def _only_large(story: Story) -> bool:
    """Whether all there is to say of a class is how much of it there is."""
    return story.key.startswith("level/")


def _class_stories(
    study: Study, shown: Sequence[JudgedFinding], proposed: Collection[str]
) -> Iterable[tuple[float, Story]]:
    for source in study.sources:
        for key in source.top:
            family = {key, *(k for k in source.classes if offence_class(k).parent == key)}
            mine = [i for i in shown if i.finding.feed == source.name and i.finding.about in family]
            score = _score(mine, offence_class(key).harm)
            if score > 0:
                story = _class_story(study, source, key, mine)
                yield score, replace(story, ask=_ask(subject_of(source, key), story, mine, proposed))


def _score(mine: Sequence[JudgedFinding], harm: int) -> float:
    """The strongest findings of a subject, each next one counting half, times what harm adds."""
    weights = sorted((_weight(item) for item in mine), reverse=True)
    strength = sum(weight / float(2**i) for i, weight in enumerate(weights))
    return strength * (math.sqrt(harm / 2) if harm >= 2 else harm / 2)


def _weight(item: JudgedFinding) -> float:
    finding = item.finding
    if finding.question == "change":
        if finding.adverse or finding.watch:
            return ADVERSE if finding.adverse and finding.out_of_ordinary else WATCH
        return FALL if finding.change in (CLEAR_FALL, CLEAR_RISE) else 0.0
    if finding.question == "level":
        return LEVEL if finding.interest >= LARGE_SHARE else 0.0
    return WEIGHTS.get(finding.question, 0.0) if finding.interest > 0 else 0.0


def _class_story(study: Study, source: StudySource, key: str, mine: Sequence[JudgedFinding]) -> Story:
    subject, cls = subject_of(source, key), offence_class(key)
    change = next((i for i in mine if i.finding.id == f"change/{source.name}/{key}"), None)
    own = [item for item in mine if item.finding.question != "level" or item.finding.about == key]
    telling = [item for item in own if item is change or _weight(item) > 0]
    ordered = sorted(telling, key=lambda item: READING.index(item.finding.question))
    lead = max(ordered, key=lambda item: (_weight(item), -READING.index(item.finding.question)))
    rest = _strongest(key, [item for item in ordered if item is not lead])
    if lead.finding.question == "level" and not lead.edited:
        headline = owned(_level_headline(study, source, key), lead.finding.id)
    else:
        headline = lead.headline
    support = _support(study, source, lead, rest)
    split = cls.split.get(source.feed.source, "")
    limit = " ".join(filter(None, (say("undivided", kinds=split) if split else "", cls.why)))
    return Story(
        key=lead.finding.id,
        kind="class",
        headline=headline,
        support=tuple(words for words in support if words),
        limit=" ".join(filter(None, (limit, _to_check((lead, *rest))))),
        ask="",
        source=source.name,
        subject=subject.key,
        others=tuple(item.finding.id for item in rest),
    )


def _strongest(key: str, items: Sequence[JudgedFinding]) -> list[JudgedFinding]:
    """The strongest finding for each question (the class itself before its parts), in reading order."""
    best: dict[str, JudgedFinding] = {}
    for item in sorted(items, key=lambda i: (i.finding.about != key, -i.finding.interest)):
        best.setdefault(item.finding.question, item)
    kept = sorted(best.values(), key=lambda i: (i.finding.question != "change", -_weight(i)))[:MOST_SUPPORT]
    return sorted(kept, key=lambda item: READING.index(item.finding.question))


def _support(
    study: Study, source: StudySource, lead: JudgedFinding, rest: Sequence[JudgedFinding]
) -> Iterable[str]:
    """What stands below the headline: a subject is named where another was told just before it, and a count
    that the change tells is not told again."""
    change = next((i.finding for i in (lead, *rest) if i.finding.question == "change"), None)
    if not _counted_again(lead, change):
        yield lead.detail
    named = lead.finding.subject
    for item in rest:
        if _counted_again(item, change):
            yield owned(_share_words(study, source, item.finding.about), item.finding.id)
        else:
            yield item.below(named=item.finding.subject == named)
        named = item.finding.subject


def _counted_again(item: JudgedFinding, change: Finding | None) -> bool:
    """Whether all that a level counts is one of the two counts of the change."""
    level = item.finding
    if change is None or level.question != "level" or item.edited or item.comment:
        return False
    return (level.about, level.period, level.count) == (change.about, change.period, change.count)


def _share_words(study: Study, source: StudySource, key: str) -> str:
    """Which part of the whole a class is, where its count has just been told."""
    share = study.ask("share", source, key, of=ALL)
    return say(
        "story-share-below",
        subject=subject_of(source, key),
        share=linked(percent(share.result.value), share.hash),
        noun=noun(source),
        when=study.when(source),
    )


def _to_check(items: Iterable[JudgedFinding]) -> str:
    """The flags of edited sentences whose figure has changed: shown wherever the sentence is."""
    return " ".join(say("to-check", what=item.flag) for item in items if item.flag)


def _level_headline(study: Study, source: StudySource, key: str) -> str:
    """How large a class is; whether it changed stands below it."""
    share = study.ask("share", source, key, of=ALL)
    return say(
        "story-share",
        subject=subject_of(source, key),
        share=linked(fraction(share.result.value), share.hash),
        noun=noun(source),
    )


def _ask(subject: Subject, story: Story, mine: Iterable[JudgedFinding], proposed: Collection[str]) -> str:
    """The choice a story puts to the group, with what to ask its partners first.

    Of what rose it asks whether it be a priority; whether it come before one of those, where others are
    proposed and it is not.
    """
    lead = next(item for item in mine if item.finding.id == story.key)
    asked = "ask-known"
    if lead.finding.question == "change" and lead.finding.change == CLEAR_FALL:
        asked = "ask-fall"
    elif lead.finding.question == "change":
        asked = "ask-rise" if subject.key in proposed or not proposed else "ask-rise-beside"
    return f"{say(asked, subject=subject)} {offence_class(subject.key).ask}".rstrip()


def _place_stories(study: Study, shown: Sequence[JudgedFinding]) -> Iterable[tuple[float, Story]]:
    lead = next((i for i in shown if i.finding.question == "concentration" and i.finding.about == ALL), None)
    if lead is None or lead.finding.interest <= 0:
        return
    busiest = study.inquiry.asked[lead.finding.figure].result.rows[0]
    yield (
        PLACE,
        Story(
            key=lead.finding.id,
            kind="place",
            headline=lead.headline,
            support=tuple(filter(None, (lead.detail,))),
            limit=_to_check((lead,)),
            ask=say("ask-place", name=busiest["name"] or busiest["area"]),
            source=lead.finding.feed,
            subject=ALL,
        ),
    )


def _resident_stories(shown: Sequence[JudgedFinding]) -> Iterable[tuple[float, Story]]:
    safe = next((i for i in shown if i.finding.question == "feeling_safe" and i.finding.interest > 0), None)
    said = next((i for i in shown if i.finding.question == "residents_say"), None)
    if safe is None:
        return
    yield (
        RESIDENTS,
        Story(
            key=safe.finding.id,
            kind="residents",
            headline=safe.headline,
            support=tuple(filter(None, (safe.detail, said.said if said else ""))),
            limit=_to_check((safe,)),
            ask=say("ask-safe"),
            source=safe.finding.feed,
            subject="feeling-safe",
            others=(said.finding.id,) if said else (),
        ),
    )


def _moved(study: Study, shown: Sequence[JudgedFinding], told: Sequence[Story]) -> Story | None:
    """The other clear changes, in one story."""
    subjects = {story.subject for story in told if story.kind == "class"}
    source = study.main
    clear = [
        item
        for item in shown
        if item.finding.question == "change"
        and item.finding.feed == source.name
        and item.finding.change in (CLEAR_FALL, CLEAR_RISE)
        and item.finding.about not in subjects | {ALL}
        and not offence_class(item.finding.about).parent
    ]
    clear.sort(key=lambda item: -item.finding.interest)
    if not clear:
        return None
    edited = [f"{item.said} {_to_check((item,))}".rstrip() for item in clear if item.edited]
    alone = clear[0] if len(clear) == 1 and not edited else None
    return Story(
        key=clear[0].finding.id,
        kind="moved",
        headline=alone.headline if alone else _moved_headline(clear),
        support=(alone.detail,) if alone else (_moved_words(study, source, clear), *edited),
        limit=" ".join(_named_reason(i.finding.about) for i in clear if offence_class(i.finding.about).why),
        ask="",
        source=source.name,
        subject="",
        others=tuple(item.finding.id for item in clear[1:]),
    )


def _moved_headline(clear: Sequence[JudgedFinding]) -> str:
    """What rose and what fell, by name."""
    rises, falls = (
        named(item.finding for item in clear if item.finding.change == way)
        for way in (CLEAR_RISE, CLEAR_FALL)
    )
    if rises and falls:
        return capital(say("story-changed-both", rises=rises, falls=falls))
    return capital(say("story-changed", subjects=rises or falls, went="rose" if rises else "fell"))


def named(findings: Iterable[Finding], most: int = MOST_NAMED) -> str:
    """The classes of the findings, without parts of a class that is named itself; the rest counted."""
    keys = [found.about for found in findings if found.about != ALL]
    keys = [key for key in keys if offence_class(key).parent not in keys]
    names = [offence_class(key).in_sentence for key in keys]
    if len(names) <= most + 1:
        return listed(names)
    return listed([*names[:most], say("other-kinds", number=spelled(len(names) - most))])


def _moved_words(study: Study, source: StudySource, clear: Sequence[JudgedFinding]) -> str:
    """The falls, then the rises, each with its counts, and the months they are of."""
    parts = []
    for key, change in (("story-falls", CLEAR_FALL), ("story-rises", CLEAR_RISE)):
        group = [item for item in clear if item.finding.change == change]
        if group:
            named = listed(_moved_item(item) for item in group)
            parts.append(say(key, named=named, changes=Amount.of(len(group))))
    assert source.compared is not None
    now, then = source.compared.period, source.compared.against
    country = study.place.country
    months = {
        "after": marked(now.short_label, now, country),
        "before": marked(when_next(now, then), then, country),
    }
    return say("story-others", groups=capital("; ".join(parts)), **months)


def _named_reason(key: str) -> str:
    cls = offence_class(key)
    return f"{cls.label}: {inside(cls.why)}"


def _moved_item(item: JudgedFinding) -> str:
    finding = item.finding
    name = offence_class(item.finding.about).in_sentence
    then, now = (linked(count, finding.figure) for count in (finding.count_against, finding.count))
    return say("from-to", name=name, then=then, now=now)
