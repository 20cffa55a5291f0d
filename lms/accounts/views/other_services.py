"""Signing in through the OpenID Connect server that the operator set up."""

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.openid_connect import views as allauth
from django.http import HttpRequest, HttpResponse

from lms.core.egress import EgressError


def openid_connect_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """A server that is away is a page that offers another way, not an error of ours."""
    try:
        answer: HttpResponse = allauth.login(request, provider_id)
    except EgressError as error:
        answer = render_authentication_error(request, provider_id, exception=error)
    return answer
