"""Questions at registration and declared priorities, as those who organise a series write them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from lms.accounts.enums import Role
from lms.accounts.models import Person
from tests.factories.people import MONDAY
from tests.factories.people import make_person as somebody
from tests.factories.site import make_site
from tests.factories.workshops import make_session
from tests.workshops.seats import register
from workshops.domain.registering import change_answers
from workshops.models import Question, Registration, SeriesPriority, Session
from workshops.queries.lines import line_of
from workshops.queries.questions import questions_of

pytestmark = pytest.mark.django_db
DRINK = {
    "label_en": "Tea or coffee?", "options_en": "Tea\nCoffee", "label_es": "¿Té o café?", "options_es": "Té\nCafé",
    "is_asked": "on",
}  # fmt: skip
HOPE = {"label_en": "What do you hope for?", "is_asked": "on"}


@pytest.fixture
def trainer(make_person: Callable[..., Person]) -> Person:
    make_site()
    return make_person("Hugo", Role.TRAINER)


@pytest.fixture
def hugo(client: Client, trainer: Person, enter_editor: Callable[[Client, Person], Client]) -> Client:
    return enter_editor(client, trainer)


@pytest.fixture
def session(trainer: Person) -> Session:
    return make_session(organisers=[trainer], online_seats=1)


def asking(session: Session, rest: str = "") -> str:
    return f"/cms/workshops/series/{session.series.key}/asking/{rest}"


def ask(client: Client, session: Session, **given: str) -> Question:
    answer = client.post(asking(session, "questions/new/"), given)
    assert answer.status_code == 302, answer.content.decode()
    return Question.objects.latest("pk")


def labels(session: Session) -> list[str]:
    return [one.label for one in questions_of(session.pk, "en")]


def test_a_question_is_written_reworded_moved_and_removed(hugo: Client, session: Session) -> None:
    drink, hope = ask(hugo, session, **DRINK), ask(hugo, session, **HOPE)
    assert labels(session) == ["Tea or coffee?", "What do you hope for?"]

    hugo.post(asking(session, f"questions/{hope.pk}/order/"), {"do": "up"})
    hugo.post(asking(session, f"questions/{drink.pk}/"), DRINK | {"label_en": "Coffee or tea?", "is_required": "on"})

    assert labels(session) == ["What do you hope for?", "Coffee or tea?"]
    assert [one.is_required for one in questions_of(session.pk)] == [False, True]
    hugo.post(asking(session, f"questions/{hope.pk}/order/"), {"do": "remove"})
    assert labels(session) == ["Coffee or tea?"]
    assert Question.objects.get().position == 1


def test_what_was_answered_keeps_its_meaning(hugo: Client, session: Session) -> None:
    drink, hope = ask(hugo, session, **DRINK), ask(hugo, session, **HOPE)
    alicia = somebody()
    wish = register(alicia, session, answers={drink.pk: 1})

    fewer = hugo.post(asking(session, f"questions/{drink.pk}/"), DRINK | {"options_en": "Tea", "options_es": "Té"})
    words = hugo.post(asking(session, f"questions/{drink.pk}/"), DRINK | {"options_en": "", "options_es": ""})
    gone = hugo.post(asking(session, f"questions/{drink.pk}/order/"), {"do": "remove"}, follow=True)

    assert (fewer.status_code, words.status_code) == (400, 400)
    assert "People have answered this question." in gone.content.decode()
    more = DRINK | {"options_en": "Tea\nCoffee\nWater", "options_es": "Té\nCafé\nAgua"}
    assert hugo.post(asking(session, f"questions/{drink.pk}/"), more).status_code == 302
    hugo.post(asking(session, f"questions/{drink.pk}/"), {**more, "is_asked": ""})
    assert labels(session) == ["What do you hope for?"]
    change_answers(person=alicia, session_id=session.pk, listens_in="", answers={hope.pk: "Peace"}, now=MONDAY)
    wish.refresh_from_db()
    assert wish.answers == {str(drink.pk): 1, str(hope.pk): "Peace"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"label_en": " ", "label_es": ""}, "Write the question in at least one of the two languages."),
        ({"options_es": "Té"}, "as many in one language as in the other"),
        ({"options_es": ""}, "as many in one language as in the other"),
        ({"options_en": "Tea", "options_es": "Té"}, "are two to twenty"),
        ({"label_en": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_cannot_be_asked_is_said_beside_what_was_typed(
    hugo: Client, session: Session, wrong: dict[str, str], said: str
) -> None:
    answer = hugo.post(asking(session, "questions/new/"), DRINK | wrong | {"is_required": "on"})

    page = answer.content.decode()
    assert (answer.status_code, Question.objects.count()) == (400, 0)
    assert said in page
    assert DRINK["options_en" if "options_en" not in wrong else "label_es"].split("\n")[0] in page


@pytest.mark.slow
def test_twenty_questions_are_the_most(hugo: Client, session: Session) -> None:
    for number in range(20):
        ask(hugo, session, label_en=f"Question {number}", is_asked="on")

    answer = hugo.post(asking(session, "questions/new/"), HOPE)

    assert (answer.status_code, Question.objects.count()) == (400, 20)


def test_who_is_first_is_declared_and_asked_first(hugo: Client, session: Session) -> None:
    register(somebody("Alicia"), session)
    early, late = (register(somebody(name), session) for name in ("Beto", "Chela"))
    given = {"label_en": "People who write", "until": "2027-02-04", "addresses": "chela@example.org\nCHELA@example.org"}

    assert hugo.post(asking(session, "first/new/"), given).status_code == 302

    assert line_of(session, "online", MONDAY) == [late.pk, early.pk]
    assert "People who write" in Client().get(f"/en/workshops/{session.key}/").content.decode()
    row = SeriesPriority.objects.get()
    hugo.post(
        asking(session, f"first/{row.pk}/"),
        {"label_es": "Quienes se integraron", "until": "2027-02-04", "joined_since": "2000-01-01"},
    )
    row.refresh_from_db()
    assert (row.joined_since, row.people.count(), row.texts.get().language) == (date(2000, 1, 1), 0, "es")
    hugo.post(asking(session, f"first/{row.pk}/remove/"))
    assert line_of(session, "online", MONDAY) == [early.pk, late.pk]
    assert Registration.objects.filter(state="waitlisted").count() == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"label_en": "", "joined_since": "2027-01-01"}, "Say who is first"),
        ({"joined_since": ""}, "Say since when they have been members, or name them."),
        ({"addresses": "nobody@example.org"}, "No member has this address: nobody@example.org."),
        ({"until": "9999-12-31", "joined_since": "2027-01-01"}, "between the years 2000 and 2100"),
        ({"until": ""}, "This field is required."),
        ({"joined_since": "0001-01-01"}, "between the years 2000 and 2100"),
    ],
)
def test_a_priority_of_nobody_is_refused(hugo: Client, session: Session, given: dict[str, Any], said: str) -> None:
    answer = hugo.post(asking(session, "first/new/"), {"label_en": "Writers", "until": "2027-02-04"} | given)

    assert (answer.status_code, SeriesPriority.objects.count()) == (400, 0)
    assert said in answer.content.decode()


def test_others_series_are_not_found(hugo: Client, session: Session, make_person: Callable[..., Person]) -> None:
    foreign = make_session(organisers=[make_person("Ines", Role.TRAINER)])
    own = ask(hugo, session, **HOPE)

    for path in ("", "questions/new/", "first/new/"):
        assert hugo.get(asking(foreign, path)).status_code == 404
    assert hugo.get(asking(foreign, f"questions/{own.pk}/")).status_code == 404
    assert hugo.post(asking(foreign, f"questions/{own.pk}/order/"), {"do": "remove"}).status_code == 404
