"""The lists of who belongs to a partnership, who was invited and who left, and of its tokens.

In: a request of the partnership. Out: a ``Listing`` each; what can be done to a row at once is its button.
"""

from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from wardmote.ground.mail.models import undelivered
from wardmote.ground.pages.lists import ListColumn, Listing
from wardmote.ground.pages.reading_order import reading_key
from wardmote.ground.pages.tables import CellButton
from wardmote.ground.partners.models import ApiToken, Invitation, Membership, Tokens
from wardmote.ground.partners.rules import LEADERS, MANAGER, may_have_token, must_be_confirmed, role_name
from wardmote.ground.partners.viewing import PartnershipRequest

OF_WHOM = (
    ListColumn("Role", Membership.get_role_display),
    ListColumn("Body", "body.name"),
)
WHO = (ListColumn("Name", "person.name"), *OF_WHOM)


def memberships(request: PartnershipRequest) -> tuple[Listing, Listing]:
    """Who belongs to it today, and who did before or will; nobody can end their own membership."""
    slug, today = request.partnership.slug, timezone.localdate()
    found = Membership.objects.filter(partnership=request.partnership).select_related("person", "body")
    held = sorted(found, key=lambda each: reading_key(each.person.name))
    now = [each for each in held if each.in_force(today)]

    failed = undelivered(each.person.email for each in now)

    def told(row: Membership) -> str:
        why = failed.get(row.person.email)
        return f"Letters do not arrive: {why}" if why else ""

    def end(row: Membership) -> CellButton | None:
        about = f"the membership of {row.person.name} as {row.get_role_display()}"
        url = reverse("partners:leave", args=[slug, row.pk])
        return None if row.person_id == request.viewer.person else CellButton("End", about, url)

    return Listing(
        name="members",
        caption="Members now",
        columns=(
            ListColumn("Name", "person.name", note=told, link=lambda row: _leaves(slug, row)),
            *OF_WHOM,
            ListColumn("Since", "begins", button=end),
        ),
        rows=now,
        record=_person,
        personal=True,
    ), Listing(
        name="past",
        caption="Members before",
        columns=(
            *WHO,
            ListColumn("From", "begins"),
            ListColumn("To", "ends"),
        ),
        rows=[each for each in held if each not in now],
        record=_person,
        personal=True,
    )


def _person(row: Membership) -> str:
    return f"person:{row.person_id}"


def _leaves(slug: str, row: Membership) -> str:
    return reverse("partners:leaves", args=[slug, row.person_id])


def invitations(request: PartnershipRequest) -> Listing:
    """Who was invited and has not come yet."""
    slug = request.partnership.slug

    def withdraw(row: Invitation) -> CellButton:
        url = reverse("partners:withdraw_invitation", args=[slug, row.pk])
        return CellButton("Withdraw", f"the invitation to {row.email}", url)

    rows = Invitation.objects.open(timezone.now()).filter(partnership=request.partnership)
    managed = Membership.objects.filter(partnership=request.partnership, role=MANAGER).exists()

    def state(row: Invitation) -> str:
        waits = must_be_confirmed(wanted=row.roles, by_reader=row.by_reader, managed=managed)
        if not row.body.in_force(timezone.localdate()):
            return "its body is over"
        return "waits to be confirmed" if waits and row.confirmed_at is None else "open"

    def confirming(row: Invitation) -> str:
        if not request.viewer.has(LEADERS):
            return ""
        return reverse("partners:confirm_invitation", args=[slug, row.pk])

    return Listing(
        name="invitations",
        caption="Invited, not here yet",
        columns=(
            ListColumn("E-mail address", "email"),
            ListColumn("Role", lambda row: ", ".join(role_name(role) for role in row.roles)),
            ListColumn("Body", "body.name"),
            ListColumn(
                "State", state, link=lambda row: confirming(row) if state(row).startswith("waits") else ""
            ),
            ListColumn(
                "Open until", lambda row: timezone.localdate(row.ends_at), order="ends_at", button=withdraw
            ),
        ),
        rows=rows.select_related("body"),
        personal=True,
    )


def tokens(request: PartnershipRequest, rows: Tokens) -> Listing:
    """The tokens that who looks may see."""
    slug, today = request.partnership.slug, request.viewer.today
    roles: dict[int, set[str]] = {}
    for each in Membership.objects.filter(partnership=request.partnership).select_related("body"):
        if each.in_force(today):
            roles.setdefault(each.person_id, set()).add(each.role)

    def state(row: ApiToken) -> str:
        if row.withdrawn_at:
            return "withdrawn"
        rests_on = roles.get(row.holder_id or 0, set())
        if not may_have_token(rests_on, body=row.person_id is None):
            return "ended with a membership"
        if row.body and not row.body.in_force(today):
            return "its body is over"
        return "over" if row.ends < today else "open"

    def by(row: ApiToken) -> str:
        return f"by {row.withdrawn_by}" if row.withdrawn_by else ""

    def withdraw(row: ApiToken) -> CellButton | None:
        url = reverse("partners:withdraw_token", args=[slug, row.pk])
        return CellButton("Withdraw", f"the token of {row.name}", url) if state(row) == "open" else None

    return Listing(
        name="tokens",
        caption="Tokens made",
        columns=(
            ListColumn("Program", "name"),
            ListColumn("Reads for", "whom"),
            ListColumn("Made by", "made_by"),
            ListColumn("Made", lambda row: timezone.localdate(row.made_at), order="made_at"),
            ListColumn("Ends", "ends"),
            ListColumn("Last used", lambda row: row.last_used_on or "never", order="last_used_on"),
            ListColumn("State", state, note=by, button=withdraw),
        ),
        rows=rows.select_related("person", "body").annotate(whom=Coalesce("person__name", "body__name")),
        empty="No token was made yet. Make one below, and copy it into the program that is to read.",
        record=lambda row: f"token:{row.pk}",
        personal=True,
    )
