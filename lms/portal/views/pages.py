from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.queries.outline import catalogue
from courses.queries.progress import progress_of
from courses.queries.teaching import visible_to
from courses.views.cards import course_card
from courses.views.steps import outline_steps
from lms.content.queries.published import number_for
from lms.content.views.pages import page_language_links
from lms.core import clock
from lms.core.components import Step, StepState
from lms.core.serving import serves
from lms.portal.models import HomePage
from workshops.queries.sessions import in_these_days

SHOWN_ON_HOME = 6
HOME_IS_TRUE_FOR = timedelta(minutes=10)  # what takes place this week passes by without anybody publishing anything


@serves("portal.HomePage")
def serve_home(request: HttpRequest, page: HomePage) -> HttpResponse:
    """For a stranger what one can learn here; for somebody who is learning, the next step of their own path first."""
    number, language = number_for(request), get_language()
    courses = visible_to(request.user, catalogue(number))
    current = None
    if request.user.is_authenticated:
        current = next((p for p in progress_of(request.user, number) if p.current), None)
    now = clock.now()
    context = {
        "page": page,
        "week": in_these_days(now),
        "reader_zone": request.user.time_zone if request.user.is_authenticated else "",
        "cards": [course_card(course, language) for course in courses[:SHOWN_ON_HOME]],
        "first_course": course_card(courses[0], language) if courses else None,
        "current": current,
        "steps": outline_steps(current, language) if current else [],
        "course_link": current.course.in_language(language) if current else None,
        "how": _how_it_goes(),
        "language_links": page_language_links(request, page),
    }
    response = render(request, "portal/home.html", context)
    response.true_until = now + HOME_IS_TRUE_FOR  # type: ignore[attr-defined]
    return response


def _how_it_goes() -> list[Step]:
    return [
        Step(label=_("Read a lesson, in English, in Spanish or in both"), state=StepState.HERE),
        Step(label=_("Answer a short quiz; every answer explains itself")),
        Step(label=_("Finish the course: a badge and a certificate that anybody can check")),
        Step(label=_("Practise on real tickets, teach, and take a seat where it is decided")),
    ]
