from django.conf import settings
from django.db import models
from django.db.models import Q

from workshops.enums import CalendarMethod
from workshops.models.sessions import Session


class FeedLink(models.Model):
    """The secret address of somebody's calendar. Its token is made of ``seed`` and the key of this installation, so that
    a page can show it again and a copy of the database opens no calendar. ``digest`` finds the row."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feed_link")
    seed = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id}"


class Invitation(models.Model):
    """What the calendar of one person was told of a session last, by mail.

    ``sequence`` is that of the mail: it rises with every mail to this person, also where the session's own did not, as
    when somebody gives up a seat and takes one again. ``session_sequence`` is the session's at that time.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    method = models.CharField(max_length=8, choices=CalendarMethod.choices)
    sequence = models.PositiveIntegerField()
    session_sequence = models.PositiveIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["session", "person"], name="invited_once"),
            models.CheckConstraint(condition=Q(method__in=CalendarMethod.values), name="invitation_method_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.session_id} {self.person_id} {self.method} {self.sequence}"
