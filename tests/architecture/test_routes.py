"""Every address × every role. The routes are read from the URL configuration: a new one is walked without being named
here, and one that does not say who may open it fails the build."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from badges.domain.achievements import define_achievement
from badges.domain.awards import AWARDS
from badges.models import Certificate
from courses.domain.learning import complete_unit, enrol
from courses.models import CourseIndexPage
from courses.queries.outline import Course, catalogue
from lms.accounts.domain.groups import prepare_groups
from lms.accounts.domain.second_factor import set_totp
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.content.models import Picture
from lms.content.queries.published import published_number
from lms.core.jobs.models import Job
from lms.core.policy import Audience
from lms.mail.models import Message
from tests.conftest import NOW
from tests.factories.practice import make_assignment
from tests.factories.site import lesson, make_course, make_site
from tests.factories.workshops import make_session
from workshops.models import Session

EDITOR = "cms/"
ROLES = (
    "anonymous",
    "learner",
    "other_learner",
    "trainer",
    "editor",
    "committee_member",
    "support_member",
    "administrator",
)
STAFF = ROLES[3:]


@dataclass(frozen=True)
class Route:
    pattern: str
    name: str
    view: Any

    @property
    def audience(self) -> Audience | None:
        return Audience.STAFF if self.pattern.startswith(EDITOR) else getattr(self.view, "audience", None)


def routes(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[Route]:
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, prefix + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield Route(prefix + str(one.pattern), one.name or "", one.callback)


def undeclared(found: Iterator[Route]) -> list[str]:
    return [route.pattern for route in found if route.audience is None]


def test_every_route_declares_its_audience() -> None:
    assert undeclared(routes()) == []
    assert "lms.accounts.views.gate.EditorGate" in settings.MIDDLEWARE  # what declares all of /cms/


def test_a_route_without_declaration_is_found() -> None:
    def forgotten(request: Any) -> None: ...

    assert undeclared(iter([Route("en/new/", "new", forgotten)])) == ["en/new/"]


@dataclass
class World:
    course: Course
    certificate: Certificate
    people: dict[str, Person | None]
    clients: dict[str, Client]
    values: dict[str, Any]


@pytest.fixture
def world(
    db: None,
    learner: Person,
    other_learner: Person,
    trainer: Person,
    editor: Person,
    committee_member: Person,
    administrator: Person,
    make_person: Callable[..., Person],
) -> World:
    make_site()
    prepare_groups()
    made = make_course("web", [lesson("first")])
    define_achievement(
        key="web", object_key=made.object_key, names={"en": "Web"}, criteria={"en": "Each unit of Web."}, now=NOW
    )
    course = catalogue(published_number())[0]
    enrol(person=learner, course_key=course.key, now=NOW)
    complete_unit(person=learner, unit_key=course.units[0].key, language="en", happened_at=NOW, now=NOW)
    AWARDS.settle(person_id=learner.pk, now=NOW)
    certificate = Certificate.objects.get(award__person=learner)
    support = make_person("Gloria", Role.SUPPORT)
    everybody = (None, learner, other_learner, trainer, editor, committee_member, support, administrator)
    people: dict[str, Person | None] = dict(zip(ROLES, everybody, strict=True))
    make_assignment(support)
    make_session(organisers=[trainer])
    return World(course, certificate, people, {n: client_of(p) for n, p in people.items()}, values(course, certificate))


def client_of(person: Person | None) -> Client:
    """Signed in a moment ago, staff with their second factor: what is closed to them now is closed by who they are."""
    client = Client(raise_request_exception=False)
    if person is None:
        return client
    client.force_login(person)
    records = [{"method": "password", "at": time.time()}]
    if person.is_staff:
        set_totp(person=person, now=NOW)
        factor = person.authenticator_set.get()
        records.append({"method": "mfa", "type": "totp", "id": factor.pk, "at": time.time()})
    session = client.session
    session["account_authentication_methods"] = records
    session.save()
    return client


def values(course: Course, certificate: Certificate) -> dict[str, Any]:
    """What may stand in an address. Anything not named is asked for with number 1 and with a number that nobody has."""
    index = CourseIndexPage.objects.get(locale__language_code="en")
    return {
        "course_key": course.key,
        "unit_key": course.units[0].key,
        "code": certificate.code,
        "language": "en",
        "provider_id": "nobody",
        "page": index.pk,
        "person": certificate.award.person_id,
        "job": Job.objects.values_list("pk", flat=True).first(),
        "message": Message.objects.values_list("pk", flat=True).first(),
        "group": Group.objects.values_list("pk", flat=True).first(),
        "key": Session.objects.values_list("key", flat=True).first(),
        "picture": Picture.objects.values_list("pk", flat=True).first() or 1,
    }


def addresses(world: World) -> Iterator[tuple[Route, str]]:
    """Every route with its blanks filled: with what exists, and again with a number that nobody has."""
    for route in routes():
        filled = {
            fill(route.pattern, world.values | {"number": number}) for number in (world.values["page"], 987654321)
        }
        yield from ((route, f"/{address}") for address in sorted(filled))


UNNAMED = {"uuid": str(uuid4()), "str": "x", "slug": "x", "path": "x"}
NAMED_GROUP = re.compile(r"\(\?P<(\w+)>[^()]*\)")
BLANK = re.compile(r"<(?:(\w+):)?(\w+)>")
ANY_GROUP = re.compile(r"\((?:\?:)?[^()]*(?:\([^()]*\)[*+?]?[^()]*)*\)[*+?]?")


def fill(pattern: str, known: dict[str, Any]) -> str:
    """An address that the pattern accepts. What this cannot fill fails the test: no route is passed over."""

    def value(match: re.Match[str]) -> str:
        converter, name = match[1] or "str", match[2]
        return str(known.get(name, UNNAMED.get(converter, known["number"])))

    filled = BLANK.sub(value, NAMED_GROUP.sub(r"<\1>", pattern))
    filled = ANY_GROUP.sub(
        str(known["number"]), filled.replace("^", "").replace("$", "").replace("\\.", ".").replace(".*", "any")
    )
    assert re.fullmatch(r"[\w\-./@:=]*", filled), f"{pattern} became {filled}: teach fill() to fill it"
    return filled


def expected(route: Route, role: str) -> set[int]:
    """The answers that a role may get. 400 to 405: the address holds nothing for them, or wants another method."""
    nothing_there = {400, 401, 404, 405, 410}
    opens = {200, 202, 301, 302, *nothing_there}
    match route.audience:
        case Audience.EVERYBODY | Audience.OPERATOR:
            return opens | {403, 429, 503}
        case Audience.SIGNED_IN:
            return {302} if role == "anonymous" else opens
        case Audience.RUNS_IT:  # the trainer of the world organises its session; who may edit everything may that too
            if role == "anonymous":
                return {302}
            return opens if role in ("trainer", "editor", "administrator") else {403, *nothing_there}
        case Audience.STAFF:
            if role == "anonymous":
                return {302}
            return opens | {403} if role in STAFF else {403}
        case _:
            return {302} if role == "anonymous" else (opens if role == "administrator" else {403})


@pytest.mark.slow
def test_every_address_answers_every_role_as_declared(world: World) -> None:
    wrong, asked = [], 0
    for route, address in addresses(world):
        if route.pattern == "cms/login/":
            continue
        for role in ROLES:
            if route.name == "account_logout" and role != "anonymous":
                continue
            answer = world.clients[role].get(address)
            asked += 1
            allowed = expected(route, role)
            if answer.status_code not in allowed:
                wrong.append(f"{role} GET {address} ({route.name}): {answer.status_code}, not in {sorted(allowed)}")
            elif allowed == {302} and not leads_to_sign_in(answer.headers["Location"]):
                wrong.append(f"{role} GET {address} leads to {answer.headers['Location']}, not to the sign-in")
    assert asked > 8 * 200
    assert wrong == []


def leads_to_sign_in(location: str) -> bool:
    return "/accounts/login/" in location


@pytest.mark.slow
def test_other_peoples_objects_answer_404(world: World) -> None:
    """Everything that belongs to somebody: the holder finds it, nobody else learns that it exists."""
    owned = [f"/en/certificates/{world.certificate.code}/", f"/es/certificates/{world.certificate.code}/en.pdf"]
    for address in owned:
        answers = {role: world.clients[role].get(address).status_code for role in ROLES}
        assert answers == dict.fromkeys(ROLES[2:], 404) | {"anonymous": 302, "learner": answers["learner"]}
        assert answers["learner"] in (200, 202)
        assert {world.clients[role].post(address).status_code for role in ROLES[2:]} <= {404, 405}


@pytest.mark.slow
def test_every_post_wants_a_token(world: World) -> None:
    """No address that changes something answers to a form of another site. The one exception writes to a guest's own
    session only, and is tested with the guests."""
    wrong = []
    for role in ("learner", "administrator"):
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        client.cookies = world.clients[role].cookies
        for route, address in addresses(world):
            answer = client.post(address, {"anything": "1"})
            if answer.status_code not in (302, 301, 403, 404, 405) or (
                answer.status_code == 302 and route.audience in (Audience.SIGNED_IN, Audience.RUNS_IT)
            ):
                wrong.append(f"{role} POST {address} ({route.name}): {answer.status_code}")
    assert wrong == []
