"""What an unexpected error tells: nothing of a ticket, of an answer with real names, or of a tracker's secret."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.views.debug import ExceptionReporter

from courses.practice.domain import claiming, handing_in
from courses.practice.models import Post, PracticeReview, Redaction, TrackerSource, Try
from lms.accounts.enums import Role
from lms.accounts.models import Person
from tests.factories.people import MONDAY, signed_in
from tests.factories.people import make_person as somebody
from tests.factories.practice import make_assignment, make_source, mirror, read_ticket, work
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db
SECRETS = ("Ana Robles", "ana@huerta-robles.org", "swordfish", "Dear Ana")
TEXT = "I am Ana Robles, ana@huerta-robles.org. Since the update the site is a white page."


@pytest.fixture
def desk(make_person: Callable[..., Person], enter_editor: Callable[[Client, Person], Client]) -> Client:
    make_site()
    with time_machine.travel(MONDAY, tick=False):
        return enter_editor(Client(raise_request_exception=False), make_person("Marta", Role.SUPPORT))


def break_table(model: type) -> None:
    """A fault in the middle of the work, after everything was read: a table is gone."""
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{model._meta.db_table}" RENAME TO "gone"')  # type: ignore[attr-defined]


def report_of(answer: Any) -> str:
    """What Django would mail to administrators and write into logs."""
    reporter = ExceptionReporter(answer.wsgi_request, *answer.exc_info, is_email=True)
    return reporter.get_traceback_html() + reporter.get_traceback_text()


def told(browser: Client, path: str, form: dict[str, str]) -> str:
    answer = browser.post(path, form)
    assert answer.status_code == 500, path
    return report_of(answer)


@time_machine.travel(MONDAY, tick=False)
@pytest.mark.parametrize("where", ["redact", "review", "post", "tracker", "work"])
def test_the_report_of_an_error_has_nothing_of_a_ticket(
    desk: Client, caplog: pytest.LogCaptureFixture, settings: Any, where: str
) -> None:
    caplog.set_level(logging.DEBUG)
    settings.DEBUG = False
    [ticket] = mirror(make_source(), read_ticket(text=TEXT, reporter="Ana Robles"))
    mentor, alicia = Person.objects.get(chosen_name="Marta"), somebody("Alicia")
    assignment = make_assignment(mentor, ticket)
    claim = claiming.claim(assignment=assignment, person=alicia, now=MONDAY)
    if where in ("review", "post"):
        handing_in.hand_in(claim=claim, person=alicia, work=work(claim), now=MONDAY)
    rows = {f"verdict-{row.pk}": "done" for row in assignment.rubric.all()}
    reply = rows | {"verdict": "done", "answer": "Dear Ana Robles", "token": ticket.token}
    tracker = {"name": "D", "kind": "trac", "address": "https://d.example.org", "secret": "swordfish"}
    browser, path, form, broken = {
        "redact": (
            desk,
            reverse("practice_desk:redact", args=[ticket.key]),
            {"added-original-0": "Ana Robles", "added-new-0": "Rosa"},
            Redaction,
        ),
        "review": (desk, reverse("practice_desk:review", args=[first_try()]), reply, PracticeReview),
        "post": (desk, reverse("practice_desk:post", args=[first_post()]), {"text": "Dear Ana", "do": "post"}, Post),
        "tracker": (
            desk,
            "/cms/support/trackers/new/",
            tracker | {"stale_days": "3", "poll_minutes": "5"},
            TrackerSource,
        ),
        "work": (learner(alicia), reverse("practice:work", args=[claim.key]), {"answer": "Dear Ana Robles"}, Try),
    }[where]
    break_table(broken)
    said = told(browser, path, form) + caplog.text
    assert not [secret for secret in SECRETS if secret in said]


def first_try() -> int:
    return Try.objects.values_list("pk", flat=True).first() or 0


def first_post() -> int:
    return Post.objects.values_list("pk", flat=True).first() or 0


def learner(person: Person) -> Client:
    browser = signed_in(person)
    browser.raise_request_exception = False
    return browser
