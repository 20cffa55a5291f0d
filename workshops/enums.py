from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Frequency(TextChoices):
    """How a series repeats (RFC 5545, section 3.3.10, as far as people plan with it)."""

    ONCE = "once", _("Once")
    DAILY = "daily", _("Every day, or every few days")
    WEEKLY = "weekly", _("Every week, or every few weeks")
    MONTHLY_WEEKDAY = "monthly_weekday", _("Every month, on a weekday: the first Saturday, the last working day")
    MONTHLY_DAY = "monthly_day", _("Every month, on a date")
    DATES = "dates", _("On dates of its own")


class Format(TextChoices):
    ROOM = "room", _("In person")
    ONLINE = "online", _("Online")
    BOTH = "both", _("In person and online")


class Pool(TextChoices):
    """A seat is in the room or on the line; each has its own number of seats and its own list."""

    # Translators: a seat in the room, not on the line
    ROOM = "room", _("in the room")
    # Translators: a place on the line, not in the room
    ONLINE = "online", _("online")


class Spoken(TextChoices):
    """What is spoken in the main room."""

    ENGLISH = "en", "English"
    SPANISH = "es", "Español"
    BOTH = "both", _("Both languages")


class SessionState(TextChoices):
    """Announced: people can register, and somebody may still be missing. Confirmed: it has everybody that it needs."""

    DRAFT = "draft", _("draft")
    ANNOUNCED = "announced", _("announced")
    # Translators: state of a workshop session that has everybody it needs
    CONFIRMED = "confirmed", _("confirmed")
    # Translators: state of a workshop session
    CANCELLED = "cancelled", _("cancelled")


# Who may follow whom. Only ``workshops.domain.session_states`` writes a session's state.
SESSION_TRANSITIONS: dict[SessionState, frozenset[SessionState]] = {
    SessionState.DRAFT: frozenset({SessionState.ANNOUNCED}),
    SessionState.ANNOUNCED: frozenset({SessionState.CONFIRMED, SessionState.CANCELLED, SessionState.DRAFT}),
    SessionState.CONFIRMED: frozenset({SessionState.ANNOUNCED, SessionState.CANCELLED}),
    SessionState.CANCELLED: frozenset({SessionState.ANNOUNCED, SessionState.CONFIRMED}),
}
PUBLIC = (SessionState.ANNOUNCED, SessionState.CONFIRMED, SessionState.CANCELLED)
TAKING_PLACE = (SessionState.ANNOUNCED, SessionState.CONFIRMED)


class Scope(TextChoices):
    """Which sessions of a series a change is for."""

    THIS = "this", _("This session alone")
    FOLLOWING = "following", _("This one and those that follow")
    ALL = "all", _("All sessions of the series that are still to come")


class WaitlistMode(TextChoices):
    """What happens when a seat becomes free."""

    CONFIRM = "confirm", _("The next person gets it at once")
    OFFER = "offer", _("It is offered to the next person, and held for them until a deadline")
    NONE = "none", _("There is no waitlist: when it is full, nobody else can register")


class RegistrationState(TextChoices):
    """Requested waits for somebody's yes; waitlisted waits for a seat. The one is never shown as the other."""

    # Translators: state of a registration
    REQUESTED = "requested", _("waits for approval")
    # Translators: state of a registration: there is a seat
    CONFIRMED = "confirmed", _("confirmed")
    WAITLISTED = "waitlisted", _("on the waitlist")
    # Translators: state of a registration: a seat is held until a deadline
    OFFERED = "offered", _("a seat is offered")
    # Translators: state of a registration
    DECLINED = "declined", _("declined")
    # Translators: state of a registration
    CANCELLED = "cancelled", _("cancelled")
    # Translators: state of a registration, after the session
    ATTENDED = "attended", _("was there")
    PARTIAL = "partial", _("was there for a part")
    # Translators: state of a registration, after the session
    ABSENT = "absent", _("was not there")


# Who may follow whom. Only ``workshops.domain.seats`` writes a registration's state.
REGISTRATION_TRANSITIONS: dict[RegistrationState, frozenset[RegistrationState]] = {
    RegistrationState.REQUESTED: frozenset(
        {
            RegistrationState.CONFIRMED,
            RegistrationState.WAITLISTED,
            RegistrationState.DECLINED,
            RegistrationState.CANCELLED,
        }
    ),
    RegistrationState.CONFIRMED: frozenset(
        {
            RegistrationState.CANCELLED,
            RegistrationState.ATTENDED,
            RegistrationState.PARTIAL,
            RegistrationState.ABSENT,
        }
    ),
    RegistrationState.WAITLISTED: frozenset(
        {RegistrationState.CONFIRMED, RegistrationState.OFFERED, RegistrationState.CANCELLED}
    ),
    RegistrationState.OFFERED: frozenset(
        {
            RegistrationState.CONFIRMED,
            RegistrationState.DECLINED,
            RegistrationState.WAITLISTED,
            RegistrationState.CANCELLED,
        }
    ),
    RegistrationState.DECLINED: frozenset(),
    RegistrationState.CANCELLED: frozenset(),
    RegistrationState.ATTENDED: frozenset({RegistrationState.PARTIAL, RegistrationState.ABSENT}),
    RegistrationState.PARTIAL: frozenset({RegistrationState.ATTENDED, RegistrationState.ABSENT}),
    RegistrationState.ABSENT: frozenset({RegistrationState.ATTENDED, RegistrationState.PARTIAL}),
}
WAS_THERE = (RegistrationState.ATTENDED, RegistrationState.PARTIAL)
# What holds a seat: an offer does too, until its deadline.
SEATED = (RegistrationState.CONFIRMED, RegistrationState.OFFERED, *WAS_THERE, RegistrationState.ABSENT)
# At most one of these per person and session.
LIVE = (RegistrationState.REQUESTED, RegistrationState.WAITLISTED, *SEATED)


class StaffRole(TextChoices):
    """What somebody commits to in a session."""

    LEAD = "lead", _("Lead trainer")
    CO_TRAINER = "co_trainer", _("Co-trainer")
    # Translators: somebody who helps in a workshop
    HELPER = "helper", _("Helper")
    INTERPRETER = "interpreter", _("Interpreter")
    ACCESS = "access", _("Access support")
    # Translators: somebody who receives people at the place or on the line
    HOST = "host", _("Host")
    # Translators: somebody who takes part in a session
    ATTENDEE = "attendee", _("Participant")


class AssignmentState(TextChoices):
    # Translators: state of an assignment: the person has not answered yet
    ASKED = "asked", pgettext_lazy("assignment", "asked")
    # Translators: state of an assignment
    ACCEPTED = "accepted", _("accepted")
    # Translators: state of an assignment: the person said no
    DECLINED = "declined", _("declined")
    # Translators: state of an assignment: taken back
    WITHDRAWN = "withdrawn", _("withdrawn")


# Who may follow whom. Only ``workshops.domain.commitments`` writes the state of staff.
ASSIGNMENT_TRANSITIONS: dict[AssignmentState, frozenset[AssignmentState]] = {
    AssignmentState.ASKED: frozenset({AssignmentState.ACCEPTED, AssignmentState.DECLINED, AssignmentState.WITHDRAWN}),
    # Accepted → asked: the session moved to a time at which the person does something else.
    AssignmentState.ACCEPTED: frozenset({AssignmentState.WITHDRAWN, AssignmentState.ASKED}),
    AssignmentState.DECLINED: frozenset({AssignmentState.ASKED}),
    AssignmentState.WITHDRAWN: frozenset({AssignmentState.ASKED}),
}


class Direction(TextChoices):
    """Which way an interpreter interprets."""

    EN_ES = "en-es", _("English → Spanish")
    ES_EN = "es-en", _("Spanish → English")
    BOTH = "both", _("both ways")


class CalendarMethod(TextChoices):
    """What a mail tells a calendar (RFC 5546, section 3.2). Never shown to people."""

    REQUEST = "REQUEST", "REQUEST"
    CANCEL = "CANCEL", "CANCEL"


class RuleKind(TextChoices):
    """What the house looks at when somebody is asked, accepts, or a session is confirmed."""

    OVERLAP = "overlap", _("Somebody would be in two sessions at once")
    TRAVEL = "travel", _("Somebody would have no time for the way between two sessions")
    INTERPRETERS = "interpreters", _("Interpreters are missing")
    ROLE = "role", _("A role has too few people")
    UNAVAILABLE = "unavailable", _("Somebody said that they have no time then")


class RuleLevel(TextChoices):
    """``block`` refuses. ``publishing`` lets it happen, and the session is not confirmed without a written reason."""

    BLOCK = "block", _("Refuse it")
    PUBLISHING = "publishing", _("Let it happen, but do not confirm the session without a written reason")
    WARN = "warn", _("Let it happen and show it")
    IGNORE = "ignore", _("Do not look at it, for a written reason")


# What holds in a house that has decided nothing.
DEFAULT_LEVELS: dict[RuleKind, RuleLevel] = {
    RuleKind.OVERLAP: RuleLevel.BLOCK,
    RuleKind.TRAVEL: RuleLevel.PUBLISHING,
    RuleKind.INTERPRETERS: RuleLevel.PUBLISHING,
    RuleKind.ROLE: RuleLevel.WARN,
    RuleKind.UNAVAILABLE: RuleLevel.WARN,
}


class PackKind(TextChoices):
    """What interpreters get before a session."""

    # Translators: a list of words and how they are said in the other language
    GLOSSARY = "glossary", _("Glossary")
    # Translators: what is shown on the screen in a workshop
    SLIDES = "slides", _("Slides")


class ReleaseState(TextChoices):
    """Nobody listens to the interpretation any more: the interpreter may go."""

    # Translators: state of an offer to an interpreter: not answered yet
    OFFERED = "offered", _("offered")
    # Translators: state of an offer to an interpreter: they are free again
    RELEASED = "released", _("released")
    # Translators: state of an offer to an interpreter: they come all the same
    STAYS = "stays", _("stays")


# Only ``workshops.domain.interpretation`` writes a release's state.
RELEASE_TRANSITIONS: dict[ReleaseState, frozenset[ReleaseState]] = {
    ReleaseState.OFFERED: frozenset({ReleaseState.RELEASED, ReleaseState.STAYS}),
    ReleaseState.RELEASED: frozenset(),
    ReleaseState.STAYS: frozenset({ReleaseState.RELEASED}),
}


class ChannelKind(TextChoices):
    MAIN = "main", _("Main room")
    # Translators: a channel on which the interpretation is heard
    INTERPRETATION = "interpretation", _("Interpretation")
    # Translators: a channel: taking part by telephone
    TELEPHONE = "telephone", _("Telephone")


class CaseKind(TextChoices):
    """What somebody asks for so that they can take part."""

    ACCESS = "access", _("Access: an aid, a person, a place that fits")
    # Translators: what somebody asks for so that they can take part
    CHILDCARE = "childcare", _("Childcare")
    # Translators: what somebody asks for so that they can take part: money for the way or for lost work
    STIPEND = "stipend", _("Stipend")


class CaseState(TextChoices):
    # Translators: state of a request for support: nobody sees to it yet
    OPEN = "open", pgettext_lazy("request for support", "open")
    TAKEN = "taken", _("somebody sees to it")
    # Translators: state of a request for support: what was asked for will be there
    MET = "met", pgettext_lazy("request for support", "met")
    UNMET = "unmet", _("not possible")
    # Translators: state of a request for support: the person took it back
    WITHDRAWN = "withdrawn", _("taken back")


# Who may follow whom. Only ``workshops.domain.cases`` writes a case's state.
CASE_TRANSITIONS: dict[CaseState, frozenset[CaseState]] = {
    CaseState.OPEN: frozenset({CaseState.TAKEN, CaseState.MET, CaseState.UNMET, CaseState.WITHDRAWN}),
    CaseState.TAKEN: frozenset({CaseState.TAKEN, CaseState.MET, CaseState.UNMET, CaseState.WITHDRAWN}),
    CaseState.MET: frozenset({CaseState.TAKEN, CaseState.UNMET, CaseState.WITHDRAWN}),
    CaseState.UNMET: frozenset({CaseState.TAKEN, CaseState.MET, CaseState.WITHDRAWN}),
    CaseState.WITHDRAWN: frozenset(),
}


class RoundState(TextChoices):
    """What became of reminding everybody of one session, once. Only ``workshops.domain.reminders`` writes it."""

    PLANNED = "planned", _("planned")
    # Translators: state of a reminder: everybody was told
    SENT = "sent", _("sent")
    # Translators: state of a reminder: the session moved, or was cancelled, or a later reminder says the same
    OVERTAKEN = "overtaken", _("overtaken")
    # Translators: state of a reminder: its moment had passed when the time of the session was set
    PASSED = "passed", _("passed before it could be planned")


ROUND_TRANSITIONS: dict[RoundState, frozenset[RoundState]] = {
    RoundState.PLANNED: frozenset({RoundState.SENT, RoundState.OVERTAKEN}),
    RoundState.SENT: frozenset(),
    RoundState.OVERTAKEN: frozenset(),
    RoundState.PASSED: frozenset(),
}


class TickedHow(TextChoices):
    """How somebody came to be written down as there, or not."""

    CODE = "code", _("signed in with the code")
    DEVICE = "device", _("signed in on a shared device")
    # Translators: how attendance was written down: by a trainer who looked
    ROOM = "room", _("by a trainer")
    SHEET = "sheet", _("typed in from the paper sheet")
    WALK_IN = "walk_in", _("came without a registration")


# What attendance makes of a registration; a tick may correct any of them.
OUTCOMES = (RegistrationState.ATTENDED, RegistrationState.PARTIAL, RegistrationState.ABSENT)


class FeedbackMoment(TextChoices):
    """When somebody is asked: what they expect, or how it was."""

    # Translators: feedback before the session
    BEFORE = "before", _("before")
    # Translators: feedback after the session
    AFTER = "after", _("after")


class MaterialFor(TextChoices):
    """Who may take a material or watch a recording."""

    EVERYBODY = "everybody", _("Everybody")
    SEATED = "seated", _("Those who had a seat")


class WrittenTo(TextChoices):
    """To whom a trainer writes."""

    SEATED = "seated", _("Those who have a seat")
    WAITING = "waiting", _("Those on the waitlist")
    THERE = "there", _("Those who were there")


class WebhookEvent(TextChoices):
    """What other programs are told of a listed session."""

    ANNOUNCED = "session.announced", _("A session is announced")
    CHANGED = "session.changed", _("A session is changed or confirmed")
    CANCELLED = "session.cancelled", _("A session is cancelled")
    RESTORED = "session.restored", _("A cancelled session takes place after all")
    WITHDRAWN = "session.withdrawn", _("A session is a draft again")


class DeliveryState(TextChoices):
    # Translators: state of a message to another program
    WAITING = "waiting", pgettext_lazy("webhook", "waiting")
    # Translators: state of a message to another program
    SENT = "sent", pgettext_lazy("webhook", "taken")
    # Translators: state of a message to another program
    FAILED = "failed", pgettext_lazy("webhook", "failed")


# target: the states it may be reached from. Only ``DeliveryQuerySet.move`` writes a delivery's state.
DELIVERY_SOURCES: dict[DeliveryState, tuple[DeliveryState, ...]] = {
    DeliveryState.SENT: (DeliveryState.WAITING,),
    DeliveryState.FAILED: (DeliveryState.WAITING,),
    DeliveryState.WAITING: (DeliveryState.FAILED,),
}


class PollState(TextChoices):
    """Only ``workshops.domain.polls`` writes it."""

    # Translators: state of a poll about dates: people can still answer
    OPEN = "open", _("open for answers")
    # Translators: state of a poll about dates
    DECIDED = "decided", _("a date is set")
    # Translators: state of a poll about dates: it ended without a date
    CLOSED = "closed", _("closed without a date")


POLL_TRANSITIONS: dict[PollState, frozenset[PollState]] = {
    PollState.OPEN: frozenset({PollState.DECIDED, PollState.CLOSED}),
    PollState.DECIDED: frozenset(),
    PollState.CLOSED: frozenset(),
}


class PollAnswer(TextChoices):
    # Translators: answer to whether a date suits somebody
    YES = "yes", _("I can")
    # Translators: answer to whether a date suits somebody
    MAYBE = "maybe", _("If need be")
    # Translators: answer to whether a date suits somebody
    NO = "no", _("I cannot")
