"""The strategic assessment as a document: two pages to decide from, the sections in order, the annex.

In: a judged draft and the day it is made. Out: the document model. Words come
from findings and from people; this module only puts them in order and says
what is missing.
"""

from collections.abc import Sequence

from wardmote.measuring.catalogue.caveats import caveats
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.documents.model import (
    Block,
    BulletList,
    Document,
    FigureNote,
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
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.headline import headline, level_sentence
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
from wardmote.measuring.figures.inquiry import METHODS, Figure, Inquiry

MARKING = {"partner": "OFFICIAL", "public": "PUBLIC"}


def compose(draft: Draft, *, date: str) -> Document:
    """The whole document; ``date`` in words, given so that the same input gives the same bytes."""
    study = draft.study
    body = section_blocks(draft)
    front = tuple(_front(draft))
    annex = annex_blocks(draft)
    return Document(
        partnership=f"{study.place.name} Community Safety Partnership",
        title=f"Strategic assessment {study.period.short_label}",
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
    state = (
        f"signed off by {signed.by}, {signed.role}, {signed.on}"
        if signed and not _unsigned(draft)
        else "draft"
    )
    return f"{named}, {study.period.label}, {state}"


def _short_title(title: str) -> str:
    return title if title[:2].isupper() else inside(title)


def _unsigned(draft: Draft) -> bool:
    return bool(unsigned_because(draft.parts, draft.judgement))


def _banner(draft: Draft) -> str:
    incomplete = "Incomplete: " + listed(part.title.lower() for part in missing(draft.parts))
    shown = [
        *(["Synthetic data"] if draft.study.synthetic else []),
        *([incomplete] if missing(draft.parts) else []),
    ]
    return ". ".join(shown)


def _front(draft: Draft) -> list[Block]:
    """The two pages: headline, the level, five findings, what cannot be said, the choices."""
    blocks: list[Block] = [
        Heading(1, plain(headline(draft)), "headline"),
        Paragraph(runs(level_sentence(draft)), "lead"),
    ]
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
        blocks.append(paragraph(runs(few), strong="Too few to tell a real change from chance: "))
    blocks += _not_told(draft)
    blocks += _others(draft)
    unsaid = untold(draft.study)
    if unsaid:
        blocks.append(paragraph(f"{listed(unsaid)}.", strong="What these data cannot say: "))
    if not pictures:
        blocks += months_of_the_whole(draft)
    blocks += [
        Heading(2, "For the group to decide", "decide"),
        BulletList(_choices(draft), numbered=True),
        paragraph(
            "Sources, method and every table are in the annex. "
            "Each number links to what it was counted from.",
            "small",
        ),
    ]
    return blocks


def _not_told(draft: Draft) -> list[Block]:
    """What looks incomplete and is left out, and the classes that are not compared, with the reason."""
    compared = not_compared_words(
        item.finding for item in draft.asked("change") if item.finding.feed == draft.study.main.name
    )
    kinds = (("Not whole: ", not_whole(draft.study)), ("Not compared: ", compared))
    return [paragraph(runs(" ".join(said)), strong=strong) for strong, said in kinds if said]


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
        blocks.append(paragraph(runs(" ".join(nothing)), strong="Not found: "))
    kinds = (("Added: ", draft.judgement.added), ("Reported, not counted: ", draft.judgement.intelligence))
    for strong, statements in kinds:
        blocks += [paragraph(f"{each.words} ({each.source})", strong=strong) for each in statements]
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
    return f"{inside(finding.subject)} {then} to {now}"


def _choices(draft: Draft) -> tuple[Runs, ...]:
    asks = [story.ask for story in draft.stories if story.ask]
    gaps = [part.title.lower() for part in missing(draft.parts)]
    unsaid = [words.partition(" (")[0] for words in untold(draft.study)]
    needed = listed([*unsaid[:4], *gaps][:5])
    last = (
        f"Which gaps must be closed before the plan is agreed ({needed})?"
        if needed
        else "What would change this picture?"
    )
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


def figure_notes(inquiry: Inquiry, hashes: Sequence[str]) -> tuple[FigureNote, ...]:
    """What the annex says of each cited figure."""
    return tuple(_note(inquiry.asked[each]) for each in hashes if each in inquiry.asked)


def _note(figure: Figure) -> FigureNote:
    question, known = figure.question, caveats()
    of = ", ".join(
        f"{value}" for key, value in sorted(question.params.items()) if key not in ("feed", "audience")
    )
    against = f" against {question.against.label}" if question.against else ""
    return FigureNote(
        figure=figure.hash,
        what=f"{METHODS[question.method].title}: {of} ({question.params.get('feed', '')})",
        value=_value(figure),
        method=f"{question.method} {figure.version}",
        period=f"{question.period.label}{against}",
        caveats=" ".join(known.get(key, key) for key in dict.fromkeys(figure.result.caveats)),
    )


def _value(figure: Figure) -> str:
    value, interval = figure.result.value, figure.result.interval
    if value is None:
        return str(figure.result.reason or "none")
    shown = f"{int(value):,}" if value == int(value) else f"{value:,.3g}"
    return f"{shown} ({interval[0]:,.3g} to {interval[1]:,.3g})" if interval else shown
