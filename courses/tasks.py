from uuid import UUID

from celery import shared_task

from courses.domain import learning, tending
from lms.core import clock


@shared_task(name="courses.settle_course")
def settle_course(course_key: str) -> None:
    learning.settle_course(course_key=UUID(course_key), now=clock.now())


@shared_task(name="courses.tend_reviews")
def tend_reviews(unit_key: str) -> None:
    tending.tend(unit_key=UUID(unit_key), now=clock.now())
