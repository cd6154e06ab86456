"""Who works together: partnerships, the bodies in them, people and what each may do where.

A person belongs to a partnership by a membership with one role and dates;
several memberships give several roles, in one town or in many. The system
administrator of the installation is a person with ``runs_installation``; that
opens no record.
"""

from datetime import date, datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from wardmote.ground.owed.moments import MOMENTS
from wardmote.ground.partners.rules import MANAGER, RESERVED, ROLES, in_force, must_be_confirmed
from wardmote.ground.places.models import Area
from wardmote.measuring.catalogue.regimes import body_kind_choices

SLUG = RegexValidator(
    r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "Use small letters, digits and hyphens, beginning with a letter."
)


class Partnership(models.Model):
    """The tenant: everything people write belongs to one. ``place`` comes with the first evidence.

    ``ends``: its last day, as a district that ceases; after it, it is read, and nothing is written in it.
    ``successor``: the partnership that goes on from the day after.
    """

    slug = models.CharField(max_length=60, unique=True, validators=[SLUG])
    name = models.CharField(max_length=200)
    place = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT)
    begun_at = models.DateTimeField(auto_now_add=True)
    ends = models.DateField(null=True, blank=True)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(condition=~Q(slug__in=RESERVED), name="partnership_slug_not_reserved"),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(ends__isnull=False), name="partnership_ends_first"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def over(self, day: date) -> bool:
        """Whether it has ended before a day."""
        return self.ends is not None and self.ends < day


class BodyQuerySet(models.QuerySet["Body"]):
    """The bodies people ask for."""

    def on(self, day: date) -> "BodyQuerySet":
        """Those there are on a day, as ``Body.in_force`` says of each."""
        begun, not_over = Q(begins=None) | Q(begins__lte=day), Q(ends=None) | Q(ends__gte=day)
        return self.filter(begun, not_over)


class Body(models.Model):
    """An organisation in a partnership: the council, the police, a housing association.

    ``begins`` and ``ends``: the first and last day it is one, both inside; ``begins`` empty: from before
    anything is known. ``successor``: who carries on its work from the day after. ``name``: what it is called
    now; what it was called before stands in ``former_names``.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, choices=body_kind_choices)
    begins = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    ended_why = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = BodyQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "bodies"
        constraints = (
            models.UniqueConstraint(fields=("partnership", "name"), name="body_named_once_in_partnership"),
            models.CheckConstraint(
                condition=Q(begins__isnull=True) | Q(ends__isnull=True) | Q(ends__gte=models.F("begins")),
                name="body_ends_after_begin",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(ends__isnull=False), name="body_ends_before_successor"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def in_force(self, day: date) -> bool:
        """Whether there is such a body on a day."""
        return in_force(self.begins or date.min, self.ends, day)

    def answering(self, day: date) -> "Body":
        """Who answers on a day for what this body owes: itself, or whoever carries on its work by then.

        Where it ended and nobody does, itself: nobody belongs to it any more, and its managers answer.
        """
        if self.ends is None or day <= self.ends or self.successor_id is None:
            return self  # nothing is asked for
        return self if self.successor is None else self.successor.answering(day)

    def name_on(self, day: date) -> str:
        """What it was called on a day; asks for ``former_names`` once."""
        return next((was.name for was in self.former_names.all() if day <= was.ends), self.name)


class FormerName(models.Model):
    """What a body was called until a day, which is inside."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=200)
    ends = models.DateField()

    class Meta:
        ordering = ("ends",)
        constraints = (models.UniqueConstraint(fields=("body", "ends"), name="body_called_so_until_a_day"),)

    def __str__(self) -> str:
        return f"{self.name}, until {self.ends}"


class People(BaseUserManager["Person"]):
    """Makes people; an e-mail address is kept in small letters, so that it is one person's."""

    def create_user(self, email: str, name: str, password: str | None = None) -> "Person":
        person = self.model(email=email.strip().lower(), name=name.strip())
        person.set_password(password)
        person.save()
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Somebody who signs in with an e-mail address."""

    email = models.EmailField(unique=True, max_length=254)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    runs_installation = models.BooleanField(default=False)
    demonstration = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[People] = People()

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's role in a partnership, for a body, from a day and perhaps to one (inclusive)."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=ROLES)
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)  # ended by somebody: no longer in force, at once
    wards = models.JSONField(default=list)  # a councillor's own, by their names
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("person__name", "role")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=models.F("begins")),
                name="membership_ends_after_begin",
            ),
            models.UniqueConstraint(
                fields=("partnership", "person", "body", "role"),
                condition=Q(ends__isnull=True),
                name="membership_open_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}, {self.body}"

    def in_force(self, today: date) -> bool:
        """Whether it counts today; one that somebody ended never does, even if it began today, nor one for a
        body that is over. Ask for memberships with their ``body``."""
        held = self.removed_at is None and in_force(self.begins, self.ends, today)
        return held and self.body.in_force(today)


class ContactDetails(models.Model):
    """How a person is reached at work. ``shown_since``: when they agreed that members read it."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="contact")
    job = models.CharField(max_length=200, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    shown_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "contact details"

    def __str__(self) -> str:
        return f"{self.job}, {self.telephone}"


class Invitations(models.QuerySet["Invitation"]):
    """The invitations people ask for."""

    def open(self, now: datetime) -> "Invitations":
        return self.filter(taken_up_at=None, withdrawn_at=None, ends_at__gt=now)


class Invitation(models.Model):
    """A link sent to somebody who may join; only the token's hash is kept, and it works once.

    ``by_reader``: whether who sent it reads records here, or runs the server; else it may wait.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    email = models.EmailField(max_length=254)
    roles = models.JSONField()
    begins = models.DateField(null=True, blank=True)  # the first day they are a member; else when they come
    token_sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(max_length=200)
    sent_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    by_reader = models.BooleanField(default=True)
    confirmed_by = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = Invitations.as_manager()

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.email} to {self.partnership}"

    @property
    def waits(self) -> bool:
        """Whether somebody has still to confirm it."""
        if self.by_reader or self.confirmed_at is not None:
            return False
        managed = Membership.objects.filter(partnership=self.partnership_id, role=MANAGER).exists()
        return must_be_confirmed(wanted=self.roles, by_reader=False, managed=managed)


class Tokens(models.QuerySet["ApiToken"]):
    """The tokens people ask for."""

    def open(self, today: date) -> "Tokens":
        return self.filter(withdrawn_at=None, ends__gte=today)


class ApiToken(models.Model):
    """A key for another program that reads for a person or for a body; only the token's hash is kept.

    It rests on the membership of ``holder``: the person it reads for, or the manager who made it for a body.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT)
    maker = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="tokens_made"
    )
    name = models.CharField(max_length=100)
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    ends = models.DateField()
    last_used_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)

    objects = Tokens.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=False, body__isnull=True)
                | Q(person__isnull=True, body__isnull=False),
                name="token_of_a_person_or_a_body",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, for {self.person or self.body}"

    @property
    def holder_id(self) -> int | None:
        """Whose membership it rests on; None where that is not known: then it opens nothing."""
        return self.person_id or self.maker_id


class Reminder(models.Model):
    """That a body that owes a thing was written to ahead of, at or after the day it is due; once each.

    ``about``: the kind and the row of what is owed, as ``owed.Owed`` has it. ``body``: whom, as
    ``OwedBy.key`` has it; empty in rows from before there was one a body, which stand for every body.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    about = models.CharField(max_length=80)
    moment = models.CharField(max_length=6, choices=MOMENTS)
    body = models.CharField(max_length=200, default="")
    to = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("partnership", "about", "moment", "body"), name="reminded_once_a_moment"
            ),
        )

    def __str__(self) -> str:
        return f"{self.about}, {self.moment}"
