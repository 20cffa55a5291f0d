from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, get_language_from_request

from badges.exports.art import badge_art
from badges.queries.awards import earned_by
from courses.queries.progress import progress_of
from courses.views.steps import outline_steps
from lms.content.queries.published import number_for
from lms.core.policy import Audience, audience


@audience(Audience.SIGNED_IN)
def my_page(request: HttpRequest) -> HttpResponse:
    """The one next thing to do, then the paths, then what was earned."""
    language = get_language()
    everything = progress_of(request.user, number_for(request))
    paths: list[dict[str, Any]] = [
        {
            "progress": progress,
            "course": progress.course.in_language(language),
            "steps": outline_steps(progress, language),
            "done": len(progress.course.units) - len(progress.missing),
        }
        for progress in everything
    ]
    context = {
        "paths": paths,
        "next_path": next((path for path in paths if path["progress"].current), None),
        "earned": [{"earned": one, "art": badge_art(one.key)} for one in earned_by(request.user, language)],
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
