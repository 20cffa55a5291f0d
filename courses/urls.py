from django.urls import path

from courses.views import learning

app_name = "courses"
urlpatterns = [
    path("courses/<uuid:course_key>/enrol/", learning.enrol, name="enrol"),
    path("courses/<uuid:course_key>/continue/", learning.go_on, name="continue"),
    path("units/<uuid:unit_key>/done/", learning.mark_done, name="done"),
    path("quizzes/<uuid:unit_key>/answers/", learning.answer_quiz, name="answers"),
    path("quizzes/<uuid:unit_key>/again/", learning.quiz_again, name="again"),
]
