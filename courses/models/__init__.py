from courses.models.assignments import AssignmentPage
from courses.models.banks import QuestionBankPage
from courses.models.carry import CarriedCourse
from courses.models.cohorts import Cohort, CohortMember, JoinRequest
from courses.models.learning import Completion, Enrolment, QuizAnswer, QuizAttempt, ReviewedAnswer, UnitProgress
from courses.models.notes import Bookmark, Note
from courses.models.pages import CourseIndexPage, CoursePage, LessonPage, QuizPage, UnitPage
from courses.models.talk import Mute, Post, Reply, Report, TalkChoices
from courses.models.terms import CourseTerms, DueDate, Prerequisite, UnitTerms
from courses.models.work import HandedInFile, Review, ReviewedRow, Submission

__all__ = [
    "AssignmentPage",
    "Bookmark",
    "CarriedCourse",
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
    "Mute",
    "Note",
    "Post",
    "Prerequisite",
    "QuestionBankPage",
    "QuizAnswer",
    "QuizAttempt",
    "QuizPage",
    "Reply",
    "Report",
    "Review",
    "ReviewedAnswer",
    "ReviewedRow",
    "Submission",
    "TalkChoices",
    "UnitPage",
    "UnitProgress",
    "UnitTerms",
]
