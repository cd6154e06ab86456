"""Pages of the partnership's money: every fund, one fund, adding and changing one, giving to an action."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from wardmote.deciding.plan.models import Action, Fund, PlanEdition
from wardmote.deciding.plan.pages.money_forms import AllocateForm, FundForm, WeighForm
from wardmote.deciding.plan.pages.money_showing import ActionMoney, FundView, money_of, money_table
from wardmote.deciding.plan.pages.views import found
from wardmote.deciding.plan.records import funding
from wardmote.deciding.plan.records.progress import stands, today_of
from wardmote.deciding.plan.rules import money as money_rules
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.pages.downloads import table_response
from wardmote.ground.pages.form_page import done, form_page
from wardmote.ground.pages.lists import FILES
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.measuring.catalogue.counted import pounds

FUNDS = (
    "Fund",
    *((name, "number") for name in ("Amount", "Allocated", "Free", "Spent")),
    "Stands",
)
ACTIONS = (
    "No.",
    "Action",
    *((name, "number") for name in ("Allocated", "Spent", "Left")),
    "Stands",
)


def funds(request: PartnershipRequest, number: int) -> HttpResponse:
    """Every fund with what it gave and what is left; actions that have no money or spent more than theirs."""
    edition = found(request, number)
    money = money_of(edition, stands(edition, on=today_of(edition, request.viewer)))
    paid = [each for each in money.actions if each.parts]
    shown = {
        "edition": edition,
        "money": money,
        "fund_columns": FUNDS,
        "fund_rows": [_fund_row(request, edition, each) for each in money.funds],
        "action_columns": ACTIONS,
        "paid_rows": [action_row(request, edition, each) for each in paid],
        "without": [(each, reverse("plan:action", args=_to(edition, each.action))) for each in money.without],
        "total": pounds(sum((each.fund.amount for each in money.funds), money_rules.NOTHING)),
        "allocated": pounds(sum((each.allocated for each in money.funds), money_rules.NOTHING)),
        "spent": pounds(sum((each.spent for each in money.actions), money_rules.NOTHING)),
        "writer": _writer(request, edition),
    }
    return render(request, "plan/funds.html", shown)


def _to(edition: PlanEdition, *more: Action | Fund) -> list[Any]:
    return [edition.partnership.slug, edition.pk, *(each.key for each in more)]


def _writer(request: PartnershipRequest, edition: PlanEdition) -> bool:
    return request.viewer.has(rules.PLANNERS) and money_rules.why_not_spend_in(edition.status) is None


def _fund_row(request: PartnershipRequest, edition: PlanEdition, each: FundView) -> list[Any]:
    fund, (mark, label) = each.fund, each.mark
    note = f"{fund.source}; {fund.period.label}{'; invented' if fund.invented else ''}"
    return [
        {"text": fund.name, "url": reverse("plan:fund", args=_to(edition, fund)), "note": note},
        pounds(fund.amount), pounds(each.allocated), pounds(each.free), pounds(each.spent),
        {"text": label, "status": mark},
    ]  # fmt: skip


def action_row(request: PartnershipRequest, edition: PlanEdition, each: ActionMoney) -> list[Any]:
    """An action with its money as a row of a table."""
    mark, label = each.mark
    note = "; ".join(f"{fund.name} {pounds(given)}" for fund, given, _ in each.parts)
    return [
        {"text": each.action.key, "url": reverse("plan:action", args=_to(edition, each.action))},
        {"text": each.action.words, "note": note},
        pounds(each.allocated), pounds(each.spent), pounds(each.left),
        {"text": label, "status": mark},
    ]  # fmt: skip


def funds_now(request: PartnershipRequest, number: int, kind: str) -> HttpResponse:
    """The money as it stands, for a spreadsheet."""
    edition = found(request, number)
    if kind not in FILES:
        raise Http404("no such kind of file")
    on = today_of(edition, request.viewer)
    table = money_table(edition, money_of(edition, stands(edition, on=on)))
    return table_response(table, f"funds-{edition.key}-{on}.{kind}")


def _fund(edition: PlanEdition, key: str) -> Fund:
    known = get_object_or_404(edition.money, key=key)
    known.edition = edition
    return known


def fund(request: PartnershipRequest, number: int, key: str) -> HttpResponse:
    """A fund: what it gives to which action, every allocation there ever was, and whether it was worth it."""
    edition = found(request, number)
    known = _fund(edition, key)
    money = money_of(edition, stands(edition, on=today_of(edition, request.viewer)))
    paid = Action.objects.filter(pk__in=[pk for pk, amount in funding.given(known).items() if amount])
    actions = {action.key: action for action in paid}
    choices = [(name, f"{name} {action.words}"[:100]) for name, action in actions.items()]
    form = WeighForm(request.POST or None, choices={"action": [("", "The whole fund"), *choices]})
    weigher = request.viewer.has(rules.APPROVERS)
    if request.method == "POST" and not weigher:
        raise Http404("not theirs to weigh")

    def save() -> HttpResponse:
        given = form.cleaned_data
        funding.weigh(known, actions.get(given["action"]), given["words"], by=request.viewer)
        return done(request, "Written down.", "plan:fund", *_to(edition, known))

    shown = {
        "edition": edition,
        "fund": known,
        "amount": pounds(known.amount),
        "stands": next(each for each in money.funds if each.fund.pk == known.pk),
        "columns": ACTIONS,
        "rows": [row for each in money.actions if (row := _paid(edition, known, each))],
        "history": [
            (row, pounds(row.amount)) for row in known.allocations.select_related("action").order_by("-pk")
        ],
        "reviews": known.value_reviews.select_related("action"),
        "form": form if weigher else None,
        "writer": _writer(request, edition),
    }
    return form_page(request, form, save, "plan/fund.html", shown)


def _paid(edition: PlanEdition, known: Fund, each: ActionMoney) -> list[Any] | None:
    """An action with what this fund gives it, where it gives something."""
    for of, given, spent in each.parts:
        if of.pk == known.pk:
            url = reverse("plan:action", args=_to(edition, each.action))
            return [
                {"text": each.action.key, "url": url}, each.action.words,
                pounds(given), pounds(spent), pounds(given - spent),
                {"text": "Overspent", "status": "off-track"} if spent > given else "",
            ]  # fmt: skip
    return None


def add_fund(request: PartnershipRequest, number: int) -> HttpResponse:
    """Take up a fund."""
    edition = found(request, number)
    year = edition.year
    form = FundForm(request.POST or None, initial={"starts": year.start, "ends": year.end})

    def save() -> HttpResponse:
        made = funding.add(edition, form.means, by=request.viewer)
        return done(request, "Added.", "plan:fund", *_to(edition, made))

    return form_page(request, form, save, "plan/write_fund.html", {"edition": edition})


def change_fund(request: PartnershipRequest, number: int, key: str) -> HttpResponse:
    """Write a fund anew."""
    edition = found(request, number)
    known = _fund(edition, key)
    form = FundForm(request.POST or None, initial=FundForm.initial_of(known))

    def save() -> HttpResponse:
        funding.change(known, form.means, revision=form.cleaned_data["revision"], by=request.viewer)
        return done(request, "Saved.", "plan:fund", *_to(edition, known))

    return form_page(request, form, save, "plan/write_fund.html", {"edition": edition, "fund": known})


def allocate(request: PartnershipRequest, number: int, key: str) -> HttpResponse:
    """Give an action something of a fund."""
    edition = found(request, number)
    known = _fund(edition, key)
    actions = {action.key: action for action in edition.actions.filter(same_as="")}
    choices = [(name, f"{name} {action.words}"[:120]) for name, action in actions.items()]
    first = {"action": request.GET.get("action", ""), "revision": funding.last_allocation(known)}
    form = AllocateForm(request.POST or None, initial=first, choices={"action": choices})

    def save() -> HttpResponse:
        given = form.cleaned_data
        wanted = funding.AllocationWanted(given["amount"], given["reason"], given["revision"])
        funding.allocate(known, actions[given["action"]], wanted, by=request.viewer)
        return done(request, "Allocated.", "plan:fund", *_to(edition, known))

    allocated = sum(funding.given(known).values(), money_rules.NOTHING)
    shown = {
        "edition": edition,
        "fund": known,
        "amount": pounds(known.amount),
        "free": pounds(known.amount - allocated),
    }
    return form_page(request, form, save, "plan/allocate.html", shown)
