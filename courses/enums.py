from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    BEGINNER = "beginner", _("Beginner")
    INTERMEDIATE = "intermediate", _("Intermediate")
    ADVANCED = "advanced", _("Advanced")


class UnitKind(TextChoices):
    LESSON = "lesson", _("Lesson")
    QUIZ = "quiz", _("Quiz")
    ASSIGNMENT = "assignment", _("Assignment")


class CarriedAs(TextChoices):
    """The kinds of file in which a course is carried away."""

    HTML = "html", _("One HTML file")
    EPUB = "epub", "EPUB"
    PDF = "pdf", "PDF"


class InLanguages(TextChoices):
    ENGLISH = "en", "English"
    SPANISH = "es", "Español"
    # Translators: a choice: English and Spanish
    BOTH = "both", _("Both languages")


class Rhythm(TextChoices):
    """How often replies are mailed."""

    DAILY = "daily", _("Every day, in the morning")
    WEEKLY = "weekly", _("Once a week, on Monday morning")
    NEVER = "never", _("Not at all")


class ShowAnswers(TextChoices):
    """When a quiz tells what would have been right."""

    # Translators: when a quiz shows the right answers
    NEVER = "never", _("never")
    PASSED = "passed", _("after a pass")
    LAST = "last", _("after a pass or the last try")


class AttemptState(TextChoices):
    OPEN = "open", _("open")
    WAITING = "waiting", _("waits for its review")
    PASSED = "passed", _("passed")
    AGAIN = "again", _("try again")


# Who may follow whom. Only ``courses.domain.quizzes`` writes a state.
ATTEMPT_TRANSITIONS: dict[AttemptState, frozenset[AttemptState]] = {
    AttemptState.OPEN: frozenset({AttemptState.WAITING, AttemptState.PASSED, AttemptState.AGAIN}),
    AttemptState.WAITING: frozenset({AttemptState.PASSED, AttemptState.AGAIN}),
    AttemptState.PASSED: frozenset(),
    AttemptState.AGAIN: frozenset(),
}


class Check(TextChoices):
    """What the checklist of a course looks for, in the words of the finding."""

    NO_UNITS = "no_units", _("The course has no lessons yet.")
    LANGUAGE_MISSING = "language_missing", _("The course exists in one language only.")
    UNIT_LANGUAGE_MISSING = "unit_language_missing", _("This unit is missing in the other language.")
    NO_SUMMARY = "no_summary", _("The summary is empty.")
    NO_MINUTES = "no_minutes", _("It does not say how many minutes it takes.")
    NOTHING_IN_IT = "nothing_in_it", _("There is nothing in it yet.")
    NO_FEEDBACK = "no_feedback", _("An answer does not explain itself: its feedback is empty.")
    NO_TRANSCRIPT = "no_transcript", _("A recording has no transcript.")
    NO_ALT = "no_alt", _("A picture does not say in words what it shows.")
    ALT_IS_FILE_NAME = "alt_is_file_name", _("The words for a picture are the name of a file.")
    NO_ACHIEVEMENT = "no_achievement", _("Finishing the course earns no badge yet.")


class RuleKind(TextChoices):
    """What can be asked of somebody before a unit counts as done."""

    READ = "read", _("read to the end")
    PASSED = "passed", _("passed")
    HANDED_IN = "handed_in", _("handed in")
    REVIEWED = "reviewed", _("reviewed and done")
    ATTENDED = "attended", _("attended")


# What a unit of each kind asks for, unless its terms say otherwise.
USUAL_RULES: dict[UnitKind, tuple[RuleKind, ...]] = {
    UnitKind.LESSON: (RuleKind.READ,),
    UnitKind.QUIZ: (RuleKind.PASSED,),
    UnitKind.ASSIGNMENT: (RuleKind.REVIEWED,),
}
# Which rules can be met in a unit of each kind. Attendance is met elsewhere, and can be asked of any.
POSSIBLE_RULES: dict[UnitKind, tuple[RuleKind, ...]] = {
    UnitKind.LESSON: (RuleKind.READ, RuleKind.ATTENDED),
    UnitKind.QUIZ: (RuleKind.PASSED, RuleKind.ATTENDED),
    UnitKind.ASSIGNMENT: (RuleKind.HANDED_IN, RuleKind.REVIEWED, RuleKind.ATTENDED),
}


class EnrolmentPolicy(TextChoices):
    OPEN = "open", _("anybody can begin")
    APPROVAL = "approval", _("people ask, and a trainer answers")


class ReviewBy(TextChoices):
    TRAINER = "trainer", _("a trainer")
    PEERS = "peers", _("other participants")


class SubmissionState(TextChoices):
    DRAFT = "draft", _("draft")
    HANDED_IN = "handed_in", _("waits for its review")
    AGAIN = "again", _("try again")
    DONE = "done", _("done")


# Who may follow whom. Only ``courses.domain.work_states.set_state`` writes a state.
SUBMISSION_TRANSITIONS: dict[SubmissionState, frozenset[SubmissionState]] = {
    SubmissionState.DRAFT: frozenset({SubmissionState.HANDED_IN}),
    SubmissionState.HANDED_IN: frozenset({SubmissionState.AGAIN, SubmissionState.DONE}),
    SubmissionState.AGAIN: frozenset(),
    SubmissionState.DONE: frozenset(),
}


class ReviewState(TextChoices):
    ASKED = "asked", _("asked")
    GIVEN = "given", _("given")
    LAPSED = "lapsed", _("somebody else was asked")


# Only ``courses.domain.reviewing`` writes a state. What lapsed may still be given: late help is help.
REVIEW_TRANSITIONS: dict[ReviewState, frozenset[ReviewState]] = {
    ReviewState.ASKED: frozenset({ReviewState.GIVEN, ReviewState.LAPSED}),
    ReviewState.LAPSED: frozenset({ReviewState.GIVEN}),
    ReviewState.GIVEN: frozenset(),
}


class Verdict(TextChoices):
    """Never a mark."""

    DONE = "done", _("done")
    AGAIN = "again", _("try again")


class RequestState(TextChoices):
    ASKED = "asked", _("asked")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")


# Only ``courses.domain.requests`` writes a state.
REQUEST_TRANSITIONS: dict[RequestState, frozenset[RequestState]] = {
    RequestState.ASKED: frozenset({RequestState.APPROVED, RequestState.DECLINED}),
    RequestState.APPROVED: frozenset(),
    RequestState.DECLINED: frozenset(),
}
