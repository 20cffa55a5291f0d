from workshops.models.availability import AvailabilityException, WeeklyHours
from workshops.models.cases import Case, Steward
from workshops.models.interpretation import PackItem, PackReceipt, ReleaseOffer
from workshops.models.people import Assignment
from workshops.models.registrations import Question, QuestionText, Registration
from workshops.models.series import Series, SeriesText
from workshops.models.sessions import Session, SessionText
from workshops.models.staffing import StaffingRule, StaffNeed, StaffSkill
from workshops.models.venues import Venue, VenueText

__all__ = [
    "Assignment",
    "AvailabilityException",
    "Case",
    "PackItem",
    "PackReceipt",
    "Question",
    "QuestionText",
    "Registration",
    "ReleaseOffer",
    "Series",
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
