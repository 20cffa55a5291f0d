from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    TRAINER = "trainer", _("Trainer")
    EDITOR = "editor", _("Editor")
    COMMITTEE = "committee", _("Leadership committee")
    ADMIN = "admin", _("Administrator")


class RepresentationState(TextChoices):
    STATED = "stated", _("stated by the person")
    CONFIRMED = "confirmed", _("confirmed")
