"""From an original to its published translation and through its changes, with real pages."""

from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError

from courses.models import CoursePage, LessonPage, QuizPage
from lms.accounts.models import Person
from lms.content.domain.leading import switch_leading_side
from lms.content.domain.ledger import confirm_segments, mark_minor
from lms.content.domain.publishing import publish_page
from lms.content.domain.translating import Given, publish_translation, save_drafts
from lms.content.enums import Language
from lms.content.errors import (
    CannotPublish,
    MissingParent,
    NothingToPublish,
    NotStale,
    StillMissing,
    UnpublishedChanges,
)
from lms.content.models import Drift, Segment, TranslationDraft
from lms.content.queries.pairs import pair_of
from tests.core.hostile_markup import PAYLOADS
from tests.factories.blocks import block_id, one_choice, short_text, text_block, true_false
from tests.factories.people import MONDAY, later, make_person
from tests.factories.site import MadeCourse, lesson, make_course, quiz

pytestmark = pytest.mark.django_db

BODY = [
    {"type": "heading", "id": str(block_id("h")), "value": "Bitácoras"},
    text_block("t", "<p>Lee el <b>registro</b>.</p><ul><li>Uno</li><li>Dos</li></ul>"),
    {
        "type": "code",
        "id": str(block_id("c")),
        "value": {"language": "console", "caption": "Una orden", "code": "tail -f /var/log/syslog"},
    },
]


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    """Written in Spanish; one lesson and one quiz wait for their translation."""
    return make_course(
        "web",
        [
            lesson("logs", languages=("es",), body={"es": BODY}),
            quiz(
                "check",
                one_choice("q", "sí", "no", languages=("es",)),
                short_text("s", {"es": ["lista", "listas"]}),
                languages=("es",),
            ),
        ],
        languages=("es", "en"),
    )


@pytest.fixture
def logs(course: MadeCourse) -> UUID:
    return course.unit("logs")


def states(key: UUID) -> dict[str, str]:
    """Original words → state."""
    rows = Segment.objects.filter(page_key=key, position__isnull=False).order_by("position")
    return {row.original_text: row.state for row in rows}


def draft_all(key: UUID, by: Person | None = None) -> None:
    """The words in capitals are their translation here; tags stay as they are."""
    rows = Segment.objects.filter(page_key=key, position__isnull=False)
    given = [Given(row.path, in_english(row.original_text)) for row in rows]
    assert save_drafts(page_key=key, given=given, now=MONDAY, by=by).refused == ()


def in_english(text: str) -> str:
    parts = text.replace("<", "\0<").replace(">", ">\0").split("\0")
    return "".join(part if part.startswith("<") else part.upper() for part in parts)


def side(key: UUID, language: str) -> Any:
    pair = pair_of(key)
    assert pair
    page = pair.side(language)
    assert page
    return page


def rewrite(key: UUID, language: str, change: Any) -> Any:
    page = side(key, language)
    raw = list(page.body.get_prep_value())
    page.body = page._meta.get_field("body").stream_block.to_python(change(raw))
    return publish_page(page=page)


@pytest.mark.slow
def test_an_original_alone_is_missing_in_the_other_language(logs: UUID) -> None:
    assert set(states(logs).values()) == {"missing"}
    assert list(states(logs)) == ["logs es", "Bitácoras", "Lee el <b>registro</b>.", "Uno", "Dos", "Una orden"]
    drift = Drift.objects.get(pk=logs)
    assert (drift.language, drift.missing, drift.words) == ("en", 6, 2 + 1 + 3 + 1 + 1 + 2)


def test_a_first_publication_makes_the_page_whole(logs: UUID) -> None:
    person = make_person("Diego")
    draft_all(logs, by=person)
    assert pair_of(logs).following is None  # type: ignore[union-attr]

    page: Any = publish_translation(page_key=logs, now=later(1), by=None)

    assert isinstance(page, LessonPage)
    assert (page.live, page.title, page.slug, page.original_language) == (True, "LOGS ES", "logs-es", "es")
    assert [child.id for child in page.body] == [block["id"] for block in BODY]
    assert page.body[1].value.source == "<p>LEE EL <b>REGISTRO</b>.</p><ul><li>UNO</li><li>DOS</li></ul>"
    assert page.body[2].value["code"] == "tail -f /var/log/syslog"
    assert set(states(logs).values()) == {"fresh"}
    assert {row.made_by for row in Segment.objects.filter(page_key=logs)} == {person}
    assert not TranslationDraft.objects.exists()


def test_nothing_is_published_half(logs: UUID) -> None:
    draft_all(logs)
    TranslationDraft.objects.filter(segment__original_text="Dos").delete()

    with pytest.raises(StillMissing):
        publish_translation(page_key=logs, now=MONDAY, by=None)

    assert pair_of(logs).following is None  # type: ignore[union-attr]


def translated(key: UUID) -> UUID:
    draft_all(key)
    publish_translation(page_key=key, now=MONDAY, by=None)
    return key


def test_one_changed_paragraph_is_one_stale_segment(logs: UUID) -> None:
    translated(logs)

    rewrite(logs, "es", lambda raw: [raw[0], text_block("t", raw[1]["value"].replace("Uno", "Primero")), raw[2]])

    assert {text: state for text, state in states(logs).items() if state != "fresh"} == {"Primero": "stale"}
    assert side(logs, "en").body[1].value.source.count("UNO") == 1  # it stays where learners read it


def test_reordering_and_publishing_again_changes_nothing(logs: UUID) -> None:
    translated(logs)
    rewrite(logs, "es", lambda raw: [raw[2], raw[1], raw[0]])
    publish_page(page=side(logs, "es"))
    publish_page(page=side(logs, "en"))
    assert set(states(logs).values()) == {"fresh"}


def test_a_draft_of_the_page_changes_nothing(logs: UUID) -> None:
    translated(logs)
    page = side(logs, "es")
    page.title = "Otro título"
    page.save_revision()
    assert set(states(logs).values()) == {"fresh"}


def test_new_and_deleted_blocks(logs: UUID) -> None:
    translated(logs)
    rewrite(logs, "es", lambda raw: [raw[1], text_block("n", "<p>Nuevo.</p>"), raw[2]])
    assert {text: state for text, state in states(logs).items() if state != "fresh"} == {"Nuevo.": "missing"}

    draft_all(logs)
    publish_translation(page_key=logs, now=MONDAY, by=None)

    assert set(states(logs).values()) == {"fresh"}
    assert [child.id for child in side(logs, "en").body] == [str(block_id(name)) for name in ("t", "n", "c")]


@pytest.mark.slow
def test_a_minor_edit_and_a_revert(logs: UUID) -> None:
    translated(logs)
    change = lambda raw: [{**raw[0], "value": "Bitácoras."}, *raw[1:]]  # noqa: E731
    rewrite(logs, "es", change)
    path = f"body/{block_id('h')}"
    mark_minor(page_key=logs, path=path, now=MONDAY, by=None)
    assert states(logs)["Bitácoras."] == "minor"

    rewrite(logs, "es", lambda raw: [{**raw[0], "value": "Otra cosa"}, *raw[1:]])
    assert states(logs)["Otra cosa"] == "stale"
    rewrite(logs, "es", change)
    assert states(logs)["Bitácoras."] == "minor"
    rewrite(logs, "es", lambda raw: [{**raw[0], "value": "Bitácoras"}, *raw[1:]])
    assert states(logs)["Bitácoras"] == "fresh"
    with pytest.raises(NotStale):
        mark_minor(page_key=logs, path=path, now=MONDAY, by=None)


def test_still_right(logs: UUID) -> None:
    translated(logs)
    rewrite(logs, "es", lambda raw: [{**raw[0], "value": "Las bitácoras"}, *raw[1:]])
    confirm_segments(page_key=logs, paths=[f"body/{block_id('h')}"], now=later(3), by=None)
    assert states(logs)["Las bitácoras"] == "fresh"
    assert side(logs, "en").body[0].value == "BITÁCORAS"


def test_a_reworded_translation_stays_stale_until_somebody_confirms(logs: UUID) -> None:
    translated(logs)
    rewrite(logs, "es", lambda raw: [{**raw[0], "value": "Las bitácoras"}, *raw[1:]])
    rewrite(logs, "en", lambda raw: [{**raw[0], "value": "The logs"}, *raw[1:]])
    row = Segment.objects.get(page_key=logs, original_text="Las bitácoras")
    assert (row.state, row.translated_text) == ("stale", "The logs")


@pytest.mark.slow
def test_a_draft_made_from_an_older_original_is_published_stale(logs: UUID) -> None:
    translated(logs)
    save_drafts(page_key=logs, given=[Given(f"body/{block_id('h')}", "Logs")], now=MONDAY, by=None)
    rewrite(logs, "es", lambda raw: [{**raw[0], "value": "Correo"}, *raw[1:]])
    publish_translation(page_key=logs, now=MONDAY, by=None)
    assert states(logs)["Correo"] == "stale"
    assert side(logs, "en").body[0].value == "Logs"


def test_changes_that_wait_in_the_page_editor_are_not_overwritten(logs: UUID) -> None:
    translated(logs)
    page = side(logs, "en")
    page.title = "Mine"
    page.save_revision()
    save_drafts(page_key=logs, given=[Given("title", "Logs")], now=MONDAY, by=None)
    with pytest.raises(UnpublishedChanges):
        publish_translation(page_key=logs, now=MONDAY, by=None)


def test_publishing_without_a_draft_is_refused(logs: UUID) -> None:
    translated(logs)
    with pytest.raises(NothingToPublish):
        publish_translation(page_key=logs, now=MONDAY, by=None)


@pytest.mark.slow
def test_the_page_above_comes_first(site: Any) -> None:
    course = make_course("only", [lesson("one", languages=("es",))], languages=("es",))
    key = course.unit("one")
    draft_all(key)
    with pytest.raises(MissingParent) as refused:
        publish_translation(page_key=key, now=MONDAY, by=None)
    assert refused.value.page_key == course.key

    draft_all(course.key)
    page = publish_translation(page_key=course.key, now=MONDAY, by=None)
    assert isinstance(page, CoursePage)
    assert publish_translation(page_key=key, now=MONDAY, by=None).get_parent().specific == page


def test_what_the_form_refuses_is_refused_and_nothing_is_lost(logs: UUID) -> None:
    draft_all(logs)
    save_drafts(page_key=logs, given=[Given(f"body/{block_id('h')}", "x" * 300)], now=MONDAY, by=None)
    with pytest.raises(CannotPublish):
        publish_translation(page_key=logs, now=MONDAY, by=None)
    assert pair_of(logs).following is None  # type: ignore[union-attr]
    assert TranslationDraft.objects.count() == 6


def test_a_quiz_keeps_its_ids_and_its_answers(course: MadeCourse) -> None:
    key = course.unit("check")
    draft_all(key)
    page: Any = publish_translation(page_key=key, now=MONDAY, by=None)
    original = side(key, "es")
    assert isinstance(page, QuizPage)
    options, originals = (one.questions.get_prep_value()[0]["value"]["options"] for one in (page, original))
    assert [option["id"] for option in options] == [option["id"] for option in originals]
    assert [option["value"]["is_correct"] for option in options] == [True, False]
    assert list(page.questions[1].value["accepted"]) == ["LISTA", "LISTAS"]
    assert page.pass_at == original.pass_at


@pytest.mark.slow
def test_a_command_follows_the_original_unless_the_translation_has_its_own(logs: UUID) -> None:
    translated(logs)
    correct = {**BODY[2], "value": {**BODY[2]["value"], "code": "journalctl -f"}}  # type: ignore[dict-item]
    rewrite(logs, "es", lambda raw: [*raw[:2], correct])
    save_drafts(page_key=logs, given=[Given("title", "Logs")], now=MONDAY, by=None)
    publish_translation(page_key=logs, now=MONDAY, by=None)
    assert side(logs, "en").body[2].value["code"] == "journalctl -f"

    own = {**correct, "value": {**correct["value"], "code": "journalctl -f  # follow"}}  # type: ignore[dict-item]
    rewrite(logs, "en", lambda raw: [*raw[:2], own])
    save_drafts(page_key=logs, given=[Given("title", "The logs")], now=MONDAY, by=None)
    publish_translation(page_key=logs, now=MONDAY, by=None)
    assert side(logs, "en").body[2].value["code"] == "journalctl -f  # follow"


@pytest.mark.slow
def test_the_leading_side_changes_without_loss(logs: UUID) -> None:
    translated(logs)
    rewrite(logs, "es", lambda raw: [{**raw[0], "value": "Las bitácoras"}, *raw[1:]])
    before = {code: side(logs, code) for code in ("es", "en")}

    assert switch_leading_side(page_key=logs, now=later(9), by=None) is Language.ENGLISH

    for code, page in before.items():
        after = side(logs, code)
        assert (after.title, after.body.get_prep_value()) == (page.title, page.body.get_prep_value())
        assert (after.last_published_at, after.latest_revision_id) == (page.last_published_at, page.latest_revision_id)
        assert after.original_language == after.latest_revision.content["original_language"] == "en"
    assert {text: state for text, state in states(logs).items() if state != "fresh"} == {"BITÁCORAS": "stale"}
    assert Drift.objects.get(pk=logs).language == "es"

    switch_leading_side(page_key=logs, now=later(10), by=None)
    assert {text: state for text, state in states(logs).items() if state != "fresh"} == {"Las bitácoras": "stale"}
    rewrite(logs, "es", lambda raw: [{**raw[0], "value": "Bitácoras"}, *raw[1:]])
    assert set(states(logs).values()) == {"fresh"}


def test_the_leading_side_stays_while_something_is_missing(logs: UUID) -> None:
    translated(logs)
    rewrite(logs, "es", lambda raw: [*raw, text_block("n", "<p>Nuevo.</p>")])
    with pytest.raises(StillMissing):
        switch_leading_side(page_key=logs, now=MONDAY, by=None)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_markup_is_refused_or_clean(course: MadeCourse, payload: str) -> None:
    key = course.unit("logs")
    path = f"body/{block_id('t')}/p2"
    taken = save_drafts(page_key=key, given=[Given(path, payload), Given("title", payload or "x")], now=MONDAY, by=None)
    for draft in TranslationDraft.objects.filter(segment__path=path):
        assert "<" not in draft.text  # the original has no tags
    assert taken.saved + len(taken.refused) == 2


@pytest.mark.slow
def test_a_course_in_both_languages_of_unequal_blocks(site: Any) -> None:
    body = {
        "en": [text_block("a", "<p>A</p>"), text_block("b", "<p>B</p><p>BB</p>"), text_block("c", "<p>C</p>")],
        "es": [text_block("b", "<p>b y bb</p>"), text_block("z", "<p>z</p>")],
    }
    key = make_course("uneven", [lesson("one", body=body)]).unit("one")
    assert states(key) == {
        "one en": "fresh", "A": "missing", "<p>B</p><p>BB</p>": "fresh", "C": "missing",
    }  # fmt: skip


def test_true_false_is_translated(site: Any) -> None:
    key = make_course("tf", [quiz("q", true_false("x", answer=True, languages=("en",)), languages=("en",))]).unit("q")
    assert [row.kind for row in Segment.objects.filter(page_key=key).order_by("position")] == [
        "line", "paragraph", "line", "line", "line",
    ]  # fmt: skip


def test_validation_error_is_not_swallowed(logs: UUID) -> None:
    page = side(logs, "es")
    page.title = ""
    with pytest.raises(ValidationError):
        publish_page(page=page)
    assert "logs es" in states(logs)
