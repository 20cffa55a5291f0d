import pytest
from django.contrib.auth.models import AnonymousUser

from lms.accounts.models import Person
from lms.accounts.queries import organisations_of
from lms.accounts.templatetags.accounts import profile_is_thin

pytestmark = pytest.mark.django_db
PATH = "/es/accounts/profile/"
ANSWERS = {
    "chosen_name": "Alicia Pérez",
    "pronouns": "ella",
    "language": "es",
    "time_zone": "America/Mexico_City",
    "organisations": "Radio Comunitaria\n\n  Red de Mujeres \n",
}


@pytest.mark.slow
def test_profile_shows_what_is_known_and_guesses_the_zone_until_it_is_confirmed(client, learner, sign_in):
    sign_in(client, learner)
    Person.objects.update(time_zone_confirmed=False)
    assert 'data-guess-zone="unconfirmed"' in client.get(PATH).content.decode()

    answer = client.post(PATH, ANSWERS)

    assert (answer.status_code, answer.url) == (302, PATH)
    page = client.get(PATH).content.decode()
    assert "Tu perfil está guardado." in page
    assert 'value="Alicia Pérez"' in page
    assert "data-guess-zone" not in page
    assert [one.name for one in organisations_of(learner)] == ["Radio Comunitaria", "Red de Mujeres"]


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("chosen_name", "x" * 201, "Usa 200 caracteres como máximo."),
        ("chosen_name", "\u2060", "Escribe un nombre que se pueda leer"),
        ("pronouns", "x" * 61, "Usa 60 caracteres como máximo."),
        ("language", "fr", "Elige uno de los idiomas de este sitio."),
        ("time_zone", "Mars/Olympus", "Elige una zona horaria de la lista."),
        ("organisations", "\n".join("abcdef"), "Menciona cinco organizaciones como máximo."),
        ("organisations", "x" * 201, "Usa 200 caracteres como máximo."),
    ],
)
def test_profile_says_what_is_wrong_and_keeps_everything_as_typed(client, learner, sign_in, field, typed, message):
    sign_in(client, learner)

    answer = client.post(PATH, ANSWERS | {field: typed})

    assert answer.status_code == 400
    assert message in answer.content.decode()
    assert answer.context["form"][field].value() == typed
    assert answer.context["form"]["chosen_name"].value() == (typed if field == "chosen_name" else "Alicia Pérez")
    assert Person.objects.get().chosen_name == "Alicia"


def test_profile_is_for_its_owner(client, learner):
    assert client.get(PATH).url == f"/en/accounts/login/?next={PATH}".replace("/en/", "/es/", 1)


@pytest.mark.parametrize(
    ("name", "confirmed", "thin"), [("Alicia", True, False), ("Alicia", False, True), ("", True, True)]
)
def test_profile_is_thin_without_a_name_or_a_confirmed_zone(learner, rf, name, confirmed, thin):
    learner.chosen_name, learner.time_zone_confirmed = name, confirmed
    request = rf.get("/")
    request.user = learner

    assert profile_is_thin({"request": request}) is thin


def test_profile_is_thin_says_nothing_of_strangers(rf):
    request = rf.get("/")
    request.user = AnonymousUser()

    assert profile_is_thin({"request": request}) is False
    assert profile_is_thin({}) is False
