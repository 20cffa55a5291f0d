from django.urls import path

from workshops.views import feedback, public, roster, sign_in

app_name = "workshops"
urlpatterns = [
    path("", public.session_list, name="list"),
    path("<uuid:key>/", public.session_page, name="session"),
    path("<uuid:key>/sign-in/", sign_in.sign_in, name="sign_in"),
    path("<uuid:key>/sign-in/screen/", sign_in.screen, name="screen"),
    path("<uuid:key>/sign-in/device/", sign_in.device, name="device"),
    path("<uuid:key>/roster/", roster.roster, name="roster"),
    path("<uuid:key>/roster/sheet.pdf", roster.sheet, name="sheet"),
    path("<uuid:key>/roster/table.csv", roster.table, name="roster_table"),
    path("<uuid:key>/feedback/", feedback.results, name="feedback_results"),
    path("<uuid:key>/feedback/<str:moment>/", feedback.give, name="feedback"),
]
