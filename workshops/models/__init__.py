from workshops.models.calendars import FeedLink, Invitation
from workshops.models.people import Assignment
from workshops.models.registrations import Question, QuestionText, Registration
from workshops.models.series import Series, SeriesText
from workshops.models.sessions import Session, SessionText
from workshops.models.venues import Venue, VenueText
from workshops.models.webhooks import Delivery, Webhook

__all__ = [
    "Assignment",
    "Delivery",
    "FeedLink",
    "Invitation",
    "Question",
    "QuestionText",
    "Registration",
    "Series",
    "SeriesText",
    "Session",
    "SessionText",
    "Venue",
    "VenueText",
    "Webhook",
]
