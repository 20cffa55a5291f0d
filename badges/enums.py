from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AwardState(TextChoices):
    STANDING = "standing", _("standing")
    WITHDRAWN = "withdrawn", _("withdrawn")  # the record does not show it any more
    # Translators: of a badge: somebody took it back, with a reason
    REVOKED = "revoked", _("revoked")


# Only ``badges.domain.awards`` writes a state. A record that is told again brings an award back, but not what was revoked.
AWARD_TRANSITIONS: dict[AwardState, frozenset[AwardState]] = {
    AwardState.STANDING: frozenset({AwardState.WITHDRAWN, AwardState.REVOKED}),
    AwardState.WITHDRAWN: frozenset({AwardState.STANDING}),
    AwardState.REVOKED: frozenset({AwardState.STANDING}),
}


class KeyPurpose(TextChoices):
    """Whoever gets hold of one of them cannot do what the other does."""

    CREDENTIALS = "credentials"
    STATUS = "status"


class KeyState(TextChoices):
    ACTIVE = "active"  # signs
    RETIRED = "retired"  # what it signed stands
    COMPROMISED = "compromised"  # is not published any more; what it signed is signed anew


KEY_TRANSITIONS: dict[KeyState, frozenset[KeyState]] = {
    KeyState.ACTIVE: frozenset({KeyState.RETIRED, KeyState.COMPROMISED}),
    KeyState.RETIRED: frozenset({KeyState.COMPROMISED}),
    KeyState.COMPROMISED: frozenset(),
}
