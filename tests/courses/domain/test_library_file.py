"""A broken file says which file, which line and which field; nothing of it is taken."""

from pathlib import Path

import pytest

from courses.domain.library_file import CourseFile, read_course
from lms.content.domain.library_entries import identity
from lms.content.enums import Language
from lms.content.errors import BrokenLibraryFile
from tests.factories.files import COURSE, LESSON, QUIZ, write_course

LIBRARY = Path(__file__).parents[3] / "courses" / "library"


@pytest.fixture
def course(tmp_path: Path) -> CourseFile:
    return read_course(write_course(tmp_path / "web"))


def test_a_course_is_read_whole(course: CourseFile) -> None:
    assert (course.slug_key, course.key, course.original) == ("small-web", identity("small-web"), Language.SPANISH)
    assert (course.level, course.topic) == ("beginner", "web")
    assert course.titles == {"en": "Small web", "es": "Web pequeña"}
    assert course.outcomes[0] == {"en": "Read `a log`", "es": "Leer `una bitácora`"}
    assert course.achievement_names["es"] == "Lectora o lector"
    assert [(unit.kind, unit.minutes, unit.slugs["es"]) for unit in course.units] == [
        ("lesson", 7, "leer"),
        ("quiz", 5, "repaso"),
    ]


def test_blocks_and_questions_have_the_same_identity_in_both_languages(course: CourseFile) -> None:
    for unit in course.units:
        name = "body" if unit.kind == "lesson" else "questions"
        sides = [[(block["type"], block["id"]) for block in unit.content[code][name]] for code in ("en", "es")]
        assert sides[0] == sides[1]
        assert len({block for _, block in sides[0]}) == len(sides[0])


def test_a_course_keeps_its_identities_when_it_is_read_again_elsewhere(course: CourseFile, tmp_path: Path) -> None:
    again = read_course(write_course(tmp_path / "elsewhere"))

    assert [unit.key for unit in again.units] == [unit.key for unit in course.units]
    assert again.units[1].content == course.units[1].content


def test_code_is_verbatim(course: CourseFile) -> None:
    code = course.units[0].content["es"]["body"][2]["value"]

    assert code["code"] == "$ tail -n 2 access.log | grep '<script>'\n  two  spaces"
    assert (code["language"], code["caption"]) == ("console", "Un comando")


@pytest.mark.parametrize("name", sorted(path.name for path in LIBRARY.iterdir() if (path / "course.yaml").exists()))
def test_the_courses_that_we_ship_are_read(name: str) -> None:
    course = read_course(LIBRARY / name)

    kinds = [unit.kind for unit in course.units]
    assert (kinds.count("lesson"), kinds.count("quiz")) == (6, 2)
    asked = {block["type"] for unit in course.units for block in unit.content["en"].get("questions", [])}
    assert asked == {"one_choice", "several", "true_false", "short_text"}


# What it says → what a slip makes of it: then the line, the field and a word of the problem.
Slips = dict[str, tuple[str, str, int, str, str]]
COURSE_SLIPS: Slips = {
    "a field that nobody knows": ("level: beg", "colour: red\nlevel: beg", 3, "colour", "not a field"),
    "a field twice": ("level: beg", "original: en\nlevel: beg", 3, "original", "twice"),
    "a field is missing": ("level: beginner\n", "", 1, "level", "missing"),
    "a level that there is not": ("beginner", "wizard", 3, "level", "one of"),
    "a topic that there is not": ("[web]", "[cats]", 4, "topics[1]", "one of"),
    "a second topic that there is not": ("[web]", "[web, cats]", 4, "topics[2]", "one of"),
    "no topic": ("[web]", "[]", 4, "topics", "list"),
    "a language that there is not": ("original: es", "original: fr", 2, "original", "one of"),
    "a language is missing": ("{en: Small web, es: Web pequeña}", "{en: Small web}", 5, "title.es", "missing"),
    "an empty line": ("{en: Small web,", "{en: ' ',", 5, "title.en", "text"),
    "a title that is too long": ("Small web", "w" * 81, 5, "title.en", "80"),
    "a line of two lines": ("Small web", '"Small\\nweb"', 5, "title.en", "one line"),
    "text where a pair should be": (
        "{en: A small course., es: Un curso pequeño.}",
        "A course.",
        7,
        "summary",
        "mapping",
    ),
    "a name that is a list": ("level: beg", "? [a, b]\n: c\nlevel: beg", 3, "", "mapping"),
    "a key with a space": ("key: small-web", "key: small web", 1, "key", "a-z"),
    "a key that closes a quotation": ("key: small-web", "key: 'small\"web'", 1, "key", "a-z"),
    "a slug with a slash": ("es: web-pequena", "es: web/pequena", 6, "slug.es", "a-z"),
    "a slug with an accent": ("es: web-pequena", "es: web-pequeña", 6, "slug.es", "a-z"),
    "a unit that is not there": ("02-check.yaml", "03-gone.yaml", 12, "units[2]", "not in this folder"),
    "a unit outside the folder": ("02-check.yaml", "../web/02-check.yaml", 12, "units[2]", "not in this folder"),
    "a unit twice": ("02-check.yaml", "01-read.yaml", 12, "units", "same key"),
    "an achievement without words": (
        "  criteria: {en: Read and answered., es: Leyó y contestó.}\n",
        "",
        14,
        "achievement.criteria",
        "missing",
    ),
    "not YAML at all": ("level: beginner", "level: [beginner", 4, "", ""),
    "a hidden character": ("Small web", '"Small \\u202eweb"', 5, "title.en", "character"),
    "a NUL": ("Small web", '"Small \\0web"', 5, "title.en", "character"),
}

LESSON_SLIPS: Slips = {
    "a kind of unit that there is not": ("kind: lesson", "kind: poem", 1, "kind", "one of"),
    "minutes in words": ("minutes: 7", "minutes: seven", 3, "minutes", "whole number"),
    "minutes in a raised figure": ("minutes: 7", "minutes: ²", 3, "minutes", "whole number"),
    "no minutes": ("minutes: 7", "minutes: 0", 3, "minutes", "whole number"),
    "a question in a lesson": ("body:", "pass_at: 1\nbody:", 7, "pass_at", "not a field"),
    "a unit's slug with a space": ("en: reading,", "en: read it,", 5, "slug.en", "a-z"),
    "an empty lesson": (LESSON[LESSON.index("body:") :], "body: []\n", 7, "body", "at least 1"),
    "a block that there is not": ("- heading:", "- marquee:", 8, "body[1].marquee", "kind of block"),
    "two blocks in one": ("Comenzar}", "Comenzar}\n    code: x", 8, "body[1]", "exactly one"),
    "a tone that there is not": ("tone: warning", "tone: shouting", 21, "body[4].callout.tone", "one of"),
    "a language of code that there is not": (
        "language: console",
        "language: cobol",
        15,
        "body[3].code.language",
        "one of",
    ),
    "a picture that is not there": ("path.png", "gone.png", 32, "body[7].image.file", "not in this folder"),
    "a picture outside the folder": (
        "images/path.png",
        "../../../../etc/hostname",
        32,
        "body[7].image.file",
        "not in this folder",
    ),
    "a picture that is none": ("images/path.png", "course.yaml", 32, "body[7].image.file", "picture"),
    "a picture without words": ("      alt: {en: A path, es: Una vereda}\n", "", 32, "body[7].image.alt", "missing"),
}

QUIZ_SLIPS: Slips = {
    "a slug that another unit has": ("es: repaso}\nsum", "es: leer}\nsum", 5, "slug.es", "another unit"),
    "more right answers than questions": ("pass_at: 3", "pass_at: 5", 8, "pass_at", "1 to 4"),
    "a question that there is not": ("- true_false:", "- riddle:", 24, "questions[3].riddle", "kind of question"),
    "two right where one may be": (
        'es: "80"}, feedback',
        'es: "80"}, correct: true, feedback',
        14,
        "questions[1].one_choice.options",
        "exactly one",
    ),
    "nothing right": ('es: "443"}, correct: true', 'es: "443"}', 14, "questions[1].one_choice.options", "exactly one"),
    "one option": (
        '        - {key: b, text: {en: "80", es: "80"}, feedback: {en: No., es: No.}}\n',
        "",
        14,
        "questions[1].one_choice.options",
        "at least 2",
    ),
    "two options with one key": (
        '{key: b, text: {en: "80"',
        '{key: a, text: {en: "80"',
        15,
        "questions[1].one_choice.options[2].key",
        "same key",
    ),
    "two questions with one key": ("key: q-files", "key: q-port", 17, "questions[2].several", "same key"),
    "an answer that is neither": (
        "answer: true",
        "answer: perhaps",
        26,
        "questions[3].true_false.answer",
        "true or false",
    ),
    "no accepted answer": ("es: [lista]", "es: []", 32, "questions[4].short_text.accept.es", "at least 1"),
    "feedback is missing": (
        'es: "80"}, feedback: {en: No., es: No.}',
        'es: "80"}',
        15,
        "questions[1].one_choice.options[2].feedback",
        "missing",
    ),
}

HOSTILE = {
    "a script": ("<p>Not</p><script>alert(1)</script>", "<script>"),
    "a handler": ("<p onclick='x()'>Not</p>", "onclick"),
    "a style": ("<p style='color:red'>Not</p>", "style"),
    "an image in text": ("<p><img src=x onerror=alert(1)></p>", "<img"),
    "a link that runs": ("<p><a href='javascript:alert(1)'>x</a></p>", "javascript:"),
    "a link that runs, hidden": ("<p><a href=' JaVa&#10;script:alert(1)'>x</a></p>", "JaVa"),
    "a link to data": ("<p><a href='data:text/html,x'>x</a></p>", "data:"),
    "a comment": ("<p>Not</p><!-- x -->", "<!--"),
    "a tag that stays open": ("<p>Not <b>so</p>", "tag"),
}

SLIPS = [
    pytest.param(which, file, *slip, id=name)
    for which, file, slips in (
        ("course", "course.yaml", COURSE_SLIPS),
        ("lesson", "01-read.yaml", LESSON_SLIPS),
        ("quiz", "02-check.yaml", QUIZ_SLIPS),
    )
    for name, slip in slips.items()
]


@pytest.mark.parametrize(("which", "file", "right", "wrong", "line", "field", "word"), SLIPS)
def test_a_slip_is_named_by_file_line_and_field(
    tmp_path: Path, which: str, file: str, right: str, wrong: str, line: int, field: str, word: str
) -> None:
    text = {"course": COURSE, "lesson": LESSON, "quiz": QUIZ}[which]
    assert text.count(right) == 1
    folder = write_course(tmp_path / "web", **{which: text.replace(right, wrong)})

    with pytest.raises(BrokenLibraryFile) as broken:
        read_course(folder)

    error = broken.value
    assert (error.file, error.line, error.field) == (folder / file, line, field)
    assert word in error.problem
    assert str(error).startswith(f"{folder / file}:{line}: {field}".rstrip())


@pytest.mark.parametrize(("html", "word"), HOSTILE.values(), ids=HOSTILE)
def test_markup_that_no_lesson_needs_is_refused(tmp_path: Path, html: str, word: str) -> None:
    folder = write_course(tmp_path / "web", lesson=LESSON.replace("<p>Not so fast.</p>", html))

    with pytest.raises(BrokenLibraryFile) as broken:
        read_course(folder)

    assert (broken.value.file, broken.value.line) == (folder / "01-read.yaml", 23)
    assert broken.value.field == "body[4].callout.text.en"
    assert word in broken.value.problem


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"# nothing\n", "empty"),
        (b"key: \xff\xfe\n", "UTF-8"),
        (b"a: 1\n---\nb: 2\n", ""),
        (b"- a\n", "mapping"),
    ],
    ids=["empty", "only a comment", "not UTF-8", "two documents", "a list"],
)
def test_a_file_that_is_no_course_is_named(tmp_path: Path, content: bytes, word: str) -> None:
    folder = write_course(tmp_path / "web")
    (folder / "course.yaml").write_bytes(content)

    with pytest.raises(BrokenLibraryFile) as broken:
        read_course(folder)

    assert broken.value.file == folder / "course.yaml"
    assert word in broken.value.problem


def test_a_folder_without_a_course_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenLibraryFile) as broken:
        read_course(tmp_path)

    assert (broken.value.file, broken.value.line) == (tmp_path / "course.yaml", 1)


def test_tags_of_python_build_nothing(tmp_path: Path) -> None:
    tag = "!!python/object/apply:os.system ['touch /tmp/never']"
    folder = write_course(tmp_path / "web", course=COURSE.replace("Small web", tag))

    with pytest.raises(BrokenLibraryFile) as broken:
        read_course(folder)
    assert broken.value.field == "title.en"
