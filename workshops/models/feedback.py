import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from workshops.enums import FeedbackMoment
from workshops.models.sessions import Session


class FeedbackGiven(models.Model):
    """That somebody has answered, so that nobody is asked or counted twice. Not what, and not when."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="feedback_given")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    moment = models.CharField(max_length=6, choices=FeedbackMoment.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["session", "person", "moment"], name="feedback_given_once"),
            models.CheckConstraint(
                condition=Q(moment__in=FeedbackMoment.values), name="feedback_given_moment_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.session_id} {self.moment}"


class FeedbackAnswer(models.Model):
    """The answer to one question, by nobody. Not even the answers of one person can be told to belong together.

    Its key is random, and says nothing of the order in which answers came. No column leads to a person or a moment.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="feedback_answers")
    question = models.CharField(max_length=20)
    choice = models.CharField(max_length=20, blank=True)
    text = models.TextField(max_length=1000, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=(Q(choice="") & ~Q(text="")) | (~Q(choice="") & Q(text="")),
                name="feedback_answer_says_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.session_id} {self.question}"
