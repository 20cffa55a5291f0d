from collections.abc import Mapping
from datetime import datetime

from badges.domain.achievements import define_achievement
from badges.models import Achievement
from courses.models import CoursePage


def give_course_a_badge(
    *, course: CoursePage, names: Mapping[str, str], criteria: Mapping[str, str], now: datetime
) -> Achievement:
    """What finishing the course earns, or other words for it. Its drawing follows from the key, which stays."""
    object_key = f"course:{course.translation_key}"
    kept = Achievement.objects.filter(object_key=object_key).first()
    key = kept.key if kept else _free_key(course.slug)
    return define_achievement(key=key, object_key=object_key, names=names, criteria=criteria, now=now)


def _free_key(slug: str) -> str:
    taken = set(Achievement.objects.filter(key__startswith=slug[:70]).values_list("key", flat=True))
    candidates = (slug[:70], *(f"{slug[:70]}-{number}" for number in range(2, len(taken) + 3)))
    return next(key for key in candidates if key not in taken)
