from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    BEGINNER = "beginner", _("Beginner")
    INTERMEDIATE = "intermediate", _("Intermediate")
    ADVANCED = "advanced", _("Advanced")


class Topic(TextChoices):
    WEB = "web", _("Web")
    MAIL = "mail", _("Mail")
    BASICS = "basics", _("Basics")
    SECURITY = "security", _("Security")


class UnitKind(TextChoices):
    LESSON = "lesson", _("Lesson")
    QUIZ = "quiz", _("Quiz")


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
