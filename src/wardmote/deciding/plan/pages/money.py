"""Pages of the partnership's money: every fund, one fund, adding and changing one, giving to an action."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from wardmote.deciding.plan.held import documents as keeping
from wardmote.deciding.plan.held import funding
from wardmote.deciding.plan.held.progress import stands, today_of
from wardmote.deciding.plan.models import Action, Fund, PlanEdition
from wardmote.deciding.plan.pages.money_forms import AllocateForm, FundForm, WeighForm
from wardmote.deciding.plan.pages.money_showing import ActionMoney, FundStands, money_of, money_table
from wardmote.deciding.plan.pages.views import found
from wardmote.deciding.plan.rules import money as money_rules
from wardmote.deciding.plan.rules import plan as rules
from wardmote.deciding.plan.rules.money import pounds
from wardmote.deciding.plan.written.downloads import table_xlsx
from wardmote.ground.casework.writing import EditConflict
from wardmote.ground.partners.viewing import Asked
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.documents.csv import table_csv

FUNDS = (
    "Fund",
    *({"label": name, "kind": "number", "sort": False} for name in ("Amount", "Allocated", "Free", "Spent")),
    "Stands",
)
ACTIONS = (
    "No.",
    "Action",
    *({"label": name, "kind": "number", "sort": False} for name in ("Allocated", "Spent", "Left")),
    "Stands",
)


def funds(request: Asked, number: int) -> HttpResponse:
    """Every fund with what it gave and what is left; actions that have no money or spent more than theirs."""
    edition = found(request, number)
    money = money_of(edition, stands(edition, on=today_of(edition, request.viewer.at)))
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


def _writer(request: Asked, edition: PlanEdition) -> bool:
    return request.viewer.has(rules.PLANNERS) and money_rules.why_not_spend_in(edition.status) is None


def _fund_row(request: Asked, edition: PlanEdition, each: FundStands) -> list[Any]:
    fund, (mark, label) = each.fund, each.mark
    note = f"{fund.source}; {fund.span.label}{'; invented' if fund.invented else ''}"
    return [
        {"text": fund.name, "url": reverse("plan:fund", args=_to(edition, fund)), "note": note},
        pounds(fund.amount), pounds(each.allocated), pounds(each.free), pounds(each.spent),
        {"text": label, "status": mark},
    ]  # fmt: skip


def action_row(request: Asked, edition: PlanEdition, each: ActionMoney) -> list[Any]:
    """An action with its money as a row of a table."""
    mark, label = each.mark
    note = "; ".join(f"{fund.name} {pounds(given)}" for fund, given, _ in each.parts)
    return [
        {"text": each.action.key, "url": reverse("plan:action", args=_to(edition, each.action))},
        {"text": each.action.words, "note": note},
        pounds(each.allocated), pounds(each.spent), pounds(each.left),
        {"text": label, "status": mark},
    ]  # fmt: skip


def funds_now(request: Asked, number: int, kind: str) -> HttpResponse:
    """The money as it stands, for a spreadsheet."""
    edition = found(request, number)
    on = today_of(edition, request.viewer.at)
    table = money_table(edition, money_of(edition, stands(edition, on=on)))
    if kind == "csv":
        response = HttpResponse(table_csv(table), content_type=keeping.TYPES["actions.csv"])
    elif kind == "xlsx":
        response = HttpResponse(table_xlsx(table, sheet="Money"), content_type=keeping.SHEET)
    else:
        raise Http404("no such kind of file")
    response["Content-Disposition"] = f'attachment; filename="funds-{edition.key}-{on}.{kind}"'
    return response


def _fund(edition: PlanEdition, key: str) -> Fund:
    known = get_object_or_404(edition.money, key=key)
    known.edition = edition
    return known


def fund(request: Asked, number: int, key: str) -> HttpResponse:
    """A fund: what it gives to which action, every allocation there ever was, and whether it was worth it."""
    edition = found(request, number)
    known = _fund(edition, key)
    money = money_of(edition, stands(edition, on=today_of(edition, request.viewer.at)))
    form = _weighed(request, known)
    if form is None:
        messages.success(request, "Written down.")
        return redirect("plan:fund", *_to(edition, known))
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
        "form": form if request.viewer.has(rules.APPROVERS) else None,
        "writer": _writer(request, edition),
    }
    return render(request, "plan/fund.html", shown, status=400 if request.method == "POST" else 200)


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


def _weighed(request: Asked, known: Fund) -> WeighForm | None:
    """The form about value for money; ``None`` once what was posted is written down."""
    paid = Action.objects.filter(pk__in=[pk for pk, amount in funding.given(known).items() if amount])
    actions = {action.key: action for action in paid}
    choices = [(key, f"{key} {action.words}"[:100]) for key, action in actions.items()]
    form = WeighForm(choices, request.POST or None, initial=dict(request.kept_draft()))
    if request.method != "POST":
        return form
    if not request.viewer.has(rules.APPROVERS):
        raise Http404("not theirs to weigh")
    if form.is_valid():
        given = form.cleaned_data
        try:
            funding.weigh(known, actions.get(given["action"]), given["words"], by=request.viewer)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            return None
    return form


def refused(form: forms.Form, refusal: Refusal) -> None:
    """Say a refusal at its field, with what to do."""
    words = " ".join(part for part in (refusal.what, refusal.todo) if part)
    form.add_error(refusal.where if refusal.where in form.fields else None, words)


def add_fund(request: Asked, number: int) -> HttpResponse:
    """Take up a fund."""
    edition = found(request, number)
    year = edition.in_year
    first = {"starts": year.start, "ends": year.end} | dict(request.kept_draft())
    form = FundForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = funding.add(edition, form.means, by=request.viewer)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Added.")
            return redirect("plan:fund", *_to(edition, made))
    status = 400 if request.method == "POST" else 200
    return render(request, "plan/write_fund.html", {"edition": edition, "form": form}, status=status)


def change_fund(request: Asked, number: int, key: str) -> HttpResponse:
    """Write a fund anew."""
    edition = found(request, number)
    known = _fund(edition, key)
    first = {name: getattr(known, name) for name in ("name", "source", "amount", "conditions", "revision")}
    first |= {"starts": known.span.start, "ends": known.span.end}
    form = FundForm(request.POST or None, initial=first | dict(request.kept_draft()))
    page: dict[str, Any] = {"edition": edition, "fund": known, "form": form}
    if request.method != "POST":
        return render(request, "plan/write_fund.html", page)
    if form.is_valid():
        try:
            funding.change(known, form.means, revision=form.cleaned_data["revision"], by=request.viewer)
        except Refusal as refusal:
            refused(form, refusal)
        except EditConflict as stale:
            return _stale_fund(request, page, known, stale)
        else:
            messages.success(request, "Saved.")
            return redirect("plan:fund", *_to(edition, known))
    return render(request, "plan/write_fund.html", page, status=400)


def _stale_fund(request: Asked, page: dict[str, Any], known: Fund, stale: EditConflict) -> HttpResponse:
    """Both versions: theirs above, one's own in the boxes."""
    data = request.POST.copy()
    now = _fund(known.edition, known.key)
    data["revision"] = str(now.revision)
    shown = {**page, "form": FundForm(data), "stale": now, "stale_amount": pounds(now.amount)}
    return render(request, "plan/write_fund.html", shown, status=409)


def allocate(request: Asked, number: int, key: str) -> HttpResponse:
    """Give an action something of a fund."""
    edition = found(request, number)
    known = _fund(edition, key)
    actions = {action.key: action for action in edition.actions.filter(same_as="")}
    choices = [(name, f"{name} {action.words}"[:120]) for name, action in actions.items()]
    first = {"action": request.GET.get("action", "")} | dict(request.kept_draft())
    form = AllocateForm(choices, request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        action = actions[given["action"]]
        try:
            funding.allocate(known, action, given["amount"], reason=given["reason"], by=request.viewer)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Allocated.")
            return redirect("plan:fund", *_to(edition, known))
    allocated = sum(funding.given(known).values(), money_rules.NOTHING)
    shown = {
        "edition": edition,
        "fund": known,
        "form": form,
        "amount": pounds(known.amount),
        "free": pounds(known.amount - allocated),
    }
    return render(request, "plan/allocate.html", shown, status=400 if request.method == "POST" else 200)
