"""Pages go live and leave at the moment that their editor set, through the loop that runs all jobs."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from lms.content.queries.published import published_number
from lms.core import jobs
from lms.core.jobs.loop import keep_periodic
from lms.core.jobs.models import Job
from tests.factories.people import MONDAY
from tests.factories.site import lesson, make_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(site: Any) -> Any:
    """``at(moment)``: the loop comes round at that moment and runs what is due."""

    def come_round(moment: Any) -> None:
        with time_machine.travel(moment, tick=False):
            keep_periodic(now=moment)
            jobs.drain()

    return come_round


@pytest.mark.slow
def test_a_scheduled_change_is_published_in_its_moment_and_not_before(at: Any, editor: Any) -> None:
    page = make_course("web", [lesson("first")]).page("first")
    with time_machine.travel(MONDAY, tick=False):
        page.title, page.go_live_at = "A new title", MONDAY + timedelta(hours=1)
        page.save_revision(user=editor).publish(user=editor)
    number = published_number()

    at(MONDAY + timedelta(minutes=59))
    assert b"A new title" not in Client().get(page.path_on_site).content
    assert published_number() == number

    at(MONDAY + timedelta(minutes=61))
    assert b"A new title" in Client().get(page.path_on_site).content
    assert published_number() != number

    number = published_number()
    at(MONDAY + timedelta(minutes=63))
    assert published_number() == number  # nothing left to do


@pytest.mark.slow
def test_a_page_leaves_when_its_time_is_over(at: Any, editor: Any) -> None:
    page = make_course("web", [lesson("first")]).page("first")
    with time_machine.travel(MONDAY, tick=False):
        page.expire_at = MONDAY + timedelta(hours=1)
        page.save_revision(user=editor).publish(user=editor)
    number = published_number()
    assert Client().get(page.path_on_site).status_code == 200

    at(MONDAY + timedelta(minutes=61))

    assert Client().get(page.path_on_site).status_code == 404
    assert published_number() != number


def test_the_schedule_is_looked_at_every_minute(at: Any) -> None:
    at(MONDAY)

    waiting = Job.objects.get(dedupe="every:content.publish_scheduled", state="waiting")
    assert waiting.due_at == MONDAY + timedelta(seconds=60)
