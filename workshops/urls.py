from django.urls import path

from workshops.api import reading
from workshops.views import (
    answering,
    availability,
    calendars,
    cases,
    interpreting,
    offers,
    public,
    registering,
    staffing,
)

app_name = "workshops"
urlpatterns = [
    path("", public.session_list, name="list"),
    path("series/<uuid:key>/", public.series_page, name="series"),
    path("mine/", registering.mine, name="mine"),
    path("offers/<str:token>/accept/", offers.accept_offer, name="accept_offer"),
    path("offers/<str:token>/decline/", offers.decline_offer, name="decline_offer"),
    path("asked/", answering.asked, name="asked"),
    path("asked/<int:number>/", answering.own_answer, name="own_answer"),
    path("asked/link/<str:token>/", answering.answer, name="answer"),
    path("availability/", availability.availability, name="availability"),
    path("availability/exceptions/", availability.add_exception, name="add_exception"),
    path("availability/exceptions/<int:number>/", availability.drop_exception, name="drop_exception"),
    path("staffing/", staffing.board, name="staffing"),
    path("staffing/rules/", staffing.rules, name="staffing_rules"),
    path("staffing/<uuid:key>/ask/", staffing.ask, name="staffing_ask"),
    path("staffing/<uuid:key>/confirm/", staffing.confirm, name="staffing_confirm"),
    path("staffing/<uuid:key>/needs/", staffing.needs, name="staffing_needs"),
    path("staffing/people/<int:number>/", staffing.one_person, name="staffing_person"),
    path("staffing/<uuid:key>/pack/", interpreting.pack_desk, name="pack_desk"),
    path("asked/pack/<str:token>/", interpreting.pack, name="pack"),
    path("asked/release/<str:token>/", interpreting.release, name="release"),
    path("staffing/<uuid:key>/stewards/", cases.stewards, name="stewards"),
    path("support/", cases.cases, name="cases"),
    path("support/<int:number>/", cases.case_page, name="case"),
    path("<uuid:key>/support/", cases.support, name="support"),
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
