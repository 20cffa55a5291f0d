"""What may lie in a lab folder, and what names it."""

import pytest

from courses.sandbox.labs import library, reading
from courses.sandbox.labs.mistakes import BadLab
from tests.courses.sandbox.labs.folders import HERE, told_note
from tests.courses.sandbox.labs.test_reading import mistakes

LARGE = "x" * (64 * 1024)


@pytest.mark.parametrize(
    "path",
    [
        "../story.en.md",
        "check/../../x",
        "/etc/passwd",
        "check//x.sh",
        "./x",
        "check/",
        "a\\b",
        "a\nb",
        "ñ",
        "",
        "x" * 101,
        "a b",
    ],
)
def test_a_path_stays_within_the_folder(path: str) -> None:
    assert ("path", "", 0) in mistakes(told_note() | {path: "x"})


@pytest.mark.parametrize("path", ["lab.yaml", "story.en.md", "story.es.md", "break.sh", "solve.sh"])
def test_what_every_lab_has(path: str) -> None:
    files = told_note()
    del files[path]
    assert ("missing_file", path, 0) in mistakes(files)


@pytest.mark.parametrize(
    ("path", "code"),
    [("readme.txt", "unknown_file"), ("web.break.sh", "unknown_file"), ("check/more.sh", "unused_script"),
     ("check/deep/more.sh", "unknown_file"), ("story.fr.md", "unknown_file")],
)  # fmt: skip
def test_every_file_has_a_role(path: str, code: str) -> None:
    assert mistakes(told_note() | {path: "x"}) == [(code, path, 0)]


def test_what_is_shown_afterwards_is_there_in_both_languages() -> None:
    assert mistakes(told_note() | {"after.en.md": "That was it."}) == [("missing_file", "after.es.md", 0)]
    reading.read("after", told_note() | {"after.en.md": "That was it.", "after.es.md": "Eso era."})


def test_an_empty_file_is_a_mistake() -> None:
    assert mistakes(told_note() | {"story.en.md": " \n"}) == [("empty_file", "story.en.md", 0)]


def test_a_story_names_parameters_only() -> None:
    files = told_note() | {
        "story.es.md": "Una línea.\n\n{quien} y {who}, `awk '{print $1}'`, {} y ${HOME}\n{room, who}"
    }
    assert mistakes(files) == [
        ("unknown_parameter", "story.es.md", 3), ("unbalanced", "story.es.md", 4), ("unbalanced", "story.es.md", 4),
    ]  # fmt: skip


def test_sizes_are_looked_at_before_contents() -> None:
    reading.read("large", told_note() | {"boot.sh": LARGE})
    assert mistakes(told_note() | {"boot.sh": LARGE + "x"}) == [("too_large", "boot.sh", 0)]
    assert mistakes(told_note() | {"lab.yaml": "[" * 70_000}) == [("too_large", "lab.yaml", 0)]
    many = {f"check/{number}.sh": LARGE for number in range(17)}
    assert mistakes(told_note() | many) == [("folder_too_large", "", 0)]
    assert ("too_many_files", "", 0) in mistakes({f"check/{number}.sh": "x" for number in range(101)})


@pytest.mark.parametrize("content", ["a\0b", "\ud800", None, b"bytes"])
def test_contents_are_text(content: str) -> None:
    assert mistakes(told_note() | {"boot.sh": content}) == [("not_text", "boot.sh", 0)]


def test_a_folder_on_a_disk_is_read_without_following_links(tmp_path) -> None:
    for path, text in told_note().items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    (tmp_path / "boot.sh").symlink_to("/etc/passwd")
    (tmp_path / ".break.sh.swp").write_bytes(b"\xff")
    assert library.read_folder(tmp_path).files == told_note()
    (tmp_path / "boot.sh").unlink()
    (tmp_path / "boot.sh").write_bytes(b"\xff\xfe")
    with pytest.raises(BadLab) as told:
        library.read_folder(tmp_path)
    assert [str(one) for one in told.value.mistakes] == ["boot.sh: is no text in UTF-8"]


def test_the_digest_is_of_paths_and_contents() -> None:
    one = reading.digest({"a": "bc", "d": "e"})
    assert one == reading.digest({"d": "e", "a": "bc"})
    others = [{"ab": "c", "d": "e"}, {"a": "bc", "d": "f"}, {"a": "bc"}, {"a": "bcde"}, {"a": "bc", "d": "e", "f": ""}]
    assert len({one, *(reading.digest(files) for files in others)}) == len(others) + 1
    # printf of each length in eight bytes and each text, to sha256sum
    assert reading.digest({"a": "b"}) == "3c9d591045bc8876f9d0399bbfb05c6a412096e906f73278f98406cd5dca86df"


def test_labs_that_come_with_the_product_can_be_read() -> None:
    labs, wrong = library.read_all()
    assert {slug: str(error) for slug, error in wrong.items()} == {}
    assert [lab.slug for lab in labs] == library.slugs()
    assert {lab.slug for lab in library.read_all(HERE)[0]} == {"quiet-shop", "told-note"}
