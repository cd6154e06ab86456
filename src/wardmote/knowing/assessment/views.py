"""Pages that show: the list, the assessment, what changed since the last version, the documents."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from wardmote.ground.jobs import rules as job_rules
from wardmote.ground.pages.record_head import HeadAction, RecordHead, life_steps
from wardmote.ground.pages.typed_fields import whole_number
from wardmote.ground.pages.words import short_day
from wardmote.ground.papers.files import file_response, read_file
from wardmote.ground.partners.rules import JUDGES, SIGNERS
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.knowing.assessment import keeping, making
from wardmote.knowing.assessment.forms import DraftForm
from wardmote.knowing.assessment.judging import decided
from wardmote.knowing.assessment.models import Assessment, SignOff, Version
from wardmote.knowing.assessment.publishing import publish_version
from wardmote.knowing.assessment.reading import reading
from wardmote.knowing.evidence.opening import opened
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.comparing import compare as compare_papers
from wardmote.measuring.drafting.paper import paper_of


def found(request: PartnershipRequest, number: int) -> Assessment:
    """The assessment, where this viewer may see it."""
    wanted = Assessment.objects.visible_to(request.viewer).select_related("partnership")
    return get_object_or_404(wanted, pk=number)


def latest(assessment: Assessment) -> Version | None:
    """The latest version, its paper left in the records until it is needed."""
    version = assessment.versions.select_related("sign_off").defer("paper").first()
    if version:
        version.assessment = assessment
    return version


def home(request: PartnershipRequest) -> HttpResponse:
    """Every assessment with its headline and state; how to begin one."""
    assessments = list(Assessment.objects.visible_to(request.viewer).select_related("partnership"))
    versions = Version.objects.filter(assessment__in=assessments).select_related("sign_off").defer("paper")
    newest = {version.assessment_id: version for version in versions.order_by("number")}
    jobs = making.latest_jobs(request.partnership, assessments)
    rows = [
        (each, version, version.signed if version else None, jobs.get(each.pk))
        for each in assessments
        for version in (newest.get(each.pk),)
    ]
    may_begin = request.viewer.has(JUDGES)
    form = DraftForm(initial={"period": _suggested(request)}) if may_begin else None
    return render(request, "assessment/home.html", {"rows": rows, "form": form})


def _suggested(request: PartnershipRequest) -> str:
    try:
        period = making.suggested_period(request.partnership)
    except Refusal:
        return ""
    return period.code if period else ""


def read(request: PartnershipRequest, number: int) -> HttpResponse:
    """The assessment itself: first pages, sections, annex, with people's latest words on it."""
    assessment = found(request, number)
    version, job = latest(assessment), making.latest_job(assessment)
    if version is None:
        waiting = {"assessment": assessment, "job": job, "judge": request.viewer.has(JUDGES)}
        return render(request, "assessment/waiting.html", waiting)
    known, judge = decided(assessment), request.viewer.has(JUDGES)
    try:
        shown = reading(assessment, version, known, judge=judge)
    except Refusal as refusal:  # written by another version of the program
        unread = {"assessment": assessment, "job": job, "judge": judge, "unread": refusal}
        return render(request, "assessment/waiting.html", unread)
    newer, gone = _landed(request, version)
    signed = version.signed
    return render(
        request,
        "assessment/read.html",
        {
            "head": _head(shown.headline, version, signed, signer=request.viewer.has(SIGNERS)),
            "assessment": assessment,
            "version": version,
            "sign_off": signed,
            "reading": shown,
            "synthetic": shown.synthetic,
            "job": job,
            "working": job if job and job.state in job_rules.OPEN else None,
            "trouble": job.problem if job and job.problem and job.made_at > version.made_at else None,
            "late": not known.is_in(version),
            "newer": newer,
            "gone": gone,
            "excuses": known.excuses,
            "judge": judge,
            "documents": keeping.TITLES.items(),
        },
    )


def _head(headline: str, version: Version, signed: SignOff | None, *, signer: bool) -> RecordHead:
    """Drafted, signed off."""
    assessment = version.assessment
    words = {
        "drafted": f"version {version.number}, {short_day(version.made_at)}",
        "signed": "a manager, an analyst or the chair signs it",
    }
    if signed:
        words["signed"] = f"{signed.by}, {short_day(signed.on)}"
    url = reverse("assessment:sign_off", args=[assessment.partnership.slug, assessment.pk])
    return RecordHead(
        headline,
        ("on-track", "Signed off") if signed else ("not-set", "Draft"),
        life_steps((("drafted", "Drafted"), ("signed", "Sign-off")), "" if signed else "signed", words),
        HeadAction("Sign off", url) if signer and not signed else None,
    )


def _landed(request: PartnershipRequest, version: Version) -> tuple[bool, int]:
    """Whether other evidence counts now than when it was drafted, and how many of its loads no longer do."""
    now = opened(request.partnership)
    counted = {receipt.sha256 for receipt in now.inquiry.evidence.receipts()}
    return making.is_behind(version, now), len(set(version.loads) - counted)


def compare(request: PartnershipRequest, number: int) -> HttpResponse:
    """Two versions beside each other: the latest and the one before, or those chosen."""
    assessment = found(request, number)
    versions = list(assessment.versions.select_related("sign_off").defer("paper").order_by("-number"))
    listed = {
        "assessment": assessment,
        "versions": versions,
        "kept": [(each, each.signed) for each in versions],
        "documents": keeping.TITLES.items(),
    }
    if len(versions) < 2:
        return render(request, "assessment/compare.html", listed)
    now = _chosen(versions, request, "now", versions[0])
    then = _chosen(versions, request, "then", versions[1])
    differences = compare_papers(paper_of(then.paper), paper_of(now.paper))
    shown = {"then": then, "now": now, "found": differences, **listed}
    return render(request, "assessment/compare.html", shown)


def _chosen(versions: list[Version], request: HttpRequest, key: str, otherwise: Version) -> Version:
    wanted = request.GET.get(key, "")
    return next((each for each in versions if str(each.number) == wanted), otherwise)


def document(request: PartnershipRequest, number: int, name: str) -> HttpResponse:
    """A document of a version as it was kept: the signed one where it is signed off."""
    assessment = found(request, number)
    if name not in keeping.TITLES:
        raise Http404("no such document")
    versions = assessment.versions.select_related("sign_off").defer("paper")
    wanted = whole_number(request.GET.get("version", ""))
    version = versions.first() if wanted is None else versions.filter(number=wanted).first()
    if version is None:
        raise Http404("no such version")
    sign_off = version.signed
    known = sign_off.documents if sign_off else version.documents
    try:
        publish_version(assessment, version, by=request.viewer)
    except Refusal as refusal:
        shown = {"assessment": assessment, "refusal": refusal}
        return render(request, "assessment/not_published.html", shown, status=409)
    try:
        content = read_file(keeping.place_of(assessment), name, known)
    except Refusal as refusal:
        shown = {"assessment": assessment, "refusal": refusal}
        return render(request, "assessment/damaged.html", shown, status=500)
    state = "signed" if sign_off else "draft"
    period = assessment.period.replace(":", "-to-")
    title = f"assessment-{assessment.partnership.slug}-{period}-{state}-{version.number}.{name}"
    return file_response(content, title)


def judgement(request: PartnershipRequest, number: int) -> HttpResponse:
    """What people decided, as the file the command line reads."""
    assessment = found(request, number)
    return file_response(decided(assessment).toml.encode(), "judgement.toml")
