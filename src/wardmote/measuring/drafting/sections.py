"""The sections of an assessment, in the order of its parts; each begins with its sentence."""

from collections.abc import Callable, Iterable, Sequence

from wardmote.measuring.analysis.change import CLEAR_FALL, CLEAR_RISE, NOT_COMPARED
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.documents.model import (
    Block,
    BulletList,
    Heading,
    Paragraph,
    Picture,
    Run,
    Runs,
    bullets,
    paragraph,
)
from wardmote.measuring.drafting.area_pictures import area_picture, map_or_none
from wardmote.measuring.drafting.changes import not_compared_words
from wardmote.measuring.drafting.disclosure import GENERAL, hides, months_shown
from wardmote.measuring.drafting.draft import Draft
from wardmote.measuring.drafting.headline import clear_but_left_out, compared_sentence, level_sentence
from wardmote.measuring.drafting.judgement import JudgedFinding
from wardmote.measuring.drafting.limits import cannot_say
from wardmote.measuring.drafting.moves import moves_figures, moves_table
from wardmote.measuring.drafting.outcome_section import outcome_blocks
from wardmote.measuring.drafting.people import attribute_words
from wardmote.measuring.drafting.people_there import areas_figure
from wardmote.measuring.drafting.pictures import (
    Frame,
    change_picture,
    contrast_picture,
    contribution_picture,
    hours_picture,
    months_picture,
    safety_picture,
    small_multiples,
)
from wardmote.measuring.drafting.places import best_unit, ward_units
from wardmote.measuring.drafting.placing_words import area_words, place_words, unit_words
from wardmote.measuring.drafting.priorities import proposed
from wardmote.measuring.drafting.searches import search_blocks
from wardmote.measuring.drafting.section_tables import (
    count_table,
    level_table,
    score_table,
    total,
    weight_table,
)
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.signals import signal_picture
from wardmote.measuring.drafting.study import StudySource
from wardmote.measuring.drafting.words import (
    capital,
    inside,
    linked,
    plain,
    runs,
    spelled,
)
from wardmote.measuring.drawing.shares import SurveyPair, SurveyShare
from wardmote.measuring.figures.series import ALL
from wardmote.measuring.figures.signalling import months_outside

MOST_IN_LIST = 8
MOST_PICTURES = 2


def section_blocks(draft: Draft) -> tuple[Block, ...]:
    """Every part in order; a missing part is a heading and the sentence that says so."""
    builders: dict[str, Callable[[Draft], Iterable[Block]]] = {
        "levels": _levels,
        "changes": _changes,
        "why": _why,
        "where": _where,
        "when": _when,
        "who": _who,
        "residents": _residents,
        "delivery": _delivery,
        "priorities": _priorities,
        "county": _county,
        "limits": _limits,
        "sources": lambda _: (),
    }
    blocks: list[Block] = []
    for number, part in enumerate((p for p in draft.parts if p.key != "sources"), 1):
        blocks.append(Heading(2, f"{number}. {part.title}", part.key))
        if part.missing:
            blocks.append(paragraph(f"{part.missing}.", "caution", strong=f"{say('lead-missing')} "))
            given = draft.judgement.sign_off.missing.get(part.key) if draft.judgement.sign_off else None
            blocks += [paragraph(given, strong=f"{say('signed-without')} ")] if given else []
        else:
            blocks += builders[part.key](draft)
    return tuple(blocks)


def said(items: Sequence[JudgedFinding]) -> BulletList:
    """Findings as a list, each with its comment and, where an edit's figure changed, the flag."""
    return BulletList(tuple(_said(item) for item in items))


def _said(item: JudgedFinding) -> Runs:
    out, key = list(runs(item.said)), item.finding.id
    if item.comment:
        out.append(Run(f" ({item.comment})", emphasis=True, finding=key))
    if item.flag:
        out.append(Run(f" [{say('to-check', what=plain(item.flag))}]", strong=True, finding=key))
    return tuple(out)


def _levels(draft: Draft) -> Iterable[Block]:
    study = draft.study
    yield Paragraph(runs(level_sentence(draft)), "lead")
    for source in study.sources:
        yield level_table(draft, source)
        keys = [
            key for key in source.top if total(draft, source, key) >= 24 and months_shown(study, source, key)
        ]
        if len(keys) > 1 and len(study.period.months) > 3:
            yield small_multiples(study, source, sorted(keys, key=lambda k: -total(draft, source, k))[:12])
    stands = sorted(
        (i for i in draft.asked("comparison_area") if i.finding.interest > 0 and i.finding.about != ALL),
        key=lambda i: -i.finding.interest,
    )
    if stands:
        yield paragraph(say("above-the-rest"))
        yield said(stands[:MOST_IN_LIST])
    parts = [i for i in draft.asked("level") if i.finding.about_part]
    if parts:
        yield said(parts)
    for source in study.sources:
        yield from outcome_blocks(draft, source, said)
    yield from search_blocks(study, [said(draft.asked("searches"))])


def _changes(draft: Draft) -> Iterable[Block]:
    yield Paragraph(runs(compared_sentence(draft)), "lead")
    for source in draft.study.sources:
        asked = [i for i in draft.asked("change") if i.finding.feed == source.name]
        items = [i for i in asked if i.finding.change != NOT_COMPARED or i.edited]
        for words in not_compared_words(i.finding for i in asked if i not in items):
            yield Paragraph(runs(words))
        if not items:
            continue
        keys = [i.finding.about for i in items]
        clear = [i for i in items if i.finding.change.startswith("clear")]
        title = _change_title(source, clear, left_out=clear_but_left_out(draft, source))
        yield change_picture(draft.study, source, keys, title=title)
        yield said(sorted(items, key=lambda i: (-i.finding.interest, -(i.finding.count or 0))))
    flags = draft.asked("flag")
    if flags:
        yield paragraph(say("flags-lead"))
        yield said(flags)


def _change_title(source: StudySource, clear: Sequence[JudgedFinding], *, left_out: bool) -> str:
    if not clear:
        return say("changes-left-out" if left_out else "changes-none", source=source.feed.title)
    ups = [i.finding.subject for i in clear if i.finding.change == CLEAR_RISE]
    downs = [i.finding.subject for i in clear if i.finding.change == CLEAR_FALL]
    said_parts = [say("changes-up", names=listed(map(inside, ups)))] if ups else []
    said_parts += [say("changes-down", names=listed(map(inside, downs)))] if downs else []
    return "; ".join(said_parts).capitalize()


def _why(draft: Draft) -> Iterable[Block]:
    study = draft.study
    if not draft.asked("contribution"):
        one = not any(source.whole for source in study.sources)
        yield paragraph(say("contribution-one-kind" if one else "contribution-none"), "lead")
    for item in draft.asked("contribution"):
        source = study.source(item.finding.feed)
        yield Paragraph(_said(item), "lead")
        figure = study.ask_compared("decomposition", source)
        if item.finding.interest > 0:
            yield contribution_picture(study, source, figure, title=say("picture-parts-title"))
    linked_to = draft.asked("offenders", "elsewhere")
    if linked_to:
        yield said(linked_to)
    reasons = _recording_reasons(draft)
    if reasons:
        yield paragraph(say("why-else"))
        yield BulletList(tuple(runs(reason) for reason in reasons))
    yield paragraph(say("why-not-cause"))


def _recording_reasons(draft: Draft) -> tuple[str, ...]:
    """Why a count of a clearly changed class may move without the thing itself moving."""
    keys = [i.finding.about for i in draft.asked("change") if i.finding.change.startswith("clear")]
    return tuple(
        dict.fromkeys(
            f"{offence_class(key).label}: {offence_class(key).why}"
            for key in keys
            if key != ALL and offence_class(key).why
        )
    )


def _where(draft: Draft) -> Iterable[Block]:
    study = draft.study
    lead = [i for i in draft.asked("concentration") if i.finding.id.endswith(f"/{ALL}")]
    for item in lead:
        yield Paragraph(_said(item), "lead")
    yield said([i for i in draft.asked("area") if i.finding.value])
    for source in study.sources:
        unit = best_unit(source)
        for each in dict.fromkeys([*([unit] if unit else []), *ward_units(source)]):
            yield from _unit_blocks(draft, source, each)
    yield from _moved(draft)
    others = [*draft.asked("deprivation"), *draft.asked("hotspot"), *draft.asked("persistence")]
    if others:
        yield said(others)
    places = sorted(draft.asked("named_place"), key=lambda i: -i.finding.interest * (i.finding.count or 0))
    for item in places[:MOST_PICTURES]:
        yield Paragraph(_said(item))
        yield from _contrast(draft, item, "named_place", place_words)
    if places[MOST_PICTURES:]:
        yield said(places[MOST_PICTURES:])


def _moved(draft: Draft) -> Iterable[Block]:
    """Where it changed: what moved, in words and as tables; nothing where nothing can be compared by area."""
    items = draft.asked("moved")
    if not items:
        return
    yield Heading(3, say("heading-moved"), "where-moved")
    yield said(items)
    hidden = {
        item.finding.about for item in draft.findings if item.finding.question == "moved" and item.hidden
    }
    for source in draft.study.sources:
        for figure in moves_figures(draft.study, source)[0]:
            if figure.result.rows:
                yield moves_table(draft.study, source, figure, hidden)


def _unit_blocks(draft: Draft, source: StudySource, unit: str) -> Iterable[Block]:
    study = draft.study
    key = source.widest
    try:
        figure = areas_figure(study, source, key, unit)
    except Refusal as refusal:
        yield paragraph(refusal.what, "caution")
        return
    name = unit_words(unit, plural=True)
    yield Heading(
        3,
        say("heading-areas", areas=name, source=source.feed.title),
        f"where-{source.name}-{unit.replace(':', '-')}",
    )
    unplaced = figure.result.unplaced
    if unplaced:
        shown = linked(unplaced, figure.hash)
        if hides(study, source) and unplaced < GENERAL:
            unplaced, shown = GENERAL, capital(say("fewer-than", least=spelled(GENERAL)))
        words = say("unplaced", records=shown, number=unplaced, areas=area_words(unit))
        yield Paragraph(runs(words), "small")
    if figure.result.status == Status.OK:
        high = sum(row["flag"] == "above" for row in figure.result.rows)
        whole = say("all-together") if key == ALL else ""
        of = {"of": len(figure.result.rows), "units": area_words(unit), "whole": whole}
        title = say("areas-title", above=high, **of) if high else say("areas-title-none", **of)
        mapped = map_or_none(study, source, unit, title=title) if key == ALL else None
        yield from [mapped] if mapped else []
        yield area_picture(study, source, figure, title=title)
    else:
        yield count_table(draft, source, unit, figure)


def _contrast(
    draft: Draft, item: JudgedFinding, method: str, named: Callable[[str], str]
) -> Iterable[Picture]:
    """A finding's shares as a picture; ``named``: what a place or circumstance is called."""
    study = draft.study
    figure = study.inquiry.asked.get(item.finding.figure)
    source = study.source(item.finding.feed)
    if figure is not None and figure.question.method == method:
        name = item.finding.id.replace("/", "-")
        frame = Frame(name, item.finding.headline or plain(item.words))
        labels = {row["name"]: named(row["name"]) for row in figure.result.rows}
        yield contrast_picture(study, source, figure, frame, labels)


def _when(draft: Draft) -> Iterable[Block]:
    study = draft.study
    seasons = draft.asked("season")
    strong = sorted((i for i in seasons if i.finding.interest > 0), key=lambda i: -(i.finding.n or 0))
    windows = [*draft.asked("event_window"), *draft.asked("holidays")]
    told = all(not hides(study, source) for source in study.sources)
    lead = strong[0].said if strong else capital(say("season-none" if told else "season-none-shown"))
    yield Paragraph(runs(lead), "lead")
    if strong:
        first = strong[0].finding
        source, key = study.source(first.feed), first.about
        if months_shown(study, source, key):
            yield months_picture(study, source, key, Frame(f"months-{key}-{first.feed}", first.headline))
        yield said(strong[1 : MOST_IN_LIST + 1])
    yield from _signals(draft)
    if windows:
        yield paragraph(say("known-times"))
        yield said(sorted(windows, key=lambda i: -i.finding.interest))
    hours = sorted(draft.asked("hours"), key=lambda i: -i.finding.interest)
    if hours[MOST_PICTURES:]:
        yield said(hours[MOST_PICTURES:])
    for item in hours[:MOST_PICTURES]:
        source = study.source(item.finding.feed)
        pieces = item.finding.id.split("/")
        yield Paragraph(_said(item))
        found = hours_picture(
            study, source, pieces[2], pieces[3] if len(pieces) > 3 else "", title=item.finding.headline
        )
        yield from [found] if found else []


def _signals(draft: Draft) -> Iterable[Block]:
    """Months outside what is usual: a picture of the whole, and the classes that signal."""
    study = draft.study
    items = draft.asked("signal")
    for item in [i for i in items if i.finding.id.endswith(f"/{ALL}")]:
        source = study.source(item.finding.feed)
        yield Paragraph(_said(item))
        figure = study.inquiry.asked[item.finding.figure]
        outside = months_outside(figure.result.signals)
        found = "months-unusual" if outside else "months-run" if item.finding.count else "months-usual"
        yield signal_picture(study, source, figure, title=say(found, subject=item.finding.subject))
    telling = [i for i in items if i.finding.count and not i.finding.id.endswith(f"/{ALL}")]
    if telling:
        yield said(telling)


def _who(draft: Draft) -> Iterable[Block]:
    for item in draft.asked("offenders", "victims"):
        yield Paragraph(_said(item))
    for item in draft.asked("circumstance"):
        yield Paragraph(_said(item))
        yield from _contrast(draft, item, "circumstance", attribute_words)
    spread = [i for i in draft.asked("concentration") if not i.finding.id.endswith(f"/{ALL}")]
    if spread:
        yield paragraph(say("spread-lead"))
        yield said(sorted(spread, key=lambda i: -(i.finding.value or 0))[:MOST_IN_LIST])
    for statement in draft.judgement.intelligence:
        yield paragraph(statement.words, strong=f"{say('reports-not-counted', who=statement.source)} ")


def _residents(draft: Draft) -> Iterable[Block]:
    study = draft.study
    for item in draft.asked("feeling_safe"):
        yield Paragraph(_said(item), "lead")
        figure = study.inquiry.asked[item.finding.figure]
        result = figure.result
        if figure.question.method != "perception_gap":
            continue
        first, second = (
            SurveyShare(share=share, low=low, high=high, n=result.n)
            for share, (low, high) in (
                (result.day, result.day_interval),
                (result.night, result.night_interval),
            )
        )
        pair = SurveyPair(label=say("picture-safe"), first=first, second=second)
        yield safety_picture(study, pair, title=item.finding.headline or plain(item.words))
    for item in draft.asked("residents_say"):
        yield Paragraph(_said(item))


def _delivery(draft: Draft) -> Iterable[Block]:
    yield paragraph(draft.judgement.delivery.words)


def _priorities(draft: Draft) -> Iterable[Block]:
    top = proposed(draft.matters)
    if len(draft.matters) == 1:
        yield paragraph(say("proposed-one", name=inside(draft.matters[0].label)), "lead")
    elif top:
        names = listed(inside(matter.label) for matter in top)
        yield paragraph(say("proposed", names=names), "lead")
    else:
        yield paragraph(say("proposed-none"), "lead")
    if len(draft.matters) > 1:
        yield score_table(draft)
        yield paragraph(say("scores-explained"))
        yield weight_table()
    decided = draft.judgement.decision.items()
    if decided:
        yield BulletList(
            tuple((Run(f"{offence_class(key).label}: ", strong=True), Run(reason)) for key, reason in decided)
        )


def _county(draft: Draft) -> Iterable[Block]:
    """What goes to the county group: clear changes that the rest of the force area shares."""
    study = draft.study
    shared = [i for i in draft.asked("elsewhere") if i.finding.change == _own_words(draft, i)]
    if shared:
        names = listed(inside(i.finding.subject) for i in shared)
        yield paragraph(say("county-shared", rest=study.rest.name if study.rest else "county", names=names))
    elif not any(i.hidden for i in draft.findings if i.finding.question == "elsewhere"):
        yield paragraph(say("county-none"))


def _own_words(draft: Draft, item: JudgedFinding) -> str:
    own = draft.by_id().get(item.finding.id.replace("elsewhere/", "change/", 1))
    return own.finding.change if own else ""


def _limits(draft: Draft) -> Iterable[Block]:
    yield bullets(cannot_say(draft.study, draft.refused))
