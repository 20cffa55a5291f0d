from workshops.models.availability import AvailabilityException, WeeklyHours
from workshops.models.calendars import FeedLink, Invitation
from workshops.models.cases import Case, Steward
from workshops.models.interpretation import PackItem, PackReceipt, ReleaseOffer
from workshops.models.people import Assignment
from workshops.models.registrations import Question, QuestionText, Registration
from workshops.models.seats import RegistrationStep, SeriesPriority, SeriesPriorityText
from workshops.models.series import Series, SeriesText
from workshops.models.sessions import Session, SessionText
from workshops.models.staffing import StaffingRule, StaffNeed, StaffSkill
from workshops.models.venues import Venue, VenueText

__all__ = [
    "Assignment",
    "AvailabilityException",
    "Case",
    "FeedLink",
    "Invitation",
    "PackItem",
    "PackReceipt",
    "Question",
    "QuestionText",
    "Registration",
    "RegistrationStep",
    "ReleaseOffer",
    "Series",
    "SeriesPriority",
    "SeriesPriorityText",
    "SeriesText",
    "Session",
    "SessionText",
    "StaffNeed",
    "StaffSkill",
    "StaffingRule",
    "Steward",
    "Venue",
    "VenueText",
    "WeeklyHours",
]
