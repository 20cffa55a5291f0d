"""Who teaches what, and what waits for them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from courses.enums import AttemptState, RequestState, ReviewState, SubmissionState
from courses.models import (
    Cohort,
    CohortMember,
    HandedInFile,
    JoinRequest,
    QuizAttempt,
    Review,
    ReviewedAnswer,
    Submission,
)
from courses.queries.assignments import handed_in
from courses.queries.outline import Course, catalogue, course_by_key
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.accounts.queries import has_role, people_with_role
from lms.content.queries.published import published_number
from lms.core.prepared import Parameter, Prepared

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def trainers_of(course_key: UUID) -> list[Person]:
    """Whoever a cohort of the course names; where none does, the trainers of the house, else its administrators."""
    named = Person.objects.filter(is_active=True, cohorts_taught__course_key=course_key).distinct().order_by("pk")
    if people := list(named):
        return people
    course = course_by_key(published_number(), course_key)
    if not (course and course.terms.is_private) and (people := list(people_with_role(Role.TRAINER))):
        return people
    return list(Person.objects.filter(is_active=True, is_superuser=True).order_by("pk"))


def courses_taught_by(person: Person, number: int) -> list[Course]:
    """Two queries, whatever the number of courses."""
    courses = catalogue(number)
    if person.is_superuser:
        return list(courses)
    named: dict[UUID, set[int]] = {}
    for course_key, trainer in Cohort.objects.values_list("course_key", "trainers"):
        if trainer:
            named.setdefault(course_key, set()).add(trainer)
    is_trainer = has_role(person, Role.TRAINER)
    return [
        course
        for course in courses
        if person.pk in named.get(course.key, ())
        or (is_trainer and course.key not in named and not course.terms.is_private)
    ]


def courses_managed_by(person: Person, number: int) -> list[Course]:
    """Whose terms and cohorts somebody may set: editors those of every course, trainers those of what they teach."""
    if has_role(person, Role.EDITOR):
        return list(catalogue(number))
    return courses_taught_by(person, number)


def manages_something(person: Any) -> bool:
    return isinstance(person, Person) and bool(courses_managed_by(person, published_number()))


def teaches(person: Person, course: Course) -> bool:
    return course in courses_taught_by(person, published_number())


def sees(person: "Person | AnonymousUser", course: Course, *, is_enrolled: bool) -> bool:
    """Whether somebody learns that a course exists. No query unless it is private."""
    if not course.terms.is_private or is_enrolled:
        return True
    if not isinstance(person, Person):
        return False
    if person.is_superuser or has_role(person, Role.EDITOR):
        return True
    return Cohort.objects.filter(course_key=course.key, trainers=person).exists()


def visible_to(person: "Person | AnonymousUser", courses: Iterable[Course]) -> list[Course]:
    """Without the private courses of others. No query for strangers, nor where nothing is private; else three at most."""
    courses = list(courses)
    hidden = {course.key for course in courses if course.terms.is_private}
    if not hidden:
        return courses
    mine: set[UUID] = set()
    if isinstance(person, Person):
        if person.is_superuser or has_role(person, Role.EDITOR):
            return courses
        mine = set(person.enrolments.filter(course_key__in=hidden).values_list("course_key", flat=True))
        mine |= set(person.cohorts_taught.filter(course_key__in=hidden).values_list("course_key", flat=True))
    return [course for course in courses if course.key not in hidden - mine]


def waiting_work(courses: Iterable[Course]) -> QuerySet[Submission]:
    """What a trainer of these courses may review, the oldest first, whoever else was asked."""
    keys = [unit.key for course in courses for unit in course.units if unit.kind == "assignment"]
    given = Count("reviews", filter=Q(reviews__state=ReviewState.GIVEN))
    return handed_in().filter(unit_key__in=keys).select_related("person").annotate(reviews_given=given)


def waiting_answers(courses: Iterable[Course]) -> QuerySet[QuizAttempt]:
    """Quizzes whose open answers a trainer of these courses may read, the oldest first."""
    keys = [unit.key for course in courses for unit in course.units if unit.kind == "quiz"]
    waiting = QuizAttempt.objects.filter(state=AttemptState.WAITING, unit_key__in=keys)
    return waiting.select_related("person").order_by("handed_in_at", "pk")


def answers_reviewable_by(person: Person, number: int) -> QuerySet[QuizAttempt]:
    """Attempts whose open answers somebody may see to review them, or did: never their own, and none that is still open."""
    keys = [unit.key for course in courses_taught_by(person, number) for unit in course.units]
    asked = ReviewedAnswer.objects.filter(answer__attempt=OuterRef("pk"))
    attempts = QuizAttempt.objects.exclude(state=AttemptState.OPEN).exclude(person=person)
    return attempts.filter(Exists(asked), unit_key__in=keys).select_related("person")


def reviews_in(attempt: QuizAttempt) -> QuerySet[ReviewedAnswer]:
    """Of what is answered in one's own words. Whoever asks may see the attempt."""
    reviews = ReviewedAnswer.objects.filter(answer__attempt=attempt)
    return reviews.select_related("answer", "reviewer").order_by("pk")


def asked_of(person: Person) -> QuerySet[Review]:
    """The reviews that a participant was asked for and that still help, the oldest first."""
    asked = Review.objects.filter(reviewer=person, state=ReviewState.ASKED, submission__state=SubmissionState.HANDED_IN)
    return asked.select_related("submission").order_by("asked_at")


# Asked on everybody's own page.
ASKED = Prepared(
    Review.objects.filter(
        reviewer_id=Parameter("person"), state=ReviewState.ASKED, submission__state=SubmissionState.HANDED_IN
    ).values_list("pk")
)


def count_asked(person: Person) -> int:
    return len(ASKED.rows(person=person.pk))


def reviewable_by(person: Person, number: int) -> QuerySet[Submission]:
    """Work whose words and files somebody may see to review it: never their own, and never a draft."""
    keys = [unit.key for course in courses_taught_by(person, number) for unit in course.units]
    asked = Review.objects.filter(submission=OuterRef("pk"), reviewer=person)
    work = Submission.objects.exclude(state=SubmissionState.DRAFT).exclude(person=person)
    return work.filter(Q(unit_key__in=keys) | Exists(asked)).select_related("person")


def files_visible_to(person: Person, number: int) -> QuerySet[HandedInFile]:
    theirs = Q(submission__person=person) | Q(submission__in=reviewable_by(person, number))
    return HandedInFile.objects.filter(theirs).select_related("submission")


def requests_for(courses: Iterable[Course]) -> QuerySet[JoinRequest]:
    """Who asks to join one of these courses, the oldest first."""
    keys = [course.key for course in courses]
    asked = JoinRequest.objects.filter(state=RequestState.ASKED, course_key__in=keys)
    return asked.select_related("person", "cohort").order_by("asked_at", "pk")


def cohorts_of(course_key: UUID) -> QuerySet[Cohort]:
    """With the number of their members, the newest first."""
    cohorts = Cohort.objects.filter(course_key=course_key).annotate(taken=Count("members", distinct=True))
    return cohorts.prefetch_related(Prefetch("trainers", Person.objects.order_by("chosen_name"))).order_by("-pk")


def members_of(cohort: Cohort) -> QuerySet[CohortMember]:
    """The roster, which only those who teach it see."""
    return cohort.members.select_related("person").order_by("person__chosen_name", "pk")
