from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AwardState(TextChoices):
    STANDING = "standing", _("standing")
    WITHDRAWN = "withdrawn", _("withdrawn")


# Only ``badges.domain.awards`` writes a state. A record that is told again brings an award back.
AWARD_TRANSITIONS: dict[AwardState, frozenset[AwardState]] = {
    AwardState.STANDING: frozenset({AwardState.WITHDRAWN}),
    AwardState.WITHDRAWN: frozenset({AwardState.STANDING}),
}
