from django.urls import path

from workshops.views import public

app_name = "workshops"
urlpatterns = [
    path("", public.session_list, name="list"),
    path("series/<uuid:key>/", public.series_page, name="series"),
    path("<uuid:key>/", public.session_page, name="session"),
]
