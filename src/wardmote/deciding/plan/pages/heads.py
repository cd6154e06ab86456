"""The heads of an edition's and an action's page: where its life stands, what to do.

In: the record as it stands on a day and what the viewer may do. Out: a ``RecordHead`` for the template.
"""

from collections.abc import Sequence

from django.urls import reverse

from wardmote.deciding.plan.models import ActionUpdate, PlanEdition
from wardmote.deciding.plan.records.progress import ActionView
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.pages.record_head import HeadAction, RecordHead, life_steps
from wardmote.ground.pages.words import short_day
from wardmote.ground.partners.viewing import Viewer

EDITION_STEPS = (
    (rules.DRAFT, "Written"),
    (rules.APPROVED, "Approved"),
    (rules.PUBLISHED, "In force"),
    (rules.SUPERSEDED, "Followed by the next"),
)
EDITION_NOW: dict[str, str] = {
    rules.DRAFT: rules.DRAFT,
    rules.APPROVED: rules.PUBLISHED,
    rules.PUBLISHED: rules.PUBLISHED,
}
EDITION_MARKS: dict[str, str] = {
    rules.APPROVED: "near",
    rules.PUBLISHED: "on-track",
    rules.SUPERSEDED: "contextual",
}


def edition_head(edition: PlanEdition, *, by: Viewer) -> RecordHead:
    """Written, approved, in force, followed by the next."""
    approved = (edition.approved_by, short_day(edition.approved_on))
    words: dict[str, str] = {
        rules.DRAFT: "the manager’s to write" if edition.status == rules.DRAFT else "",
        rules.APPROVED: ", ".join(part for part in approved if part),
        rules.PUBLISHED: f"to {short_day(edition.year.end)}",
    }
    slug, action = edition.partnership.slug, None
    if edition.status == rules.DRAFT:
        words |= {rules.APPROVED: "by the chair or the manager"}
        action = HeadAction("Approve", reverse("plan:approve", args=[slug, edition.pk]))
    elif edition.status == rules.SUPERSEDED:
        next_one = PlanEdition.objects.filter(partnership=edition.partnership_id).after(edition)
        words |= {rules.SUPERSEDED: f"by {next_one.year.short_label}" if next_one else ""}
    elif edition.status == rules.APPROVED:
        words |= {rules.PUBLISHED: f"the chair or the manager publishes it{_ends_early(edition, by=by)}"}
        action = HeadAction("Publish", reverse("plan:publish", args=[slug, edition.pk]), post=True)
    return RecordHead(
        f"{edition.title}: {edition.year.short_label}",
        (EDITION_MARKS.get(edition.status, "not-set"), edition.get_status_display().capitalize()),
        life_steps(EDITION_STEPS, EDITION_NOW.get(edition.status, ""), words),
        action if by.has(rules.APPROVERS) else None,
    )


def _ends_early(edition: PlanEdition, *, by: Viewer) -> str:
    """What publishing before an edition's first day ends: the one in force is then no longer reported on."""
    running = PlanEdition.objects.filter(partnership=edition.partnership_id, status=rules.PUBLISHED).first()
    if running is None or by.today >= edition.year.start:
        return ""
    ends = f"nothing of {running.year.short_label} is owed or reported on any more"
    return f" (before {short_day(edition.year.start)} that is early: {ends})"


def action_head(
    where: ActionView, updates: Sequence[ActionUpdate], *, by: Viewer, report: bool
) -> RecordHead:
    """Begun, done or stopped; ``report``: whether this viewer may say on the page how it goes."""
    edition, last = where.action.edition, where.last
    end = rules.STOPPED if where.state == rules.STOPPED else rules.DONE
    following: dict[str, str] = {rules.NOT_BEGUN: rules.UNDER_WAY, rules.UNDER_WAY: rules.DONE}
    now = following.get(where.state, "")
    words: dict[str, str] = {
        end: f"due {short_day(where.due)}" if now else f"said {short_day(last.on)}" if last else "",
    }
    if where.state == rules.NOT_BEGUN:
        words[rules.UNDER_WAY] = f"by {where.led_by}"
    elif begun := next((each for each in updates if each.state == rules.UNDER_WAY), None):
        words[rules.UNDER_WAY] = f"last heard of {short_day(begun.on)}"
    url = reverse("plan:change_action", args=[edition.partnership.slug, edition.pk, where.deliverable.key])
    writes = by.has(rules.PLANNERS) and edition.status == rules.DRAFT
    return RecordHead(
        f"{where.action.key}: {where.action.words}",
        where.mark,
        life_steps(
            ((rules.UNDER_WAY, "Begun"), (end, rules.ActionState(end).label)),
            now,
            words,
            url="#report" if report else "",
        ),
        HeadAction("Write this action", url) if writes else None,
    )
