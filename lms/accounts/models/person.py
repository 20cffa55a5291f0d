from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from lms.accounts.enums import Language
from lms.core import clock


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail. What others see of them is what they chose: never the address."""

    email = models.EmailField(_("e-mail address"), unique=True)
    chosen_name = models.CharField(
        _("name"),
        max_length=200,
        blank=True,
        help_text=_("What people call you, in any script. It is what others see, and what a certificate says."),
    )
    pronouns = models.CharField(
        _("pronouns"), max_length=60, blank=True, help_text=_("Optional. Shown beside your name.")
    )
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=Language.choices,
        default=Language.ENGLISH,
        help_text=_("Mail, badges and certificates reach you in this language."),
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    time_zone_confirmed = models.BooleanField(_("time zone confirmed"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may enter the editor"), default=False)
    joined_at = models.DateTimeField(_("joined"), default=clock.now, editable=False)

    objects = PersonManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = (
            models.UniqueConstraint(Lower("email"), name="person_email_once"),
            models.CheckConstraint(condition=models.Q(language__in=Language.values), name="person_language_is_known"),
        )

    def __str__(self) -> str:
        # No fall-back to the address: this text reaches pages that others see.
        return self.chosen_name or str(_("Somebody without a name yet"))

    def get_full_name(self) -> str:
        return self.chosen_name

    def get_short_name(self) -> str:
        return self.chosen_name
