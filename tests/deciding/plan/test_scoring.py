"""Scoring what comes first: visible weights, several people, what a moved weight changes, and a decision."""

import csv
import io
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.quick_documents import standing_in
from wardmote.deciding.plan.models import Score, ScoredDecision, ScoringMatter, ScoringRound
from wardmote.deciding.plan.records import next_edition
from wardmote.deciding.plan.rules.scoring import why_not_weigh
from wardmote.ground.audit.models import Entry
from wardmote.ground.jobs import work
from wardmote.knowing.assessment import keeping
from wardmote.knowing.assessment.first_drafts import FIRST
from wardmote.knowing.assessment.models import Version

WORKED = {"volume": "0.4", "harm": "0.3", "trend": "0.3", "concern": "0", "vulnerability": "0",
          "leverage": "0", "reason": "As in the domain notes."}  # fmt: skip
A, B = {"volume": 4, "harm": 2, "trend": 3}, {"volume": 3, "harm": 3, "trend": 3}


@pytest.fixture
def scoring(edition, at):
    """A round of the manager's with matters A and B and the weights of the worked example."""
    brian = at("brian")
    assert brian.post("scoring/", title="Priorities for 2009/10").status_code == 302
    known = ScoringRound.objects.get()
    for title in ("Matter A", "Matter B"):
        assert brian.post(f"scoring/{known.pk}/matters/", title=title).status_code == 302
    assert weighs(brian, known).status_code == 302
    return known


def weighs(reader, known, read=None, **given):
    """``read``: how many weighings stood on the page, where it was opened earlier."""
    known.refresh_from_db()
    read = len(known.weighings) if read is None else read
    return reader.post(f"scoring/{known.pk}/weights/", **{**WORKED, "revision": read, **given})


def scores(reader, known, **given):
    for key, values in given.items():
        page = f"scoring/{known.pk}/{key.replace('_', '-')}/score/"
        assert reader.post(page, **values).status_code == 302


def decides(reader, known, key, **given):
    last = ScoredDecision.objects.filter(matter__round=known, matter__key=key).last()
    words = {"chosen": "yes", "place": "1", "reason": "It harms most, and we can change it."}
    words |= {"revision": last.pk if last else 0} | given
    return reader.post(f"scoring/{known.pk}/{key}/decide/", **words)


def test_who_weighs_second_sees_both_versions_and_saves_nothing_over_what_they_did_not_see(scoring, at):
    brian = at("brian")
    scoring.refresh_from_db()
    read = len(scoring.weighings)
    assert weighs(brian, scoring, read, volume="0.9", reason="Brian's reason.").status_code == 302
    late = weighs(brian, scoring, read, volume="0.1", reason="Words of the second.")
    assert late.status_code == 409
    told = late.content.decode()
    assert "Brian&#x27;s reason." in told and "Volume: 0.9" in told and "Words of the second." in told
    assert weighs(brian, scoring, volume="0.1", reason="Words of the second.").status_code == 302
    scoring.refresh_from_db()
    assert [each["reason"] for each in scoring.weighings[-2:]] == ["Brian's reason.", "Words of the second."]
    assert brian.post(f"scoring/{scoring.pk}/weights/", **WORKED).status_code == 400  # its version is lost


@pytest.mark.parametrize("order", [("yes", "no"), ("no", "yes")])
def test_who_decides_second_on_a_matter_sees_both_decisions(scoring, at, order):
    scores(at("amira"), scoring, matter_a=A, matter_b=B)
    brian, catherine = at("brian"), at("catherine")
    said = {"yes": {}, "no": {"chosen": "no", "place": "", "reason": "Others do it."}}
    first, second = (said[each] for each in order)
    assert decides(brian, scoring, "matter-a", **first).status_code == 302
    late = decides(catherine, scoring, "matter-a", **second, revision=0)
    assert late.status_code == 409
    told = late.content.decode()
    assert "It harms most, and we can change it." in told and "Others do it." in told
    decided = ScoredDecision.objects.get()
    assert decided.chosen is (order[0] == "yes")
    assert decides(catherine, scoring, "matter-b", chosen="no", place="", revision=0).status_code == 302
    shown = late.context["form"]["revision"].value()
    assert decides(catherine, scoring, "matter-a", **second, revision=shown).status_code == 302


def test_3_23_the_worked_example_gives_3_10_and_3_00_and_3_04_with_weight_two_a_fifth_up(scoring, at):
    amira = at("amira")
    scores(amira, scoring, matter_a=A, matter_b=B)
    page = amira.get(f"scoring/{scoring.pk}/")
    assert ">3.10<" in page and ">3.00<" in page
    (row,) = [row for row in page.split("<tr>") if ">Harm</th><td>20% more<" in row]
    assert "no rank changes" in row
    assert row.index(">3.04</td>") < row.index(">3.00</td>"), "A before B, as they are ranked now"


def test_pb_02_changing_one_weight_by_a_fifth_shows_which_ranks_change(scoring, at):
    # A(4,1) and B(2,3) on two equal weights: 2.50 each; a fifth more on the first puts A first
    amira, brian = at("amira"), at("brian")
    equal = {**WORKED, "volume": "0.5", "harm": "0.5", "trend": "0", "reason": "Two criteria are enough."}
    assert weighs(brian, scoring, **equal).status_code == 302
    scores(amira, scoring, matter_a={"volume": 4, "harm": 1}, matter_b={"volume": 2, "harm": 3})
    page = amira.get(f"scoring/{scoring.pk}/")
    assert "Ranks change when the weight of Volume, Harm moves by 20%." in page
    (row,) = [row for row in page.split("<tr>") if ">Volume</th><td>20% more<" in row]
    assert "Matter B from 1 to 2" in row
    # 0.6/1.1 and 0.5/1.1: A 2.64, B 2.45
    assert ">2.64</td>" in row and ">2.45</td>" in row
    assert "Two criteria are enough." in page


def test_weights_change_only_with_a_reason_and_the_log_keeps_what_they_were(scoring, at):
    brian = at("brian")
    nothing = dict.fromkeys(WORKED, "0") | {"reason": "None matters."}
    for wrong in ({"reason": " "}, nothing, {"volume": "-1"}, {"volume": "nan"}):
        assert weighs(brian, scoring, **wrong).status_code == 400
    entry = Entry.objects.filter(what="plan.scoring_weighed").get()
    assert "As in the domain notes." in entry.detail
    assert '"was"' in entry.detail


def test_nobody_sees_what_others_gave_before_they_have_scored_every_matter(scoring, at):
    amira, elaine = at("amira"), at("elaine")
    scores(amira, scoring, matter_a=A, matter_b=B)
    page = elaine.get(f"scoring/{scoring.pk}/")
    assert "You have 2 matters left to score" in page
    assert "3.10" not in page
    elaine.get(f"scoring/{scoring.pk}.csv", status=404)
    scores(elaine, scoring, matter_a=A)
    assert "3.10" not in elaine.get(f"scoring/{scoring.pk}/")
    scores(elaine, scoring, matter_b=B)
    assert "3.10" in elaine.get(f"scoring/{scoring.pk}/")


def test_the_means_of_several_people_count_and_it_is_said_where_they_are_far_apart(scoring, at):
    amira, elaine = at("amira"), at("elaine")
    scores(amira, scoring, matter_a=A, matter_b=B)
    scores(elaine, scoring, matter_a={**A, "harm": 4}, matter_b=B)
    page = amira.get(f"scoring/{scoring.pk}/")
    # harm of A: 2 and 4, mean 3: .4 x 4 + .3 x 3 + .3 x 3 = 3.40
    assert ">3.40<" in page
    assert "far apart on harm" in page
    assert "close together" in page
    (row,) = [row for row in page.split("<tr>") if ">Harm 3</th>" in row]
    assert row.index("Matter B") < row.index("Matter A"), "volume 3 stands left of volume 4"


def test_scoring_again_puts_the_new_score_in_the_place_of_the_old(scoring, at):
    amira = at("amira")
    scores(amira, scoring, matter_a=A)
    scores(amira, scoring, matter_a={"volume": 1})
    assert [(each.criterion, each.value) for each in Score.objects.all()] == [("volume", 1)]


@pytest.mark.parametrize("given", [{"volume": "5"}, {"volume": "0"}, {"volume": "2.5"}, {}])
def test_a_score_is_a_whole_number_from_one_to_four(scoring, at, given):
    assert at("amira").post(f"scoring/{scoring.pk}/matter-a/score/", **given).status_code == 400
    assert not Score.objects.exists()


def test_a_score_alone_decides_nothing(scoring, at):
    amira, brian = at("amira"), at("brian")
    refused = decides(brian, scoring, "matter-a")
    assert b"Nobody has scored this yet" in refused.content
    scores(amira, scoring, matter_a=A, matter_b=B)
    assert decides(brian, scoring, "matter-a", reason=" ").status_code == 400
    assert decides(brian, scoring, "matter-a", place="").status_code == 400
    assert not ScoredDecision.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        ScoredDecision.objects.create(
            partnership=scoring.partnership,
            matter=ScoringMatter.objects.first(),
            chosen=True,
            place=1,
            reason="",
            by="x",
            at=timezone.now(),
        )


def test_people_may_decide_against_the_order_of_the_scores_and_their_reason_is_shown(scoring, at):
    catherine = at("catherine")
    scores(catherine, scoring, matter_a=A, matter_b=B)
    assert decides(catherine, scoring, "matter-b", reason="Nobody else will do it.").status_code == 302
    taken = decides(catherine, scoring, "matter-a", place="1")
    assert b"That place is taken by" in taken.content
    assert catherine.post(f"scoring/{scoring.pk}/").status_code == 302
    scoring.refresh_from_db()
    assert scoring.closed_at is None, "matter A is not decided on"
    assert decides(catherine, scoring, "matter-a", chosen="no", place="").status_code == 302
    assert catherine.post(f"scoring/{scoring.pk}/").status_code == 302
    page = at("elaine").get(f"scoring/{scoring.pk}/")
    assert "Nobody else will do it." in page and "chosen, place 1" in page
    refused = at("amira").post(f"scoring/{scoring.pk}/matter-a/score/", volume="2")
    assert b"closed" in refused.content and refused.status_code == 400


def test_a_chosen_matter_is_taken_into_the_draft_as_added_with_its_reason(scoring, edition, at):
    brian = at("brian")
    scores(brian, scoring, matter_a=A, matter_b=B)
    decides(brian, scoring, "matter-a")
    draft = next_edition.open_next(edition, by="Brian", on=date(2009, 4, 1))
    page = brian.get(f"scoring/{scoring.pk}/")
    matter = ScoringMatter.objects.get(key="matter-a")
    link = f"{draft.pk}/review/add/?matter={matter.pk}"
    assert link in page
    form = brian.get(link)
    assert 'value="Matter A"' in form
    assert "It harms most, and we can change it." in form
    lead = draft.bodies.first().key
    posted = brian.post(link, title="Matter A", reason="It harms most.", evidence="Scored.", lead=lead)
    assert posted.status_code == 302
    assert draft.reviews.get(title="Matter A").decision == "add"


def test_the_csv_holds_means_ranks_and_decisions_and_runs_no_formula(scoring, at):
    brian = at("brian")
    brian.post(f"scoring/{scoring.pk}/matters/", title="=HYPERLINK(1)")
    scores(brian, scoring, matter_a=A, matter_b=B)
    brian.post(f"scoring/{scoring.pk}/hyperlink-1/score/", volume="1")
    rows = list(csv.DictReader(io.StringIO(brian.bytes(f"scoring/{scoring.pk}.csv").decode("utf-8-sig"))))
    assert [(row["Matter"], row["Score"], row["Rank"]) for row in rows] == [
        ("Matter A", "3.10", "1"), ("Matter B", "3.00", "2"), ("'=HYPERLINK(1)", "1.00", "3"),
    ]  # fmt: skip


def test_words_of_people_are_escaped(scoring, at):
    brian = at("brian")
    brian.post(f"scoring/{scoring.pk}/matters/", title="<b>Bold</b> matter")
    assert "<b>Bold" not in brian.get(f"scoring/{scoring.pk}/")
    assert "&lt;b&gt;Bold" in brian.get(f"scoring/{scoring.pk}/")


def test_a_matter_nobody_scored_can_be_taken_out_and_one_scored_cannot(scoring, at):
    brian = at("brian")
    scores(brian, scoring, matter_a=A)
    for key in ("matter-a", "matter-b"):
        brian.post(f"scoring/{scoring.pk}/matters/", out=key)
    assert [each.key for each in scoring.matters.all()] == ["matter-a"]


def test_who_plans_weighs_who_decides_decides_and_strangers_see_nothing(scoring, at, cast):
    elaine, base = at("elaine"), f"scoring/{scoring.pk}/"
    for page in ("matters/", "weights/", "matter-a/decide/"):
        elaine.get(base + page, status=404)
    assert elaine.post("scoring/", title="Mine").status_code == 404
    assert elaine.post(base).status_code == 404
    catherine = at("catherine")
    catherine.get(base + "weights/", status=404)
    catherine.get(base + "matter-a/decide/")
    for page in ("scoring/", base, base + "matter-a/score/", f"scoring/{scoring.pk}.csv"):
        at("stella").get(page, status=404)
        at("adam").get(page, status=404)
    other = ScoringRound.objects.create(
        partnership=cast.otherham, title="Theirs", opened_by="Stella", opened_at=timezone.now()
    )
    at("brian").get(f"scoring/{other.pk}/", status=404)
    assert "Theirs" not in at("brian").get("scoring/")


def test_every_page_asks_at_most_fifteen_questions(scoring, at, django_assert_max_num_queries):
    brian, amira = at("brian"), at("amira")
    for reader in (brian, amira):
        scores(reader, scoring, matter_a=A, matter_b=B)
    decides(brian, scoring, "matter-a")
    base = f"scoring/{scoring.pk}/"
    for page in ("scoring/", base, base + "matters/", base + "weights/", base + "matter-a/score/",
                 base + "matter-a/decide/"):  # fmt: skip
        with django_assert_max_num_queries(15):
            brian.get(page)
    with django_assert_max_num_queries(15):
        brian.bytes(f"scoring/{scoring.pk}.csv")


@pytest.fixture
def version(syn, edition, monkeypatch, prepared):
    """The first assessment of SYN-2007, drafted by the job, its documents quick to write."""
    monkeypatch.setattr(keeping, "RENDER", standing_in(keeping.RENDER, keeping.RENDER["html"]))
    prepared(draft_first)
    return Version.objects.get()


def draft_first() -> None:
    work.enqueue(FIRST, partnership="holmbridge", by="the tests", about="First draft", key="first")
    work.run_all()


def test_pb_02_findings_of_the_newest_assessment_are_proposed_and_keep_their_figures(version, at):
    brian = at("brian")
    brian.post("scoring/", title="Priorities")
    known = ScoringRound.objects.get()
    assert known.version == version
    page = f"scoring/{known.pk}/matters/"
    theft = "change/syn-2007-crime/theft-from-vehicle"
    other = next(told["key"] for told in version.paper["stories"] if told["key"] != theft)
    offered = brian.get(page)
    assert theft in offered
    assert brian.post(page, findings=[theft]).status_code == 302
    figure = next(item["figure"] for item in version.paper["findings"] if item["id"] == theft)
    alone = known.matters.get()
    assert [(each["id"], each["figure"]) for each in alone.findings] == [(theft, figure)]
    assert f"/holmbridge/figures/{figure}/" in brian.get(f"scoring/{known.pk}/")
    both = [told["key"] for told in version.paper["stories"] if told["key"] in (theft, other)]
    assert brian.post(page, title="Theft and more", findings=both).status_code == 302
    merged = known.matters.get(key="theft-and-more")
    assert [each["id"] for each in merged.findings] == both and len(both) == 2
    assert brian.post(page, findings=["change/none/such"]).status_code == 400
    assert brian.post(page).status_code == 400


def test_the_rule_asks_for_a_reason_whoever_calls_it():
    weights = {"volume": 1.0}
    assert why_not_weigh(weights, known=weights, reason=" ", closed=False) is not None
    assert why_not_weigh(weights, known=weights, reason="It matters most.", closed=False) is None
