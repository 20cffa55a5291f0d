"""Questions from a bank: every attempt draws its own, keeps them, and survives what happens to the bank meanwhile."""

from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StreamBlockValidationError

from courses.domain.quizzes import Given, hand_in, save_answers
from courses.enums import AttemptState
from courses.errors import ForeignOption, NothingAnswered, NothingToAsk
from courses.models import QuestionBankPage, QuizAnswer, QuizAttempt, QuizPage, UnitProgress
from courses.queries.draws import draw as drawn_for
from courses.queries.draws import with_drawn
from courses.queries.quizzes import current_quiz
from lms.accounts.models import Person
from lms.content.domain.publishing import publish_page
from lms.content.domain.translating import Given as Drafted
from lms.content.domain.translating import publish_translation, save_drafts
from lms.content.models import Segment
from tests.factories.blocks import draw, one_choice, open_question, tagged, true_false
from tests.factories.people import MONDAY, later, make_person
from tests.factories.site import MadeCourse, add_unit, change_bank, make_bank, make_course, quiz

pytestmark = pytest.mark.django_db

FIRST, LAST = true_false("first", answer=True), true_false("last", answer=True)
WEB = [tagged(one_choice(f"web{i}", "yes", "no"), "Web, Búsqueda") for i in range(6)]
MAIL = [tagged(one_choice(f"mail{i}", "yes", "no"), "mail") for i in range(4)]
BY_ID = {str(question.id): question for question in (*WEB, *MAIL)}


@pytest.fixture(scope="module")
def bank(site: Any) -> dict[str, QuestionBankPage]:
    return make_bank("pool", *WEB, *MAIL)


@pytest.fixture(scope="module")
def course(bank: dict[str, QuestionBankPage]) -> MadeCourse:
    parts = [FIRST, draw("some", bank["en"].pk, 3), LAST]
    return make_course("web", [quiz("check", *parts, pass_at=5)])


@pytest.fixture(scope="module")
def unit(course: MadeCourse) -> UUID:
    return course.unit("check")


@pytest.fixture
def alicia(course: MadeCourse) -> Person:
    return make_person("Alicia")


def asked_of(person: Person, unit: UUID, number: int = 1) -> list[UUID]:
    quiz = current_quiz(unit)
    assert quiz is not None
    kept = QuizAttempt.objects.filter(person=person, unit_key=unit, number=number).first()
    drawn = kept.drawn if kept else drawn_for(quiz, person.pk, number)
    return [question.id for question in with_drawn(quiz, drawn).questions]


def answers(keys: list[UUID], *, right: bool = True) -> list[Given]:
    given = []
    for key in keys:
        if key in (FIRST.id, LAST.id):
            given.append(Given(key, ("true" if right else "false",)))
        else:
            given.append(Given(key, (BY_ID[str(key)].option("yes" if right else "no"),)))
    return given


def post(
    person: Person, unit: UUID, given: list[Given], *, act: Any = save_answers, number: int = 1, **more: Any
) -> Any:
    options = {"language": "en", "now": MONDAY} | more
    return act(person=person, unit_key=unit, number=number, given=given, **options)


@pytest.mark.slow
def test_the_questions_stand_where_the_draw_does_and_are_kept_with_the_first_answer(alicia: Person, unit: UUID) -> None:
    asked = asked_of(alicia, unit)
    assert (asked[0], asked[-1], len(asked), len(set(asked))) == (FIRST.id, LAST.id, 5, 5)
    assert {str(key) for key in asked[1:-1]} <= set(BY_ID)

    attempt = post(alicia, unit, answers(asked[:1]))

    assert list(attempt.drawn.values()) == [[str(key) for key in asked[1:-1]]]
    assert post(alicia, unit, answers(asked), act=hand_in, language="es").state == AttemptState.PASSED
    assert UnitProgress.objects.get(person=alicia).done_at == MONDAY


def test_right_answers_to_what_was_drawn_count_with_the_others(alicia: Person, unit: UUID) -> None:
    asked = asked_of(alicia, unit)
    given = [*answers(asked[:-2]), *answers(asked[-2:], right=False)]

    attempt = post(alicia, unit, given, act=hand_in)

    assert (attempt.state, attempt.right, attempt.asked) == (AttemptState.AGAIN, 3, 5)


def test_other_people_and_other_tries_draw_other_questions_and_all_have_their_turn(alicia: Person, unit: UUID) -> None:
    quiz = current_quiz(unit)
    assert quiz is not None
    draws = [tuple(next(iter(drawn_for(quiz, person, number).values()))) for person in range(40) for number in (1, 2)]

    assert draws == [tuple(next(iter(drawn_for(quiz, p, n).values()))) for p in range(40) for n in (1, 2)]
    assert len(set(draws)) > 40
    seen = Counter(key for one in draws for key in one)
    assert set(seen) == set(BY_ID)
    assert min(seen.values()) > 5, seen


def test_what_was_not_drawn_is_foreign_and_nothing_of_it_is_stored(alicia: Person, unit: UUID) -> None:
    asked = asked_of(alicia, unit)
    other = next(UUID(key) for key in BY_ID if UUID(key) not in asked)

    with pytest.raises(ForeignOption):
        post(alicia, unit, answers([*asked, other]))

    assert not QuizAnswer.objects.exists()
    assert not QuizAttempt.objects.exists()


def test_a_tag_chooses_and_is_compared_without_case_and_accents(alicia: Person, bank: Any, course: MadeCourse) -> None:
    key = add_unit(course, quiz("tagged", draw("by-tag", bank["es"].pk, 4, tag="BUSQUEDA"), pass_at=4))

    assert set(asked_of(alicia, key)) <= {question.id for question in WEB}
    assert len(asked_of(alicia, key)) == 4


def test_two_draws_never_ask_the_same_question_and_a_small_bank_gives_what_it_has(
    alicia: Person, bank: Any, course: MadeCourse
) -> None:
    pk = bank["en"].pk
    parts = [draw("a", pk, 3, tag="mail"), draw("b", pk, 3, tag="mail"), draw("c", pk, 1, tag="nothing has this")]
    key = add_unit(course, quiz("twice", *parts, pass_at=7))

    assert sorted(asked_of(alicia, key)) == sorted(question.id for question in MAIL)
    assert post(alicia, key, answers(asked_of(alicia, key)), act=hand_in).state == AttemptState.PASSED


@pytest.mark.slow
def test_new_questions_in_the_bank_do_not_change_an_open_attempt(alicia: Person, unit: UUID, bank: Any) -> None:
    asked = asked_of(alicia, unit)
    post(alicia, unit, answers(asked[:2]))
    change_bank(bank, *WEB, *MAIL, *[one_choice(f"new{i}", "yes", "no") for i in range(20)])

    assert asked_of(alicia, unit) == asked
    assert post(alicia, unit, answers(asked), act=hand_in).right == 5


@pytest.mark.slow
def test_a_question_that_left_the_bank_is_left_out_and_the_rest_is_kept(alicia: Person, unit: UUID, bank: Any) -> None:
    asked = asked_of(alicia, unit)
    post(alicia, unit, answers(asked))
    lost = asked[2]
    change_bank(bank, *[question for question in (*WEB, *MAIL) if question.id != lost])

    post(alicia, unit, answers(asked, right=False), now=later(1))  # a form from before
    kept = {answer.question_id: answer.chosen for answer in QuizAnswer.objects.all()}
    assert kept[lost] == [BY_ID[str(lost)].option("yes")]
    assert kept[asked[0]] == ["false"]

    attempt = post(alicia, unit, answers(asked), act=hand_in, now=later(2))
    assert (attempt.state, attempt.right, attempt.asked) == (AttemptState.PASSED, 4, 4)


def test_what_the_form_had_drawn_counts_where_the_bank_changed_before_the_first_answer(
    alicia: Person, unit: UUID, bank: Any
) -> None:
    quiz = current_quiz(unit)
    assert quiz is not None
    shown = drawn_for(quiz, alicia.pk, 1)
    asked = asked_of(alicia, unit)
    change_bank(bank, *[question for question in (*WEB, *MAIL) if question.id != asked[1]])

    post(alicia, unit, answers(asked), drawn=shown)

    assert QuizAttempt.objects.get().drawn == shown
    assert set(QuizAnswer.objects.values_list("question_id", flat=True)) == {*asked} - {asked[1]}


@pytest.mark.slow
def test_an_attempt_of_which_nothing_is_left_draws_again(alicia: Person, bank: Any, course: MadeCourse) -> None:
    key = add_unit(course, quiz("drawn", draw("all", bank["en"].pk, 2), pass_at=2))
    asked = asked_of(alicia, key)
    post(alicia, key, answers(asked))
    change_bank(bank, *[question for question in (*WEB, *MAIL) if question.id not in asked])

    with pytest.raises(
        NothingAnswered
    ):  # the form from before: what it asks is gone, what is asked now it does not know
        post(alicia, key, answers(asked), act=hand_in)

    again = asked_of(alicia, key)
    assert len(again) == 2
    assert not set(again) & set(asked)
    assert post(alicia, key, answers(again), act=hand_in).state == AttemptState.PASSED


def test_a_draw_that_an_editor_takes_out_of_the_quiz_takes_nothing_else_with_it(
    alicia: Person, unit: UUID, course: MadeCourse
) -> None:
    asked = asked_of(alicia, unit)
    post(alicia, unit, answers(asked[:2]))
    for page in QuizPage.objects.filter(translation_key=unit):
        raw = [block for block in page.questions.get_prep_value() if block["type"] != "draw"]
        page.questions, page.pass_at = page._meta.get_field("questions").stream_block.to_python(raw), 2
        publish_page(page=page)

    attempt = post(alicia, unit, answers(asked), act=hand_in)

    assert (attempt.state, attempt.right, attempt.asked) == (AttemptState.PASSED, 2, 2)


@pytest.mark.slow
def test_a_quiz_whose_bank_is_gone_says_so_and_is_not_passed(alicia: Person, bank: Any, course: MadeCourse) -> None:
    key = add_unit(course, quiz("drawn", draw("all", bank["en"].pk, 2), pass_at=2))
    asked = asked_of(alicia, key)
    post(alicia, key, answers(asked))
    for page in bank.values():
        page.refresh_from_db()
        page.unpublish()

    with pytest.raises(NothingToAsk):
        post(alicia, key, answers(asked), act=hand_in)
    QuestionBankPage.objects.get(pk=bank["es"].pk).delete()
    QuestionBankPage.objects.get(pk=bank["en"].pk).delete()
    with pytest.raises(NothingToAsk):
        post(alicia, key, [], act=hand_in)
    assert QuizAttempt.objects.get().state == AttemptState.OPEN


@pytest.mark.slow
def test_what_is_right_comes_from_the_original_of_the_bank(alicia: Person, site: Any) -> None:
    own = one_choice("own", "yes", "no")
    pages = make_bank("spanish", own, languages=("es", "en"))
    turned = own.sides["en"] | {"value": one_choice("own", "no", "yes").sides["en"]["value"]}
    pages["en"].refresh_from_db()
    pages["en"].questions = pages["en"]._meta.get_field("questions").stream_block.to_python([turned])
    publish_page(page=pages["en"])
    key = make_course("one", [quiz("q", draw("d", pages["en"].pk, 1))]).unit("q")

    given = [Given(own.id, (own.option("yes"),))]
    assert post(alicia, key, given, act=hand_in).state == AttemptState.PASSED


@pytest.mark.slow
def test_a_bank_and_a_draw_are_translated_as_every_page_is(alicia: Person, site: Any) -> None:
    """Words are offered to whoever translates; tags, numbers and which bank it is are not, and come with the original."""
    own = tagged(one_choice("propia", "sí", "no", languages=("es",)), "registros, web")
    pages = make_bank("banco", own, languages=("es",))
    part = draw("d", pages["es"].pk, 1, tag="registros", languages=("es",))
    unit = make_course("uno", [quiz("q", part, languages=("es",))], languages=("es", "en")).unit("q")
    bank_key = pages["es"].translation_key
    for key in (bank_key, unit):
        rows = Segment.objects.filter(page_key=key, position__isnull=False)
        texts = set(rows.values_list("original_text", flat=True))
        assert not {text for text in texts if "registros" in text}
        save_drafts(
            page_key=key, given=[Drafted(row.path, row.original_text.upper()) for row in rows], now=MONDAY, by=None
        )
        publish_translation(page_key=key, now=MONDAY, by=None)

    english = QuestionBankPage.objects.get(translation_key=bank_key, locale__language_code="en")
    assert [child.value["tags"] for child in english.questions] == ["registros, web"]
    assert [child.id for child in english.questions] == [str(own.id)]
    (part_in_english,) = QuizPage.objects.get(translation_key=unit, locale__language_code="en").questions
    assert (part_in_english.value["count"], part_in_english.value["tag"]) == (1, "registros")
    made = current_quiz(unit)
    assert made is not None
    (question,) = with_drawn(made, drawn_for(made, alicia.pk, 1)).questions
    assert question.prompts == {"es": "propia es?", "en": "PROPIA ES?"}


@pytest.mark.slow
def test_an_open_question_from_a_bank_waits_as_any_other(alicia: Person, trainer: Person, site: Any) -> None:
    from courses.domain.answer_reviews import give_answer_review
    from courses.domain.reviewing import Said

    why = open_question("why")
    pages = make_bank("words", why)
    key = make_course("one", [quiz("q", draw("d", pages["en"].pk, 1))]).unit("q")
    attempt = post(alicia, key, [Given(why.id, text="Because.", is_open=True)], act=hand_in)
    assert attempt.state == AttemptState.WAITING
    change_bank(pages, open_question("another"))

    decided = give_answer_review(attempt_id=attempt.pk, reviewer=trainer, rows={why.id: Said("done")}, now=later(5))
    assert decided.state == AttemptState.PASSED


def test_a_quiz_cannot_ask_for_more_than_it_draws(course: MadeCourse) -> None:
    page = QuizPage.objects.get(pk=course.page("check").pk)
    page.pass_at = 6
    with pytest.raises(ValidationError, match="fewer questions"):
        page.clean()
    page.pass_at = 5
    page.clean()


@pytest.mark.parametrize("value", [{"count": 0}, {"count": 51}, {"count": "many"}, {"bank": None}])
def test_a_draw_without_sense_is_refused(course: MadeCourse, bank: Any, value: dict[str, Any]) -> None:
    part = draw("odd", bank["en"].pk, 2).sides["en"]
    block = QuizPage._meta.get_field("questions").stream_block
    with pytest.raises((StreamBlockValidationError, ValidationError)):
        block.clean(block.to_python([part | {"value": part["value"] | value}]))
