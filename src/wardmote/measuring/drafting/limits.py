"""What these data cannot say: topics no loaded source tells about, and questions a method refused."""

from collections.abc import Sequence

from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.source_kinds import source_kind, topics
from wardmote.measuring.drafting.finding import Refused
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import Study


def untold(study: Study) -> tuple[str, ...]:
    """Topics no loaded source speaks about, as words in reading order."""
    told: set[str] = set()
    for source in study.sources:
        told |= set(source_kind(source.feed.source).tells)
        told |= _carried(study, source.name, source.feed.source)
    told |= {"feelings"} if study.inquiry.evidence.surveys(study.place) else set()
    told |= {"views"} if study.inquiry.evidence.replies(study.place) else set()
    return tuple(words for key, words in topics().items() if key not in told)


def _carried(study: Study, name: str, kind: str) -> set[str]:
    """Topics a partner's rows happen to carry: offender keys, victims, flags, fires."""
    if kind != "incidents":
        return set()
    rows = study.inquiry.evidence.incidents(name, study.place)
    found = {"fires"} if any("fire" in cls for cls in set(rows.cls.tolist())) else set()
    found |= {"flags"} if rows.flags else set()
    found |= {"offenders"} if any((keys != "").any() for keys in rows.offenders) else set()
    return found | ({"victims"} if (rows.victim != "").any() else set())


def cannot_say(study: Study, refused: Sequence[Refused]) -> tuple[str, ...]:
    """Sentences for the section "what these data cannot say", general first."""
    missing = untold(study)
    sentences = [say("untold", topics=listed(missing))] if missing else []
    if any(source.feed.precision == "snapped" for source in study.sources):
        sentences.append(say("map-points"))
    if any(source_kind(source.feed.source).months_only for source in study.sources):
        sentences.append(say("months-only"))
    return (*sentences, *dict.fromkeys(item.reason for item in refused))
