"""The annex: how it was worked out, in plain words, and where every row came from."""

from collections.abc import Iterable

from wardmote.measuring.catalogue.caveats import caveat
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.source_kinds import source_kind
from wardmote.measuring.documents.model import Block, Column, Heading, Table, bullets, cells, paragraph
from wardmote.measuring.drafting.disclosure import PUBLIC, neutral_names
from wardmote.measuring.drafting.draft import Draft
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import StudySource, missing_in
from wardmote.measuring.drafting.wholeness import annex_lines
from wardmote.measuring.drafting.words import spelled
from wardmote.measuring.store.receipts import Receipt

METHOD = (
    "method-counts",
    "method-clear",
    "method-ranges",
    "method-rates",
    "method-areas",
    "method-hours",
    "method-shares",
    "method-priorities",
)


def annex_blocks(draft: Draft) -> tuple[Block, ...]:
    """Method in plain words, sources and periods, what became of the rows, attributions."""
    blocks: list[Block] = [
        Heading(2, say("heading-method"), "method"),
        bullets(map(say, METHOD)),
        Heading(2, say("heading-sources"), "sources"),
    ]
    for source in draft.study.sources:
        blocks += _source(draft, source)
    blocks.append(_loads(draft))
    blocks.append(Heading(3, say("heading-caveats"), "caveats"))
    blocks.append(bullets(map(caveat, _caveats(draft))))
    blocks += _left_out(draft)
    blocks.append(paragraph(" ".join(_attributions(draft)), "small"))
    return tuple(blocks)


def _left_out(draft: Draft) -> Iterable[Block]:
    """Findings a person left out: their reasons for partners, their number for the public."""
    hidden = [item for item in draft.findings if item.hidden]
    if not hidden:
        return
    yield Heading(3, say("heading-left-out"), "left-out")
    if draft.study.audience == PUBLIC:
        yield paragraph(say("left-out-public", findings=spelled(len(hidden))))
    else:
        yield bullets(f"{item.finding.subject}: {item.hidden}" for item in hidden)


def _source(draft: Draft, source: StudySource) -> Iterable[Block]:
    study, feed = draft.study, source.feed
    yield Heading(3, feed.title, f"source-{feed.name}")
    gaps = missing_in(feed, study.period)
    missing = say("months-gaps", months=listed(gaps)) if gaps else ""
    lines = [say("months-used", held=len(feed.months), period=study.period.label, gaps=missing)]
    if source.compared:
        now, then = source.compared.period.label, source.compared.against.label
        lines.append(say("months-compared", now=now, then=then, because=source.compared.reason))
    if feed.source == "police-uk":
        totals = study.inquiry.evidence.force_totals(feed.name, study.place)
        lines.append(
            say(
                "force-rows",
                read=totals.read,
                kept=totals.kept,
                rejected=totals.rejected,
                repeated=totals.repeated,
                unlocated=totals.unlocated,
                outside=totals.outside,
                mine=totals.place,
                place=study.place.name,
            )
        )
    yield bullets([*lines, *annex_lines(study, source)])


def _loads(draft: Draft) -> Table:
    """Each load whose rows a figure used: file, source, release, rows."""
    names = neutral_names(draft.study, _receipts(draft))
    rows = [
        (
            names[receipt.sha256],
            source_kind(receipt.source).title,
            receipt.released or say("not-given"),
            *(f"{receipt.counts.get(key, 0):,}" for key in ("read", "kept")),
            receipt.sha256[:12],
        )
        for receipt in sorted(_receipts(draft), key=lambda r: (r.source, names[r.sha256]))
    ]
    columns = (
        *map(Column, ("File", "Source", "Released")),
        Column("Rows read", True),
        Column("Rows kept", True),
        Column("Load"),
    )
    return Table("loads", say("loads-caption"), columns, tuple(map(cells, rows)))


def _receipts(draft: Draft) -> tuple[Receipt, ...]:
    """The loads whose rows a figure used."""
    return draft.study.inquiry.evidence.receipts_for(draft.study.inquiry.loads)


def _caveats(draft: Draft) -> tuple[str, ...]:
    keys = {key for item in draft.findings for key in item.finding.caveats}
    return tuple(sorted(keys | ({"synthetic"} if draft.study.synthetic else set())))


def _attributions(draft: Draft) -> tuple[str, ...]:
    kinds = [source_kind(receipt.source) for receipt in _receipts(draft) if not receipt.synthetic]
    return tuple(dict.fromkeys(kind.attribution for kind in kinds if kind.attribution))
