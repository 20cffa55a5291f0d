from workshops.models.announcements import Announcement, AnnouncementText
from workshops.models.around import Around
from workshops.models.attendance import Ending, Tick
from workshops.models.availability import AvailabilityException, WeeklyHours
from workshops.models.calendars import FeedLink, Invitation
from workshops.models.cases import Case, Steward
from workshops.models.feedback import FeedbackAnswer, FeedbackGiven
from workshops.models.interpretation import PackItem, PackReceipt, ReleaseOffer
from workshops.models.materials import Material
from workshops.models.people import Assignment
from workshops.models.polls import DateOption, DatePoll, DatePollText, DateVote, PollVoter
from workshops.models.registrations import Question, QuestionText, Registration
from workshops.models.reminders import Reminder, ReminderRound
from workshops.models.seats import RegistrationStep, SeriesPriority, SeriesPriorityText
from workshops.models.series import Series, SeriesText
from workshops.models.sessions import Session, SessionText
from workshops.models.staffing import StaffingRule, StaffNeed, StaffSkill
from workshops.models.venues import Venue, VenueText
from workshops.models.webhooks import Delivery, Webhook

__all__ = [
    "Announcement",
    "AnnouncementText",
    "Around",
    "Assignment",
    "AvailabilityException",
    "Case",
    "DateOption",
    "DatePoll",
    "DatePollText",
    "DateVote",
    "Delivery",
    "Ending",
    "FeedLink",
    "FeedbackAnswer",
    "FeedbackGiven",
    "Invitation",
    "Material",
    "PackItem",
    "PackReceipt",
    "PollVoter",
    "Question",
    "QuestionText",
    "Registration",
    "RegistrationStep",
    "ReleaseOffer",
    "Reminder",
    "ReminderRound",
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
    "Tick",
    "Venue",
    "VenueText",
    "Webhook",
    "WeeklyHours",
]
