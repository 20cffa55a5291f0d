"""What must be told before it can break anybody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from badges.domain.status import sign_list
from badges.models import Credential, StatusList
from badges.queries.health import badges_signed
from lms.accounts.models import Person
from lms.core import clock, health
from tests.factories.awards import award, make_achievement
from tests.factories.signing import make_keys, sign_what_waits

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(make_person: Callable[..., Person], settings: Any) -> StatusList:
    make_keys(settings)
    make_achievement()
    award(make_person("Alicia"))
    return StatusList.objects.get()


def test_all_is_well_while_lists_are_signed(made: StatusList) -> None:
    sign_what_waits()
    assert [badges_signed(clock.now() + timedelta(days=days)) for days in (0, 19)] == [None, None]


def test_a_list_that_ends_is_told_ten_days_before(made: StatusList) -> None:
    now = clock.now()
    sign_what_waits()
    sign_list(list_id=made.pk, now=now)
    assert "9 more days" in str(badges_signed(now + timedelta(days=20, hours=1)))
    assert "0 more days" in str(badges_signed(now + timedelta(days=31)))


def test_what_nobody_signs_is_told_after_an_hour(made: StatusList) -> None:
    now = clock.now()
    assert "status list" in str(badges_signed(now + timedelta(days=400)))
    sign_list(list_id=made.pk, now=now)
    assert Credential.objects.filter(content=None).exists()
    assert "signatures" in str(badges_signed(now + timedelta(hours=2)))


def test_readyz_asks() -> None:
    assert health._checks["badges"] is badges_signed
