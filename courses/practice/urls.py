from django.urls import path

from courses.practice.views import board, claims, handed_in, hooks, members

app_name = "practice"
urlpatterns = [
    path("", board.board, name="board"),
    path("mine/", claims.mine, name="mine"),
    path("consent/<str:signed>/", members.consent, name="consent"),
    path("thanks/<str:signed>/", members.thanks, name="thanks"),
    path("files/<int:pk>/", claims.take_down, name="file"),
    path("handed-in/<int:pk>/recording/", handed_in.recording, name="recording"),
    path("handed-in/<int:pk>/recording.cast", handed_in.cast, name="cast"),
    path("work/<uuid:key>/", claims.work, name="work"),
    path("work/<uuid:key>/join/", claims.join, name="join"),
    path("work/<uuid:key>/<slug:act>/", claims.act, name="act"),
    path("<uuid:key>/", board.assignment, name="assignment"),
    path("<uuid:key>/take/", board.take, name="take"),
    path("<uuid:key>/wait/", board.wait, name="wait"),
]
machines = [path("hooks/trackers/<uuid:key>/", hooks.hook, name="tracker_hook")]
