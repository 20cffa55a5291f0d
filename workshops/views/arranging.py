"""Reminders and attendance of a series, for its organisers."""

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
from workshops.domain.arranging import arrange_around
from workshops.forms.around import AroundForm
from workshops.queries.around import around_of
from workshops.queries.sessions import said
from workshops.views.gate import session_managed_by
from workshops.views.public import language


@audience(Audience.RUNS_IT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def around(request: HttpRequest, key: UUID) -> HttpResponse:
    session = session_managed_by(request, key)
    form = AroundForm(request.POST or None, around=around_of(session.series_id))
    if request.method == "POST" and form.is_valid():
        try:
            arrange_around(series=session.series, now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, gettext("It holds for the sessions of this series that are still to come."))
            return redirect("workshops:roster", session.key)
    context = {"session": session, "words": said(session, language()), "form": form}
    return render(request, "workshops/around.html", context, status=400 if form.errors else 200)
