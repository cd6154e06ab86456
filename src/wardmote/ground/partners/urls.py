"""Addresses of the room, below the partnership's slug."""

from wardmote.ground.pages.addresses import page
from wardmote.ground.partners import body_pages, group_pages, hat_pages, leaving_pages, token_pages, views
from wardmote.ground.partners.rules import EVERYONE, KEEPERS, LEADERS, MANAGER

app_name = "partners"
urlpatterns = [
    page("people/", views.people, roles=KEEPERS, menu="People", reads="list:person"),
    page("people/bodies/", body_pages.bodies, roles=EVERYONE, reads="list:body"),
    page("people/bodies/add/", body_pages.add_body, roles={MANAGER}),
    page("people/bodies/<int:body>/", body_pages.body, roles=EVERYONE, reads="body:{body}"),
    page("people/bodies/<int:body>/change/", body_pages.change_body, roles={MANAGER}),
    page("people/bodies/<int:body>/end/", body_pages.end_body, roles={MANAGER}),
    page("people/bodies/<int:body>/stand-again/", body_pages.stand_again, roles={MANAGER}),
    page("people/groups/", group_pages.structure, roles=EVERYONE, reads="list:group"),
    page("people/groups/add/", group_pages.add_group, roles={MANAGER}),
    page("people/groups/<int:group>/", group_pages.group, roles=EVERYONE, reads="group:{group}"),
    page("people/groups/<int:group>/change/", group_pages.change_group, roles={MANAGER}),
    page("people/groups/<int:group>/end/", group_pages.end_group, roles={MANAGER}),
    page("people/groups/<int:group>/stand-again/", group_pages.group_stands_again, roles={MANAGER}),
    page("people/groups/<int:group>/seats/add/", group_pages.add_seat, roles={MANAGER}),
    page("people/groups/<int:group>/seats/<int:seat>/end/", group_pages.end_seat, roles={MANAGER}),
    page("people/groups/<int:group>/wards/", group_pages.set_wards, roles={MANAGER}),
    page("people/groups/<int:group>/reports-to/", group_pages.set_line, roles={MANAGER}),
    page("people/hat/", hat_pages.hat, roles=EVERYONE),
    page("people/contact/", leaving_pages.contact, roles=EVERYONE),
    page("people/person/<int:person>/", leaving_pages.leaves, roles=KEEPERS, reads="person:{person}"),
    page("people/<int:membership>/wards/", leaving_pages.wards_of, roles={MANAGER}),
    page("people/invite/many/", leaving_pages.invite_many, roles=KEEPERS),
    page("people/invite/", views.invite_somebody, name="invite", roles=KEEPERS),
    page("people/tokens/", token_pages.tokens, roles=EVERYONE, reads="list:token"),
    page("people/tokens/<int:token>/withdraw/", token_pages.withdraw_token, roles=EVERYONE),
    page("people/<int:membership>/leave/", views.end_membership, name="leave", roles=KEEPERS),
    page("people/invitations/<int:invitation>/withdraw/", views.withdraw_invitation, roles=KEEPERS),
    page("people/invitations/<int:invitation>/confirm/", views.confirm_invitation, roles=LEADERS),
]
