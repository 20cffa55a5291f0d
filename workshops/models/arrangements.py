"""What is arranged for a session. A series holds it for the sessions that it makes; each session has its own copy."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workshops.enums import Format, Spoken, WaitlistMode

MOST_SEATS = 5000
LONGEST_DAY = 16 * 60  # minutes
SHORTEST = 5  # minutes
MOST_DAYS = 14


class Arrangement(models.Model):
    """``minutes`` is elapsed time on each of ``days`` days in a row, at the same wall clock.

    ``is_interpreted``: what is spoken in the main room is interpreted into the other language. ``listed`` sessions are
    found by everybody; the others by those who have the link. Hours are counted back from the start, in elapsed time.
    """

    minutes = models.PositiveSmallIntegerField(_("minutes"), default=90)
    days = models.PositiveSmallIntegerField(_("days in a row"), default=1)
    format = models.CharField(_("format"), max_length=8, choices=Format.choices, default=Format.ONLINE)
    room_seats = models.PositiveSmallIntegerField(_("seats in the room"), default=0)
    online_seats = models.PositiveSmallIntegerField(_("seats online"), default=0)
    venue = models.ForeignKey("workshops.Venue", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    meeting_link = models.URLField(_("link of the meeting"), max_length=300, blank=True)
    telephone = models.CharField(_("telephone"), max_length=60, blank=True)
    spoken = models.CharField(_("spoken"), max_length=5, choices=Spoken.choices, default=Spoken.BOTH)
    is_interpreted = models.BooleanField(_("interpreted into the other language"), default=False)
    interpretation_link = models.URLField(_("channel of the interpretation"), max_length=300, blank=True)
    waitlist = models.CharField(_("waitlist"), max_length=8, choices=WaitlistMode.choices, default=WaitlistMode.OFFER)
    offer_hours = models.PositiveSmallIntegerField(_("hours that an offered seat is held"), default=24)
    stop_hours = models.PositiveSmallIntegerField(_("hours before the start without silent confirmations"), default=12)
    cancel_hours = models.PositiveSmallIntegerField(_("hours before the start until which one may cancel"), default=0)
    needs_approval = models.BooleanField(_("a trainer approves each registration"), default=False)
    is_listed = models.BooleanField(_("everybody can find it"), default=True)

    class Meta:
        abstract = True

    @staticmethod
    def constraints_for(name: str) -> tuple[models.BaseConstraint, ...]:
        """Check constraints of a table that has these columns; their names begin with ``name``."""
        return (
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST, minutes__lte=LONGEST_DAY), name=f"{name}_minutes_are_possible"
            ),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=MOST_DAYS), name=f"{name}_days_are_possible"),
            models.CheckConstraint(condition=Q(format__in=Format.values), name=f"{name}_format_is_known"),
            models.CheckConstraint(condition=Q(spoken__in=Spoken.values), name=f"{name}_spoken_is_known"),
            models.CheckConstraint(condition=Q(waitlist__in=WaitlistMode.values), name=f"{name}_waitlist_is_known"),
            models.CheckConstraint(
                condition=Q(room_seats__lte=MOST_SEATS, online_seats__lte=MOST_SEATS), name=f"{name}_seats_are_possible"
            ),
            models.CheckConstraint(
                condition=(
                    Q(format=Format.ROOM, room_seats__gte=1, online_seats=0)
                    | Q(format=Format.ONLINE, room_seats=0, online_seats__gte=1)
                    | Q(format=Format.BOTH, room_seats__gte=1, online_seats__gte=1)
                ),
                name=f"{name}_seats_fit_the_format",
            ),
        )


ARRANGED = tuple(field.name for field in Arrangement._meta.local_fields)
