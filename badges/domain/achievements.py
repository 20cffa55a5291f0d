from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from badges.models import Achievement, AchievementText
from lms.core import jobs
from lms.records.enums import Verb
from lms.records.models import Statement


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
        award_to_those_who_earned(achievement=achievement)
    return achievement


def award_to_those_who_earned(*, achievement: Achievement) -> int:
    """Promises to settle everybody whose record already holds what the achievement asks for. Gives their number."""
    told = Statement.objects.standing().filter(verb=Verb.COMPLETED, object_key=achievement.object_key)
    people = set(told.values_list("person_id", flat=True))
    for person_id in sorted(people):
        jobs.enqueue("records.settle", person_id)
    return len(people)
