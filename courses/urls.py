from django.urls import path

from courses.views import carrying, learning, notes, talk, talk_choices

app_name = "courses"
urlpatterns = [
    path("courses/<uuid:course_key>/enrol/", learning.enrol, name="enrol"),
    path("courses/<uuid:course_key>/continue/", learning.go_on, name="continue"),
    path("courses/<uuid:course_key>/carry/<slug:languages>.<slug:form>", carrying.carry_away, name="carry"),
    path("units/<uuid:unit_key>/done/", learning.mark_done, name="done"),
    path("quizzes/<uuid:unit_key>/answers/", learning.answer_quiz, name="answers"),
    path("quizzes/<uuid:unit_key>/again/", learning.quiz_again, name="again"),
    path("units/<uuid:unit_key>/questions/", talk.questions, name="questions"),
    path("units/<uuid:unit_key>/notes/", notes.unit_notes, name="notes"),
    path("units/<uuid:unit_key>/bookmarks/", notes.bookmark, name="bookmarks"),
    path("notes/", notes.my_notes, name="my_notes"),
    path("notes/as-text/", notes.my_notes_as_text, name="my_notes_as_text"),
    path("questions/<int:question>/", talk.question, name="question"),
    path("questions/waiting/", talk_choices.waiting, name="waiting"),
    path("questions/choices/", talk_choices.choices, name="talk_choices"),
    path("questions/stop/<str:token>/", talk_choices.stop_mail, name="stop_mail"),
    path("posts/<int:post>/<slug:act>/", talk.act, name="post_act"),
]
