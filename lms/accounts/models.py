from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from lms.accounts.enums import RepresentationState, Role
from lms.core import clock


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail. Everything shown to others is what they chose."""

    email = models.EmailField(_("e-mail address"), unique=True)
    chosen_name = models.CharField(_("name"), max_length=200, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=[("en", "English"), ("es", "Español")], default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    time_zone_confirmed = models.BooleanField(default=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may enter the editor"), default=False)
    joined_at = models.DateTimeField(default=clock.now, editable=False)

    objects = PersonManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = (models.UniqueConstraint(Lower("email"), name="person_email_once"),)

    def __str__(self) -> str:
        return self.chosen_name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class RoleGrant(models.Model):
    """A role that somebody gave to a person. Learner is everybody and has no row."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    granted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    granted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "role"], name="role_granted_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class Organisation(models.Model):
    name = models.CharField(_("name"), max_length=200, unique=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("organisation")

    def __str__(self) -> str:
        return self.name


class Representation(models.Model):
    """A person says that they represent an organisation; staff confirm it. Nothing depends on it until confirmed."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="representations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="representations")
    state = models.CharField(max_length=12, choices=RepresentationState.choices, default=RepresentationState.STATED)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "organisation"], name="representation_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=RepresentationState.values), name="representation_state_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} → {self.organisation_id}"
