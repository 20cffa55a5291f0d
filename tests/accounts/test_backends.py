from typing import Any

import pytest
from django.forms.models import model_to_dict
from django.test import Client

from lms.accounts.backends import PersonBackend
from lms.accounts.models import Person

pytestmark = pytest.mark.django_db


def test_a_person_is_read_whole_with_one_statement(learner: Person, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        found = PersonBackend().get_user(learner.pk)
        assert found == learner
        assert found.get_session_auth_hash() == learner.get_session_auth_hash()
    assert model_to_dict(found) == model_to_dict(Person.objects.get(pk=learner.pk))
    assert found.get_deferred_fields() == set()


def test_what_was_read_can_be_changed_and_saved(learner: Person) -> None:
    found = PersonBackend().get_user(learner.pk)
    assert found
    found.pronouns = "she"
    found.save(update_fields=["pronouns"])

    assert Person.objects.get(pk=learner.pk).pronouns == "she"


def test_nobody_is_read_whose_account_is_closed_or_gone(learner: Person, other_learner: Person) -> None:
    Person.objects.filter(pk=learner.pk).update(is_active=False)

    assert PersonBackend().get_user(learner.pk) is None
    assert PersonBackend().get_user(10**9) is None
    assert PersonBackend().get_user(other_learner.pk) == other_learner


def test_a_change_of_password_or_a_closed_account_ends_the_session_at_the_next_request(learner: Person) -> None:
    browser, other = Client(), Client()
    for one in (browser, other):
        one.force_login(learner)
        assert one.get("/en/my/").status_code == 200

    learner.set_password("another path is made by walking")
    learner.save()
    assert browser.get("/en/my/").status_code == 302

    other.force_login(learner)
    Person.objects.filter(pk=learner.pk).update(is_active=False)
    assert other.get("/en/my/").status_code == 302
