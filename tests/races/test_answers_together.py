"""Open answers and draws, twice at once: decided once, drawn once."""

from functools import partial
from typing import Any

import pytest

from courses.domain import answer_reviews
from courses.domain.answer_reviews import give_answer_review
from courses.domain.quizzes import Given, hand_in, save_answers
from courses.domain.reviewing import Said
from courses.errors import AlreadyDecided
from courses.models import Completion, QuizAttempt
from lms.accounts.domain import grant_role
from lms.accounts.enums import Role
from lms.mail.models import Message
from lms.records.models import Statement
from tests.factories.blocks import draw, one_choice, open_question
from tests.factories.people import MONDAY, make_person
from tests.factories.site import forget_pages, make_bank, make_course, make_site, quiz
from tests.races.together import meet_before, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
WHY = open_question("why")
POOL = [one_choice(f"pool{i}", "yes", "no") for i in range(6)]


@pytest.fixture
def house() -> Any:
    yield make_site()
    forget_pages()


def test_answers_decided_by_two_trainers_at_once_are_decided_once(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    course = make_course("web", [quiz("check", WHY)])
    alicia = make_person("Alicia")
    hugo, irma = (
        grant_role(person=make_person(name), role=Role.TRAINER, by=None, now=MONDAY) for name in ("Hugo", "Irma")
    )
    given = [Given(WHY.id, text="Because.", is_open=True)]
    attempt = hand_in(person=alicia, unit_key=course.unit("check"), number=1, given=given, language="en", now=MONDAY)
    meet_before(monkeypatch, answer_reviews, "_decide", people=2)
    say = partial(give_answer_review, attempt_id=attempt.pk, now=MONDAY)

    outcomes = together(
        partial(say, reviewer=hugo, rows={WHY.id: Said("done")}),
        partial(say, reviewer=irma, rows={WHY.id: Said("again", "More.")}),
    )

    assert sorted(type(one).__name__ for one in outcomes) == [AlreadyDecided.__name__, QuizAttempt.__name__]
    assert Message.objects.filter(template="answers_decided").count() == 1
    assert Statement.objects.filter(verb="reviewed").count() == 1
    is_passed = QuizAttempt.objects.get().state == "passed"
    assert Completion.objects.count() == is_passed
    assert Statement.objects.filter(verb="completed", object_key=course.object_key).count() == is_passed


def test_an_attempt_begun_by_several_tabs_at_once_draws_once(house: Any) -> None:
    bank = make_bank("pool", *POOL)
    course = make_course("web", [quiz("check", WHY, draw("some", bank["en"].pk, 2), pass_at=3)])
    alicia, given = make_person("Alicia"), [Given(WHY.id, text="Because.", is_open=True)]
    save = partial(save_answers, person=alicia, unit_key=course.unit("check"), number=1, language="en", now=MONDAY)

    outcomes = together(*[partial(save, given=given)] * 4)

    assert [type(one).__name__ for one in outcomes] == ["QuizAttempt"] * 4
    (attempt,) = QuizAttempt.objects.all()
    assert [one.drawn for one in outcomes] == [attempt.drawn] * 4
    assert [len(keys) for keys in attempt.drawn.values()] == [2]
