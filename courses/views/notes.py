"""Notes and bookmarks of the person who is signed in. No address names anybody: nobody else's can be asked for."""

import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.domain import notes as domain
from courses.errors import ChangedElsewhere
from courses.exports.notes import notes_as_text
from courses.queries import notes as queries
from courses.views.talk import readable_unit
from lms.accounts.queries import person_in
from lms.content.queries.published import number_for
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience


@audience(Audience.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def unit_notes(request: HttpRequest, unit_key: UUID) -> HttpResponse:
    course, unit = readable_unit(request, unit_key)
    person, language = person_in(request), get_language() or "en"
    error: DomainError | None = None
    if request.method == "POST":
        wants_json = request.headers.get("Accept", "").startswith("application/json")
        now = clock.now()
        try:
            domain.save_note(person=person, unit_key=unit_key, **_posted(request), now=now)
        except DomainError as refused:
            error = refused
        if wants_json:
            return _told(error, now.isoformat())
        if error is None:
            messages.success(request, _("Your note is saved. Only you see it."))
            return redirect("courses:notes", unit_key)
    note = queries.note_of(person, unit_key)
    marked = queries.bookmarked(person, unit_key)
    number = number_for(request)
    stored = note.text if note else ""
    context = {
        "unit": unit,
        "unit_link": unit.in_language(language),
        "course_link": course.in_language(language),
        "text": request.POST.get("text", "") if error else stored,
        "stored": stored if isinstance(error, ChangedElsewhere) else "",
        "version": note.version if note else 0,
        "window": secrets.token_hex(8),
        "error": error.message if error else "",
        "longest": domain.LONGEST_NOTE,
        "spots": [
            {"id": spot.id, "words": spot.words, "is_kept": spot.id in marked}
            for spot in queries.spots_of(number, unit_key, language)
        ],
    }
    return render(request, "courses/notes/unit.html", context, status=error.status if error else 200)


def _posted(request: HttpRequest) -> dict[str, Any]:
    version = request.POST.get("version", "")
    return {
        "text": request.POST.get("text", ""),
        "version": int(version[:9]) if version.isascii() and version.isdecimal() else 0,
        "window": request.POST.get("window", ""),
    }


def _told(error: DomainError | None, moment: str) -> HttpResponse:
    if error:
        return JsonResponse({"error": str(error.message)}, status=error.status)
    return JsonResponse({"saved_at": moment})


@audience(Audience.SIGNED_IN)
@require_POST
def bookmark(request: HttpRequest, unit_key: UUID) -> HttpResponse:
    """``keep`` or ``drop`` names a block. What is not in the lesson is not kept, but can be dropped."""
    readable_unit(request, unit_key)
    person = person_in(request)
    kept, dropped = request.POST.get("keep", ""), request.POST.get("drop", "")
    spots = {spot.id for spot in queries.spots_of(number_for(request), unit_key, get_language() or "en")}
    if kept in spots:
        domain.keep_bookmark(person=person, unit_key=unit_key, block_id=UUID(kept), now=clock.now())
        messages.success(request, _("The bookmark is kept."))
    elif block_id := _uuid(dropped):
        domain.drop_bookmark(person=person, unit_key=unit_key, block_id=block_id)
        messages.success(request, _("The bookmark is gone."))
    else:
        raise Http404
    return redirect("courses:my_notes" if "from_list" in request.POST else "courses:notes", *_key(request, unit_key))


def _key(request: HttpRequest, unit_key: UUID) -> list[UUID]:
    return [] if "from_list" in request.POST else [unit_key]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@audience(Audience.SIGNED_IN)
@require_GET
def my_notes(request: HttpRequest) -> HttpResponse:
    shelves = queries.shelves_of(request.user, number_for(request), get_language() or "en")
    return render(request, "courses/notes/mine.html", {"shelves": shelves})


@audience(Audience.SIGNED_IN)
@require_GET
def my_notes_as_text(request: HttpRequest) -> HttpResponse:
    language = get_language() or "en"
    text = notes_as_text(queries.shelves_of(request.user, number_for(request), language))
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    name = "mis-notas.txt" if language == "es" else "my-notes.txt"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
