from django.urls import path

from workshops.api import reading
from workshops.views import calendars, offers, public, registering

app_name = "workshops"
urlpatterns = [
    path("", public.session_list, name="list"),
    path("series/<uuid:key>/", public.series_page, name="series"),
    path("mine/", registering.mine, name="mine"),
    path("offers/<str:token>/accept/", offers.accept_offer, name="accept_offer"),
    path("offers/<str:token>/decline/", offers.decline_offer, name="decline_offer"),
    path("<uuid:key>/", public.session_page, name="session"),
    path("<uuid:key>/register/", registering.register, name="register"),
    path("<uuid:key>/answers/", registering.answers, name="answers"),
    path("<uuid:key>/cancel/", registering.cancel, name="cancel"),
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
