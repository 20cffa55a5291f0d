from django.urls import path

from workshops.views import announcements, certificates, feedback, materials, public, roster, sign_in

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
    path("<uuid:key>/write/", announcements.write, name="write"),
    path("<uuid:key>/materials/", materials.materials, name="materials"),
    path("<uuid:key>/materials/<int:pk>/", materials.take_down, name="material"),
    path("<uuid:key>/feedback/", feedback.results, name="feedback_results"),
    path("<uuid:key>/feedback/<str:moment>/", feedback.give, name="feedback"),
    path("<uuid:key>/certificate/", certificates.of_session, name="session_certificate"),
    path("<uuid:key>/certificate/<str:wanted>.pdf", certificates.session_pdf, name="session_certificate_pdf"),
    path("series/<uuid:key>/certificate/", certificates.of_series, name="series_certificate"),
    path("series/<uuid:key>/certificate/<str:wanted>.pdf", certificates.series_pdf, name="series_certificate_pdf"),
]
