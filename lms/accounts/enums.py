from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Language(TextChoices):
    """Each named in itself: a reader finds their own."""

    ENGLISH = "en", "English"
    SPANISH = "es", "Español"


class Role(TextChoices):
    TRAINER = "trainer", _("Trainer")
    EDITOR = "editor", _("Editor")
    COMMITTEE = "committee", _("Leadership committee")
    SUPPORT = "support", _("Support team")
    ADMIN = "admin", _("Administrator")


class RoleAction(TextChoices):
    GRANTED = "granted", _("given")
    REVOKED = "revoked", _("taken away")


class RepresentationState(TextChoices):
    STATED = "stated", _("stated by the person")
    CONFIRMED = "confirmed", _("confirmed")
