from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, get_language_from_request

from badges.exports.art import badge_art
from badges.queries.awards import earned_by
from courses.queries.progress import progress_of
from courses.queries.teaching import count_asked
from courses.views.due import next_dates
from courses.views.steps import outline_steps
from lms.accounts.queries import display_name, person_in
from lms.content.queries.published import number_for
from lms.core import clock
from lms.core.components import StepState
from lms.core.policy import Audience, audience
from workshops.queries.mine import workshops_of


@audience(Audience.SIGNED_IN)
def my_page(request: HttpRequest) -> HttpResponse:
    """The one next thing to do, then the paths, then what was earned."""
    person, language = person_in(request), get_language() or settings.LANGUAGE_CODE
    everything = progress_of(person, number_for(request))
    paths: list[dict[str, Any]] = [
        {
            "progress": progress,
            "course": progress.course.in_language(language),
            "steps": outline_steps(progress, language),
            "total": len(progress.course.units),
            "done": len(progress.course.units) - len(progress.missing),
            "is_finished": progress.completed_at is not None,
            "has_new": bool(progress.new_since_completion),
        }
        for progress in everything
    ]
    next_path = next((path for path in paths if path["progress"].current), None)
    if next_path:
        next_path["here"] = next(step for step in next_path["steps"] if step.state == StepState.HERE)
    asked = count_asked(person)
    context = {
        "workshops": workshops_of(person, clock.now(), language),
        "asked": asked,
        "dates": next_dates(person, everything, language),
        "paths": paths,
        "name": display_name(person),
        "next_path": next_path,
        "earned": [
            {
                "art": badge_art(one.key),
                "code": one.code,
                "name": one.name,
                "on": date_format(localtime(one.earned_at), "DATE_FORMAT"),
            }
            for one in earned_by(person, language)
        ],
    }
    return render(request, "portal/my.html", context)


@audience(Audience.EVERYBODY)
def front_door(request: HttpRequest) -> HttpResponse:
    """``/`` → the home page in the reader's language; for somebody signed in, their own page in theirs."""
    if request.user.is_authenticated:
        response = redirect(f"/{request.user.language}/my/")
    else:
        response = redirect(f"/{get_language_from_request(request)}/")
    response["Vary"] = "Accept-Language, Cookie"
    return response
