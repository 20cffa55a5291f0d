"""What somebody sees of questions and answers. Hidden posts are seen by who wrote them and by staff; nobody sees whom they
muted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q

from courses.enums import InLanguages, Rhythm
from courses.models import Enrolment, Mute, Post, Report, TalkChoices
from courses.models.talk import PostQuerySet


def visible_to(person: Any) -> PostQuerySet:
    """Nothing for strangers: what people ask is read by people who signed in."""
    if not person.is_authenticated:
        return Post.objects.none()
    posts = Post.objects.exclude(author__in=Mute.objects.filter(person=person).values("muted"))
    muted = Mute.objects.filter(person=person).values("muted")
    posts = posts.exclude(question__author__in=muted)
    if person.is_staff:
        return posts
    shown = Q(hidden_at=None) & (Q(question=None) | Q(question__hidden_at=None))
    return posts.filter(shown | Q(author=person))


def questions_of(person: Any, unit_key: UUID, reads: str) -> PostQuerySet:
    """The newest first, with their author and the number of answers that stand."""
    questions = _in(visible_to(person).questions().filter(unit_key=unit_key), reads)
    counted = questions.annotate(answer_count=Count("answers", filter=Q(answers__hidden_at=None)))
    return counted.select_related("author").order_by("-written_at", "-pk")


def thread(person: Any, question_id: int) -> Post | None:
    """A question with the answers that this person sees, in ``seen_answers``: the marked one first, then as they came."""
    answers = visible_to(person).select_related("author").order_by("written_at", "pk")
    questions = visible_to(person).questions().select_related("author")
    found = questions.prefetch_related(Prefetch("answers", queryset=answers, to_attr="seen_answers"))
    question = found.filter(pk=question_id).first()
    if question:
        question.seen_answers.sort(key=lambda answer: answer.pk != question.solution_id)
    return question


def _in(posts: PostQuerySet, reads: str) -> PostQuerySet:
    return posts if reads == InLanguages.BOTH else posts.filter(language=reads)


def choices_of(person: Any) -> TalkChoices:
    """What somebody chose, or what they would have chosen: then it is not stored."""
    return TalkChoices.objects.filter(person=person).first() or TalkChoices(
        person=person, reads=InLanguages.BOTH, rhythm=Rhythm.DAILY
    )


def is_enrolled(person: Any, course_key: UUID) -> bool:
    return Enrolment.objects.filter(person_id=person.pk, course_key=course_key).exists()


def muted_by(person: Any) -> list[Mute]:
    return list(Mute.objects.filter(person=person).select_related("muted").order_by("-muted_at"))


# --- What staff are asked to look at ------------------------------------------------------------------------------


def waiting_questions() -> PostQuerySet:
    """Without a marked answer, in both languages, the one that has waited longest first."""
    counted = Post.objects.waiting().annotate(answer_count=Count("answers", filter=Q(answers__hidden_at=None)))
    return counted.select_related("author").order_by("written_at", "pk")


@dataclass(frozen=True)
class Reported:
    post: Post
    reasons: list[str]
    first_at: datetime


def open_reports() -> list[Reported]:
    """Each reported post once, with every reason given."""
    rows = Report.objects.filter(settled_at=None).select_related("post__author").order_by("reported_at")
    by_post: dict[int, list[Report]] = {}
    for report in rows:
        by_post.setdefault(report.post_id, []).append(report)
    return [
        Reported(reports[0].post, [report.why for report in reports if report.why], reports[0].reported_at)
        for reports in by_post.values()
    ]
