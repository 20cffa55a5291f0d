from uuid import UUID

from celery import shared_task

from courses.domain import learning
from lms.core import clock


@shared_task(name="courses.settle_course")
def settle_course(course_key: str) -> None:
    learning.settle_course(course_key=UUID(course_key), now=clock.now())
