"""Who may. Rules answer ``Allowed`` or ``Denied(reason)``; every route declares its audience with ``@audience``."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Allowed:
    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Denied:
    """``reason`` is lazy and translated: the page shows it."""

    reason: "StrOrPromise"

    def __bool__(self) -> bool:
        return False


Decision = Allowed | Denied


class Audience(StrEnum):
    """Who may open a route at all. Which objects they then find is the business of ``visible_to`` queries (404, not 403)."""

    EVERYBODY = "everybody"
    SIGNED_IN = "signed_in"
    RUNS_IT = "runs_it"  # signed in, and runs what everybody may see: others are told (403) who does
    STAFF = "staff"  # may enter /cms/: trainers, editors, committee, administrators
    ADMIN = "admin"
    OPERATOR = "operator"  # machines at allowed addresses


View = Callable[..., HttpResponse]


def admits(audience: Audience, person: Any) -> bool:
    if audience in (Audience.EVERYBODY, Audience.OPERATOR):
        return True
    if not person.is_authenticated or not person.is_active:
        return False
    if audience in (Audience.SIGNED_IN, Audience.RUNS_IT):
        return True
    return bool(person.is_superuser or (audience is Audience.STAFF and person.is_staff))


def audience(who: Audience) -> Callable[[View], View]:
    """Declares and enforces the audience of a view: sign-in for strangers, 403 for people outside it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if admits(who, request.user):
                return view(request, *args, **kwargs)
            if request.user.is_authenticated:
                raise PermissionDenied
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)

        guarded.audience = who  # type: ignore[attr-defined]
        return guarded

    return decorate


def private(who: Audience) -> Callable[[View], View]:
    """Who may open it; nothing of what is sent or shown is kept by browsers, or told in the report of an error."""

    def decorate(view: View) -> View:
        return sensitive_post_parameters()(sensitive_variables()(never_cache(audience(who)(view))))

    return decorate
