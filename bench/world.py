"""Builds a site of its own under DATA_DIR and says how to visit it, as one JSON object.

One learner is in the middle of one course and has finished the other; everything they did went through the same domain
functions as in the pages.
"""

import json
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from bench.counting import queries_of
from courses.domain.learning import complete_unit, enrol, open_unit
from courses.domain.quizzes import Given, hand_in
from courses.queries.outline import Course, Unit, catalogue
from courses.queries.quizzes import Question, current_quiz
from lms.accounts.domain.people import create_person
from lms.accounts.models import Person
from lms.content.domain.publishing import something_public_changed
from lms.content.queries.published import published_number
from lms.core import clock, jobs
from lms.records.domain.settling import settle

LANGUAGE = "en"
NAME = "Alicia Learner"


def build() -> tuple[Person, Course]:
    quiet = StringIO()
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    call_command("catalogues", "compile", stdout=quiet)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("found", stdout=quiet)
    folders = sorted(path.parent for path in (settings.BASE_DIR / "courses" / "library").glob("*/course.yaml"))
    call_command("library", *map(str, folders), stdout=quiet)
    now = clock.now()
    person = create_person(email="alicia@bench.example", password=None, chosen_name=NAME, language=LANGUAGE, now=now)
    begun, *finished = catalogue(published_number())
    enrol(person=person, course_key=begun.key, now=now)
    for unit in begun.units[: len(begun.units) // 2]:
        _do(person, begun, unit)
    open_unit(person=person, unit_key=_current(begun).key, language=LANGUAGE, now=clock.now())
    for course in finished:
        enrol(person=person, course_key=course.key, now=now)
        for unit in course.units:
            _do(person, course, unit)
    settle(person_id=person.pk, now=clock.now())
    jobs.drain()
    return person, begun


def _current(course: Course) -> Unit:
    """The first lesson after what was done."""
    return next(unit for unit in course.units[len(course.units) // 2 :] if unit.kind == "lesson")


def _do(person: Person, course: Course, unit: Unit) -> None:
    now = clock.now()
    open_unit(person=person, unit_key=unit.key, language=LANGUAGE, now=now)
    quiz = current_quiz(unit.key) if unit.kind == "quiz" else None
    if quiz:
        given = [_right(question) for question in quiz.questions]
        hand_in(person=person, unit_key=unit.key, number=1, given=given, language=LANGUAGE, now=now)
    else:
        complete_unit(person=person, unit_key=unit.key, language=LANGUAGE, happened_at=now, now=now)


def _right(question: Question) -> Given:
    if question.kind == "short_text":
        return Given(question.id, text=min(question.accepted))
    return Given(question.id, chosen=tuple(sorted(question.right_options)))


def describe(person: Person, course: Course) -> dict[str, Any]:
    learner, stranger = (
        Client(SERVER_NAME=settings.SITE_HOST, headers={"accept-language": LANGUAGE}) for _ in range(2)
    )
    learner.force_login(person)
    lesson = _current(course)
    quiz = next(unit for unit in reversed(course.units) if unit.kind == "quiz")
    paths = {
        "home": f"/{LANGUAGE}/",
        "catalogue": str(Path(course.paths[LANGUAGE]).parent) + "/",
        "course": course.paths[LANGUAGE],
        "lesson": lesson.paths[LANGUAGE],
        "quiz": quiz.paths[LANGUAGE],
        "my page": f"/{LANGUAGE}/my/",
    }
    statements = {}
    for name in ("lesson", "course", "my page"):
        queries_of(learner, paths[name])  # what a process remembers is remembered from here on
        statements[name] = queries_of(learner, paths[name])
    something_public_changed()
    statements["home, cold"] = queries_of(stranger, paths["home"])
    statements["home, cached"] = queries_of(stranger, paths["home"])
    cookies = {name: morsel.value for name, morsel in learner.cookies.items()}
    return {
        "cookies": cookies,
        "name": NAME,
        "course": course.titles[LANGUAGE],
        "paths": paths,
        "statements": statements,
    }


def main() -> None:
    print(json.dumps(describe(*build())))
