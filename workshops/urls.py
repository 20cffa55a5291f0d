from django.urls import path

from workshops.views import offers, public, registering

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
]
