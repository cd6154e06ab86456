"""Addresses of the room, below the partnership's slug."""

from wardmote.ground.pages.addresses import page
from wardmote.ground.partners import token_pages, views
from wardmote.ground.partners.rules import EVERYONE, KEEPERS, LEADERS

app_name = "partners"
urlpatterns = [
    page("people/", views.people, roles=KEEPERS, menu="People", reads="list:person"),
    page("people/invite/", views.invite_somebody, name="invite", roles=KEEPERS),
    page("people/tokens/", token_pages.tokens, roles=EVERYONE, reads="list:token"),
    page("people/tokens/<int:token>/withdraw/", token_pages.withdraw_token, roles=EVERYONE),
    page("people/<int:membership>/leave/", views.end_membership, name="leave", roles=KEEPERS),
    page("people/invitations/<int:invitation>/withdraw/", views.withdraw_invitation, roles=KEEPERS),
    page("people/invitations/<int:invitation>/confirm/", views.confirm_invitation, roles=LEADERS),
]
