"""The access table: every URL by name, and whom it opens for. What has no row opens for nobody.

Values: ``PUBLIC`` (anybody), ``SIGNED_IN`` (anybody with an account), ``TOKEN`` (a
token of the partnership whose owner reads; the API asks for it itself), or the
roles one of which a member of the partnership must hold. A person without it
gets the 404 of what does not exist. docs/reference/access.md is printed from it.
"""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.urls import ResolverMatch, reverse

from wardmote.deciding.plan.rules.exceptions import DECIDERS
from wardmote.deciding.plan.rules.plan import APPROVERS, PLANNERS
from wardmote.ground.partners.rules import EVERYONE, JUDGES, KEEPERS, LOADERS, READERS, SIGNERS
from wardmote.ground.partners.viewing import Viewer

PUBLIC: Final = "public"
SIGNED_IN: Final = "signed in"
TOKEN: Final = "a token"
Row = str | frozenset[str]

TABLE: dict[str, Row] = {
    # ---- the front door ----
    "front": PUBLIC,
    "sign_in": PUBLIC,
    "health": PUBLIC,
    "begin": PUBLIC,
    "invitation": PUBLIC,
    "demonstration_sign_in": PUBLIC,
    "outbox": SIGNED_IN,
    "parts": PUBLIC,
    "monday": EVERYONE,
    "search": READERS,
    "help": EVERYONE,
    # ---- the read API ----
    "api:openapi-json": PUBLIC,
    "api:api-root": PUBLIC,
    "api:editions": TOKEN,
    "api:edition": TOKEN,
    "api:actions": TOKEN,
    "api:measures": TOKEN,
    "api:measure": TOKEN,
    "api:readings": TOKEN,
    "api:exceptions": TOKEN,
    "api:editions_csv": TOKEN,
    "api:actions_csv": TOKEN,
    "api:measures_csv": TOKEN,
    "api:readings_csv": TOKEN,
    "api:exceptions_csv": TOKEN,
    # ---- accounts (allauth) ----
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_email": SIGNED_IN,
    "account_confirm_email": PUBLIC,
    "account_email_verification_sent": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": PUBLIC,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    # ---- people ----
    "partners:people": KEEPERS,
    "partners:invite": KEEPERS,
    "partners:leave": KEEPERS,
    "partners:withdraw_invitation": KEEPERS,
    "partners:tokens": EVERYONE,
    "partners:withdraw_token": EVERYONE,
    # ---- jobs and log ----
    "jobs:home": EVERYONE,
    "jobs:job": EVERYONE,
    "jobs:state": EVERYONE,
    "jobs:cancel": LOADERS,
    "jobs:again": LOADERS,
    "audit:log": KEEPERS,
    "audit:export": KEEPERS,
    # ---- evidence ----
    "evidence:home": READERS,
    "evidence:table": READERS,
    "evidence:load": READERS,
    "evidence:rejects": LOADERS,
    "evidence:withdraw": JUDGES,
    "evidence:bring_back": JUDGES,
    "evidence:add": LOADERS,
    "evidence:upload": LOADERS,
    "evidence:mapping": LOADERS,
    # ---- asking ----
    "asking:changes": READERS,
    "asking:changes_csv": READERS,
    "asking:changes_svg": READERS,
    "asking:map": READERS,
    "asking:map_csv": READERS,
    "asking:map_svg": READERS,
    "asking:figure": READERS,
    "asking:figure_csv": READERS,
    "asking:figure_svg": READERS,
    # ---- assessment ----
    "assessment:home": READERS,
    "assessment:read": READERS,
    "assessment:begin": JUDGES,
    "assessment:again": JUDGES,
    "assessment:remove": JUDGES,
    "assessment:finding": JUDGES,
    "assessment:statements": JUDGES,
    "assessment:state": JUDGES,
    "assessment:restate": JUDGES,
    "assessment:judgement": JUDGES,
    "assessment:order": JUDGES,
    "assessment:compare": READERS,
    "assessment:sign_off": SIGNERS,
    "assessment:document": READERS,
    # ---- the plan ----
    "plan:home": READERS,
    "plan:bring": PLANNERS,
    "plan:template": READERS,
    "plan:edition": READERS,
    "plan:priority": READERS,
    "plan:actions": READERS,
    "plan:actions_now": READERS,
    "plan:action": READERS,
    "plan:document": READERS,
    "plan:add_action": PLANNERS,
    "plan:change_action": PLANNERS,
    "plan:set_task": PLANNERS,
    "plan:finish_task": READERS,
    "plan:thread": READERS,
    "plan:owed": READERS,
    "plan:owed_csv": READERS,
    "plan:coverage": READERS,
    "plan:coverage_csv": READERS,
    "plan:difference": READERS,
    "plan:review": READERS,
    "plan:decide": PLANNERS,
    "plan:add_priority": PLANNERS,
    "plan:text": PLANNERS,
    "plan:funds": READERS,
    "plan:funds_now": READERS,
    "plan:fund": READERS,
    "plan:add_fund": PLANNERS,
    "plan:change_fund": PLANNERS,
    "plan:allocate": PLANNERS,
    "plan:strategies": READERS,
    "plan:contacts": READERS,
    "plan:check_contact": PLANNERS,
    "plan:structure": READERS,
    "plan:area": READERS,
    "plan:foreword": READERS,
    "plan:parts": PLANNERS,
    "plan:add_part": PLANNERS,
    "plan:part": PLANNERS,
    "plan:remove_part": PLANNERS,
    "plan:add_text": PLANNERS,
    "plan:remove_text": PLANNERS,
    "plan:add_vision": PLANNERS,
    "plan:open_next": PLANNERS,
    "plan:approve": APPROVERS,
    "plan:exceptions": READERS,
    "plan:exception": READERS,
    "plan:exception_task": DECIDERS,
    "plan:exception_done": READERS,
    "plan:decisions": READERS,
    "plan:proof": READERS,
    "plan:publish": APPROVERS,
    "plan:scoring": READERS,
    "plan:scoring_round": READERS,
    "plan:scoring_csv": READERS,
    "plan:scoring_matters": PLANNERS,
    "plan:scoring_weights": PLANNERS,
    "plan:score": READERS,
    "plan:scoring_decide": APPROVERS,
    "plan:measures": READERS,
    "plan:measure": READERS,
    "plan:target": PLANNERS,
    "plan:baseline": JUDGES,
    "plan:enter_reading": JUDGES,
    "plan:choose_feed": JUDGES,
    "plan:peers": JUDGES,
}
NAVIGATION = (
    ("monday", "Monday"),
    ("assessment:home", "Assessment"),
    ("plan:home", "Plan"),
    ("asking:map", "Map"),
    ("asking:changes", "What changed"),
    ("evidence:home", "Evidence"),
    ("search", "Search"),
    ("partners:people", "People"),
    ("audit:log", "Log"),
)


@dataclass(frozen=True)
class Link:
    name: str
    label: str
    url: str


def row(match: ResolverMatch | None) -> Row | None:
    """The row of a resolved URL; None where there is none."""
    return TABLE.get(match.view_name) if match else None


def may_open(viewer: Viewer, name: str) -> bool:
    """Whether a member's roles open a page of their partnership; templates hide other links."""
    wanted = TABLE.get(name)
    return isinstance(wanted, frozenset) and viewer.has(wanted)


def navigation(viewer: Viewer) -> tuple[Link, ...]:
    """The pages at the head of every page, as far as the viewer may open them."""
    return tuple(
        Link(name, label, reverse(name, args=[viewer.partnership]))
        for name, label in NAVIGATION
        if may_open(viewer, name)
    )


def demonstration() -> bool:
    """Whether this installation shows the demonstration: one-click sign-in, outbox page."""
    return bool(settings.WARDMOTE_DEMO)
