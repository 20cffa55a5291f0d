from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from badges.enums import AwardState
from badges.models import Achievement, Award, Certificate


def certificates_visible_to(person: Any) -> QuerySet[Certificate]:
    """Their own. Other people's answer 404."""
    mine = Certificate.objects.filter(award__person_id=person.pk or 0, award__state=AwardState.STANDING)
    return mine.select_related("award__achievement", "award__person").prefetch_related("award__achievement__texts")


def certificate_by_code(code: str) -> Certificate | None:
    """For the public check: any certificate, also of a withdrawn award (the page says so)."""
    found = Certificate.objects.filter(code=code).select_related("award__achievement", "award__person")
    return found.prefetch_related("award__achievement__texts").first()


@dataclass(frozen=True)
class Earned:
    code: str
    key: str
    name: str
    earned_at: Any


def earned_by(person: Any, language: str) -> list[Earned]:
    """What somebody holds, in the words of ``language``. Two queries."""
    return [
        Earned(c.code, c.award.achievement.key, words(c.award.achievement, language).name, c.award.earned_at)
        for c in certificates_visible_to(person).order_by("-award__earned_at")
    ]


def words(achievement: Achievement, language: str) -> Any:
    texts = {text.language: text for text in achievement.texts.all()}
    return texts.get(language) or next(iter(texts.values()))


def earned_for(person: Any, object_key: str) -> Award | None:
    mine = Award.objects.filter(person_id=person.pk, achievement__object_key=object_key, state=AwardState.STANDING)
    return mine.select_related("certificate").first()
