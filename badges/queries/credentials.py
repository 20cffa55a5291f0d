"""Credentials as strangers and holders find them, and what stands behind them for everybody."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from badges.models import AchievementVersion, Credential, StatusList


def credential_shown_to(person: Any, key: UUID) -> Credential | None:
    """What its holder shares, and one's own. Everything else is not there."""
    may_see = Q(award__certificate__is_shared=True) | Q(award__person_id=person.pk or 0)
    found = Credential.objects.filter(may_see, key=key)
    return found.select_related("award__version__achievement", "award__certificate", "status_list").first()


def version_of(key: str, number: int) -> AchievementVersion | None:
    found = AchievementVersion.objects.filter(achievement__key=key, number=number)
    return found.select_related("achievement").first()


def list_numbered(number: int) -> StatusList | None:
    return StatusList.objects.filter(number=number).first()
