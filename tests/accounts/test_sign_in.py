import pytest
from django.apps import apps
from django.test import Client

from lms.accounts.domain import current_code, set_totp
from lms.accounts.models import Person
from lms.core import clock
from tests.accounts.flows import code_for, code_of_app, is_signed_in, log_in, mails_to, wait_out_limits
from tests.conftest import NOW, PASSWORD

pytestmark = pytest.mark.django_db
INCORRECT = "This is not the code"


@pytest.fixture
def with_app(learner):
    set_totp(person=learner, now=NOW)
    return learner


def recovery_codes(person):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    return RecoveryCodes.activate(person).get_unused_codes()


def test_sign_in_with_a_password_leads_back_to_the_page(client, learner):
    answer = log_in(client, "ALICIA@Example.org ", next="/en/learn/")

    assert (answer.status_code, answer.url) == (302, "/en/learn/")
    assert is_signed_in(client)


def test_sign_in_does_not_lead_to_another_site(client, learner):
    assert log_in(client, learner.email, next="https://evil.example/").url == "/"


def test_sign_in_with_a_wrong_password_says_so_in_the_pages_language(client, learner):
    page = log_in(client, learner.email, "wrong", language="es")

    assert page.status_code == 200
    assert "Esta dirección y esta contraseña no van juntas." in page.content.decode()
    assert not is_signed_in(client)


def test_sign_in_with_a_mailed_code(client, other_learner):
    answer = client.post("/en/accounts/login/code/?next=/en/learn/", {"email": other_learner.email})
    assert answer.url == "/en/accounts/login/code/confirm/?next=%2Fen%2Flearn%2F"
    [mail] = mails_to(other_learner.email)
    assert mail.language == "es"  # his, on an English page
    assert "Este es el código para entrar." in mail.text

    answer = client.post(answer.url, {"code": code_for(other_learner.email)})

    assert answer.url == "/en/learn/"
    assert is_signed_in(client)


def test_sign_in_readers_hear_of_every_way_in(client, learner, settings):
    settings.SIGN_IN_READERS = ["tests.accounts.test_sign_in.hear"]
    heard.clear()
    log_in(client, learner.email)
    client.post("/en/accounts/logout/")
    client.post("/en/accounts/login/code/", {"email": learner.email})
    client.post("/en/accounts/login/code/confirm/", {"code": code_for(learner.email)})

    assert heard == [learner, learner]


heard: list[Person] = []


def hear(request, person, now):
    heard.append(person)


# --- The second factor -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["password", "code"])
def test_sign_in_stops_at_the_second_factor_whichever_way_was_taken(client, with_app, way):
    if way == "password":
        answer = log_in(client, with_app.email)
    else:
        client.post("/en/accounts/login/code/", {"email": with_app.email})
        answer = client.post("/en/accounts/login/code/confirm/", {"code": code_for(with_app.email)})
    assert answer.url == "/en/accounts/2fa/authenticate/"

    for path in ("/en/accounts/profile/", "/cms/", "/en/accounts/2fa/", "/en/accounts/email/"):
        assert client.get(path).url.startswith("/en/accounts/login/")
    assert not is_signed_in(client)

    client.post("/en/accounts/2fa/authenticate/", {"code": code_of_app(with_app)})
    assert is_signed_in(client)


def test_code_of_the_app_is_good_once(client, with_app):
    code = code_of_app(with_app)
    log_in(client, with_app.email)
    client.post("/en/accounts/2fa/authenticate/", {"code": code})
    assert is_signed_in(client)

    other = Client()
    log_in(other, with_app.email)
    page = other.post("/en/accounts/2fa/authenticate/", {"code": f" {code[:3]} {code[3:]}"})

    assert INCORRECT in page.content.decode()
    assert not is_signed_in(other)


def test_code_of_the_app_of_half_a_minute_ago_still_works_and_an_older_one_does_not(client, with_app, time_machine_at):
    with time_machine_at(0):
        code = code_of_app(with_app)
    with time_machine_at(30):
        log_in(client, with_app.email)
        client.post("/en/accounts/2fa/authenticate/", {"code": code})
        assert is_signed_in(client)

    with time_machine_at(0):
        code = code_of_app(with_app)
    with time_machine_at(70):
        other = Client()
        log_in(other, with_app.email)
        page = other.post("/en/accounts/2fa/authenticate/", {"code": code})
    assert INCORRECT in page.content.decode()


@pytest.fixture
def time_machine_at():
    import time_machine

    return lambda seconds: time_machine.travel(NOW.timestamp() + seconds, tick=False)


def test_guesses_at_the_second_factor_are_few(client, with_app):
    log_in(client, with_app.email)
    for _guess in range(5):
        page = client.post("/en/accounts/2fa/authenticate/", {"code": "000000"})
    assert INCORRECT in page.content.decode()

    page = client.post("/en/accounts/2fa/authenticate/", {"code": code_of_app(with_app)})

    assert "That was tried too often." in page.content.decode()
    assert not is_signed_in(client)


def test_recovery_code_opens_once(client, with_app):
    [code, *_others] = recovery_codes(with_app)
    log_in(client, with_app.email)
    client.post("/en/accounts/2fa/authenticate/", {"code": code})
    assert is_signed_in(client)

    other = Client()
    log_in(other, with_app.email)
    other.post("/en/accounts/2fa/authenticate/", {"code": code})
    assert not is_signed_in(other)


def test_a_new_password_does_not_go_around_the_second_factor(client, with_app):
    client.post("/en/accounts/password/reset/", {"email": with_app.email})
    client.post("/en/accounts/password/reset/confirm/", {"code": code_for(with_app.email)})
    answer = client.post("/en/accounts/password/reset/complete/", {"password1": "another path entirely"})

    assert answer.url == "/en/accounts/2fa/authenticate/"
    assert not is_signed_in(client)


# --- Passwords and sessions ------------------------------------------------------------------------------------------


def test_reset_of_a_password_by_code_signs_in_here_and_out_elsewhere(client, other_learner):
    elsewhere = Client()
    log_in(elsewhere, other_learner.email)
    client.post("/es/accounts/password/reset/", {"email": other_learner.email})
    code = code_for(other_learner.email)
    assert client.post("/es/accounts/password/reset/confirm/", {"code": code}).url == (
        "/es/accounts/password/reset/complete/"
    )

    client.post("/es/accounts/password/reset/complete/", {"password1": "otro camino por completo"})

    assert is_signed_in(client)
    assert elsewhere.get("/es/accounts/profile/").status_code == 302
    assert log_in(Client(), other_learner.email).status_code == 200
    notice = mails_to(other_learner.email)[-1]
    assert notice.subject == "Tu contraseña en Vereda cambió"
    assert "127.0.0.1" in notice.text


def test_change_of_a_password_keeps_this_session_and_ends_the_others(client, learner):
    elsewhere = Client()
    log_in(elsewhere, learner.email)
    log_in(client, learner.email)

    page = client.post("/en/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "short"})
    assert "too short" in page.content.decode()
    client.post("/en/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "another path entirely"})

    assert client.get("/en/accounts/profile/").status_code == 200
    assert elsewhere.get("/en/accounts/profile/").status_code == 302
    assert mails_to(learner.email)[-1].subject == "Your password at Vereda was changed"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)  # allauth does this after the commit
def test_setting_up_an_app_ends_the_other_sessions_and_says_so(client, other_learner):
    elsewhere = Client()
    log_in(elsewhere, other_learner.email)
    log_in(client, other_learner.email)
    assert client.get("/es/accounts/2fa/totp/activate/").url.startswith("/es/accounts/reauthenticate/")
    client.post("/es/accounts/reauthenticate/?next=/es/accounts/2fa/totp/activate/", {"password": PASSWORD})
    page = client.get("/es/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert 'fill="white"' in page.context["totp_svg"]  # a scanner finds it on a dark page too
    code = current_code(secret=secret, now=clock.now())

    answer = client.post("/es/accounts/2fa/totp/activate/", {"code": code}, follow=True)

    assert answer.redirect_chain[-1][0] == "/es/accounts/2fa/recovery-codes/"
    assert len(answer.context["unused_codes"]) == 10
    assert elsewhere.get("/es/accounts/profile/").status_code == 302
    assert mails_to(other_learner.email)[0].subject == "Una aplicación de autenticación para tu cuenta en Vereda"
    kept = apps.get_model("mfa", "Authenticator").objects.get(type="totp").data["secret"]
    assert secret not in kept  # sealed


def test_session_list_ends_the_others(client, learner):
    elsewhere = Client(headers={"User-Agent": "An old phone"})
    log_in(elsewhere, learner.email)
    log_in(client, learner.email)

    page = client.get("/en/accounts/sessions/").content.decode()
    assert "An old phone" in page
    assert page.count("this device") == 1

    client.post("/en/accounts/sessions/")

    assert elsewhere.get("/en/accounts/profile/").status_code == 302
    assert client.get("/en/accounts/profile/").status_code == 200
    assert "An old phone" not in client.get("/en/accounts/sessions/").content.decode()


def test_closed_account_is_out_at_the_next_request_and_cannot_come_back(client, learner):
    log_in(client, learner.email)
    client.post("/en/accounts/login/code/", {"email": learner.email})
    Person.objects.filter(pk=learner.pk).update(is_active=False)

    assert client.get("/en/accounts/profile/").status_code == 302
    other = Client()
    log_in(other, learner.email)
    assert not is_signed_in(other)


def test_signing_in_gives_the_session_a_new_key(client, learner):
    session = client.session
    session["something"] = 1
    session.save()
    before = session.session_key

    log_in(client, learner.email)

    assert client.session.session_key != before


# --- Addresses -------------------------------------------------------------------------------------------------------


def test_second_address_is_confirmed_by_code_and_made_the_main_one(client, learner):
    log_in(client, learner.email)
    client.post("/en/accounts/email/", {"action_add": "1", "email": "alicia@work.example"})
    client.post("/en/accounts/confirm-email/", {"code": code_for("alicia@work.example")})
    client.post("/en/accounts/email/", {"action_primary": "1", "email": "alicia@work.example"})

    learner.refresh_from_db()
    assert learner.email == "alicia@work.example"
    wait_out_limits()
    other = Client()
    log_in(other, "alicia@work.example")
    assert is_signed_in(other)


# --- How often -------------------------------------------------------------------------------------------------------


def test_guesses_at_one_password_are_few_wherever_they_come_from(client, learner):
    for number in range(5):
        log_in(Client(REMOTE_ADDR=f"198.51.100.{number}"), learner.email, "guess")

    page = log_in(client, learner.email)

    assert "That was tried too often." in page.content.decode()
    assert not is_signed_in(client)


def test_guesses_do_not_touch_the_session_that_is_open_nor_the_other_ways_in(client, learner):
    log_in(client, learner.email)
    for _guess in range(6):
        log_in(Client(), learner.email, "guess")

    assert client.get("/en/accounts/profile/").status_code == 200
    other = Client()
    other.post("/en/accounts/login/code/", {"email": learner.email})
    other.post("/en/accounts/login/code/confirm/", {"code": code_for(learner.email)})
    assert is_signed_in(other)


def test_one_good_sign_in_does_not_wipe_the_guesses_of_the_same_connection(make_person):
    people = [make_person(name) for name in ("Ana", "Bo")]
    for _guess in range(4):
        log_in(Client(), people[0].email, "guess")
    log_in(Client(), people[1].email)
    log_in(Client(), people[0].email, "guess")

    assert "That was tried too often." in log_in(Client(), people[0].email).content.decode()


@pytest.mark.slow
def test_class_behind_one_address_can_sign_up_together(client, db):
    from tests.accounts.flows import sign_up

    answers = [sign_up(Client(), f"learner{number}@example.org").status_code for number in range(40)]

    assert answers == [302] * 40


def test_flood_of_sign_ups_is_slowed_down_with_a_page_that_explains(client, db, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "2/m/ip"}
    from tests.accounts.flows import sign_up

    answers = [sign_up(Client(), f"learner{number}@example.org", language="es") for number in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert "Un poco más despacio" in answers[-1].content.decode()


@pytest.mark.parametrize(("proxies", "shared"), [(0, True), (1, False)])
def test_limits_count_the_address_that_our_own_proxies_saw(db, settings, proxies, shared):
    settings.TRUSTED_PROXY_COUNT = settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}
    from tests.accounts.flows import sign_up

    statuses = [
        sign_up(Client(headers={"X-Forwarded-For": f"9.9.9.9, 198.51.100.{n}"}), f"l{n}@example.org").status_code
        for n in range(2)
    ]

    assert statuses == ([302, 429] if shared else [302, 302])
