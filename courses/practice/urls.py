from django.urls import path

from courses.practice.views import board, claims, hooks, members

app_name = "practice"
urlpatterns = [
    path("", board.board, name="board"),
    path("mine/", claims.mine, name="mine"),
    path("consent/<str:signed>/", members.consent, name="consent"),
    path("thanks/<str:signed>/", members.thanks, name="thanks"),
    path("files/<int:pk>/", claims.take_down, name="file"),
    path("work/<uuid:key>/", claims.work, name="work"),
    path("work/<uuid:key>/join/", claims.join, name="join"),
    path("work/<uuid:key>/<slug:act>/", claims.act, name="act"),
    path("<uuid:key>/", board.assignment, name="assignment"),
    path("<uuid:key>/take/", board.take, name="take"),
    path("<uuid:key>/wait/", board.wait, name="wait"),
]
machines = [path("hooks/trackers/<uuid:key>/", hooks.hook, name="tracker_hook")]
