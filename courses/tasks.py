from uuid import UUID

from celery import shared_task

from courses.domain import answer_reviews, carrying, digests, learning, tending
from courses.enums import CarriedAs
from courses.exports.carrying import write_course
from lms.core import clock, jobs


@shared_task(name="courses.settle_course")
def settle_course(course_key: str) -> None:
    learning.settle_course(course_key=UUID(course_key), now=clock.now())


@shared_task(name="courses.carry_course")
def carry_course(course_key: str, form: str, languages: str) -> None:
    carrying.carry_course(
        course_key=UUID(course_key), form=CarriedAs(form), languages=languages, write=write_course, now=clock.now()
    )


@shared_task(name="courses.tidy_carried")
def tidy_carried() -> None:
    carrying.tidy_carried(now=clock.now())


jobs.every("courses.tidy_carried", seconds=24 * 60 * 60)


@shared_task(name="courses.send_digests")
def send_digests() -> None:
    digests.send_due_digests(now=clock.now())


jobs.every("courses.send_digests", seconds=10 * 60)


@shared_task(name="courses.tend_reviews")
def tend_reviews(unit_key: str) -> None:
    tending.tend(unit_key=UUID(unit_key), now=clock.now())


@shared_task(name="courses.tend_answers")
def tend_answers(unit_key: str) -> None:
    answer_reviews.tend_answers(unit_key=UUID(unit_key), now=clock.now())
