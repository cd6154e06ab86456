"""A figure that newer evidence gives another number flags the sentences of the draft that rest on it."""

import json

import pytest
from django.utils import timezone

from wardmote.ground.owed import owed_on
from wardmote.knowing.evidence.opening import opened
from wardmote.measuring.catalogue.periods import parse_period

pytestmark = pytest.mark.django_db
FEED = "syn-2007-crime"


@pytest.fixture
def figure(syn, data):
    """Robbery of SYN-2007 (110 to 85), kept when 90 had been counted."""
    here = opened(syn.holmbridge)
    years = parse_period("2007-01:2007-12"), parse_period("2006-01:2006-12")
    area = syn.holmbridge.place.area_id
    found = here.ask("change", area, *years, **{"class": "robbery", "feed": FEED})
    path = data / "figures" / f"{found.hash}.json"
    kept = json.loads(path.read_text("utf-8"))
    assert (kept["result"]["count"], kept["result"]["count_against"]) == (85, 110)
    kept["result"] |= {"count": 90, "value": 90 / 110}
    path.write_text(json.dumps(kept), encoding="utf-8")
    return found.hash


def test_a_restated_figure_is_told_on_the_draft_before_approving_and_as_owed(figure, draft, at):
    brian = at("brian")
    words = draft.statements.filter(part="foreword").first()
    assert not [each for each in owed_on("holmbridge", timezone.localdate()) if each.kind == "figure"]
    sentence = f"Robbery fell by [18 per cent]({figure}) in 2007."
    brian.post(f"{draft.pk}/texts/{words.pk}/", words=sentence, revision=words.revision)
    told = "it says a fall of 22.7 per cent today and said a fall of 18.2 per cent when it was written"
    for page in ("", "numbers/", "approve/"):
        assert told in brian.get(f"{draft.pk}/{page}"), page
    (owed,) = (each for each in owed_on("holmbridge", timezone.localdate()) if each.kind == "figure")
    assert owed.words == "1 figure was restated under sentences of 2009/10."
