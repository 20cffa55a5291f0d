from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command

from lms.core import clock
from lms.core.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> str:
    store = SessionStore()
    store["stones"] = [1, 2, 3]
    store.save()
    assert store.session_key
    return store.session_key


def test_a_session_comes_back_with_one_statement(key: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert dict(SessionStore(key).items()) == {"stones": [1, 2, 3]}


def test_it_is_the_session_that_django_itself_would_read(key: str) -> None:
    assert dict(DatabaseSessionStore(key).items()) == dict(SessionStore(key).items())


@pytest.mark.parametrize("left", [timedelta(0), timedelta(days=-1)])
def test_one_that_has_expired_is_empty_and_its_key_is_never_used_again(key: str, left: timedelta) -> None:
    Session.objects.filter(session_key=key).update(expire_date=clock.now() + left)
    store = SessionStore(key)

    assert dict(store.items()) == {}
    store["stones"] = []
    store.save()
    assert store.session_key != key


def test_an_unknown_key_is_empty_and_is_not_adopted() -> None:
    unknown = "a" * 32
    store = SessionStore(unknown)
    store["x"] = 1
    store.save()

    assert store.session_key not in (None, unknown)


def test_changes_and_ends_are_seen_by_the_next_request(key: str) -> None:
    store = SessionStore(key)
    store["stones"] = [4]
    store.save()
    assert SessionStore(key)["stones"] == [4]

    store.flush()
    assert dict(SessionStore(key).items()) == {}


def test_expired_ones_are_cleared_by_the_command(key: str, settings: Any) -> None:
    assert settings.SESSION_ENGINE == "lms.core.sessions"
    Session.objects.filter(session_key=key).update(expire_date=clock.now() - timedelta(days=1))
    call_command("clearsessions")

    assert not Session.objects.exists()
