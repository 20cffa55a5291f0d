"""What was typed into a folder's form, whatever was done with names."""

from courses.sandbox.domain.writing import Given
from courses.sandbox.forms.writing import NewLabForm, given_in


def post(*files: tuple[str, str], **more: str) -> dict[str, str]:
    found = {"version": "3", **more}
    for number, (path, text) in enumerate(files, 1):
        found |= {f"path-{number}": path, f"text-{number}": text}
    return found


def test_a_folder_as_it_was_typed() -> None:
    typed = post(("lab.yaml", "a: 1\r\nb: 2\r\n"), ("break.sh", "x\ry\0"), ("story.en.md", "\n\nHello"))
    assert given_in(typed) == Given(3, {"lab.yaml": "a: 1\nb: 2\n", "break.sh": "x\ny", "story.en.md": "\n\nHello"}, {})


def test_a_file_is_renamed_deleted_and_added() -> None:
    typed = post(("solve.sh", "1"), ("check/new.sh", "2"), ("gone.sh", "3"))
    typed |= {"drop-3": "1", "new-path": " boot.sh ", "new-text": "4"}
    assert given_in(typed).files == {"solve.sh": "1", "check/new.sh": "2", "boot.sh": "4"}


def test_of_two_files_of_one_name_both_stay() -> None:
    given = given_in(post(("a.sh", "1"), ("a.sh", "2"), ("a.sh", "3"), ("a.sh.2", "4")))
    assert given.files == {"a.sh": "1", "a.sh.2": "2", "a.sh.3": "3", "a.sh.2.2": "4"}
    assert set(given.moved) == {"a.sh", "a.sh.2"}


def test_a_text_without_a_name_stays() -> None:
    typed = post(("", "1"), ("break.sh", "2")) | {"new-path": "", "new-text": "3"}
    given = given_in(typed)
    assert given.files == {"unnamed": "1", "break.sh": "2", "unnamed.2": "3"}
    assert given.moved


def test_an_added_file_may_begin_empty_and_nothing_added_is_nothing() -> None:
    assert given_in(post() | {"new-path": "boot.sh", "new-text": ""}).files == {"boot.sh": ""}
    assert given_in(post() | {"new-path": "", "new-text": ""}).files == {}


def test_a_version_that_is_none_fits_no_draft() -> None:
    for version in ("", "x", "-1", "9" * 20, "²"):
        assert given_in(post(version=version)).version == 0


def test_a_new_lab_wants_a_name_and_something_to_begin_with() -> None:
    labs = [("words", "A copy of: Words")]
    assert NewLabForm({"slug": " our-words ", "source": ""}, labs=labs).is_valid()
    assert NewLabForm({"slug": "our-words", "source": "words"}, labs=labs).is_valid()
    assert set(NewLabForm({"slug": "our-words", "source": "other"}, labs=labs).errors) == {"source"}
    assert set(NewLabForm({"slug": "Our Words", "source": ""}, labs=labs).errors) == {"slug"}
