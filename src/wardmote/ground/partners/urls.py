"""Addresses of the room, below the partnership's slug."""

from django.urls import path

from wardmote.ground.partners import token_pages, views

app_name = "partners"
urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite_somebody, name="invite"),
    path("people/tokens/", token_pages.tokens, name="tokens"),
    path("people/tokens/<int:token>/withdraw/", token_pages.withdraw_token, name="withdraw_token"),
    path("people/<int:membership>/leave/", views.end_membership, name="leave"),
    path(
        "people/invitations/<int:invitation>/withdraw/", views.withdraw_invitation, name="withdraw_invitation"
    ),
]
