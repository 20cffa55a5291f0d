from django.urls import path

from workshops.api import reading
from workshops.views import calendars, public

app_name = "workshops"
urlpatterns = [
    path("", public.session_list, name="list"),
    path("<uuid:key>/", public.session_page, name="session"),
    path("<uuid:key>.ics", calendars.session_file, name="session_file"),
    path("series/<uuid:key>.ics", calendars.series_feed, name="series_feed"),
    path("chapters/<slug:slug>.ics", calendars.chapter_feed, name="chapter_feed"),
    path("calendar/", calendars.calendar_page, name="calendar"),
    path("calendar/new/", calendars.new_link, name="calendar_new"),
    path("calendar/remove/", calendars.no_link, name="calendar_remove"),
]

# For programs: without a language prefix.
public_calendars = [path("calendars/<str:token>.ics", calendars.person_feed, name="person")]
api = [
    path("sessions", reading.session_list, name="sessions"),
    path("sessions/<uuid:key>", reading.session, name="session"),
    path("series/<uuid:key>", reading.series, name="series"),
    path("openapi.json", reading.openapi, name="openapi"),
]
