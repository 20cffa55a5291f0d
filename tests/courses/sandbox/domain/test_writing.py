"""Drafts, texts that learners get, and the two people who write at once."""

from collections.abc import Callable
from typing import Any

import pytest

from courses.sandbox.domain import library, machines, writing
from courses.sandbox.domain.writing import KEPT_DRAFTS, Given
from courses.sandbox.enums import Source
from courses.sandbox.errors import (
    ChangedMeanwhile,
    FolderTooLarge,
    HasMistakes,
    NoSuchLab,
    NothingToShow,
    NotOurs,
    NotProven,
    SlugTaken,
)
from courses.sandbox.labs.library import LIBRARY, files_of
from courses.sandbox.labs.reading import LARGEST_FOLDER, MOST_FILES
from courses.sandbox.models import Lab, LabText
from courses.sandbox.queries.labs import spec_of
from courses.sandbox.queries.writing import draft_of, drafts_of, labs_on_desk, texts_of
from lms.accounts.models import Person
from lms.core import clock
from tests.courses.sandbox.daemon.support import LAB
from tests.factories.lab_desk import draft, house_lab, library_lab, published, saved, with_changes
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
WRONG = {"lab.yaml": "format: 1\n", "break.sh": ""}


@pytest.fixture
def gloria(db: None) -> Person:
    return make_person("Gloria")


def begun(by: Person, slug: str = "our-words", source: Lab | None = None) -> Lab:
    return writing.start_lab(slug=slug, source=source, by=by, now=clock.now())


def test_a_new_lab_is_hidden_and_reads_without_mistakes(gloria: Person) -> None:
    lab = begun(gloria)
    assert (lab.source, lab.is_shown, lab.text) == (Source.HOUSE, False, None)
    assert draft(lab).files == files_of(writing.SKELETON)
    spec, mistakes = writing.look_over(lab, draft(lab).files)
    assert mistakes == ()
    assert spec is not None
    assert draft(lab).card["title"] == {"en": spec.title.en, "es": spec.title.es}


def test_a_copy_begins_with_what_the_other_one_holds_now(gloria: Person) -> None:
    assert draft(begun(gloria, "copy-one", library_lab())).files == LAB
    ours = house_lab(gloria)
    saved(ours, gloria, WRONG)
    assert draft(begun(gloria, "copy-two", ours)).files == WRONG


@pytest.mark.parametrize("slug", ["words", "our-words", "forbidden-page", "desk", "Not This"])
def test_a_lab_has_the_name_of_nothing_else(gloria: Person, slug: str) -> None:
    library_lab()
    begun(gloria)
    with pytest.raises(SlugTaken):
        begun(gloria, slug)
    assert Lab.objects.count() == 2


def test_a_draft_is_kept_with_its_mistakes(gloria: Person) -> None:
    lab = house_lab(gloria)
    kept = saved(lab, gloria, WRONG)
    assert (kept.version, kept.files, kept.card, kept.saved_by) == (3, WRONG, {}, gloria)
    for act in (writing.keep_text, _publish):
        with pytest.raises(HasMistakes):
            act(lab=lab, draft=kept, by=gloria, now=clock.now())
    assert not LabText.objects.exists()


def test_what_is_the_same_is_no_new_version(gloria: Person) -> None:
    lab = house_lab(gloria)
    assert saved(lab, gloria, LAB).version == 2
    old = Given(1, LAB)  # a second window, saved without a change
    assert writing.save_draft(lab=lab, given=old, by=gloria, now=clock.now()).version == 2


def test_of_two_who_write_at_once_the_second_is_told(gloria: Person) -> None:
    lab, hugo = house_lab(gloria), make_person("Hugo")
    hers, his = with_changes(break_sh="say hers\n"), with_changes(break_sh="say his\n")
    version = draft(lab).version
    writing.save_draft(lab=lab, given=Given(version, hers), by=gloria, now=clock.now())
    with pytest.raises(ChangedMeanwhile):
        writing.save_draft(lab=lab, given=Given(version, his), by=hugo, now=clock.now())
    assert (draft(lab).files, draft(lab).saved_by) == (hers, gloria)
    writing.save_draft(lab=lab, given=Given(version + 1, his), by=hugo, now=clock.now())
    kept = draft_of(lab, version + 1)
    assert kept is not None
    assert kept.files == hers


def test_the_last_drafts_are_kept(gloria: Person) -> None:
    lab = house_lab(gloria)
    for number in range(KEPT_DRAFTS + 2):
        saved(lab, gloria, with_changes(story_en_md=f"Story {number}.\n"))
    assert [one.version for one in drafts_of(lab)] == list(range(KEPT_DRAFTS + 4, 4, -1))


@pytest.mark.parametrize(
    "files",
    [
        {f"check/{number}.sh": "x" for number in range(MOST_FILES + 1)},
        {"story.en.md": "x" * LARGEST_FOLDER},
        {"story.en.md": "ñ" * (LARGEST_FOLDER // 2)},
    ],
)
def test_what_no_lab_can_be_is_not_kept(gloria: Person, files: dict[str, str]) -> None:
    lab = house_lab(gloria)
    with pytest.raises(FolderTooLarge):
        saved(lab, gloria, files)
    assert draft(lab).files == LAB


def test_a_text_of_the_library_is_not_written(gloria: Person) -> None:
    lab = library_lab()
    with pytest.raises(NotOurs):
        writing.save_draft(lab=lab, given=Given(0, with_changes(break_sh="say\n")), by=gloria, now=clock.now())
    assert not lab.drafts.exists()


def test_what_is_not_proven_is_published_by_whoever_is_sure(gloria: Person) -> None:
    lab = house_lab(gloria)
    with pytest.raises(NotProven):
        _publish(lab=lab, draft=draft(lab), by=gloria, now=clock.now())
    lab.refresh_from_db()
    assert (lab.text, lab.is_shown) == (None, False)
    text = published(lab, gloria)
    lab.refresh_from_db()
    assert (lab.text, lab.is_shown, text.is_published, text.files) == (text, True, True, LAB)


def test_another_draft_than_the_one_that_was_read_is_not_published(gloria: Person) -> None:
    lab = house_lab(gloria)
    version = draft(lab).version
    saved(lab, gloria, with_changes(story_en_md="Another.\n"))
    with pytest.raises(ChangedMeanwhile):
        writing.publish(lab=lab, version=version, by=gloria, now=clock.now(), is_sure=True)


def test_older_texts_stay_and_whoever_began_goes_on_with_theirs(gloria: Person) -> None:
    lab, alicia = house_lab(gloria), make_person("Alicia")
    first = published(lab, gloria)
    lab.refresh_from_db()
    machine = machines.open_machine(person=alicia, lab=lab, language="en", now=clock.now())
    saved(lab, gloria, with_changes(story_en_md="A better story.\n"))
    second = published(lab, gloria)
    lab.refresh_from_db()
    assert (lab.text, texts_of(lab)) == (second, [second, first])
    assert machines.open_machine(person=alicia, lab=lab, language="en", now=clock.now()) == machine
    assert machine.lab_text == first


def test_a_hidden_lab_stays_hidden_when_it_is_published_again(gloria: Person) -> None:
    lab = house_lab(gloria)
    published(lab, gloria)
    writing.set_shown(lab=lab, is_shown=False)
    saved(lab, gloria, with_changes(story_en_md="A better story.\n"))
    published(lab, gloria)
    lab.refresh_from_db()
    assert lab.is_shown is False
    with pytest.raises(NoSuchLab):
        machines.open_machine(person=make_person("Alicia"), lab=lab, language="en", now=clock.now())


def test_what_has_no_text_is_not_shown(gloria: Person) -> None:
    with pytest.raises(NothingToShow):
        writing.set_shown(lab=house_lab(gloria), is_shown=True)


def test_a_lab_of_the_library_that_staff_hid_stays_hidden_after_an_update(db: None) -> None:
    library.load_library(now=clock.now())
    lab = Lab.objects.get(slug="forbidden-page")
    writing.set_shown(lab=lab, is_shown=False)
    assert library.load_library(now=clock.now(), library=LIBRARY) == {}
    lab.refresh_from_db()
    assert lab.is_shown is False
    writing.set_shown(lab=lab, is_shown=True)
    library.load_library(now=clock.now())
    lab.refresh_from_db()
    assert lab.is_shown is True


def test_two_labs_may_hold_the_same_text(gloria: Person) -> None:
    theirs = library_lab()
    ours = house_lab(gloria)
    text = published(ours, gloria)
    theirs.refresh_from_db()
    assert theirs.text is not None
    assert (text.digest, text.lab.slug) == (theirs.text.digest, "our-words")
    assert [spec_of(one).slug for one in (text, theirs.text)] == ["our-words", "words"]


def test_texts_that_nobody_tries_any_more_go(gloria: Person) -> None:
    lab = house_lab(gloria)
    old = writing.keep_text(lab=lab, draft=draft(lab), by=gloria, now=clock.now())
    saved(lab, gloria, with_changes(story_en_md="A better story.\n"))
    new = writing.keep_text(lab=lab, draft=draft(lab), by=gloria, now=clock.now())
    assert list(LabText.objects.all()) == [new]
    assert new.pk != old.pk
    assert texts_of(lab) == []


def test_the_list_says_what_is_written_here_first(
    gloria: Person, django_assert_num_queries: Callable[..., Any]
) -> None:
    library_lab()
    lab = house_lab(gloria)
    published(lab, gloria)
    saved(lab, gloria, with_changes(story_en_md="A better story.\n"))
    begun(gloria, "begun")
    with django_assert_num_queries(1):
        rows = labs_on_desk("es")
    assert [(one.lab.slug, one.title, one.is_written_here, one.has_text, one.has_draft) for one in rows] == [
        ("begun", "La lista que ya no está", True, False, True),
        ("our-words", "Palabras", True, True, True),
        ("words", "Palabras", False, True, False),
    ]  # fmt: skip


def _publish(*, lab: Lab, draft: object, by: Person, now: object) -> LabText:
    return writing.publish(lab=lab, version=draft.version, by=by, now=now)  # type: ignore[attr-defined, arg-type]
