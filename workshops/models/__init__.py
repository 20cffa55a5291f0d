from workshops.models.announcements import Announcement, AnnouncementText
from workshops.models.around import Around
from workshops.models.attendance import Ending, Tick
from workshops.models.feedback import FeedbackAnswer, FeedbackGiven
from workshops.models.materials import Material
from workshops.models.people import Assignment
from workshops.models.registrations import Question, QuestionText, Registration
from workshops.models.reminders import Reminder, ReminderRound
from workshops.models.series import Series, SeriesText
from workshops.models.sessions import Session, SessionText
from workshops.models.venues import Venue, VenueText

__all__ = [
    "Announcement",
    "AnnouncementText",
    "Around",
    "Assignment",
    "Ending",
    "FeedbackAnswer",
    "FeedbackGiven",
    "Material",
    "Question",
    "QuestionText",
    "Registration",
    "Reminder",
    "ReminderRound",
    "Series",
    "SeriesText",
    "Session",
    "SessionText",
    "Tick",
    "Venue",
    "VenueText",
]
