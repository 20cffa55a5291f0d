from collections.abc import Callable
from typing import Any
from uuid import UUID

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.accounts.models import Person
from lms.content.models import Drift, Segment, TranslationDraft
from lms.content.queries.fingerprints import fingerprint
from lms.content.queries.pairs import pair_of
from tests.content.domain.test_translating import BODY, in_english, rewrite, states
from tests.core.hostile_markup import PAYLOADS
from tests.factories.blocks import block_id, text_block
from tests.factories.site import MadeCourse, lesson, make_course

pytestmark = pytest.mark.django_db
HEADING = f"body/{block_id('h')}"


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    units = [lesson(name, languages=("es",), body={"es": BODY}) for name in ("logs", "mail")]
    return make_course("web", units, languages=("es", "en"))


@pytest.fixture
def logs(course: MadeCourse) -> UUID:
    return course.unit("logs")


@pytest.fixture
def desk(client: Client, editor: Person, enter_editor: Callable[..., Client]) -> Client:
    return enter_editor(client, editor)


def address(key: UUID, name: str = "desk", *args: str) -> str:
    return reverse(f"translation:{name}", args=[key, *args])


def field(row: Segment) -> str:
    return f"text:{fingerprint(row.original_text)}:{row.path}"


def form(key: UUID, **changes: str) -> dict[str, str]:
    """Every text translated; ``changes`` by path or as buttons."""
    rows = {row.path: row for row in Segment.objects.filter(page_key=key, position__isnull=False)}
    texts = {path: in_english(row.original_text) for path, row in rows.items()} | {
        path: text for path, text in changes.items() if path in rows
    }
    buttons = {name: value for name, value in changes.items() if name not in rows}
    return {field(rows[path]): text for path, text in texts.items()} | buttons


def translated(desk: Client, key: UUID) -> None:
    answer = desk.post(address(key), form(key, publish="1"), follow=True)
    assert answer.status_code == 200
    assert set(states(key).values()) == {"fresh"}, answer.content.decode()


@pytest.mark.slow
def test_each_text_stands_beside_its_translation(desk: Client, logs: UUID) -> None:
    page = desk.get(address(logs)).content.decode()

    for text in ("Bitácoras", "Lee el <b>registro</b>.", "Una orden"):
        assert text in page
    assert "tail -f" not in page
    assert page.count("<textarea") == 6


@pytest.mark.slow
def test_the_whole_way_in_the_form(desk: Client, logs: UUID) -> None:
    desk.post(address(logs), form(logs, save="1"))
    assert TranslationDraft.objects.count() == 6
    translated(desk, logs)
    assert Client().get("/en/courses/web/logs-es/").status_code == 200

    rewrite(logs, "es", lambda raw: [{**raw[0], "value": "Las bitácoras viejas"}, *raw[1:]])
    page = desk.get(address(logs)).content.decode()
    assert page.count("<textarea") == 1
    assert "<ins>Las bitácoras viejas</ins>" in page or "<ins>" in page
    assert "<del>Bitácoras</del>" in page

    desk.post(address(logs), {"confirm": HEADING})
    assert set(states(logs).values()) == {"fresh"}


def test_a_half_translation_is_not_published_and_kept(desk: Client, logs: UUID) -> None:
    answer = desk.post(address(logs), form(logs, publish="1", **{HEADING: ""}), follow=True)

    assert "appears in a language only when it is complete" in answer.content.decode()
    assert pair_of(logs).following is None  # type: ignore[union-attr]
    assert TranslationDraft.objects.count() == 5


def test_what_is_wrong_is_named_and_the_rest_is_kept(desk: Client, logs: UUID) -> None:
    wrong = f"body/{block_id('t')}/p1"
    answer = desk.post(address(logs), form(logs, **{wrong: "Read the <b>log"}))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Read the &lt;b&gt;log" in page
    assert "something is open, missing or too much" in page
    assert TranslationDraft.objects.count() == 5


@pytest.mark.slow
@pytest.mark.parametrize("payload", [one for one in PAYLOADS[::6] if one.isprintable()])
def test_hostile_markup_comes_to_nothing(desk: Client, logs: UUID, payload: str) -> None:
    path = f"body/{block_id('t')}/p1"
    answer = desk.post(address(logs), form(logs, **{path: payload, "title": payload}))
    assert answer.status_code in (302, 422)
    page = desk.get(address(logs) + "?show=all").content.decode()
    for form_of in ("<script>window.__xss", "onerror=window.__xss(1)>"):
        assert form_of not in page


@pytest.mark.slow
def test_a_minor_change(desk: Client, logs: UUID) -> None:
    translated(desk, logs)
    rewrite(logs, "es", lambda raw: [{**raw[0], "value": "Bitácoras."}, *raw[1:]])
    desk.post(address(logs), {"minor": HEADING})
    assert states(logs)["Bitácoras."] == "minor"


def test_a_trainer_drafts_and_does_not_publish(
    client: Client, trainer: Person, enter_editor: Callable[..., Client], logs: UUID
) -> None:
    writer = enter_editor(client, trainer)
    page = writer.get(address(logs)).content.decode()
    assert 'name="publish"' not in page
    assert writer.post(address(logs), form(logs, save="1")).status_code == 302
    assert TranslationDraft.objects.count() == 6
    refused = "Solo quien puede publicar esta página puede hacer eso."
    assert refused in writer.post(address(logs), form(logs, publish="1"), follow=True).content.decode()
    assert refused in writer.post(address(logs, "switch"), follow=True).content.decode()
    assert pair_of(logs).following is None  # type: ignore[union-attr]


def test_who_edits_no_page_finds_none(
    client: Client, committee_member: Person, enter_editor: Callable[..., Client], logs: UUID
) -> None:
    member = enter_editor(client, committee_member)
    for name, rest in (("desk", ()), ("download", ("po",))):
        assert member.get(address(logs, name, *rest)).status_code == 404
    for name in ("desk", "switch", "upload"):
        assert member.post(address(logs, name)).status_code == 404


def test_the_page_above_is_named_with_a_link(desk: Client, site: Any) -> None:
    course = make_course("only", [lesson("one", languages=("es",))], languages=("es",))
    answer = desk.post(address(course.unit("one")), form(course.unit("one"), publish="1"), follow=True)
    assert address(course.key) in answer.content.decode()


def test_the_leading_side_is_switched(desk: Client, logs: UUID) -> None:
    translated(desk, logs)
    desk.post(address(logs, "switch"))
    assert Drift.objects.get(pk=logs).language == "es"
    assert set(states(logs).values()) == {"fresh"}


def test_an_original_that_is_not_published_is_no_error(desk: Client, course: MadeCourse) -> None:
    key = make_course("draft", [], languages=("es",)).key
    page = pair_of(key).leading  # type: ignore[union-attr]
    type(page).objects.filter(pk=page.pk).update(live=False, first_published_at=None)
    assert desk.get(address(key)).status_code == 200
    assert desk.post(address(key), {"save": "1"}, follow=True).status_code == 200


@pytest.mark.slow
def test_queries_do_not_grow_with_texts(desk: Client, course: MadeCourse, site: Any) -> None:
    counts = []
    for number in (1, 3):
        body = {"es": [text_block(f"x{number}{i}", f"<p>Texto número {i}</p>") for i in range(number)]}
        key = make_course(f"size{number}", [lesson("one", languages=("es",), body=body)], languages=("es",)).unit("one")
        desk.get(address(key))
        with CaptureQueriesContext(connection) as asked:
            desk.get(address(key))
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.slow
def test_a_draft_is_still_right_after_the_original_moved(desk: Client, logs: UUID) -> None:
    translated(desk, logs)
    desk.post(address(logs), form(logs, **{HEADING: "Logs"}))
    rewrite(logs, "es", lambda raw: [{**raw[0], "value": "Bitácoras."}, *raw[1:]])
    assert "since this draft was written" in desk.get(address(logs)).content.decode()

    desk.post(address(logs), {"confirm": HEADING})
    desk.post(address(logs), {"publish": "1"})

    assert states(logs)["Bitácoras."] == "fresh"
    assert Segment.objects.get(page_key=logs, path=HEADING).translated_text == "Logs"


# --- Files ---------------------------------------------------------------------------------------------------------


def file_of(desk: Client, key: UUID, ending: str) -> str:
    return desk.get(address(key, "download", ending)).content.decode()


def give(desk: Client, key: UUID, text: str | bytes) -> Any:
    data = text if isinstance(text, bytes) else text.encode()
    return desk.post(address(key, "upload"), {"file": SimpleUploadedFile("texts.po", data)}, follow=True)


@pytest.mark.parametrize("ending", ["po", "xlf"])
def test_a_file_goes_out_and_comes_back(desk: Client, logs: UUID, ending: str) -> None:
    desk.post(address(logs), form(logs, save="1"))
    text = file_of(desk, logs, ending)
    TranslationDraft.objects.all().delete()

    answer = give(desk, logs, text)

    assert answer.status_code == 200
    assert sorted(TranslationDraft.objects.values_list("text", flat=True)) == sorted(
        in_english(original) for original in states(logs)
    )
    assert "6 texts kept as drafts" in answer.content.decode()


def test_a_file_of_another_page_is_refused(desk: Client, course: MadeCourse, logs: UUID) -> None:
    desk.post(address(logs), form(logs, save="1"))
    for ending in ("po", "xlf"):
        answer = give(desk, course.unit("mail"), file_of(desk, logs, ending))
        assert "belongs to another page" in answer.content.decode()
    assert not TranslationDraft.objects.filter(segment__page_key=course.unit("mail")).exists()


def test_broken_texts_are_named_and_the_rest_goes_in(desk: Client, logs: UUID) -> None:
    rewrite(logs, "es", lambda raw: [*raw, {"type": "heading", "id": str(block_id("v")), "value": "Hola %(name)s"}])
    desk.post(address(logs), form(logs, save="1"))
    file = polib.pofile(file_of(desk, logs, "po"))
    TranslationDraft.objects.all().delete()
    wrong = {"Hola %(name)s": "Hello %(nombre)s", "Lee el <b>registro</b>.": "Read the <b>log."}
    for entry in file:
        entry.msgstr = wrong.get(entry.msgid, entry.msgstr)
        entry.msgid = "Otro" if entry.msgid == "Uno" else entry.msgid

    answer = give(desk, logs, str(file))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert TranslationDraft.objects.count() == 4
    for reason in ("placeholders are not those", "something is open", "says something else by now"):
        assert reason in page


@pytest.mark.parametrize(
    "text",
    [
        b"\xff\xfe\x00", b"", b"no file at all", b"<xliff", b"<a/>", b"msgid", b'msgid "x"\nmsgstr "', b"/etc/passwd",
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xliff>&e;</xliff>',
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]><xliff>&b;</xliff>',
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_with_words(desk: Client, logs: UUID, text: bytes) -> None:
    answer = give(desk, logs, text)
    assert answer.status_code == 200
    assert "cannot be read" in answer.content.decode() or "another page" in answer.content.decode()
    assert not TranslationDraft.objects.exists()


def test_ten_megabytes_are_refused_with_words(desk: Client, logs: UUID) -> None:
    assert "too large" in give(desk, logs, b"x" * 10_000_000).content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("payload", PAYLOADS[::5])
def test_hostile_markup_in_a_po_file(desk: Client, logs: UUID, payload: str) -> None:
    desk.post(address(logs), form(logs, save="1"))
    file = polib.pofile(file_of(desk, logs, "po"))
    TranslationDraft.objects.all().delete()
    for entry in file:
        entry.msgstr = payload.replace("\x00", "").replace("\ud800", "")
    answer = give(desk, logs, str(file))
    assert answer.status_code in (200, 422)
    for draft in TranslationDraft.objects.exclude(segment__kind="line"):
        assert "window.__xss" not in draft.text or "<" not in draft.text


@pytest.mark.slow
def test_a_text_that_a_file_brings_unchanged_is_still_right(desk: Client, logs: UUID) -> None:
    translated(desk, logs)
    rewrite(logs, "es", lambda raw: [{**raw[0], "value": "Las bitácoras"}, *raw[1:]])
    text = file_of(desk, logs, "po")
    assert "#, fuzzy" in text
    give(desk, logs, text)
    assert not TranslationDraft.objects.exists()

    give(desk, logs, text.replace("#, fuzzy\n", ""))
    desk.post(address(logs), {"publish": "1"})
    assert set(states(logs).values()) == {"fresh"}
