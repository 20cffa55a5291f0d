"""Makes the site large while it runs, and says how to visit what grew, as one JSON object.

It grows twice, first by very little: what is asked of the database is counted at both sizes.
"""

import json
from datetime import timedelta
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client

from bench.counting import queries_of
from bench.large_calendar import fill_calendar
from bench.large_house import Size, course_key, fill_house, quiz_key, short_course_key
from bench.large_index import fill_index
from courses.domain.learning import enrol
from courses.domain.quizzes import Given, save_answers
from courses.models import UnitProgress
from courses.queries.outline import Course, current_course
from courses.queries.quizzes import Question, current_quiz
from lms.accounts.domain import create_person, grant_role
from lms.accounts.domain.second_factor import encrypt
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.accounts.queries import second_factors
from lms.core import clock

LANGUAGE = "en"
NAME = "Beto Learner"
SMALL = Size(courses=2, units=6, questions=6, entries=300, sessions=50)
LARGE = Size(courses=10, units=200, questions=100, entries=20_000, sessions=2000)
NOTHING = "qwertyuiop"
DRIFT = "/cms/drift/"
FRAME = "editor's frame"  # a page of the editor with nothing in it: what Wagtail draws around every one


def main() -> None:
    learner = _person("Beto")
    editors = [_person(name) for name in ("Carmen", "Diego", "Elena")]
    signed_in = {"learner": _client(learner), "editor": _enter_editor(editors[0])}
    words: list[str] = []
    counted: list[dict[str, list[str]]] = []
    pages: dict[str, dict[str, str]] = {}
    for size in (SMALL, LARGE):
        fill_house(size, editors)
        fill_calendar(f"chapter-{size.sessions}", size.sessions, editors[0])
        words = fill_index(size.entries, words=words or None, first=0 if size is SMALL else SMALL.entries)
        pages = _pages(_learn(learner, size), size, words)
        counted.append({name: _statements(signed_in[page["who"]], page["path"]) for name, page in pages.items()})
    _tidy()
    cookies = {who: _cookies(client) for who, client in signed_in.items()}
    small, large = counted
    print(json.dumps({"pages": pages, "cookies": cookies, "small": small, "large": large}))


def _person(name: str) -> Person:
    address = f"{name.lower()}@bench.example"
    return create_person(
        email=address, password=None, chosen_name=f"{name} Learner", language=LANGUAGE, now=clock.now()
    )


def _client(person: Person) -> Client:
    client = Client(SERVER_NAME=settings.SITE_HOST, headers={"accept-language": LANGUAGE})
    client.force_login(person)
    return client


def _enter_editor(person: Person) -> Client:
    """Somebody with a role, who used a second factor in this session."""
    person = grant_role(person=person, role=Role.EDITOR, by=None, now=clock.now())
    secret = {"secret": encrypt("A" * 32)}
    apps.get_model("mfa", "Authenticator").objects.create(
        user_id=person.pk, type="totp", data=secret, created_at=clock.now()
    )
    client, at = _client(person), clock.now().timestamp()
    session = client.session
    [key] = second_factors(person).by_key
    session["account_authentication_methods"] = [
        {"method": "password", "at": at, "email": person.email},
        {"method": "mfa", "at": at, "id": key, "type": "totp"},
    ]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


def _cookies(client: Client) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def _learn(person: Person, size: Size) -> tuple[Course, Course]:
    """In the middle of the first course, and at the quiz of the short one: half of each is done. Gives both."""
    now = clock.now()
    courses = [current_course(key) for key in (course_key(size), short_course_key(size))]
    long, short = [course for course in courses if course]
    for course in (long, short):
        enrol(person=person, course_key=course.key, now=now)
        half = course.units[: len(course.units) // 2]
        UnitProgress.objects.bulk_create(
            UnitProgress(
                person=person,
                unit_key=unit.key,
                language=LANGUAGE,
                opened_at=now + timedelta(microseconds=place),
                done_at=now if unit != half[-1] else None,
            )
            for place, unit in enumerate(half)
        )
    quiz = current_quiz(quiz_key(size))
    given = [_given(question) for question in quiz.questions[: size.questions // 2]] if quiz else []
    save_answers(person=person, unit_key=quiz_key(size), number=1, given=given, language=LANGUAGE, now=now)
    return long, short


def _given(question: Question) -> Given:
    if question.kind == "short_text":
        return Given(question.id, text="something")
    if question.targets:
        return Given(question.id, chosen=tuple(sorted(question.pairs)))
    return Given(question.id, chosen=(question.options[-1].id,))


def _pages(courses: tuple[Course, Course], size: Size, words: list[str]) -> dict[str, dict[str, str]]:
    """Line → where it is, who looks at it, and words that stand in it; ``within`` what, where it is held to what it adds."""
    long, short = courses
    last, quiz = long.units[-1], short.units[-1]

    def search(text: str) -> str:
        return f"/{LANGUAGE}/search/?{urlencode({'q': text})}"

    frequent = words[:3]
    slip = frequent[0][:2] + frequent[0][3:]
    calendar = {
        "path": f"/{LANGUAGE}/workshops/chapters/chapter-{size.sessions}.ics",
        "who": "learner",
        "marker": "END:VCALENDAR",
    }
    return {
        "search, many": {"path": search(" ".join(frequent)), "who": "learner", "marker": "<mark>"},
        "search, a slip": {"path": search(slip), "who": "learner", "marker": f"<strong>{frequent[0]}</strong>"},
        "search, nothing": {"path": search(NOTHING), "who": "learner", "marker": NOTHING},
        FRAME: {"path": "/cms/readers/", "who": "editor", "marker": "wagtail-sidebar-props"},
        "drift": {"path": DRIFT, "who": "editor", "marker": "/cms/translation/", "within": FRAME},
        "drift, narrowed": {
            "path": f"{DRIFT}?{urlencode({'language': 'es', 'state': 'stale', 'words': 'unit', 'owner': 'carmen', 'p': 2})}",
            "who": "editor",
            "marker": "/cms/translation/",
            "within": FRAME,
        },
        "course of 200": {"path": long.paths[LANGUAGE], "who": "learner", "marker": last.titles[LANGUAGE]},
        "quiz of 100": {
            "path": quiz.paths[LANGUAGE],
            "who": "learner",
            "marker": f"What is right in matter {size.questions - 1} ({LANGUAGE})",
        },
        "calendar of 2,000": calendar,
        "calendar, one changed": {**calendar, "before": "move"},
    }


def _statements(client: Client, path: str) -> list[str]:
    """Of the second request: what a process remembers is remembered."""
    queries_of(client, path)
    return queries_of(client, path)


def _tidy() -> None:
    """PostgreSQL does this by itself soon, in the middle of what is measured."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
