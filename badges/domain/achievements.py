from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from badges.models import Achievement, AchievementText


def define_achievement(
    *, key: str, object_key: str, names: Mapping[str, str], criteria: Mapping[str, str], now: datetime
) -> Achievement:
    """Makes or renames the achievement for completing ``object_key``; both mappings go from language to words."""
    with transaction.atomic():
        achievement, _ = Achievement.objects.update_or_create(
            object_key=object_key, defaults={"key": key}, create_defaults={"key": key, "made_at": now}
        )
        for language, name in names.items():
            AchievementText.objects.update_or_create(
                achievement=achievement, language=language, defaults={"name": name, "criteria": criteria[language]}
            )
    return achievement
