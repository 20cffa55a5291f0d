"""Replies are mailed together, in the person's own morning. A reply is told once: the mail is promised, and the reply
marked, in one transaction under a lock on the person's choices."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import override

from courses.domain.talk import choose
from courses.enums import Rhythm
from courses.errors import NotPublished
from courses.models import Mute, Post, Reply, TalkChoices
from courses.queries.outline import course_of_unit
from lms.accounts.models import Person
from lms.content.queries.published import published_number
from lms.core.moments import zone_of
from lms.mail.domain import promise_message

MORNING = time(7)
MONDAY = 0
MOST_REPLIES = 30  # in one mail; the page has all
LONGEST_EXCERPT = 240
SALT = "courses.talk.stop"


def last_morning(now: datetime, *, zone: str, rhythm: Rhythm) -> datetime:
    """The moment up to which somebody is told now: seven o'clock of today or yesterday on their own wall, or of Monday."""
    place = zone_of(zone) or ZoneInfo("UTC")
    day = now.astimezone(place).date()
    if datetime.combine(day, MORNING, place) > now:
        day -= timedelta(days=1)
    if rhythm == Rhythm.WEEKLY:
        day -= timedelta(days=(day.weekday() - MONDAY) % 7)
    return datetime.combine(day, MORNING, place)


def send_due_digests(*, now: datetime) -> int:
    """Answers how many mails were promised."""
    waiting = Reply.objects.filter(told_at=None).order_by("person_id").values_list("person_id", flat=True).distinct()
    return sum(send_digest(person_id=pk, now=now) for pk in list(waiting))


def send_digest(*, person_id: int, now: datetime) -> bool:
    """Tells somebody of everything that was written before their last morning, unless that morning's mail has gone."""
    TalkChoices.objects.get_or_create(person_id=person_id)
    with transaction.atomic():
        choices = TalkChoices.objects.select_for_update().get(person_id=person_id)
        person = Person.objects.get(pk=person_id)
        morning = last_morning(now, zone=person.time_zone, rhythm=Rhythm(choices.rhythm))
        if choices.rhythm == Rhythm.NEVER or (choices.told_at and choices.told_at >= morning):
            return False
        waiting = Reply.objects.filter(person_id=person_id, told_at=None, written_at__lt=morning)
        keys = list(waiting.values_list("post_id", flat=True))
        if not keys:
            return False
        Reply.objects.filter(person_id=person_id, post_id__in=keys).update(told_at=now)
        choices.told_at = now
        choices.save(update_fields=["told_at"])
        threads = _threads(_to_tell(person, keys), person.language)
        if not threads or not person.is_active:
            return False
        _promise(person, threads, morning, now)
    return True


def _to_tell(person: Person, keys: list[int]) -> list[Post]:
    """Without what was hidden meanwhile, and without who was muted meanwhile."""
    muted = Mute.objects.filter(person=person).values("muted")
    posts = Post.objects.shown().filter(pk__in=keys).filter(~Q(author__in=muted) | Q(author=None))
    return list(posts.select_related("author", "question").order_by("question_id", "written_at", "pk"))


def _threads(posts: list[Post], language: str) -> list[dict[str, Any]]:
    """Each question with its new answers, in the reader's language but for what people wrote."""
    threads: dict[int, dict[str, Any]] = {}
    number = published_number()
    for post in posts[:MOST_REPLIES]:
        course = course_of_unit(number, post.unit_key)
        if course is None or post.question is None:
            continue
        with override(language):
            unit = course.units[course.position(post.unit_key)].in_language(language)
            link = settings.SITE_URL + reverse("courses:question", args=[post.question.pk])
            said = {"who": str(post.author) if post.author else "", "words": excerpt(post.text)}
        thread = {"unit": unit.title, "question": excerpt(post.question.text), "link": link, "answers": []}
        threads.setdefault(post.question.pk, thread)["answers"].append(said)
    return list(threads.values())


def _promise(person: Person, threads: list[dict[str, Any]], morning: datetime, now: datetime) -> None:
    with override(person.language):
        stop = settings.SITE_URL + reverse("courses:stop_mail", args=[stop_token(person)])
        choices = settings.SITE_URL + reverse("courses:talk_choices")
    promise_message(
        key=f"talk:{person.pk}:{morning.isoformat()}",
        to=person.email,
        language=person.language,
        template="talk_digest",
        context={
            "name": person.chosen_name,
            "threads": threads,
            "count": sum(len(thread["answers"]) for thread in threads),
            "stop": stop,
            "choices": choices,
        },
        now=now,
        person=person,
        unsubscribe=stop,
    )


def excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_EXCERPT else f"{line[: LONGEST_EXCERPT - 1].rstrip()}…"


def stop_token(person: Person) -> str:
    """Says who, and is ours. It can only end this mail, so it never runs out: old mail has a working way out too."""
    return signing.Signer(salt=SALT).sign(str(person.pk))


def stop_mail(*, token: str, now: datetime) -> Person:
    """Raises NotPublished for a token that is not ours, or of somebody who left."""
    person = person_of_token(token)
    choose(person=person, rhythm=Rhythm.NEVER, now=now)
    return person


def person_of_token(token: str) -> Person:
    try:
        person = Person.objects.filter(pk=int(signing.Signer(salt=SALT).unsign(token))).first()
    except (signing.BadSignature, ValueError):
        raise NotPublished from None
    if person is None:
        raise NotPublished
    return person
