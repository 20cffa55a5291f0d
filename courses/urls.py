from django.urls import path

from courses.views import answer_reviews, assignments, carrying, joining, learning, notes, own, reviewing, talk, talk_choices

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
    path("assignments/<uuid:unit_key>/work/", assignments.work, name="work"),
    path("assignments/files/<int:pk>/", assignments.take_down, name="file"),
    path("units/<uuid:unit_key>/why/", own.why, name="why"),
    path("units/<uuid:unit_key>/why/<int:person>/", own.why_for, name="why_for"),
    path("courses/<uuid:course_key>/dates/", own.own_dates, name="dates"),
    path("courses/<uuid:course_key>/ask/", joining.ask, name="ask"),
    path("join/", joining.with_code, name="join_code"),
    path("join/<str:token>/", joining.join, name="join"),
    path("desk/", reviewing.desk, name="desk"),
    path("desk/work/<int:pk>/", reviewing.review, name="review"),
    path("desk/answers/<int:pk>/", answer_reviews.review_answers, name="review_answers"),
    path("desk/requests/<int:pk>/", reviewing.answer_request, name="request"),
]
