from workshops.models.calendars import FeedLink, Invitation
from workshops.models.people import Assignment
from workshops.models.registrations import Question, QuestionText, Registration
from workshops.models.seats import RegistrationStep, SeriesPriority, SeriesPriorityText
from workshops.models.series import Series, SeriesText
from workshops.models.sessions import Session, SessionText
from workshops.models.venues import Venue, VenueText

__all__ = [
    "Assignment",
    "FeedLink",
    "Invitation",
    "Question",
    "QuestionText",
    "Registration",
    "RegistrationStep",
    "Series",
    "SeriesPriority",
    "SeriesPriorityText",
    "SeriesText",
    "Session",
    "SessionText",
    "Venue",
    "VenueText",
]
