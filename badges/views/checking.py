"""Anybody holds out a badge, as a file or as text, and is told whether it is genuine, and why."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from badges.credentials.findings import Verdict
from badges.credentials.reading import Document
from badges.domain.checking import LARGEST, certificate_of, check_file
from badges.views.certificates import chrome
from badges.views.telling import TONES, VERDICTS, rows
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience

LONGEST = 400  # characters of a stranger's text that are shown


@audience(Audience.EVERYBODY)
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Nothing of what is held out is kept."""
    if request.method == "GET":
        return redirect("badges:verify_form")
    around = chrome(request)
    try:
        checked = check_file(file=_given(request), now=clock.now())
    except DomainError as error:
        return render(request, "badges/verify_form.html", around | {"error": error.message}, status=error.status)
    report = checked.report
    context = around | {
        "verdict": VERDICTS[report.verdict],
        "tone": TONES[report.verdict],
        "rows": rows(report),
        "badge": _shown(checked.document) if report.verdict != Verdict.UNREADABLE else None,
        "certificate": certificate_of(checked),
    }
    return render(request, "badges/checked.html", context)


def _given(request: HttpRequest) -> bytes:
    upload = request.FILES.get("file")
    if upload is not None:
        return bytes(upload.read(LARGEST + 1))
    return request.POST.get("text", "").encode()


def _shown(document: Document | None) -> dict[str, str]:
    """What it says of itself: a stranger's text until the verdict says otherwise."""
    said: Any = document or {}
    subject = _part(said, "credentialSubject")
    achievement, us = _part(subject, "achievement"), _part(said, "issuer")
    return {
        "name": _text(achievement, "name") or _text(said, "name"),
        "criteria": _text(_part(achievement, "criteria"), "narrative"),
        "issuer": _text(us, "name"),
        "issuer_id": _text(us, "id"),
        "awarded": _text(said, "awardedDate")[:10],
        "id": _text(said, "id"),
    }


def _part(value: Any, name: str) -> Any:
    found = value.get(name) if isinstance(value, dict) else None
    return found[0] if isinstance(found, list) and found else found


def _text(value: Any, name: str) -> str:
    found = value.get(name) if isinstance(value, dict) else None
    return found[:LONGEST] if isinstance(found, str) else ""
