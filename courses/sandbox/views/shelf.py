"""Labs to choose from, one of them before it is started, and one's own machines."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from courses.sandbox.domain import machines
from courses.sandbox.domain.control import is_on
from courses.sandbox.enums import LabLevel
from courses.sandbox.models import Lab
from courses.sandbox.queries.labs import Filter, fits, lab_by_slug, on_shelf, topics_of
from courses.sandbox.queries.machines import machine_for, machines_of
from courses.sandbox.rules.access import may_help
from courses.sandbox.views.showing import LENGTHS, lab_words, topic_label, topics_in_words
from lms.accounts.models import Person
from lms.accounts.queries import person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience, private


@audience(Audience.EVERYBODY)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    person, language = _somebody(request), get_language() or ""
    every = on_shelf(person, language)
    minutes = request.GET.get("minutes", "")
    wanted = Filter(
        topic=_chosen(request.GET.get("topic", ""), topics_of(every)),
        level=_chosen(request.GET.get("level", ""), LabLevel.values),
        minutes=int(minutes) if minutes in {str(one) for one in LENGTHS} else 0,
    )
    context = {
        "rows": [(row, topics_in_words(row.topics), LabLevel(row.level).label) for row in every if fits(row, wanted)],
        "wanted": wanted,
        "is_filtered": wanted != Filter(),
        "topics": [(topic, topic_label(topic)) for topic in topics_of(every)],
        "levels": LabLevel.choices,
        "lengths": LENGTHS,
        "is_known": person is not None,
        "is_helper": person is not None and bool(may_help(person)),
    }
    return render(request, "labs/index.html", context)


@audience(Audience.EVERYBODY)
@require_safe
def lab(request: HttpRequest, slug: str) -> HttpResponse:
    """Where somebody's machine goes on, the way leads there."""
    return _page(request, _found(slug))


@audience(Audience.SIGNED_IN)
@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    found, person = _found(slug), person_in(request)
    try:
        opened = machines.open_machine(person=person, lab=found, language=get_language() or "en", now=clock.now())
        machines.start(machine=opened, now=clock.now())
    except DomainError as error:
        return _page(request, found, error)
    return redirect(f"{reverse('labs:machine', args=[opened.key])}#terminal")


@private(Audience.SIGNED_IN)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    person, language = person_in(request), get_language() or ""
    rows = [(one, lab_words(one.lab_text, one.seed, language)) for one in machines_of(person)]
    return render(request, "labs/mine.html", {"rows": rows, "reader_zone": person.time_zone})


def _somebody(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


def _chosen(value: str, values: list[str]) -> str:
    return value if value in values else ""


def _found(slug: str) -> Lab:
    found = lab_by_slug(slug)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: Lab, error: DomainError | None = None) -> HttpResponse:
    person, language = _somebody(request), get_language() or ""
    going_on = machine_for(person, found) if person else None
    text = going_on.lab_text if going_on else found.text
    seed = going_on.seed if going_on else machines.seed_for(person, found)
    if text is None:
        raise Http404
    context = {
        "lab": found,
        "words": lab_words(text, seed, language),
        "machine": going_on,
        "is_on": is_on(),
        "is_known": person is not None,
        "error": error.message if error else "",
    }
    return render(request, "labs/lab.html", context, status=error.status if error else 200)
