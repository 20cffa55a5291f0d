from courses.models.carry import CarriedCourse
from courses.models.learning import Completion, Enrolment, QuizAnswer, QuizAttempt, UnitProgress
from courses.models.notes import Bookmark, Note
from courses.models.pages import CourseIndexPage, CoursePage, LessonPage, QuizPage, UnitPage
from courses.models.talk import Mute, Post, Reply, Report, TalkChoices

__all__ = [
    "Bookmark",
    "CarriedCourse",
    "Completion",
    "CourseIndexPage",
    "CoursePage",
    "Enrolment",
    "LessonPage",
    "Mute",
    "Note",
    "Post",
    "QuizAnswer",
    "QuizAttempt",
    "QuizPage",
    "Reply",
    "Report",
    "TalkChoices",
    "UnitPage",
    "UnitProgress",
]
