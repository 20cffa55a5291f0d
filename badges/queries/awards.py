from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from badges.enums import AwardState
from badges.models import Achievement, Award, Certificate
from lms.core.prepared import Parameter, Prepared

HELD = Prepared(
    Certificate.objects.filter(award__person_id=Parameter("person"), award__state=AwardState.STANDING)
    .order_by("-award__earned_at", "pk", "award__achievement__texts__pk")
    .values_list(
        "code",
        "award__achievement__key",
        "award__earned_at",
        "award__achievement__texts__language",
        "award__achievement__texts__name",
    )
)


def certificates_visible_to(person: Any) -> QuerySet[Certificate]:
    """Their own, also what was taken back, with the reason. Other people's answer 404."""
    mine = Certificate.objects.filter(award__person_id=person.pk or 0).exclude(award__state=AwardState.WITHDRAWN)
    return mine.select_related("award__achievement", "award__person").prefetch_related("award__achievement__texts")


def certificate_by_code(code: str) -> Certificate | None:
    """For the public check: any certificate, also of a withdrawn award (the page says so)."""
    found = Certificate.objects.filter(code=code).select_related(
        "award__achievement", "award__version", "award__person"
    )
    return found.prefetch_related("award__achievement__texts", "award__credentials__signing_key").first()


@dataclass(frozen=True)
class Earned:
    code: str
    key: str
    name: str
    earned_at: Any


def earned_by(person: Any, language: str) -> list[Earned]:
    """What somebody holds, the newest first, in the words of ``language`` or those that there are. One query."""
    found: dict[str, Earned] = {}
    for code, key, earned_at, written_in, name in HELD.rows(person=person.pk):
        if code not in found or written_in == language:
            found[code] = Earned(code, key, name or key, earned_at)
    return list(found.values())


def words(achievement: Achievement, language: str) -> Any:
    texts = {text.language: text for text in achievement.texts.all()}
    return texts.get(language) or next(iter(texts.values()))


def earned_for(person: Any, object_key: str) -> Award | None:
    mine = Award.objects.filter(person_id=person.pk, achievement__object_key=object_key, state=AwardState.STANDING)
    return mine.select_related("certificate").first()


def awards_on_desk(words: str) -> QuerySet[Award]:
    """Of everybody, the newest first; ``words``: of a name, an address, a badge or a code."""
    found = Award.objects.select_related("person", "achievement", "certificate", "revoked_by")
    if words:
        found = found.filter(
            Q(person__chosen_name__icontains=words)
            | Q(person__email__icontains=words)
            | Q(achievement__key__icontains=words)
            | Q(achievement__texts__name__icontains=words)
            | Q(certificate__code__iexact=words)
        ).distinct()
    return found.prefetch_related("achievement__texts").order_by("-earned_at", "-pk")


def award_on_desk(pk: int) -> Award | None:
    found = Award.objects.select_related("person", "achievement", "version", "certificate", "revoked_by").filter(pk=pk)
    return found.prefetch_related("achievement__texts", "credentials__signing_key", "credentials__status_list").first()
