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
