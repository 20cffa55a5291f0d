from django.urls import path

from lms.content.views import improve

app_name = "content"
urlpatterns = [
    path("improve/<uuid:page_key>/answer/", improve.answer, name="answer"),
    path("improve/<uuid:page_key>/<slug:part>/", improve.propose, name="propose"),
    path("captions/<int:page>/<uuid:block>/<slug:language>.vtt", improve.captions, name="captions"),
]
