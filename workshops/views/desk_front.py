"""What the desk says before its lists: where somebody is missing, when clocks move apart, and where else one goes."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Chapter, Person
from lms.core.policy import Audience, admits
from workshops.enums import SessionState
from workshops.models import Venue
from workshops.queries.desk import sessions_managed_by, zones_to_compare
from workshops.rules.attention import clock_moves, wanting

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LOOKED_AT = 30  # as many as on the staffing board
SHOWN = 8


class Link(NamedTuple):
    href: str
    label: "StrOrPromise"


def front(request: HttpRequest, person: Person, now: datetime) -> dict[str, Any]:
    sessions = sessions_managed_by(person)
    missing = wanting(sessions.exclude(state=SessionState.CANCELLED).upcoming(now)[:LOOKED_AT])
    moves = clock_moves(sessions, zones_to_compare(person), now)
    return {
        "missing": missing[:SHOWN],
        "missing_more": max(0, len(missing) - SHOWN),
        "moves": moves[:SHOWN],
        "moves_more": max(0, len(moves) - SHOWN),
        "links": links(request),
    }


def links(request: HttpRequest) -> list[Link]:
    """Where else one plans from; what somebody may not open is not offered."""
    found = [
        Link(reverse("workshops_desk:import"), _("Import workshops from a file")),
        Link(reverse("workshops_desk:term"), _("Run a term again")),
        Link(reverse("workshops:poll_new"), _("Ask for a date (poll)")),
    ]
    # Translators: menu item of the editor: where workshops take place
    models: list[tuple[Any, StrOrPromise]] = [(Venue, _("Places")), (Chapter, _("Local chapters"))]
    for model, label in models:
        viewset = model.snippet_viewset
        if viewset.permission_policy.user_has_any_permission(request.user, {"add", "change", "delete", "view"}):
            found.append(Link(reverse(viewset.get_url_name("list")), label))
    if admits(Audience.ADMIN, request.user):
        # Translators: menu item of the editor: other programs that are told of workshops
        found.append(Link(reverse("webhook_desk:list"), _("Webhooks")))
    return found
