import pytest
from django.apps import apps
from django.test import Client

from lms.accounts.domain import revoke_role, set_totp
from lms.accounts.enums import Role
from lms.accounts.models import Person
from tests.accounts.flows import code_of_app, log_in
from tests.conftest import NOW, PASSWORD

pytestmark = pytest.mark.django_db
STAFF = ["trainer", "editor", "committee_member", "administrator"]
DOORS = ["/cms/", "/cms/login/", "/cms/pages/", "/cms/mail/", "/cms/account/", "/cms/logout/", "/cms/password_reset/"]
EXPLANATION = "/accounts/second-factor/?next="


def named(request, name):
    return request.getfixturevalue(name)


@pytest.mark.parametrize("path", DOORS)
def test_stranger_is_led_to_the_sign_in_page_and_back(client, path):
    answer = client.get(path)

    assert answer.status_code == 302
    back = "/cms/" if path == "/cms/login/" else path
    assert answer.url == f"/en/accounts/login/?next={back}"


@pytest.mark.parametrize("path", DOORS)
def test_learner_reads_why_not_and_goes_round_in_no_circle(client, learner, sign_in, path):
    sign_in(client, learner)

    answer = client.get(path, headers={"Accept-Language": "es"})

    assert answer.status_code == 403
    assert "El editor es para talleristas" in answer.content.decode()


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize("name", STAFF)
def test_staff_without_a_second_factor_are_told_why_and_how(client, request, sign_in, name, path):
    sign_in(client, named(request, name))

    answer = client.get(path)

    assert answer.status_code == 302
    assert EXPLANATION in answer.url
    page = client.get(answer.url).content.decode()
    assert 'href="/en/accounts/2fa/totp/activate/"' in page
    assert "You have none yet." in page


@pytest.mark.parametrize("name", STAFF)
def test_staff_whose_second_factor_was_not_used_in_this_session_use_it_now(client, request, sign_in, name):
    person = named(request, name)
    sign_in(client, person)
    set_totp(person=person, now=NOW)

    page = client.get(client.get("/cms/").url)
    assert 'href="/en/accounts/2fa/reauthenticate/?next=%2Fcms%2F"' in page.content.decode()

    answer = client.post("/en/accounts/2fa/reauthenticate/?next=/cms/", {"code": code_of_app(person)})
    assert answer.url == "/cms/"
    assert client.get("/cms/").status_code == 200


@pytest.mark.parametrize("name", STAFF)
def test_staff_with_their_second_factor_are_let_in(client, request, enter_editor, name):
    enter_editor(client, named(request, name))

    assert client.get("/cms/").status_code == 200
    assert client.get("/cms/login/?next=/cms/account/").url == "/cms/account/"
    assert client.get("/cms/login/?next=https://evil.example/").url == "/cms/"
    assert client.get("/cms/login/?next=/cms/login/").url == "/cms/"


def test_staff_sign_in_through_the_same_page_straight_into_the_editor(client, editor):
    set_totp(person=editor, now=NOW)
    start = client.get("/cms/pages/").url
    log_in(client, editor.email, PASSWORD, next="/cms/pages/")
    answer = client.post("/en/accounts/2fa/authenticate/", {"code": code_of_app(editor)})

    assert start == "/en/accounts/login/?next=/cms/pages/"
    assert answer.url == "/cms/pages/"
    assert client.get("/cms/pages/", follow=True).status_code == 200


def test_explanation_is_in_both_languages(client, trainer, sign_in):
    sign_in(client, trainer)

    page = client.get("/es/accounts/second-factor/").content.decode()

    assert "El editor pide un segundo factor" in page
    assert "códigos de recuperación" in page


def test_gate_closes_when_the_factor_is_removed_or_the_role_is_taken(client, editor, enter_editor):
    enter_editor(client, editor)
    apps.get_model("mfa", "Authenticator").objects.all().delete()
    assert EXPLANATION in client.get("/cms/").url

    enter_editor(client, editor)
    revoke_role(person=editor, role=Role.EDITOR, by=None, now=NOW)
    assert client.get("/cms/").status_code == 403


def test_factor_of_somebody_else_in_the_session_opens_nothing(client, editor, trainer, enter_editor):
    enter_editor(client, editor)
    records = client.session["account_authentication_methods"]
    other = Client()
    other.force_login(trainer)
    set_totp(person=trainer, now=NOW)
    session = other.session
    session["account_authentication_methods"] = records
    session["account_authentication_methods_user"] = str(trainer.pk)
    session.save()

    assert EXPLANATION in other.get("/cms/").url


def test_saving_behind_a_closed_gate_is_refused_without_leading_away(client, editor, sign_in):
    sign_in(client, editor)

    answer = client.post("/cms/pages/1/edit/", {"title": "x"})

    assert answer.status_code == 403
    assert "another tab" in answer.json()["error"]


def test_gate_asks_one_question_of_the_database(client, editor, enter_editor, django_assert_num_queries):
    enter_editor(client, editor)
    client.get("/cms/login/")

    with django_assert_num_queries(5):  # session, person, their two kinds of permission, second factors
        client.get("/cms/login/")


def test_people_are_not_changed_in_bulk(client, administrator, learner, enter_editor):
    enter_editor(client, administrator)
    for action in ("delete", "set_active_state", "assign_role"):
        answer = client.post(f"/cms/bulk/accounts/person/{action}/?id={learner.pk}")
        assert answer.status_code == 403
    assert Person.objects.filter(pk=learner.pk, is_active=True).exists()
