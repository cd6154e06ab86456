"""The annex: how it was worked out, in plain words, and where every row came from."""

from collections.abc import Iterable

from wardmote.measuring.catalogue.caveats import caveat
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.source_kinds import source_kind
from wardmote.measuring.documents.model import Block, Column, Heading, Table, bullets, cells, paragraph
from wardmote.measuring.drafting.disclosure import PUBLIC, neutral_names
from wardmote.measuring.drafting.draft import Draft
from wardmote.measuring.drafting.study import StudySource, missing_in
from wardmote.measuring.drafting.wholeness import annex_lines
from wardmote.measuring.drafting.words import spelled
from wardmote.measuring.store.receipts import Receipt

METHOD = (
    "Counts are rows as recorded; a month that is not held is a gap, never a zero.",
    "A change is called clear only when its 95 % interval excludes no change, it is at least 5 %, "
    "and it stands "
    "after allowing for every comparison made with it (false-discovery control). Months are set "
    "against the same "
    "months where there are any; where counts vary from month to month more than chance, the "
    "interval is widened by as much.",
    "Rates use Byar's limits (exact below ten) and name their denominator.",
    "An area stands out only when it lies further from the others than these lie from each other, "
    "allowing for chance and for the number of areas; it does not count among the others itself.",
    "Hours are spread evenly over the time in which an offence can have happened; spans over 48 "
    "hours are left out.",
    "Shares in a place or circumstance are set against the share of other records in the same "
    "place or circumstance.",
    "Priorities are scored by the criteria and weights printed with them; what is not known is not "
    "scored, and a kind with fewer than fifty records a year is not proposed. People decide.",
)


def annex_blocks(draft: Draft) -> tuple[Block, ...]:
    """Method in plain words, sources and periods, what became of the rows, attributions."""
    blocks: list[Block] = [
        Heading(2, "Annex A. How this was worked out", "method"),
        bullets(METHOD),
        Heading(2, "Annex B. Sources and periods", "sources"),
    ]
    for source in draft.study.sources:
        blocks += _source(draft, source)
    blocks.append(_loads(draft))
    blocks.append(Heading(3, "Caveats carried by these numbers", "caveats"))
    blocks.append(bullets(map(caveat, _caveats(draft))))
    blocks += _left_out(draft)
    blocks.append(paragraph(" ".join(_attributions(draft)), "small"))
    return tuple(blocks)


def _left_out(draft: Draft) -> Iterable[Block]:
    """Findings a person left out: their reasons for partners, their number for the public."""
    hidden = [item for item in draft.findings if item.hidden]
    if not hidden:
        return
    yield Heading(3, "Left out by the authors", "left-out")
    if draft.study.audience == PUBLIC:
        yield paragraph(f"The authors left out {spelled(len(hidden))} of the program's findings.")
    else:
        yield bullets(f"{item.finding.subject}: {item.hidden}" for item in hidden)


def _source(draft: Draft, source: StudySource) -> Iterable[Block]:
    study, feed = draft.study, source.feed
    yield Heading(3, feed.title, f"source-{feed.name}")
    gaps = missing_in(feed, study.period)
    lines = [
        f"Months held: {len(feed.months)}; used here: {study.period.label}"
        + (f"; not held within it: {listed(gaps)}." if gaps else "."),
    ]
    if source.compared:
        lines.append(
            f"Compared: {source.compared.period.label} against {source.compared.against.label} "
            f"({source.compared.reason})."
        )
    if feed.source == "police-uk":
        totals = study.inquiry.evidence.force_totals(feed.name, study.place)
        lines.append(
            f"Of the police force's {totals.read:,} rows in all months held, {totals.kept:,} were kept "
            f"({totals.rejected:,} could not be used, {totals.repeated:,} repeated a crime of the "
            "same release); "
            f"{totals.unlocated:,} have no location and belong to no town, {totals.outside:,} lie "
            "outside the county. "
            f"{totals.place:,} belong to {study.place.name}."
        )
    yield bullets([*lines, *annex_lines(study, source)])


def _loads(draft: Draft) -> Table:
    """Each load whose rows a figure used: file, source, release, rows."""
    names = neutral_names(draft.study, _receipts(draft))
    rows = [
        (
            names[receipt.sha256],
            source_kind(receipt.source).title,
            receipt.released or "not given",
            *(f"{receipt.counts.get(key, 0):,}" for key in ("read", "kept")),
            receipt.sha256[:12],
        )
        for receipt in sorted(_receipts(draft), key=lambda r: (r.source, names[r.sha256]))
    ]
    heads = ("File", "Source", "Released", "Rows read", "Rows kept", "Load")
    columns = tuple(Column(head, head.startswith("Rows")) for head in heads)
    return Table("loads", "Files these numbers rest on", columns, tuple(map(cells, rows)))


def _receipts(draft: Draft) -> tuple[Receipt, ...]:
    """The loads whose rows a figure used."""
    return draft.study.inquiry.evidence.receipts_for(draft.study.inquiry.loads)


def _caveats(draft: Draft) -> tuple[str, ...]:
    keys = {key for item in draft.findings for key in item.finding.caveats}
    return tuple(sorted(keys | ({"synthetic"} if draft.study.synthetic else set())))


def _attributions(draft: Draft) -> tuple[str, ...]:
    kinds = [source_kind(receipt.source) for receipt in _receipts(draft) if not receipt.synthetic]
    return tuple(dict.fromkeys(kind.attribution for kind in kinds if kind.attribution))
