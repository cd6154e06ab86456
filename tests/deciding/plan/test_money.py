"""The partnership's money: funds, what they give, what is left; they never give more than they hold."""

import csv
import io
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from wardmote.deciding.plan.models import Allocation, Fund
from wardmote.deciding.plan.records import funding
from wardmote.deciding.plan.records.funding import last_allocation
from wardmote.deciding.plan.rules import money as money_rules
from wardmote.ground.audit.models import Entry
from wardmote.ground.partners.models import Person
from wardmote.ground.partners.viewing import viewer_of
from wardmote.measuring.catalogue.refusals import Refusal

PAGES = ("funds/", "funds/safer-streets/", "actions/A1.1.1/", "priorities/PR-1/")
FUND = {
    "name": "Safer streets", "source": "County council", "amount": "10000", "starts": "2008-04-01",
    "ends": "2009-03-31", "conditions": "For the town centre only", "revision": "0",
}  # fmt: skip


@pytest.fixture
def fund(edition, at):
    """£10,000, taken up by the manager on the page."""
    assert at("brian").post(f"{edition.pk}/funds/add/", **FUND).status_code == 302
    return Fund.objects.get()


def give(reader, fund, action, amount, reason="It was asked for.", read=None):
    """``read``: where the page was opened earlier, what it said then."""
    read = last_allocation(fund) if read is None else read
    page = f"{fund.edition_id}/funds/{fund.key}/allocate/"
    return reader.post(page, action=action, amount=amount, reason=reason, revision=read)


def report(reader, edition, action, spent):
    page = f"{edition.pk}/actions/{action}/"
    assert reader.post(page, state="under-way", words="Begun.", spent=spent).status_code == 302


def test_pm_02_a_fund_shows_what_it_gave_what_was_spent_and_what_is_left(edition, fund, at):
    brian = at("brian")
    assert give(brian, fund, "A1.1.1", "6000").status_code == 302
    report(brian, edition, "A1.1.1", "1500.50")
    page = brian.get(f"{edition.pk}/funds/{fund.key}/")
    assert "£6,000 allocated, £4,000 free, £1,500.50 spent" in page
    assert "£4,499.50" in page
    assert "£6,000 allocated, £1,500.50 spent, £4,499.50 left" in brian.get(f"{edition.pk}/actions/A1.1.1/")
    assert "£6,000 allocated, £1,500.50 spent, £4,499.50 left" in brian.get(f"{edition.pk}/priorities/PR-1/")
    all_funds = brian.get(f"{edition.pk}/funds/")
    assert "£10,000 in 1 fund: £6,000 allocated, £1,500.50 spent." in all_funds
    assert "51 actions have nothing allocated" in all_funds


def test_pm_02_allocations_never_exceed_the_fund(edition, fund, at):
    brian = at("brian")
    give(brian, fund, "A1.1.1", "6000")
    refused = give(brian, fund, "A1.1.2", "4000.01")
    assert refused.status_code == 400
    assert "The fund has £4,000 left for this action, £4,000.01 was asked for." in refused.content.decode()
    assert give(brian, fund, "A1.1.2", "4000").status_code == 302
    assert sum(funding.given(fund).values()) == Decimal(10000)


def test_pm_02_a_later_allocation_takes_the_place_of_the_one_before_and_both_stay(edition, fund, at):
    brian = at("brian")
    give(brian, fund, "A1.1.1", "6000")
    give(brian, fund, "A1.1.1", "9000", "It costs more.")
    give(brian, fund, "A1.1.1", "0", "It is paid for elsewhere.")
    assert Allocation.objects.count() == 3
    assert not any(funding.given(fund).values())
    page = brian.get(f"{edition.pk}/funds/{fund.key}/")
    assert "It costs more." in page
    assert "It pays for nothing yet." in page


def test_pm_02_every_change_is_logged_with_what_was_there(edition, fund, at):
    brian = at("brian")
    give(brian, fund, "A1.1.1", "6000")
    give(brian, fund, "A1.1.1", "5000")
    fund.refresh_from_db()
    changed = {**FUND, "amount": "12000", "revision": str(fund.revision)}
    assert brian.post(f"{edition.pk}/funds/{fund.key}/change/", **changed).status_code == 302
    rows = Entry.objects.filter(subject=f"fund:{edition.key}/{fund.key}").order_by("id")
    assert [row.what for row in rows] == [
        "plan.fund_added", "plan.allocated", "plan.allocated", "plan.fund_changed",
    ]  # fmt: skip
    assert '"amount":"5000.00","before":"6000.00"' in rows[2].detail
    assert '"before":{"amount":"10000.00"}' in rows[3].detail


def test_pm_02_overspending_is_shown(edition, fund, at):
    brian = at("brian")
    give(brian, fund, "A1.1.1", "1000")
    report(brian, edition, "A1.1.1", "1250")
    report(brian, edition, "A1.1.2", "30")
    page = brian.get(f"{edition.pk}/funds/")
    assert "2 actions spent more than allocated." in page
    assert "Overspent" in page
    assert "£30 spent, none allocated" in page
    assert "1 of its actions overspent" in page
    assert "Overspent" in brian.get(f"{edition.pk}/funds/{fund.key}/")
    assert "£1,250 spent, £250 over" in brian.get(f"{edition.pk}/actions/A1.1.1/")


def test_pm_02_spending_of_an_action_with_two_funds_is_shared_by_what_each_gives(edition, fund, at):
    brian = at("brian")
    brian.post(f"{edition.pk}/funds/add/", **{**FUND, "name": "Second", "amount": "3000"})
    give(brian, fund, "A1.1.1", "2000")
    give(brian, Fund.objects.get(key="second"), "A1.1.1", "1000")
    report(brian, edition, "A1.1.1", "100")
    assert "£66.67" in brian.get(f"{edition.pk}/funds/{fund.key}/")
    assert "£33.33" in brian.get(f"{edition.pk}/funds/second/")


def test_pm_02_value_for_money_is_reviewed_of_a_fund_and_of_an_action_it_pays_for(edition, fund, at):
    give(at("brian"), fund, "A1.1.1", "1000")
    chair = at("catherine")
    page = f"{edition.pk}/funds/{fund.key}/"
    assert chair.post(page, action="A1.1.1", words="Cheaper than patrols.").status_code == 302
    assert chair.post(page, action="", words="Well spent.").status_code == 302
    assert "A1.1.1: Cheaper than patrols." in chair.get(page)
    assert chair.post(page, action="A1.1.2", words="Not paid for.").status_code == 400
    assert at("elaine").post(page, action="", words="Mine.").status_code == 404
    with pytest.raises(Refusal, match="gives that action nothing"):
        funding.weigh(fund, edition.actions.get(key="A1.1.2"), "Not paid for.", by=_viewer(fund, at))
    assert Entry.objects.filter(what="plan.value_reviewed").count() == 2


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("amount", "0", "A fund holds more than nothing."),
        ("amount", "-5", "Write 0 or more"),
        ("amount", "12.345", "fewer digits after the point, 2 at most"),
        ("ends", "2008-01-01", "It ends before it begins."),
        ("ends", "", "Fill this in."),
        ("name", " ", "Fill this in."),
    ],
)
def test_a_fund_written_wrong_is_refused_at_its_field(edition, at, field, value, words):
    page = at("brian").post(f"{edition.pk}/funds/add/", **{**FUND, field: value})
    assert page.status_code == 400
    assert words in page.content.decode()
    assert field in page.context["form"].errors
    assert not Fund.objects.exists()


def test_a_fund_outside_the_plans_years_or_named_twice_is_refused(edition, fund, at):
    brian = at("brian")
    late = brian.post(
        f"{edition.pk}/funds/add/", **{**FUND, "name": "X", "starts": "2012-01-01", "ends": "2012-12-31"}
    )
    assert "lies outside the plan" in late.content.decode()
    assert "There is a fund of that name." in brian.post(f"{edition.pk}/funds/add/", **FUND).content.decode()


def test_a_fund_is_never_made_smaller_than_what_it_gave(edition, fund, at):
    brian = at("brian")
    give(brian, fund, "A1.1.1", "6000")
    fund.refresh_from_db()
    page = f"{edition.pk}/funds/{fund.key}/change/"
    small = brian.post(page, **{**FUND, "amount": "5999", "revision": str(fund.revision)})
    assert small.status_code == 400
    assert "£6,000 of it is allocated already" in small.content.decode()
    stale = brian.post(page, **{**FUND, "amount": "7000", "revision": "1"})
    assert stale.status_code == 409
    assert Fund.objects.get().amount == Decimal(10000)


@pytest.mark.parametrize(("first", "second"), [("6000", "0"), ("0", "6000")])
def test_who_gives_second_to_an_action_sees_both_amounts_and_overwrites_neither(
    edition, fund, at, first, second
):
    brian, read = at("brian"), last_allocation(fund)
    assert give(brian, fund, "A1.1.1", first, "The first reason.", read).status_code == 302
    late = give(brian, fund, "A1.1.1", second, "The second reason.", read)
    assert late.status_code == 409
    told = late.content.decode()
    assert "The first reason." in told and "The second reason." in told
    assert Allocation.objects.get().amount == Decimal(first)
    assert give(brian, fund, "A1.1.2", "100", read=read).status_code == 302, "another action is no conflict"
    shown = late.context["form"]["revision"].value()
    assert give(brian, fund, "A1.1.1", second, "The second reason.", shown).status_code == 302


def test_a_deliverable_printed_again_has_its_money_once(edition, fund, at):
    again = edition.actions.exclude(same_as="").first()
    with pytest.raises(Refusal, match="the same deliverable"):
        funding.allocate(fund, again, funding.AllocationWanted(Decimal(1), "x"), by=_viewer(fund, at))


def _viewer(fund, at):
    return viewer_of(Person.objects.get(email="brian@example.org"), fund.partnership.slug, timezone.now())


def test_the_money_is_exported_and_no_cell_runs_as_a_formula(edition, fund, at):
    brian = at("brian")
    brian.post(f"{edition.pk}/funds/add/", **{**FUND, "name": "=1+1", "source": "@sum"})
    give(brian, fund, "A1.1.1", "1000")
    text = brian.bytes(f"{edition.pk}/funds/now.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    first = rows[0]
    assert (first["Fund"], first["No."], first["Allocated"]) == ("Safer streets", "A1.1.1", "1000.00")
    assert any(row["Fund"] == "'=1+1" and row["Source"] == "'@sum" for row in rows)
    book = CalamineWorkbook.from_filelike(io.BytesIO(brian.bytes(f"{edition.pk}/funds/now.xlsx")))
    assert book.get_sheet_by_index(0).to_python()[1][5:] == [1000, 0, 1000], "numbers, which can be added"
    assert brian.post(f"{edition.pk}/funds/now.csv").status_code == 405
    assert brian.client.put(f"/holmbridge/plan/{edition.pk}/funds/").status_code == 405
    for kind in ("%0d%0aa.csv", "..csv", 'a";b="c.csv', "pdf"):
        assert brian.get(f"{edition.pk}/funds/now.{kind}", status=404)
        assert brian.get(f"{edition.pk}/actions/now.{kind}", status=404)


@pytest.mark.parametrize("page", PAGES)
def test_no_page_of_money_asks_more_than_fifteen_queries(edition, fund, at, queries, page):
    give(at("brian"), fund, "A1.1.1", "1000")
    brian = at("brian")
    brian.get(f"{edition.pk}/{page}")
    with queries(at_most=15):
        brian.get(f"{edition.pk}/{page}")


def test_who_may_not_write_has_no_such_page_and_strangers_none_at_all(edition, fund, at):
    for page in ("funds/add/", f"funds/{fund.key}/change/", f"funds/{fund.key}/allocate/"):
        at("elaine").get(f"{edition.pk}/{page}", status=404)
        at("catherine").get(f"{edition.pk}/{page}", status=404)
    for page in ("funds/", f"funds/{fund.key}/"):
        at("elaine").get(f"{edition.pk}/{page}")
        at("stella").get(f"{edition.pk}/{page}", status=404)
        at("adam").get(f"{edition.pk}/{page}", status=404)
    at("brian").get(f"{edition.pk}/funds/none/", status=404)


def test_what_people_write_about_money_is_escaped(edition, fund, at):
    brian = at("brian")
    give(brian, fund, "A1.1.1", "1", "<script>alert(1)</script>")
    brian.post(f"{edition.pk}/funds/add/", **{**FUND, "name": "<b>bold</b>", "conditions": "<i>x</i>"})
    for page in (f"funds/{fund.key}/", "funds/", "funds/b-bold-b/", "actions/A1.1.1/"):
        shown = brian.get(f"{edition.pk}/{page}")
        assert "<script>alert(1)" not in shown
        assert "<b>bold" not in shown
        assert "<i>x" not in shown


amounts = st.decimals(min_value=0, max_value=12_000, places=2)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["A1.1.1", "A1.1.2", "A2.1.1"]), amounts), max_size=12))
def test_pm_02_whatever_is_asked_for_the_sum_never_exceeds_the_fund(fund, at, asked):
    """After each step, whatever was refused: the last of every action adds up to at most £10,000."""
    viewer = _viewer(fund, at)
    actions = {action.key: action for action in fund.edition.actions.all()}
    before = dict(funding.given(fund))
    with transaction.atomic():
        for key, amount in asked:
            others = sum((v for pk, v in before.items() if pk != actions[key].pk), Decimal(0))
            try:
                wanted = funding.AllocationWanted(amount, "Asked.")
                funding.allocate(fund, actions[key], wanted, by=viewer)
            except Refusal:
                assert others + amount > Decimal(10000)
            else:
                before[actions[key].pk] = amount
            assert funding.given(fund) == before
            assert sum(before.values()) <= Decimal(10000)


@given(
    spent=st.decimals(min_value=0, max_value=99_999, places=2),
    given_=st.dictionaries(st.integers(1, 5), st.decimals(min_value=0, max_value=9_999, places=2)),
)
def test_shared_spending_adds_up_to_the_penny(spent, given_):
    found = money_rules.shared(spent, given_)
    assert sum(found.values()) == (spent if any(given_.values()) else 0)
    assert set(found) == {key for key, amount in given_.items() if amount > 0}
