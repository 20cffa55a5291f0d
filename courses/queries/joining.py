from typing import Any
from uuid import UUID

from courses.models import Cohort, CohortMember, JoinRequest


def cohort_by_token(token: str) -> Cohort | None:
    return Cohort.objects.filter(token=token).first()


def place_of(person: Any, cohort: Cohort) -> CohortMember | None:
    return CohortMember.objects.filter(person=person, cohort=cohort).first() if person else None


def request_of(person: Any, course_key: UUID) -> JoinRequest | None:
    """What somebody asked last."""
    asked = JoinRequest.objects.filter(person=person, course_key=course_key) if person else JoinRequest.objects.none()
    return asked.order_by("-asked_at", "-pk").first()
