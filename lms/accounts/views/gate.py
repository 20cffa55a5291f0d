"""The door of the editor under /cms/: people with a role, who are signed in with a second factor in this session."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from lms.accounts.queries import SecondFactors, person_in, second_factors
from lms.accounts.rules import may_enter_editor
from lms.core.policy import Audience, Denied, audience

if TYPE_CHECKING:
    pass

EDITOR = "/cms/"
IN_BULK = "/cms/bulk/accounts/person/"  # Wagtail's own actions know nothing of roles and the last administrator


class EditorGate:
    """Middleware behind allauth's. Whatever route stands under /cms/, now or later, this stands before it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.path.startswith(EDITOR) or request.path == reverse("editor_login"):
            return None
        if request.path.startswith(IN_BULK):
            raise PermissionDenied(
                _("People are changed one by one, each on their own page: roles have their own rules.")
            )
        return answer_at_the_door(request, back_to=request.get_full_path())


def answer_at_the_door(request: HttpRequest, *, back_to: str) -> HttpResponse | None:
    """None lets the person in. Raises PermissionDenied with the reason for those who have no business there."""
    if not request.user.is_authenticated:
        return redirect_to_login(back_to, settings.LOGIN_URL)
    decision = may_enter_editor(request.user)
    if isinstance(decision, Denied):
        raise PermissionDenied(str(decision.reason))
    factors = second_factors(request.user)
    if used_second_factor(request, factors):
        return None
    if "XMLHttpRequest" in request.headers.get("X-Requested-With", "") or request.method != "GET":
        # An autosave cannot follow a redirect to a page; the editor shows this and keeps what was typed.
        return JsonResponse({"error": _("Confirm your second factor in another tab, then save again.")}, status=403)
    return redirect(f"{reverse('accounts_second_factor')}?{urlencode({'next': back_to})}")


def used_second_factor(request: HttpRequest, factors: SecondFactors) -> bool:
    """Whether one of the person's second factors, still theirs today, was used in this session."""
    if not factors.any:
        return False
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" and record.get("id") in factors.by_key for record in records)


@audience(Audience.EVERYBODY)
def editor_login(request: HttpRequest) -> HttpResponse:
    """Where Wagtail sends people it does not let in. Never back and forth: who may not enter reads why."""
    back_to = _safe_next(request, default=EDITOR)
    return answer_at_the_door(request, back_to=back_to) or HttpResponseRedirect(back_to)


@audience(Audience.SIGNED_IN)
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why the editor asks for more than a password, and the next step: set one up, or use the one that is there."""
    factors = second_factors(person_in(request))
    back_to = _safe_next(request, default=EDITOR)
    if used_second_factor(request, factors):
        return HttpResponseRedirect(back_to)
    query = urlencode({"next": back_to})
    context = {
        "factors": factors,
        "code_href": f"{reverse('mfa_reauthenticate')}?{query}" if factors.has("totp") else "",
        "key_href": f"{reverse('mfa_reauthenticate_webauthn')}?{query}" if factors.has("webauthn") else "",
        "back_to": back_to,
    }
    return render(request, "accounts/second_factor.html", context)


def _safe_next(request: HttpRequest, *, default: str) -> str:
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and safe and not wanted.startswith(reverse("editor_login")) else default
