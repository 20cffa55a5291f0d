from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    BEGINNER = "beginner", _("Beginner")
    INTERMEDIATE = "intermediate", _("Intermediate")
    ADVANCED = "advanced", _("Advanced")


class UnitKind(TextChoices):
    LESSON = "lesson", _("Lesson")
    QUIZ = "quiz", _("Quiz")


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
    PASSED = "passed", _("passed")
    AGAIN = "again", _("try again")


# Who may follow whom. Only ``courses.domain.quizzes`` writes a state.
ATTEMPT_TRANSITIONS: dict[AttemptState, frozenset[AttemptState]] = {
    AttemptState.OPEN: frozenset({AttemptState.PASSED, AttemptState.AGAIN}),
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
