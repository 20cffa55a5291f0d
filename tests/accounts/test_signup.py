import re

import pytest
from django.apps import apps
from django.test import Client

from lms.accounts.models import Person
from tests.accounts.flows import code_for, confirm, is_signed_in, mails_to, sign_up, wait_out_limits
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
EMAIL = "nayeli@example.org"
WORDS = {
    "en": ("Your code for Vereda", "Here is the code that confirms your address."),
    "es": ("Tu código para Vereda", "Este es el código que confirma tu dirección."),
}


def is_verified(email):
    return apps.get_model("account", "EmailAddress").objects.get(email=email).verified


@pytest.mark.parametrize("language", ["en", "es"])
def test_sign_up_with_a_mailed_code(client, language):
    answer = sign_up(client, EMAIL, language=language)

    assert (answer.status_code, answer.url) == (302, f"/{language}/accounts/confirm-email/")
    person = Person.objects.get()
    assert (person.chosen_name, person.email, person.language, person.time_zone, person.time_zone_confirmed) == (
        "Nayeli",
        EMAIL,
        language,
        "America/Mexico_City",
        False,
    )
    [mail] = mails_to(EMAIL)
    subject, opening = WORDS[language]
    assert (mail.subject, mail.language, mail.person, mail.is_secret) == (subject, language, person, True)
    assert opening in mail.text
    assert "Nayeli" not in mail.text  # a stranger's words are not mailed to an address that nobody confirmed
    assert not is_signed_in(client)

    answer = confirm(client, code_for(EMAIL), language=language)

    assert (answer.status_code, answer.url) == (302, "/")
    assert is_signed_in(client)
    assert is_verified(EMAIL)


def test_sign_up_stores_person_and_address_or_neither(client, monkeypatch):
    from lms.accounts.forms import entrance

    def broken(*args, **kwargs):
        raise RuntimeError("the machine stops here")

    monkeypatch.setattr(entrance.allauth, "setup_user_email", broken)
    with pytest.raises(RuntimeError, match="stops here"):
        sign_up(client, EMAIL)

    assert not Person.objects.exists()


def test_wrong_codes_are_counted_and_the_fourth_page_is_the_start(client):
    sign_up(client, EMAIL)
    for _attempt in range(2):
        page = confirm(client, "XXXX-XXXX")
        assert page.status_code == 200
        assert "This is not the code" in page.content.decode()

    assert confirm(client, "XXXX-XXXX").url == "/en/accounts/login/"
    assert not is_signed_in(client)
    assert not is_verified(EMAIL)


def test_another_code_can_be_asked_for_and_the_first_no_longer_works(client):
    sign_up(client, EMAIL)
    first = code_for(EMAIL)
    wait_out_limits()
    client.post("/en/accounts/confirm-email/", {"action": "resend"})

    assert len(mails_to(EMAIL)) == 2
    assert "This is not the code" in confirm(client, first).content.decode()
    confirm(client, code_for(EMAIL).lower().replace("-", " "))
    assert is_signed_in(client)


def test_pending_visitor_reads_on_and_finds_the_way_back(client):
    sign_up(client, EMAIL)
    page = client.get("/es/accounts/confirm-email/").content.decode()
    assert 'href="/es/"' in page  # read on

    from django.template import engines
    from django.test import RequestFactory

    def link(session, cookies):
        request = RequestFactory().get("/es/")
        request.session, request.COOKIES = session, cookies
        template = engines["django"].from_string(
            "{% load accounts %}{% pending_confirmation as pending %}"
            "{% if pending %}{{ pending.email }} {{ pending.href }}{% endif %}"
        )
        return template.render({}, request)

    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    assert link(client.session, cookies) == f"{EMAIL} /es/accounts/confirm-email/"
    assert link(client.session, {}) == ""

    confirm(client, code_for(EMAIL))
    assert link(client.session, cookies) == ""


def test_what_a_visitor_did_survives_sign_up_code_and_sign_in(client, settings):
    settings.SIGN_IN_READERS = ["tests.accounts.test_signup.remember"]
    seen.clear()
    session = client.session
    session["guest_done"] = {"lesson": "done"}
    session.save()
    before = session.session_key

    sign_up(client, EMAIL)
    assert client.session["guest_done"] == {"lesson": "done"}
    assert seen == []
    confirm(client, code_for(EMAIL))

    assert client.session["guest_done"] == {"lesson": "done"}
    assert client.session.session_key != before  # a new key with each sign-in: nobody can fix it beforehand
    [(kept, person, now)] = seen
    assert (kept, person, now.tzinfo is not None) == ({"lesson": "done"}, Person.objects.get(), True)


seen: list[tuple[object, Person, object]] = []


def remember(request, person, now):
    seen.append((request.session.get("guest_done"), person, now))


def test_sign_up_again_from_the_same_browser_leads_to_the_waiting_code(client):
    sign_up(client, EMAIL)

    assert client.get("/en/accounts/signup/").url == "/en/accounts/confirm-email/"
    client.post("/en/accounts/logout/", {"next": "/en/accounts/signup/"})
    assert client.get("/en/accounts/signup/").status_code == 200


# --- Bad input -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("María José Ñandú", "María José Ñandú"),
        ("مريم بنت علي", "مريم بنت علي"),
        ("李小龍", "李小龍"),
        ("👩🏽‍💻 Xóchitl", "👩🏽‍💻 Xóchitl"),
        ("  Beto\t de   la O ", "Beto de la O"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("\u202ealicia\u202c", "alicia"),
        ("Ali\u200bcia\ufeff", "Alicia"),
        ("Ana\r\nBcc: everybody@example.org", "Ana Bcc: everybody@example.org"),
        ("x" * 200, "x" * 200),
    ],
)
def test_sign_up_keeps_a_name_as_a_person_would_write_it(client, name, kept):
    sign_up(client, EMAIL, chosen_name=name)

    assert Person.objects.get().chosen_name == kept


@pytest.mark.parametrize(
    ("language", "field", "typed", "message"),
    [
        ("en", "chosen_name", "x" * 201, "This is too long. Please use at most 200 characters."),
        ("es", "chosen_name", "x" * 201, "Es demasiado largo. Usa 200 caracteres como máximo."),
        ("es", "chosen_name", "Ana\x00", "Contiene un carácter que no se puede guardar. Escríbelo de nuevo."),
        ("es", "chosen_name", "\u200b\u2060", "Escribe un nombre que se pueda leer"),
        ("es", "chosen_name", "", "Falta llenar este campo."),
        ("es", "email", "nayeli en casa", "Esto no es una dirección de correo."),
        ("es", "email", "n" * 250 + "@example.org", "Esta dirección es demasiado larga."),
        ("es", "password1", "1234", "demasiado corta"),
    ],
)
def test_sign_up_says_what_is_wrong_and_keeps_what_was_typed(client, language, field, typed, message):
    page = sign_up(client, EMAIL, language=language, **{field: typed})

    assert page.status_code == 200
    assert message in page.content.decode()
    assert not Person.objects.exists()
    form = page.context["form"]
    assert form["chosen_name"].value() == (typed if field == "chosen_name" else "Nayeli")
    assert form["email"].value() == (typed if field == "email" else EMAIL)
    assert PASSWORD not in page.content.decode()


def test_sign_up_with_a_zone_that_does_not_exist_takes_none(client):
    sign_up(client, EMAIL, time_zone="Mars/Olympus_Mons")

    assert Person.objects.get().time_zone == "UTC"


def test_switching_the_language_of_a_half_written_form_keeps_it_once_without_the_password(client):
    typed = {
        "chosen_name": "<Nayeli>",
        "email": "nay",
        "password1": "half a secret",
        "time_zone": "America/Mexico_City",
    }
    answer = client.post("/en/accounts/signup/?next=/en/x/", typed | {"switch": "es"})

    assert (answer.status_code, answer.url) == (302, "/es/accounts/signup/?next=/en/x/")
    page = client.get(answer.url).content.decode()
    assert 'value="&lt;Nayeli&gt;"' in page
    assert 'value="nay"' in page
    assert "half a secret" not in page
    assert "half a secret" not in str(dict(client.session))
    assert "Falta llenar" not in page
    assert not re.search(r'name="chosen_name" value=', client.get(answer.url).content.decode())
    assert not Person.objects.exists()


def test_switching_the_language_keeps_where_the_form_leads(client):
    answer = client.post("/en/accounts/signup/", {"email": "nay", "next": "/en/learn/", "switch": "es"})

    assert answer.url == "/es/accounts/signup/?next=/en/learn/"


def test_sign_up_form_names_itself_to_the_language_switch(client):
    page = client.get("/en/accounts/signup/").content.decode()

    assert '<form id="signup"' in page
    assert re.search(r'<button form="signup" name="switch" value="es"', page)


# --- Nobody learns who has an account --------------------------------------------------------------------------------


def shape(answer, email):
    """Everything about an answer that could differ, without the address itself and the CSRF token."""
    text = answer.content.decode().replace(email, "EMAIL")
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    return answer.status_code, answer.get("Location"), re.sub(r'nonce="[^"]+"', "", text)


def journey(email, steps):
    visitor = Client()
    return [shape(visitor.generic(method, path, **options), email) for method, path, options in steps(email)]


def form(**fields):
    from urllib.parse import urlencode

    return {"data": urlencode(fields), "content_type": "application/x-www-form-urlencoded"}


SIGN_UP, LOGIN_CODE, RESET = (
    "/es/accounts/signup/",
    "/es/accounts/login/code/",
    "/es/accounts/password/reset/",
)


def signing_up(email):
    code = "/es/accounts/confirm-email/"
    return [
        ("POST", SIGN_UP, form(chosen_name="Ana", email=email, password1=PASSWORD)),
        ("GET", code, {}),
        ("POST", code, form(code="XXXX-XXXX")),
        ("GET", SIGN_UP, {}),
        ("POST", code, form(code="XXXX-XXXX")),
        ("POST", code, form(code="XXXX-XXXX")),
        ("GET", code, {}),
    ]


def asking_for_a_code(email):
    code = "/es/accounts/login/code/confirm/"
    return [
        ("POST", LOGIN_CODE, form(email=email)),
        ("GET", code, {}),
        ("POST", code, form(action="resend")),
        ("POST", code, form(code="XXXX-XXXX")),
        ("POST", code, form(code="XXXX-XXXX")),
        ("POST", code, form(code="XXXX-XXXX")),
        ("GET", code, {}),
    ]


def asking_for_a_password(email):
    code = "/es/accounts/password/reset/confirm/"
    return [
        ("POST", RESET, form(email=email)),
        ("GET", code, {}),
        ("POST", code, form(code="XXXX-XXXX")),
        ("GET", "/es/accounts/password/reset/complete/", {}),
        ("POST", code, form(code="XXXX-XXXX")),
        ("POST", code, form(code="XXXX-XXXX")),
        ("GET", code, {}),
    ]


def guessing_a_password(email):
    return [("POST", "/es/accounts/login/", form(login=email, password="not this one"))] * 7


@pytest.mark.parametrize(
    "steps", [signing_up, asking_for_a_code, asking_for_a_password, guessing_a_password], ids=lambda one: one.__name__
)
def test_answers_are_the_same_for_an_address_with_and_without_an_account(learner, steps):
    known = journey(learner.email, steps)
    unknown = journey("nobody@example.org", steps)

    assert known == unknown


@pytest.mark.parametrize("path", [SIGN_UP, LOGIN_CODE, RESET])
def test_both_addresses_get_one_mail_that_tells_only_its_owner(client, learner, path):
    for email in (learner.email, "nobody@example.org"):
        Client().post(path, {"chosen_name": "Ana", "email": email, "password1": PASSWORD})

    [known], [unknown] = mails_to(learner.email), mails_to("nobody@example.org")
    assert (known.language, unknown.language) == ("en", "es")  # hers; and the page's, for whom nobody knows
    assert known.subject != unknown.subject
    assert "http://testserver/" in (known.text + unknown.text)


def test_sign_up_with_a_known_address_costs_a_password_hash_as_well(client, learner, settings, monkeypatch):
    from lms.accounts.forms import entrance

    hashed = []
    monkeypatch.setattr(entrance, "make_password", hashed.append)
    sign_up(client, learner.email)

    assert hashed == [PASSWORD]
