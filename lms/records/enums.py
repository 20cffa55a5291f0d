from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    """What somebody did, in the words of xAPI (IEEE 9274.1.1) where it has one."""

    ENROLLED = "enrolled", _("enrolled")
    COMPLETED = "completed", _("completed")
    ATTENDED = "attended", _("attended")
    TAUGHT = "taught", _("taught")
    INTERPRETED = "interpreted", _("interpreted")
    RESOLVED = "resolved", _("resolved")
    REVIEWED = "reviewed", _("reviewed")
    MENTORED = "mentored", _("mentored")
    ENDORSED = "endorsed", _("endorsed")
    CONTRIBUTED = "contributed", _("contributed")
    VOIDED = "voided", _("voided")
