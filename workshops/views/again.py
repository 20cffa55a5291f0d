"""*Run it again*: the same session or series on other days, as drafts, with nobody in it."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from workshops.domain.duplicating import duplicate_series, duplicate_session
from workshops.forms.again import ALL, AgainForm
from workshops.models import Session
from workshops.queries.sessions import said
from workshops.views.gate import session_managed_by
from workshops.views.public import language, zone_of_reader


@audience(Audience.RUNS_IT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, key: UUID) -> HttpResponse:
    session = session_managed_by(request, key)
    form = AgainForm(request.POST or None, initial={"starts_time": session.start[11:16]})
    if request.method == "POST" and form.is_valid():
        try:
            copy = _run_again(session, form)
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, gettext("It is made, as a draft: nobody else sees it before you announce it."))
            return redirect("workshops:session", copy.key)
    context = {
        "session": session,
        "words": said(session, language()),
        "reader_zone": zone_of_reader(request),
        "form": form,
    }
    return render(request, "workshops/again.html", context, status=400 if form.errors else 200)


def _run_again(session: Session, form: AgainForm) -> Session:
    """The copy, or the first session of the copied series."""
    day, at = form.cleaned_data["starts_on"], form.cleaned_data["starts_time"]
    if form.cleaned_data["what"] == ALL:
        series = duplicate_series(series=session.series, starts_on=day, starts_time=at, now=clock.now())
        return series.sessions.earliest("starts_at")
    return duplicate_session(session=session, start=datetime.combine(day, at), fold=0, now=clock.now())
