"""Signing up, and changing the language of a half-written form without losing what stands in it."""

from typing import Any

from allauth.account import views as allauth
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import translate_url

TYPED = "sign_up_typed"  # in the session, for one use; never the password
KEPT = ("chosen_name", "email", "time_zone")
LONGEST_KEPT = 400


class SignupView(allauth.SignupView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("switch") in dict(settings.LANGUAGES):
            request.session[TYPED] = {name: request.POST.get(name, "")[:LONGEST_KEPT] for name in KEPT}
            query = request.GET.copy()
            if REDIRECT_FIELD_NAME in request.POST:  # where the form carries on to; judged when it is used
                query[REDIRECT_FIELD_NAME] = request.POST[REDIRECT_FIELD_NAME][:LONGEST_KEPT]
            address = translate_url(request.path, request.POST["switch"])
            return HttpResponseRedirect(f"{address}?{query.urlencode(safe='/')}" if query else address)
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def get_initial(self) -> dict[str, Any]:
        typed = self.request.session.pop(TYPED, {}) if self.request.method == "GET" else {}
        return super().get_initial() | typed

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"language_form": "signup"}


signup = SignupView.as_view()
