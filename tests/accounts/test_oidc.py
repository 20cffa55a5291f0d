from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from lms.accounts.models import Person
from lms.core import environment
from lms.core.environment import Environment
from tests.accounts.flows import code_for, confirm, is_signed_in, log_in, mails_to
from tests.accounts.oidc import CLIENT, SECRET, Provider, running

pytestmark = pytest.mark.django_db
LOGIN = "/es/accounts/oidc/oidc/login/"
JUANA = {"sub": "42", "email": "juana@example.org", "email_verified": True, "name": "Juana <b>Inés</b>"}


@pytest.fixture
def provider(settings):
    with running(Provider(claims=dict(JUANA))) as one:
        variables = {
            "OIDC_NAME": "La Cooperativa",
            "OIDC_SERVER_URL": one.address,
            "OIDC_CLIENT_ID": CLIENT,
            "OIDC_CLIENT_SECRET": SECRET,
        }
        settings.SOCIALACCOUNT_PROVIDERS = environment.openid_connect(Environment(variables))
        settings.EGRESS_ALLOW = ["127.0.0.1"]
        yield one


def elsewhere(address: str) -> str:
    """What the browser does at the provider: it is signed in there already, and is sent back."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}")
    location = connection.getresponse().headers["Location"]
    connection.close()
    return location.removeprefix("http://testserver")


def round_trip(client: Client, path: str = LOGIN):
    return client.get(elsewhere(client.post(path).url))


def test_sign_in_page_offers_the_provider_by_its_name(client, provider):
    page = client.get("/es/accounts/login/").content.decode()
    assert "Continuar con La Cooperativa" in page
    assert LOGIN in page
    assert "La Cooperativa" in client.get(LOGIN).content.decode()


def test_newcomer_comes_back_with_an_account(client, provider, settings):
    settings.SIGN_IN_READERS = ["tests.accounts.test_sign_in.hear"]

    answer = round_trip(client)

    assert answer.status_code == 302
    assert is_signed_in(client)
    person = Person.objects.get()
    assert (person.email, person.chosen_name, person.language, person.has_usable_password()) == (
        "juana@example.org",
        "Juana <b>Inés</b>",
        "es",
        False,
    )
    assert [path for path in provider.asked if "well-known" not in path] == ["/authorize", "/token", "/userinfo"]

    again = Client()
    round_trip(again)
    assert is_signed_in(again)
    assert Person.objects.count() == 1


@pytest.mark.slow
def test_address_that_the_provider_does_not_vouch_for_is_confirmed_by_code(client, provider):
    provider.claims["email_verified"] = False

    assert round_trip(client).url == "/es/accounts/confirm-email/"
    assert not is_signed_in(client)
    confirm(client, code_for("juana@example.org"), language="es")
    assert is_signed_in(client)


@pytest.mark.slow
def test_provider_does_not_open_an_account_that_has_the_same_address(client, provider, make_person):
    owner = make_person("Juana")

    answer = round_trip(client)

    assert answer.url == "/es/accounts/confirm-email/"  # as for anybody: nobody learns that the account is there
    assert not is_signed_in(client)
    assert mails_to(owner.email)[-1].template == "account/account_already_exists"

    hers = Client()
    log_in(hers, owner.email)
    round_trip(hers, f"{LOGIN}?process=connect")
    other = Client()
    round_trip(other)
    assert other.session["_auth_user_id"] == str(owner.pk)
    assert mails_to(owner.email)[-1].template == "account/account_connected"


def test_name_that_cannot_be_read_is_left_for_the_person_to_fill_in(client, provider):
    provider.claims["name"] = "\u200b"

    round_trip(client)

    assert Person.objects.get().chosen_name == ""


def test_refusal_and_forgery_lead_to_a_page_that_explains(client, provider):
    provider.refusal = "access_denied"
    answer = round_trip(client)
    assert "Te regresaste" in client.get(answer.url).content.decode()

    provider.refusal = ""
    back = elsewhere(client.post(LOGIN).url)
    page = Client().get(back)  # a link that somebody else was lured to: it has no state in this browser
    assert page.status_code == 401
    assert "No funcionó" in page.content.decode()
    assert not Person.objects.exists()


def test_provider_on_a_private_address_is_refused_unless_it_is_allowed(client, provider, settings):
    settings.EGRESS_ALLOW = []

    page = client.post(LOGIN)

    assert page.status_code == 401
    assert "No funcionó" in page.content.decode()
    assert provider.asked == []


@pytest.mark.parametrize("missing", ["OIDC_NAME", "OIDC_SERVER_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"])
def test_half_a_set_up_refuses_to_start_and_names_what_is_missing(missing):
    variables = {
        "OIDC_NAME": "La Cooperativa",
        "OIDC_SERVER_URL": "https://id.example.org",
        "OIDC_CLIENT_ID": CLIENT,
        "OIDC_CLIENT_SECRET": SECRET,
    }
    del variables[missing]
    with pytest.raises(ImproperlyConfigured, match=f"half set up: {missing} missing"):
        environment.openid_connect(Environment(variables))
    assert environment.openid_connect(Environment({})) == {}
