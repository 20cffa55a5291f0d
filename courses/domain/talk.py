"""Writes of questions and answers."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from courses.enums import InLanguages, Rhythm
from courses.errors import (
    NoReason,
    NotALanguage,
    NotAllowed,
    NothingWritten,
    NotPublished,
    TextTooLong,
    TooManyPosts,
)
from courses.models import Mute, Post, Reply, Report, TalkChoices
from courses.queries.outline import course_of_unit
from courses.queries.talk import is_enrolled
from courses.rules.talk import may_hide, may_mark, may_write
from lms.accounts.models import Person
from lms.content.enums import Language
from lms.content.queries.published import published_number
from lms.core.html import HtmlTooLong, LineTooLong, clean_line, clean_text
from lms.core.policy import Decision, Denied

if TYPE_CHECKING:
    from django.db.models import QuerySet

LONGEST_POST = 5000
LONGEST_REASON = 300
MOST_AN_HOUR = 12
HOUR = timedelta(hours=1)
SAME_FORM = timedelta(minutes=10)


def ask(*, person: Person, unit_key: UUID, language: str, text: str, now: datetime) -> Post:
    return _write(person, unit_key, None, language, text, now)


def answer(*, person: Person, question: Post, language: str, text: str, now: datetime) -> Post:
    """Everybody who wrote in the thread is to be told, but who wrote this one and who muted them."""
    with transaction.atomic():
        post = _write(person, question.unit_key, question, language, text, now)
        _note_replies(question, post)
    return post


def _write(person: Person, unit_key: UUID, question: Post | None, language: str, text: str, now: datetime) -> Post:
    """The same form sent twice writes one post."""
    course = course_of_unit(published_number(), unit_key)
    if course is None or (question and question.hidden_at):
        raise NotPublished
    _insist(may_write(person, is_enrolled=is_enrolled(person, course.key)))
    if language not in Language.values:
        raise NotALanguage
    words = _cleaned(text)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(
            pk=person.pk
        )  # one post of a person at a time: the counts hold
        mine = Post.objects.filter(author=person)
        same = mine.filter(unit_key=unit_key, question=question, text=words, written_at__gt=now - SAME_FORM).first()
        if same:
            return same
        if mine.filter(written_at__gt=now - HOUR).count() >= MOST_AN_HOUR:
            raise TooManyPosts
        return Post.objects.create(
            unit_key=unit_key, question=question, author=person, language=language, text=words, written_at=now
        )


def _note_replies(question: Post, post: Post) -> None:
    in_thread = Post.objects.filter(pk=question.pk) | Post.objects.filter(question=question)
    writers = set(in_thread.exclude(author=None).values_list("author_id", flat=True)) - {post.author_id}
    deaf = set(Mute.objects.filter(person__in=writers, muted_id=post.author_id).values_list("person_id", flat=True))
    deaf |= set(TalkChoices.objects.filter(person__in=writers, rhythm=Rhythm.NEVER).values_list("person_id", flat=True))
    Reply.objects.bulk_create(
        [Reply(person_id=pk, post=post, written_at=post.written_at) for pk in sorted(writers - deaf)],
        ignore_conflicts=True,
    )


def mark_answer(*, person: Person, post: Post, now: datetime) -> Post:
    """This answer helped; a second time takes the mark back. Gives the question."""
    if post.question_id is None:
        raise NotPublished
    with transaction.atomic():
        question = Post.objects.select_for_update(no_key=True).get(pk=post.question_id)
        _insist(may_mark(person, question))
        question.solution = None if question.solution_id == post.pk else post
        question.save(update_fields=["solution"])
    return question


def hide_post(*, person: Person, post: Post, why: str, now: datetime) -> Post:
    """With a reason, which who wrote it reads. Whatever was reported about it is settled."""
    _insist(may_hide(person))
    reason = _reason(why)
    if not reason:
        raise NoReason
    with transaction.atomic():
        post = Post.objects.select_for_update(no_key=True).get(pk=post.pk)
        post.hidden_at, post.hidden_by, post.hidden_why = now, person, reason
        post.save(update_fields=["hidden_at", "hidden_by", "hidden_why"])
        Post.objects.filter(solution=post).update(solution=None)
        _settle(post, person, now)
    return post


def leave_post(*, person: Person, post: Post, now: datetime) -> Post:
    """It stands, or stands again; whatever was reported about it is settled."""
    _insist(may_hide(person))
    with transaction.atomic():
        post = Post.objects.select_for_update(no_key=True).get(pk=post.pk)
        post.hidden_at, post.hidden_by, post.hidden_why = None, None, ""
        post.save(update_fields=["hidden_at", "hidden_by", "hidden_why"])
        _settle(post, person, now)
    return post


def _settle(post: Post, person: Person, now: datetime) -> None:
    reports: QuerySet[Report] = Report.objects.filter(post=post, settled_at=None)
    reports.update(settled_at=now, settled_by=person)


def report_post(*, person: Person, post: Post, why: str, now: datetime) -> Report:
    """Once for each person and post: what staff settled is not opened again by the same person."""
    report, _ = Report.objects.get_or_create(
        post=post, person=person, defaults={"why": _reason(why), "reported_at": now}
    )
    return report


def mute_author(*, person: Person, post: Post, now: datetime) -> None:
    """Nothing of theirs is shown to ``person`` any more, and nothing is told of it. Oneself, or nobody: nothing happens."""
    if post.author_id is None or post.author_id == person.pk:
        return
    with transaction.atomic():
        Mute.objects.get_or_create(person=person, muted_id=post.author_id, defaults={"muted_at": now})
        Reply.objects.filter(person=person, post__author_id=post.author_id, told_at=None).delete()


def unmute(*, person: Person, muted_id: int) -> None:
    Mute.objects.filter(person=person, muted_id=muted_id).delete()


def choose(*, person: Person, reads: str | None = None, rhythm: str | None = None, now: datetime) -> TalkChoices:
    """What is None stays. Who wants no mail is not told later of what was written meanwhile."""
    wanted = {"reads": reads, "rhythm": rhythm}
    known = {"reads": InLanguages.values, "rhythm": Rhythm.values}
    changes = {name: value for name, value in wanted.items() if value in known[name]}
    with transaction.atomic():
        choices, _ = TalkChoices.objects.update_or_create(person=person, defaults=changes)
        if choices.rhythm == Rhythm.NEVER:
            Reply.objects.filter(person=person, told_at=None).delete()
    return choices


def _insist(decision: Decision) -> None:
    if isinstance(decision, Denied):
        raise NotAllowed(decision.reason)


def _cleaned(text: str) -> str:
    try:
        words = clean_text(text, most=LONGEST_POST)
    except HtmlTooLong:
        raise TextTooLong(LONGEST_POST) from None
    if not words:
        raise NothingWritten
    return words


def _reason(why: str) -> str:
    try:
        return clean_line(why, most=LONGEST_REASON)
    except LineTooLong:
        raise TextTooLong(LONGEST_REASON) from None
