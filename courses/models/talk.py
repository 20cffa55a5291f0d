"""Questions under a unit and their answers. They belong to the unit's key: both languages of a unit share them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from courses.enums import InLanguages, Rhythm
from lms.content.enums import Language


class PostQuerySet(models.QuerySet["Post"]):
    def questions(self) -> Self:
        return self.filter(question=None)

    def shown(self) -> Self:
        """Not hidden, nor under a question that is."""
        return self.filter(hidden_at=None).filter(Q(question=None) | Q(question__hidden_at=None))

    def waiting(self) -> Self:
        return self.questions().shown().filter(solution=None)


class Post(models.Model):
    """A question, or an answer to one. ``solution`` is the answer that the asker or staff marked.

    The words of somebody who left stay without a name: others answered them.
    """

    unit_key = models.UUIDField()
    question = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="answers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="posts")
    language = models.CharField(max_length=5, choices=Language.choices)
    text = models.TextField()
    written_at = models.DateTimeField()
    solution = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    hidden_why = models.CharField(max_length=300, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(language__in=Language.values), name="post_language_is_known"),
            models.CheckConstraint(condition=Q(question=None) | Q(solution=None), name="answer_has_no_solution"),
            models.CheckConstraint(condition=Q(hidden_at=None) | ~Q(hidden_why=""), name="hidden_post_says_why"),
        )
        indexes = (
            models.Index(fields=["unit_key", "-written_at"], condition=Q(question=None), name="questions_of_unit"),
            models.Index(fields=["written_at"], condition=Q(question=None, solution=None), name="questions_that_wait"),
            models.Index(fields=["author", "written_at"], name="posts_of_author"),
        )

    def __str__(self) -> str:
        return f"{self.pk}"


class Report(models.Model):
    """Somebody thinks that a post should not stand. Staff hide it, or settle the report and leave it."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reports")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=300, blank=True)
    reported_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["post", "person"], name="reported_once"),)

    def __str__(self) -> str:
        return f"{self.post_id} {self.person_id}"


class Mute(models.Model):
    """``person`` no longer sees what ``muted`` writes. Nobody else is told, nor sees less."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mutes")
    muted = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    muted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "muted"], name="muted_once"),
            models.CheckConstraint(condition=~Q(person=F("muted")), name="nobody_mutes_themselves"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.muted_id}"


class TalkChoices(models.Model):
    """What somebody chose; without a row they see both languages and get a mail a day. ``told_at``: the last digest."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="talk_choices")
    reads = models.CharField(max_length=4, choices=InLanguages.choices, default=InLanguages.BOTH)
    rhythm = models.CharField(max_length=6, choices=Rhythm.choices, default=Rhythm.DAILY)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(reads__in=InLanguages.values), name="talk_reads_is_known"),
            models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values), name="talk_rhythm_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.reads} {self.rhythm}"


class Reply(models.Model):
    """An answer that somebody is to be told of, once: ``told_at`` is written in the transaction that promises the mail."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    written_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "post"], name="told_of_post_once"),)
        indexes = (models.Index(fields=["person", "written_at"], condition=Q(told_at=None), name="replies_to_tell"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.post_id}"
