"""The desk of background work, inside the editor at /cms/jobs/."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.core import clock
from lms.core.errors import DomainError
from lms.core.jobs import desk
from lms.core.jobs.states import JobState
from lms.core.policy import Audience, admits, audience

ON_A_PAGE = 50


def _administrator(request: HttpRequest) -> AbstractBaseUser:
    return cast("AbstractBaseUser", request.user)  # the audience let nobody else through


@require_safe
@audience(Audience.STAFF)
def job_list(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in desk.ON_DESK else ""
    page = Paginator(desk.on_desk(state), ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "jobs": page,
        "state": state,
        "counts": desk.counts(),
        "now": clock.now(),
        "dead": JobState.DEAD,
        "may_act": admits(Audience.ADMIN, request.user),
    }
    return render(request, "core/jobs/list.html", context)


@require_POST
@audience(Audience.ADMIN)
def run_job_again(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(desk.on_desk(), pk=pk)
    try:
        desk.run_again(job=job, by=_administrator(request), now=clock.now())
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("The job runs again in a moment."))
    return redirect("core_jobs:list")


@require_POST
@audience(Audience.ADMIN)
def drop_job(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(desk.on_desk(), pk=pk)
    try:
        desk.drop(job=job, by=_administrator(request))
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("The job was dropped. What it promised will not happen."))
    return redirect("core_jobs:list")
