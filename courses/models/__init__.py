from courses.models.assignments import AssignmentPage
from courses.models.cohorts import Cohort, CohortMember, JoinRequest
from courses.models.learning import Completion, Enrolment, QuizAnswer, QuizAttempt, UnitProgress
from courses.models.pages import CourseIndexPage, CoursePage, LessonPage, QuizPage, UnitPage
from courses.models.terms import CourseTerms, DueDate, Prerequisite, UnitTerms
from courses.models.work import HandedInFile, Review, ReviewedRow, Submission

__all__ = [
    "AssignmentPage",
    "Cohort",
    "CohortMember",
    "Completion",
    "CourseIndexPage",
    "CoursePage",
    "CourseTerms",
    "DueDate",
    "Enrolment",
    "HandedInFile",
    "JoinRequest",
    "LessonPage",
    "Prerequisite",
    "QuizAnswer",
    "QuizAttempt",
    "QuizPage",
    "Review",
    "ReviewedRow",
    "Submission",
    "UnitPage",
    "UnitProgress",
    "UnitTerms",
]
