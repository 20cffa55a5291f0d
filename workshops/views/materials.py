"""What can be taken home from a session, and putting it up."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.queries import person_in
from lms.content.enums import Language
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from workshops.domain.materials import add_material, remove_material
from workshops.enums import MaterialFor
from workshops.models import Session
from workshops.queries.materials import materials_visible_to
from workshops.queries.sessions import said
from workshops.rules.attending import may_train
from workshops.views.gate import session_for, session_trained_by
from workshops.views.public import language, zone_of_reader


@audience(Audience.EVERYBODY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def materials(request: HttpRequest, key: UUID) -> HttpResponse:
    session = session_for(request, key)
    if request.method != "POST":
        return _page(request, session)
    session = session_trained_by(request, key)
    try:
        _change(request, session)
    except DomainError as error:
        return _page(request, session, error)
    return redirect(request.path)


def _change(request: HttpRequest, session: Session) -> None:
    posted = request.POST
    if "take_away" in posted:
        raw = posted["take_away"]
        remove_material(session=session, pk=int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else 0)
        messages.success(request, gettext("It is taken away."))
        return
    add_material(
        session=session,
        by=person_in(request),
        title=posted.get("title", ""),
        language=posted.get("language", ""),
        open_to=posted.get("open_to", ""),
        link=posted.get("link", ""),
        upload=request.FILES.get("file"),
        now=clock.now(),
    )
    messages.success(request, gettext("It is there now."))


def _page(request: HttpRequest, session: Session, error: DomainError | None = None) -> HttpResponse:
    """The reader's language first, then what is for both, then the other."""
    seen = materials_visible_to(request.user, session)
    order = [language(), "", *(code for code in Language.values if code != language())]
    rows = sorted(seen, key=lambda one: (order.index(one.language), one.pk))
    context = {
        "session": session,
        "words": said(session, language()),
        "reader_zone": zone_of_reader(request),
        "rows": rows,
        "may_train": bool(may_train(request.user, session)),
        "languages": Language.choices,
        "open_to": MaterialFor.choices,
        "typed": {name: request.POST.get(name, "") for name in ("title", "link", "language", "open_to")},
        "error": error.message if error else "",
    }
    return render(request, "workshops/materials/page.html", context, status=error.status if error else 200)


@audience(Audience.EVERYBODY)
@never_cache
@require_safe
def take_down(request: HttpRequest, key: UUID, pk: int) -> HttpResponse:
    """Always as a download that a browser may neither guess at nor run."""
    seen = materials_visible_to(request.user, session_for(request, key))
    kept = get_object_or_404(seen.exclude(file=""), pk=pk)
    try:
        content = kept.file.open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=kept.name, content_type="application/octet-stream")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response  # type: ignore[return-value]
