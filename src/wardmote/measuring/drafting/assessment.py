"""The strategic assessment as a document: two pages to decide from, the sections in order, the annex.

In: a judged draft and the day it is made. Out: the document model. Words come
from findings and from people; this module only puts them in order and says
what is missing.
"""

from collections.abc import Sequence

from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.documents.model import (
    Block,
    BulletList,
    Document,
    FindingBlock,
    Heading,
    Paragraph,
    Run,
    Runs,
    Table,
    paragraph,
)
from wardmote.measuring.drafting.annex import annex_blocks
from wardmote.measuring.drafting.changes import not_compared_words, too_few
from wardmote.measuring.drafting.draft import Draft
from wardmote.measuring.drafting.figure_notes import figure_notes
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.headline import headline, level_sentence, whole_change_sentence
from wardmote.measuring.drafting.judgement import JudgedFinding
from wardmote.measuring.drafting.limits import untold
from wardmote.measuring.drafting.parts import missing, unsigned_because
from wardmote.measuring.drafting.period_words import when_next
from wardmote.measuring.drafting.sections import section_blocks
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.story_pictures import months_of_the_whole, story_pictures
from wardmote.measuring.drafting.wholeness import not_whole
from wardmote.measuring.drafting.words import (
    capital,
    inside,
    linked,
    plain,
    runs,
)

MARKING = {"partner": "OFFICIAL", "public": "PUBLIC"}


def compose(draft: Draft, *, date: str) -> Document:
    """The whole document; ``date`` in words, given so that the same input gives the same bytes."""
    study = draft.study
    body = section_blocks(draft)
    front = tuple(_front(draft))
    annex = annex_blocks(draft)
    return Document(
        partnership=say("partnership", place=study.place.name),
        title=say("title", period=study.period.short_label),
        subtitle=capital(_subtitle(draft)),
        marking=MARKING[study.audience],
        date=date,
        banner=_banner(draft),
        front=front,
        body=body,
        annex=annex,
        figure_notes=figure_notes(study.inquiry, cited((*front, *body, *annex))),
    )


def _subtitle(draft: Draft) -> str:
    study = draft.study
    named = listed(dict.fromkeys(_short_title(source.feed.title) for source in study.sources))
    signed = draft.judgement.sign_off
    state = "draft"
    if signed and not _unsigned(draft):
        state = say("signed-off", by=signed.by, role=signed.role, on=signed.on)
    return f"{named}, {study.period.label}, {state}"


def _short_title(title: str) -> str:
    return title if title[:2].isupper() else inside(title)


def _unsigned(draft: Draft) -> bool:
    return bool(unsigned_because(draft.parts, draft.judgement))


def _banner(draft: Draft) -> str:
    lacking = "; ".join(part.title.lower() for part in missing(draft.parts))
    shown = [
        *([say("banner-synthetic")] if draft.study.synthetic else []),
        *([say("banner-incomplete", parts=lacking)] if lacking else []),
    ]
    return ". ".join(shown)


def _front(draft: Draft) -> list[Block]:
    """The two pages: headline, the level, five findings, what cannot be said, the choices."""
    blocks: list[Block] = [
        Heading(1, plain(headline(draft)), "headline"),
        Paragraph(runs(f"{level_sentence(draft)} {whole_change_sentence(draft)}".strip()), "lead"),
    ]
    if draft.study.main.compared:
        blocks.append(paragraph(say("words-explained"), "small"))
    pictures = story_pictures(draft)
    for number, story in enumerate(draft.stories, 1):
        body = " ".join(words for words in story.support if words)
        blocks.append(
            FindingBlock(
                number,
                runs(f"{story.headline}."),
                runs(body),
                runs(story.limit, emphasis=True) if story.limit else (),
                pictures.get(story.key),
                story.keys,
            )
        )
    few = _too_few_sentence(draft)
    if few:
        blocks.append(led("lead-too-few", few))
    blocks += _not_told(draft)
    blocks += _others(draft)
    unsaid = untold(draft.study)
    if unsaid:
        blocks.append(led("lead-cannot-say", f"{listed(unsaid)}."))
    if not pictures:
        blocks += months_of_the_whole(draft)
    blocks += [
        Heading(2, say("heading-decide"), "decide"),
        BulletList(_choices(draft), numbered=True),
        paragraph(say("where-everything-is"), "small"),
    ]
    return blocks


def led(lead: str, said: str) -> Paragraph:
    """A paragraph that begins with the bold words of a template."""
    return paragraph(runs(said), strong=f"{say(lead)} ")


def _not_told(draft: Draft) -> list[Block]:
    """What looks incomplete and is left out, and the classes that are not compared, with the reason."""
    compared = not_compared_words(
        item.finding for item in draft.asked("change") if item.finding.feed == draft.study.main.name
    )
    kinds = (("lead-not-whole", not_whole(draft.study)), ("lead-not-compared", compared))
    return [led(lead, " ".join(said)) for lead, said in kinds if said]


def _others(draft: Draft) -> list[Block]:
    """Findings of "nothing here" that a group would otherwise wonder about, and added intelligence."""
    blocks: list[Block] = []
    told = {story.subject for story in draft.stories}
    nothing = [
        item.said
        for item in draft.asked("hotspot")
        if item.finding.value == 0 and item.finding.about not in told
    ]
    if nothing:
        blocks.append(led("lead-not-found", " ".join(nothing)))
    kinds = (("lead-added", draft.judgement.added), ("lead-reported", draft.judgement.intelligence))
    for lead, statements in kinds:
        blocks += [led(lead, f"{each.words} ({each.source})") for each in statements]
    return blocks


def _too_few_sentence(draft: Draft) -> str:
    """Classes whose counts could show only a very large change, with their counts."""
    study = draft.study
    parts = []
    for item in draft.asked("change"):
        key = item.finding.about
        if item.finding.feed != study.main.name or item.edited or key in {s.subject for s in draft.stories}:
            continue
        result = study.ask_change(study.main, key).result
        if too_few(item.finding, result):
            parts.append(_few_item(item))
    compared = study.main.compared
    if not parts or compared is None:
        return ""
    before, after = compared.against, compared.period
    return say("too-few", items=listed(parts), before=before.short_label, after=when_next(before, after))


def _few_item(item: JudgedFinding) -> str:
    finding: Finding = item.finding
    then, now = linked(finding.count_against or 0, finding.figure), linked(finding.count or 0, finding.figure)
    return say("from-to", name=inside(finding.subject), then=then, now=now)


def _choices(draft: Draft) -> tuple[Runs, ...]:
    asks = [story.ask for story in draft.stories if story.ask]
    gaps = [part.title.lower() for part in missing(draft.parts)]
    unsaid = [words.partition(" (")[0] for words in untold(draft.study)]
    needed = listed([*unsaid[:4], *gaps][:5])
    last = say("ask-gaps", gaps=needed) if needed else say("ask-else")
    return tuple(runs(ask) for ask in [*asks[:3], last])


def cited(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Hashes of every figure a document's sentences and tables cite, in order, once each."""
    found: dict[str, None] = {}
    for block in blocks:
        for run in _runs_of(block):
            if run.figure:
                found[run.figure] = None
    return tuple(found)


def _runs_of(block: Block) -> list[Run]:
    if isinstance(block, Paragraph):
        return list(block.runs)
    if isinstance(block, BulletList):
        return [run for item in block.items for run in item]
    if isinstance(block, FindingBlock):
        return [*block.headline, *block.body, *block.limit]
    if isinstance(block, Table):
        return [run for row in block.rows for cell in row for run in cell]
    return []
