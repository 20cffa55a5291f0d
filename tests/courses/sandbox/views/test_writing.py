"""The pages of the editor on which labs are written: who gets in, what is said of mistakes, what is kept."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.sandbox.domain import writing
from courses.sandbox.models import Lab
from lms.accounts.enums import Role
from lms.accounts.models import Person
from tests.courses.sandbox.daemon.support import LAB
from tests.factories.lab_desk import draft, house_lab, library_lab, published, saved, with_changes
from tests.factories.people import make_person as somebody

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
Enter = Callable[[Client, Person], Client]
Make = Callable[..., Person]
SENT_AWAY = (302, "/cms/")  # Wagtail's answer inside the editor
BAD_YAML = LAB["lab.yaml"].replace("minutes: 10", "minutes: many")


@pytest.fixture
def gloria(make_person: Make) -> Person:
    return make_person("Gloria", Role.SUPPORT)


@pytest.fixture
def browser(client: Client, gloria: Person, enter_editor: Enter) -> Client:
    return enter_editor(client, gloria)


@pytest.fixture
def lab(gloria: Person) -> Lab:
    return house_lab(gloria)


def at(name: str, *given: object) -> str:
    return reverse(f"lab_desk:{name}", args=given)


def form_of(lab: Lab, files: dict[str, str] | None = None, **more: str) -> dict[str, str]:
    """As a browser sends it."""
    last = draft(lab)
    found = {"version": str(last.version), "do": "save", "new-path": "", "new-text": ""}
    for number, (path, text) in enumerate((files or last.files).items(), 1):
        found |= {f"path-{number}": path, f"text-{number}": text.replace("\n", "\r\n")}
    return found | more


def said(answer: Any) -> str:
    return str(answer.content.decode())


def pages(lab: Lab, gloria: Person) -> list[str]:
    text, theirs = published(lab, gloria), library_lab()
    assert theirs.text
    return [
        at("labs"), at("new"), at("lab", lab.slug), at("lab", theirs.slug), at("history", lab.slug),
        at("history", theirs.slug), at("text", lab.slug, text.pk), at("text", theirs.slug, theirs.text.pk),
        at("draft", lab.slug, 1), at("publish", lab.slug, 2), at("proof", lab.slug, text.pk),
        at("proof", theirs.slug, theirs.text.pk),
    ]  # fmt: skip


@pytest.mark.parametrize("role", [Role.TRAINER, Role.EDITOR, Role.SUPPORT, Role.ADMIN])
def test_whoever_writes_labs_opens_every_page(
    make_person: Make, enter_editor: Enter, gloria: Person, lab: Lab, role: Role
) -> None:
    inside = enter_editor(Client(), make_person("Hugo", role))
    for path in pages(lab, gloria):
        assert inside.get(path).status_code == 200, path
    assert at("labs") in said(inside.get("/cms/"))


def test_nobody_else_opens_one(make_person: Make, enter_editor: Enter, gloria: Person, lab: Lab) -> None:
    committee = enter_editor(Client(), make_person("Elena", Role.COMMITTEE))
    learner = Client()
    learner.force_login(somebody("Alicia"))
    for path in pages(lab, gloria):
        answer = committee.get(path)
        assert (answer.status_code, answer.get("Location")) == SENT_AWAY, path
        assert learner.get(path).status_code == 403, path
        assert Client().get(path).status_code == 302, path
    before = draft(lab).version
    for path in (at("lab", lab.slug), at("new"), at("show", lab.slug, "hide"), at("publish", lab.slug, before)):
        assert committee.post(path, form_of(lab, {"break.sh": "x"})).status_code == 302
        assert learner.post(path, form_of(lab, {"break.sh": "x"})).status_code == 403
    lab.refresh_from_db()
    assert (draft(lab).version, lab.is_shown) == (before, True)
    assert at("labs") not in said(committee.get("/cms/"))


def test_what_is_not_there_is_404(browser: Client, lab: Lab) -> None:
    library_lab()
    for path in (
        at("lab", "nothing"), at("draft", lab.slug, 99), at("draft", "words", 1), at("publish", "words", 1),
        at("text", lab.slug, 987654), at("proof", lab.slug, 987654), at("history", "nothing"),
    ):  # fmt: skip
        assert browser.get(path).status_code == 404, path
    assert browser.post(at("show", lab.slug, "explode")).status_code == 404


def test_a_lab_begins_as_a_skeleton_or_as_a_copy(browser: Client, lab: Lab) -> None:
    page = said(browser.get(at("new") + "?source=our-words"))
    assert '<option value="our-words" selected>A copy of: Words</option>' in page
    answer = browser.post(at("new"), {"slug": "second", "source": "our-words"})
    assert answer["Location"] == at("lab", "second")
    assert draft(Lab.objects.get(slug="second")).files == LAB
    browser.post(at("new"), {"slug": "third", "source": ""})
    assert draft(Lab.objects.get(slug="third")).card["title"]["en"] == "The list that is gone"
    refused = browser.post(at("new"), {"slug": "our-words", "source": "our-words"})
    assert refused.status_code == 409
    assert 'value="our-words" selected' in said(refused)
    assert browser.post(at("new"), {"slug": "Not good", "source": ""}).status_code == 400


def test_what_was_typed_is_saved_as_it_was(browser: Client, lab: Lab) -> None:
    files = with_changes(story_en_md="\n\n  Two lines </textarea> before.\n\n", break_sh="set -eu\n\twrite /srv/word x")
    answer = browser.post(at("lab", lab.slug), form_of(lab, files))
    assert answer["Location"] == at("lab", lab.slug)
    assert draft(lab).files == files
    page = said(browser.get(at("lab", lab.slug)))
    assert ">\n\n\n  Two lines &lt;/textarea&gt; before.\n\n</textarea>" in page  # a browser takes the first line away


def test_files_are_added_renamed_and_deleted(browser: Client, lab: Lab) -> None:
    form = form_of(lab)
    numbers = {form[f"path-{number}"]: number for number in range(1, 7)}
    form |= {f"path-{numbers['boot.sh']}": "check/boot.sh", f"drop-{numbers['story.es.md']}": "1"}
    form |= {"new-path": "after.en.md", "new-text": "It was a word."}
    browser.post(at("lab", lab.slug), form)
    kept = draft(lab).files
    assert set(kept) == {"lab.yaml", "break.sh", "solve.sh", "story.en.md", "check/boot.sh", "after.en.md"}
    assert kept["check/boot.sh"] == LAB["boot.sh"]


def test_two_files_of_one_name_both_stay_and_it_is_said(browser: Client, lab: Lab) -> None:
    form = form_of(lab) | {"new-path": "break.sh", "new-text": "say second\n"}
    page = said(browser.post(at("lab", lab.slug), form, follow=True))
    assert draft(lab).files["break.sh.2"] == "say second\n"
    assert "it is kept as “break.sh.2”" in page
    assert "No lab has a file of this name." in page


@pytest.mark.parametrize(
    ("language", "sentence", "line"),
    [("en", "This must be a whole number.", "line 4"), ("es", "Esto debe ser un número entero.", "línea 4")],
)
def test_mistakes_are_said_with_their_place_and_lead_to_the_field(
    make_person: Make, enter_editor: Enter, lab: Lab, language: str, sentence: str, line: str
) -> None:
    browser = enter_editor(Client(), make_person("Hugo", Role.TRAINER, language=language))
    files = with_changes(lab_yaml=BAD_YAML)
    page = said(browser.post(at("lab", lab.slug), form_of(lab, files), follow=True))
    assert draft(lab).files == files
    assert sentence in page
    assert line in page
    assert '<a href="#file-1" data-field="text-1" data-line="4">' in page
    assert 'id="file-1"' in page
    assert "minutes: many</code>" in page


@pytest.mark.parametrize("act", ["publish", "try", "prove"])
def test_with_mistakes_the_draft_is_saved_and_nothing_else_happens(browser: Client, lab: Lab, act: str) -> None:
    files = with_changes(lab_yaml=BAD_YAML)
    answer = browser.post(at("lab", lab.slug), form_of(lab, files, do=act))
    assert answer.status_code == 409
    assert "The draft is saved, and has mistakes." in said(answer)
    lab.refresh_from_db()
    assert (draft(lab).files, lab.text) == (files, None)


def test_of_two_who_write_at_once_both_texts_are_shown(
    browser: Client, make_person: Make, enter_editor: Enter, lab: Lab
) -> None:
    hugo = make_person("Hugo", Role.EDITOR)
    hers, his = form_of(lab), form_of(lab)
    numbers = {hers[f"path-{number}"]: number for number in range(1, 7)}
    hers |= {f"text-{numbers['break.sh']}": "say hers <b>\n", "new-path": "after.en.md", "new-text": "Hers alone.\n"}
    his |= {f"text-{numbers['break.sh']}": "say his\n", f"text-{numbers['solve.sh']}": "write /srv/other his\n"}
    browser.post(at("lab", lab.slug), hers)
    window = enter_editor(Client(), hugo)
    answer = window.post(at("lab", lab.slug), his)
    page = said(answer)
    assert answer.status_code == 409
    assert "Somebody else saved something meanwhile." in page
    for text in ("say his\n", "say hers &lt;b&gt;\n", "write /srv/other his\n", "Hers alone.\n"):
        assert f">\n{text}</textarea>" in page, text
    assert "What stands here is not saved." in page
    assert draft(lab).files["break.sh"] == "say hers <b>\n"
    version = str(draft(lab).version)
    assert f'name="version" value="{version}"' in page
    window.post(at("lab", lab.slug), his | {"version": version})
    assert draft(lab).files["break.sh"] == "say his\n"
    older = said(window.get(at("draft", lab.slug, int(version))))
    assert "say hers &lt;b&gt;" in older


def test_what_is_too_large_is_not_saved_and_still_stands_there(browser: Client, lab: Lab) -> None:
    files = with_changes(story_en_md="A long story. " * 80_000)
    answer = browser.post(at("lab", lab.slug), form_of(lab, files))
    assert answer.status_code == 400
    assert "A lab can have 100 files and 1 MB in all." in said(answer)
    assert said(answer).count("A long story. ") >= 80_000
    assert draft(lab).files == LAB


def test_publishing_what_is_not_proven_asks_once_more_and_says_why(browser: Client, lab: Lab) -> None:
    answer = browser.post(at("lab", lab.slug), form_of(lab, do="publish"))
    question = at("publish", lab.slug, draft(lab).version)
    assert answer["Location"] == question
    assert "Nobody has proven this text yet." in said(browser.get(question))
    lab.refresh_from_db()
    assert lab.text is None
    assert browser.post(question)["Location"] == at("lab", lab.slug)
    lab.refresh_from_db()
    assert lab.text is not None
    assert (lab.text.files, lab.is_shown) == (LAB, True)
    learner = Client()
    assert "A file that is wrong." in said(learner.get("/en/learn/labs/our-words/"))


def test_a_question_about_an_older_draft_publishes_nothing(browser: Client, gloria: Person, lab: Lab) -> None:
    question = at("publish", lab.slug, draft(lab).version)
    saved(lab, gloria, with_changes(story_en_md="Another.\n"))
    assert browser.post(question).status_code == 409
    lab.refresh_from_db()
    assert lab.text is None


def test_labs_are_hidden_and_shown_those_of_the_library_too(browser: Client, gloria: Person, lab: Lab) -> None:
    published(lab, gloria)
    for slug in (lab.slug, library_lab().slug):
        browser.post(at("show", slug, "hide"))
        assert Client().get(f"/en/learn/labs/{slug}/").status_code == 404
        assert "This lab is hidden." in said(browser.get(at("lab", slug)))
        browser.post(at("show", slug, "show"))
        assert Client().get(f"/en/learn/labs/{slug}/").status_code == 200


def test_a_lab_of_the_library_is_read_and_not_written(browser: Client) -> None:
    theirs = library_lab()
    page = said(browser.get(at("lab", theirs.slug)))
    assert "It comes with Vereda" in page
    assert "<textarea" not in page
    assert (
        browser.post(at("lab", theirs.slug), {"version": "0", "path-1": "break.sh", "text-1": "x"}).status_code == 405
    )
    assert theirs.text is not None
    older = at("text", theirs.slug, theirs.text.pk)
    assert "Go on from this one" not in said(browser.get(older))
    assert browser.post(older, {"version": "0"}).status_code == 409
    theirs.refresh_from_db()
    assert (theirs.text.files, theirs.drafts.count()) == (LAB, 0)


def test_an_older_text_becomes_the_draft_and_the_draft_stays_in_the_history(
    browser: Client, gloria: Person, lab: Lab
) -> None:
    text = published(lab, gloria)
    better = saved(lab, gloria, with_changes(story_en_md="A better story.\n"))
    older = at("text", lab.slug, text.pk)
    assert browser.post(older, {"version": "1"}).status_code == 409
    assert browser.post(older, {"version": str(better.version)})["Location"] == at("lab", lab.slug)
    assert draft(lab).files == LAB
    assert "A better story." in said(browser.get(at("draft", lab.slug, better.version)))


def test_the_list_is_read_in_as_many_queries_with_three_as_with_one(browser: Client, gloria: Person, lab: Lab) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            browser.get(at("labs"))
        return len(made)

    browser.get(at("labs"))
    with_one = queries()
    published(lab, gloria)
    writing.start_lab(slug="second", source=lab, by=gloria, now=draft(lab).saved_at)
    library_lab()
    assert queries() == with_one


def test_everything_is_said_in_spanish(make_person: Make, enter_editor: Enter, gloria: Person, lab: Lab) -> None:
    browser = enter_editor(Client(), make_person("Carmen", Role.TRAINER, language="es"))
    for path in pages(lab, gloria):
        page = said(browser.get(path))
        assert "Laboratorios" in page, path
        for words in ("Save the draft", "Prove it", "Back to", "All labs", "History"):
            assert words not in page, (path, words)
