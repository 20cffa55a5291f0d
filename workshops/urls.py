from django.urls import path

from workshops.views import answering, availability, cases, interpreting, public, staffing

app_name = "workshops"
urlpatterns = [
    path("", public.session_list, name="list"),
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
]
