from django.urls import path

from courses.sandbox.views import desk, kept, machine, shelf, terminal, trial

app_name = "labs"
urlpatterns = [
    path("", shelf.index, name="index"),
    path("desk/", desk.desk, name="desk"),
    path("desk/<int:pk>/", desk.request_page, name="request"),
    path("desk/<int:pk>/<slug:act>/", desk.act, name="desk_act"),
    path("machines/", shelf.mine, name="mine"),
    path("machines/<uuid:key>/", machine.machine, name="machine"),
    path("machines/<uuid:key>/ticket/", terminal.ticket, name="ticket"),
    path("machines/<uuid:key>/join/", terminal.join, name="join"),
    path("machines/<uuid:key>/look/<int:port>/", terminal.preview, name="preview"),
    path("machines/<uuid:key>/files/", kept.files, name="files"),
    path("machines/<uuid:key>/transcript/", kept.transcript, name="transcript"),
    path("machines/<uuid:key>/recording/", kept.recording, name="recording"),
    path("machines/<uuid:key>/recording.cast", kept.cast, name="cast"),
    path("machines/<uuid:key>/afresh/", machine.afresh, name="afresh"),
    path("machines/<uuid:key>/solve/", trial.solve, name="solve"),
    path("machines/<uuid:key>/<slug:act>/", machine.act, name="act"),
    path("<slug:slug>/", shelf.lab, name="lab"),
    path("<slug:slug>/start/", shelf.start, name="start"),
]
