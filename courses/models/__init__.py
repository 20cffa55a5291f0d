from courses.models.learning import Completion, Enrolment, QuizAnswer, QuizAttempt, UnitProgress
from courses.models.pages import CourseIndexPage, CoursePage, LessonPage, QuizPage, UnitPage

__all__ = [
    "Completion",
    "CourseIndexPage",
    "CoursePage",
    "Enrolment",
    "LessonPage",
    "QuizAnswer",
    "QuizAttempt",
    "QuizPage",
    "UnitPage",
    "UnitProgress",
]
