"""Writing to the people of a session: written, seen in both languages, and only then sent."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.accounts.queries import person_in
from lms.content.enums import Language
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from workshops.domain.announcements import Letter, announce_to_people, preview
from workshops.enums import WrittenTo
from workshops.models import Session
from workshops.queries.materials import people_written_to
from workshops.queries.sessions import said
from workshops.views.gate import session_trained_by
from workshops.views.public import language


@audience(Audience.RUNS_IT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, key: UUID) -> HttpResponse:
    """``step``: *preview* shows both mails, *send* sends them, anything else goes back to the form."""
    session, step = session_trained_by(request, key), request.POST.get("step", "")
    letters, written_to = _letters(request), _to(request)
    try:
        if step == "send":
            announce_to_people(
                session=session,
                letters=letters,
                written_to=written_to,
                by=person_in(request),
                submit_key=request.POST.get("submit_key") or uuid4().hex,
                now=clock.now(),
            )
            messages.success(request, gettext("It is on its way: each gets it in their language."))
            return redirect("workshops:roster", session.key)
        if step == "preview":
            return _preview(request, session, letters, written_to)
    except DomainError as error:
        return _form(request, session, letters, written_to, error)
    return _form(request, session, letters, written_to)


def _letters(request: HttpRequest) -> dict[str, Letter]:
    posted = request.POST
    return {
        code: Letter(posted.get(f"subject-{code}", "")[:400], posted.get(f"body-{code}", "")[:6000])
        for code in Language.values
    }


def _to(request: HttpRequest) -> str:
    wanted = request.POST.get("written_to", "")
    return wanted if wanted in WrittenTo.values else WrittenTo.SEATED.value


def _preview(request: HttpRequest, session: Session, letters: dict[str, Letter], written_to: str) -> HttpResponse:
    shown = preview(session=session, letters=letters, reader=person_in(request))
    context = {
        "session": session,
        "words": said(session, language()),
        "mails": [(code, str(Language(code).label), mail) for code, mail in shown.items()],
        "letters": list(letters.items()),
        "written_to": WrittenTo(written_to),
        "count": people_written_to(session, written_to).count(),
        "submit_key": request.POST.get("submit_key") or uuid4().hex,
    }
    return render(request, "workshops/announcements/preview.html", context)


def _form(
    request: HttpRequest,
    session: Session,
    letters: dict[str, Letter],
    written_to: str,
    error: DomainError | None = None,
) -> HttpResponse:
    context = {
        "session": session,
        "words": said(session, language()),
        "letters": [(code, str(Language(code).label), letter) for code, letter in letters.items()],
        "choices": WrittenTo.choices,
        "written_to": written_to,
        "submit_key": request.POST.get("submit_key") or uuid4().hex,
        "error": error.message if error else "",
    }
    return render(request, "workshops/announcements/form.html", context, status=error.status if error else 200)
