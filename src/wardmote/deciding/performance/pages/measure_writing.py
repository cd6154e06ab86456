"""Pages on which a measure is set: target, baseline, source, a value by hand, similar partnerships.

What the counts can show is told before a target is saved: only words that were on the page go with it.
"""

from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from wardmote.deciding.performance.measures import settings as measure_settings
from wardmote.deciding.performance.measures.measure_status import MeasureView
from wardmote.deciding.performance.measures.measure_words import in_counts, what_counts_show
from wardmote.deciding.performance.measures.peers_file import PASTED
from wardmote.deciding.performance.measures.usual_words import proposal
from wardmote.deciding.performance.models import EnteredReading, MeasureFeed
from wardmote.deciding.performance.pages.measure_forms import (
    BaselineForm,
    EnterForm,
    FeedForm,
    PeersForm,
    TargetForm,
)
from wardmote.deciding.performance.pages.measures import watched_measure
from wardmote.deciding.performance.rules import measures as measure_rules
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.records.in_force import edition_in_force
from wardmote.ground.pages.form_page import done, form_page
from wardmote.ground.pages.typed_fields import whole_number
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.knowing.evidence.opening import opened
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.readings import feeds_for

NOT_NEEDED = "No target is set, so there is nothing to be seen."


def _to(request: PartnershipRequest, key: str) -> tuple[Any, ...]:
    return "plan:measure", request.partnership.slug, key


# ---- target ----


def target(request: PartnershipRequest, key: str) -> HttpResponse:
    """Set a target, change it or take it away; ``?edition=`` the draft's own."""
    draft = PlanEdition.objects.filter(partnership=request.partnership).draft()
    wanted = draft is not None and request.GET.get("edition") == str(draft.pk)
    edition = draft if wanted else edition_in_force(request.partnership) or draft
    edition, _, one = watched_measure(request, key, edition=edition)
    page: dict[str, Any] = {"edition": edition, "one": one, "item": one.item, "draft": draft}
    page["no_target"] = measure_rules.why_not_have_target(one.item)
    if page["no_target"]:
        return render(request, "performance/measure_target.html", page, status=400 if request.POST else 200)
    form = TargetForm(one.item, request.POST or None, initial=_target_now(edition, key))

    def save() -> HttpResponse:
        _say_in_unit(form, one)
        told = _what_counts_show(form, one)
        wanted = _wanted(form, edition, one.item.unit, told)
        none = wanted.value is None
        if not none and not (form.cleaned_data["told"] == told and request.POST.get("step") == "save"):
            return _look(request, form, page, wanted)
        read = form.cleaned_data["revision"]
        measure_settings.agree_target(edition, one.item, wanted, read=read, by=request.viewer)
        return done(request, "Not set." if none else "The target is set.", *_to(request, key))

    return form_page(request, form, save, "performance/measure_target.html", page)


def _target_now(edition: PlanEdition, key: str) -> dict[str, Any]:
    now = measure_settings.target_read(edition, key)
    if now.values["value"] is None:
        return {"until": edition.year.end, "revision": now.revision}
    return TargetForm.initial_of(now) | {"reason": ""}


def _say_in_unit(form: TargetForm, one: MeasureView) -> None:
    """What was said as a count, a change or "as now" becomes a value in the measure's unit."""
    given = form.cleaned_data
    if given["value"] is None:
        return
    count = one.reading.count if one.reading else None
    value = measure_rules.value_meant(given["measured"], given["value"], now=one.value, count=count)
    if value is None:
        todo = "Say it as a value."
        raise Refusal("Nothing is held of it to work that out from.", where="measured", todo=todo)
    given["value"] = value


def _what_counts_show(form: TargetForm, one: MeasureView) -> str:
    """What is told before the target is saved."""
    value, start = form.cleaned_data["value"], form.cleaned_data.get("start")
    if value is None:
        return NOT_NEEDED
    entered = one.entered.now if one.entered else None
    told = what_counts_show(one.item, one.reading, entered, value=value, start=start)
    said = in_counts(one.reading, one.item, value)
    if not said and form.cleaned_data["measured"] != measure_rules.VALUE:
        said = f"That is {value:g} {one.item.unit}."
    asked = measure_rules.target_questions(one.item, value, now=one.value)
    return " ".join(part for part in (*asked, said, told) if part)


def _wanted(form: TargetForm, edition: PlanEdition, unit: str, told: str) -> measure_rules.TargetWanted:
    given = form.cleaned_data
    return measure_rules.TargetWanted(
        value=given["value"],
        unit=unit,
        start=given.get("start"),
        until=given.get("until") or edition.year.end,
        path=given["path"],
        tolerance=given["tolerance"],
        reason=given["reason"],
        told=told,
    )


def _look(
    request: PartnershipRequest, form: TargetForm, page: dict[str, Any], wanted: measure_rules.TargetWanted
) -> HttpResponse:
    """The same form with what the counts can show; refused, where it could not be saved anyway."""
    item = page["item"]
    reason = measure_rules.why_not_agree_target(item, wanted) or measure_rules.why_not_end(
        wanted.until, begins=page["edition"].year.start
    )
    if reason:
        raise Refusal(reason)
    again = request.POST.copy()
    again["told"] = wanted.told
    shown = {**page, "form": TargetForm(item, again), "told": wanted.told}
    return render(request, "performance/measure_target.html", shown)


# ---- baseline and source ----


def baseline(request: PartnershipRequest, key: str) -> HttpResponse:
    """Draw a new baseline, with its reason."""
    _, _, one = watched_measure(request, key)
    proposed = proposal(one.judged, one.each.baselines)
    form = BaselineForm(request.POST or None, initial=dict(proposed.initial) if proposed else None)

    def save() -> HttpResponse:
        wanted = measure_rules.BaselineWanted(**form.cleaned_data)
        measure_settings.draw_baseline(request.partnership, one.item, wanted, by=request.viewer)
        return done(request, "The limits are drawn anew.", *_to(request, key))

    page: dict[str, Any] = {"one": one, "item": one.item, "kind": "baseline", "proposal": proposed}
    if held := measure_settings.months_of(one.reading):
        page["held"] = Period.of_months(held.start, held.stop - 1).label
    return form_page(request, form, save, "performance/measure_set.html", page)


def choose_feed(request: PartnershipRequest, key: str) -> HttpResponse:
    """Choose the source a measure is read from; those that cannot feed it stand there with the reason."""
    _, _, one = watched_measure(request, key)
    offered, titles = _offered(request, one)
    able = [(name, titles.get(name, name)) for name, why in offered.items() if why is None]
    unable = [(titles.get(name, name), why) for name, why in offered.items() if why]
    choices = {"feed": [("", "The fullest there is (the program chooses)"), *able]}
    form = FeedForm(request.POST or None, initial={"feed": _chosen(request, key)}, choices=choices)

    def save() -> HttpResponse:
        feed = form.cleaned_data["feed"]
        measure_settings.choose_feed(
            request.partnership, one.item, feed=feed, offered=offered, by=request.viewer
        )
        words = "The source is chosen; the measure is being read from it."
        return done(request, words, *_to(request, key))

    page = {"one": one, "item": one.item, "unable": unable, "kind": "source"}
    return form_page(request, form, save, "performance/measure_set.html", page)


def _chosen(request: PartnershipRequest, key: str) -> str:
    row = MeasureFeed.objects.filter(partnership=request.partnership, measure=key).first()
    return row.feed if row else ""


def _offered(request: PartnershipRequest, one: MeasureView) -> tuple[dict[str, str | None], dict[str, str]]:
    """Every source of the place with why it cannot feed the measure, and its title."""
    held = opened(request.partnership)
    place = held.place(request.partnership)
    if place is None:
        return {}, {}
    with held.lock:
        offered = feeds_for(held.inquiry, str(place.id), one.item)
        evidence = held.inquiry.evidence
        titles = {feed.name: feed.title for feed in evidence.feeds(place)}
        titles |= {wave.name: f"{wave.title}, {wave.wave}" for wave in evidence.surveys(place)}
    return offered, titles


# ---- values by hand and similar partnerships ----


def enter_reading(request: PartnershipRequest, key: str) -> HttpResponse:
    """Enter a value, or correct one (``?corrects=``)."""
    _, _, one = watched_measure(request, key)
    old = _old(request, key)
    form = EnterForm(one.item, request.POST or None, initial=_as_it_was(request, one, old))

    def save() -> HttpResponse:
        given = measure_rules.Given(**form.cleaned_data, corrects=old.pk if old else None)
        measure_settings.enter_reading(request.partnership, one.item, given, by=request.viewer)
        return done(request, "The value is entered.", *_to(request, key))

    page = {"one": one, "item": one.item, "old": old, "kind": "value"}
    if old:
        page["old_period"] = old.period.label
    return form_page(request, form, save, "performance/measure_set.html", page)


def _old(request: PartnershipRequest, key: str) -> EnteredReading | None:
    number = request.GET.get("corrects", "")
    if not number:
        return None
    rows = EnteredReading.objects.visible_to(request.viewer).filter(measure=key)
    found: EnteredReading = get_object_or_404(rows, pk=whole_number(number))
    return found


def _as_it_was(request: PartnershipRequest, one: MeasureView, old: EnteredReading | None) -> dict[str, Any]:
    if old is None:
        place = request.partnership.place
        own = place.name if place and "county" not in one.item.areas[:1] else ""
        return {"area": own}
    fields = ("period", "area_kind", "area", "source", "definition", "about", *measure_rules.NUMBERS)
    return {name: getattr(old, name) for name in fields}


def peers(request: PartnershipRequest, key: str) -> HttpResponse:
    """Load the counts of similar partnerships from a file or pasted."""
    _, _, one = watched_measure(request, key)
    form = PeersForm(request.POST or None, request.FILES or None, initial={"own": request.partnership.name})

    def save() -> HttpResponse:
        group = _group(form.cleaned_data)
        measure_settings.load_peers(request.partnership, one.item, group, file=_file(form), by=request.viewer)
        return done(request, "The group's counts are loaded.", *_to(request, key))

    page = {"one": one, "item": one.item, "kind": "peers"}
    return form_page(request, form, save, "performance/measure_set.html", page)


def _group(given: dict[str, Any]) -> measure_settings.PeerGroup:
    wanted = ("period", "name", "version", "source", "restricted", "own")
    return measure_settings.PeerGroup(**{name: given[name] for name in wanted})


def _file(form: PeersForm) -> tuple[str, bytes]:
    sent = form.cleaned_data.get("file")
    if sent:
        return Path(sent.name or "peers.csv").name, sent.read()
    return PASTED, form.cleaned_data["pasted"].encode()
