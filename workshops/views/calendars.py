"""Calendars to subscribe to: public ones of a series and of a chapter, a secret one of each person; one file a session."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.models import Person
from lms.accounts.queries import person_in
from lms.core import clock
from lms.core.compression import compress
from lms.core.policy import Audience, audience
from workshops.domain.calendar_links import make_link, remove_link, token_of
from workshops.exports import feeds
from workshops.queries import calendars
from workshops.queries.sessions import visible_to, with_words

# Names of programs, and how each of them takes an address.
WAYS = (
    (
        "Google Calendar",
        gettext_lazy(
            "On a computer: beside “Other calendars” press +, then “From URL”, and paste the address. "
            "It then appears on the telephone too."
        ),
    ),
    (
        "iPhone, iPad, Mac",
        gettext_lazy(
            "The button above opens the calendar. Or: Calendar, “Add Subscription Calendar”, and paste the address."
        ),
    ),
    (
        "Outlook",
        gettext_lazy("In the calendar: “Add calendar”, “Subscribe from web”, and paste the address."),
    ),
    (
        "Thunderbird",
        gettext_lazy("“New Calendar”, “On the Network”, and paste the address. It needs no user name."),
    ),
    (
        "Nextcloud",
        gettext_lazy("“New calendar”, “New subscription from link”, and paste the address."),
    ),
)
TYPE = "text/calendar; charset=utf-8"
FOR_ALL = "public, max-age=300"
FOR_ONE = "private, no-cache"
MOST_KEPT, LARGEST_KEPT = 12, 4_000_000
_kept: "OrderedDict[str, tuple[bytes, bytes]]" = OrderedDict()  # by stamp: the calendar, and the same compressed


@audience(Audience.EVERYBODY)
@require_safe
def series_feed(request: HttpRequest, key: UUID) -> HttpResponse:
    series, now = calendars.series_by_key(key), clock.now()
    sessions = calendars.of_series(series, now) if series else None
    if series is None or sessions is None or not sessions.exists():
        raise Http404
    source = settings.SITE_URL + request.path
    stamp = calendars.stamp_of(sessions, "series", source)
    return _answer(
        request, stamp, FOR_ALL, lambda: feeds.series_feed(series, sessions, language=_language(), source=source)
    )


@audience(Audience.EVERYBODY)
@require_safe
def chapter_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Also before the chapter has announced anything: somebody may want to know of the first workshop."""
    chapter = calendars.chapter_by_slug(slug)
    if chapter is None:
        raise Http404
    sessions = calendars.of_chapter(chapter, clock.now())
    source = settings.SITE_URL + request.path
    stamp = calendars.stamp_of(sessions, "chapter", source, chapter.name)
    return _answer(
        request, stamp, FOR_ALL, lambda: feeds.chapter_feed(chapter, sessions, language=_language(), source=source)
    )


@audience(Audience.EVERYBODY)
@require_safe
def person_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the address reads it: programs that fetch calendars cannot sign in."""
    person = calendars.person_of_link(token)
    if person is None:
        raise Http404
    sessions = calendars.of_person(person, clock.now())
    stamp = calendars.stamp_of_person(person, sessions)
    response = _answer(request, stamp, FOR_ONE, lambda: feeds.person_feed(person, sessions), is_kept=False)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@audience(Audience.EVERYBODY)
@require_safe
def session_file(request: HttpRequest, key: UUID) -> HttpResponse:
    session = with_words(visible_to(request.user).public()).filter(key=key).first()
    if session is None:
        raise Http404
    person = request.user if isinstance(request.user, Person) else None
    response = HttpResponse(feeds.session_file(session, person, language=_language()), content_type=TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{session.start[:10]}.ics"'
    response.headers["Cache-Control"] = FOR_ONE
    return response


@audience(Audience.SIGNED_IN)
@require_safe
def calendar_page(request: HttpRequest) -> HttpResponse:
    """How to have one's workshops in one's own calendar, whichever it is."""
    person = person_in(request)
    link = calendars.link_of(person)
    token = token_of(link) if link else ""
    address = settings.SITE_URL + reverse("calendars:person", args=[token]) if token else ""
    chapters = [
        {"name": one.name, "address": settings.SITE_URL + reverse("workshops:chapter_feed", args=[one.slug])}
        for one in calendars.chapters_with_workshops(clock.now())
    ]
    context = {
        "address": address,
        "one_tap": _one_tap(address),
        "ways": WAYS,
        "chapters": chapters,
    }
    response = render(request, "workshops/calendar.html", context)
    response.headers["Cache-Control"] = FOR_ONE
    return response


@audience(Audience.SIGNED_IN)
@require_POST
def new_link(request: HttpRequest) -> HttpResponse:
    person = person_in(request)
    had_one = calendars.link_of(person) is not None
    make_link(person=person, now=clock.now())
    messages.success(
        request,
        _("Your calendar has a new address. The one before shows nothing any more.")
        if had_one
        else _("Your calendar has an address now."),
    )
    return redirect("workshops:calendar")


@audience(Audience.SIGNED_IN)
@require_POST
def no_link(request: HttpRequest) -> HttpResponse:
    remove_link(person=person_in(request))
    messages.success(request, _("Your calendar has no address any more."))
    return redirect("workshops:calendar")


def _one_tap(address: str) -> str:
    """The scheme that calendar programs of telephones and computers open by themselves."""
    return "webcal:" + address.partition(":")[2] if address else ""


def _answer(
    request: HttpRequest, stamp: str, control: str, write: Callable[[], bytes], *, is_kept: bool = True
) -> HttpResponse:
    """304 where the program has it already; nothing is written then. ``is_kept``: the same for everybody."""
    etag = f'W/"{hashlib.sha256((stamp + request.path).encode()).hexdigest()[:32]}"'
    response: HttpResponse | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = _kept_calendar(etag, write) if is_kept else HttpResponse(write(), content_type=TYPE)
    elif not isinstance(response, HttpResponseNotModified):
        return response
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = control
    return response


def _kept_calendar(etag: str, write: Callable[[], bytes]) -> HttpResponse:
    found = _kept.get(etag)
    if found is None:
        body = write()
        found = body, compress(body)
        if len(body) <= LARGEST_KEPT:
            _kept[etag] = found
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    response = HttpResponse(found[0], content_type=TYPE)
    response.compressed = found[1]  # type: ignore[attr-defined]
    return response


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
