"""From files to pages: all of a course or nothing of it; again changes nothing that anybody sees."""

from pathlib import Path
from typing import Any

import pytest
from wagtail.models import Page, Revision

from courses.domain.library import import_course
from courses.models import CoursePage, LessonPage, QuizPage
from courses.queries.outline import current_course
from courses.queries.quizzes import current_quiz
from lms.content.domain.library_entries import identity
from lms.content.enums import SegmentState
from lms.content.errors import BrokenLibraryFile
from lms.content.models import Drift, Picture, PictureRendition, Segment
from lms.portal.domain.demo import shipped_courses
from tests.factories.files import COURSE, LESSON, QUIZ, png, write_course
from tests.factories.people import MONDAY, later

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def folder(site: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_course(tmp_path_factory.mktemp("library") / "small-web")
    import_course(folder=folder, now=MONDAY)
    return folder


def everything() -> dict[str, Any]:
    """What visitors see, without what every publishing counts."""
    moments = {"latest_revision_created_at", "last_published_at", "latest_revision_id", "live_revision_id"}
    return {
        model.__name__: [
            {name: str(value) for name, value in row.items() if name not in moments}
            for row in model.objects.order_by("pk").values()
        ]
        for model in (CoursePage, LessonPage, QuizPage, Picture, PictureRendition)
    }


def page(model: Any, language: str) -> Any:
    return model.objects.get(locale__language_code=language)


@pytest.mark.slow
def test_a_course_stands_in_both_trees_with_one_identity(folder: Path) -> None:
    course = current_course(identity("small-web"))
    assert course

    assert course.original_language == "es"
    assert course.paths == {"en": "/en/courses/small-web/", "es": "/es/cursos/web-pequena/"}
    assert [unit.paths["es"] for unit in course.units] == [
        "/es/cursos/web-pequena/leer/",
        "/es/cursos/web-pequena/repaso/",
    ]
    assert [unit.key for unit in course.units] == [identity("small-web", "read"), identity("small-web", "check")]
    assert {p.original_language for p in Page.objects.get(depth=1).get_descendants().type(CoursePage).specific()} == {
        "es"
    }


def test_the_blocks_arrive_as_they_were_written(folder: Path) -> None:
    body = page(LessonPage, "es").body

    assert [block.block_type for block in body] == [
        "heading",
        "text",
        "code",
        "callout",
        "steps",
        "comparison",
        "picture",
    ]
    assert body[2].value["code"] == "$ tail -n 2 access.log | grep '<script>'\n  two  spaces"
    assert body[3].value["title"] == "Con cuidado"
    assert [step["title"] for step in body[4].value["items"]] == ["Primero", "Después"]
    assert body[6].value["image"].contextual_alt_text == "Una vereda"
    assert [block.id for block in body] == [block.id for block in page(LessonPage, "en").body]


def test_the_quiz_arrives_with_every_kind(folder: Path) -> None:
    quiz = current_quiz(identity("small-web", "check"))
    assert quiz

    assert [question.kind for question in quiz.questions] == ["one_choice", "several", "true_false", "short_text"]
    assert quiz.pass_at == 3
    assert quiz.questions[3].accepted == {"list", "mailing list", "lista"}
    assert all(set(question.prompts) == {"en", "es"} for question in quiz.questions)


def test_the_picture_is_one_for_both_languages_and_its_renditions_are_made(folder: Path) -> None:
    picture = Picture.objects.get()

    assert page(LessonPage, "en").body[6].value["image"].pk == picture.pk
    assert {r.filter_spec for r in picture.renditions.all()} == {
        "width-480|format-webp",
        "width-960|format-webp",
        "width-960|format-jpeg",
    }


@pytest.mark.slow
def test_loading_again_changes_nothing_but_revisions(folder: Path) -> None:
    before, revisions = everything(), Revision.objects.count()

    import_course(folder=folder, now=MONDAY)

    assert everything() == before
    assert Revision.objects.count() == revisions + 6


@pytest.mark.slow
def test_a_file_that_was_improved_renews_its_pages_and_keeps_their_identity(folder: Path, tmp_path: Path) -> None:
    keys = list(Page.objects.order_by("pk").values_list("pk", "translation_key"))
    better = write_course(tmp_path / "small-web", lesson=LESSON.replace("Not so fast.", "Slowly."))

    import_course(folder=better, now=MONDAY)

    assert "Slowly." in page(LessonPage, "en").body[3].value["text"].source
    assert list(Page.objects.order_by("pk").values_list("pk", "translation_key")) == keys


@pytest.mark.slow
def test_a_picture_that_was_drawn_again_is_renewed(folder: Path, tmp_path: Path) -> None:
    better = write_course(tmp_path / "small-web")
    (better / "images" / "path.png").write_bytes(png(20, 10))

    import_course(folder=better, now=MONDAY)
    import_course(folder=better, now=MONDAY)

    picture = Picture.objects.get()
    assert (picture.width, picture.height) == (20, 10)
    assert {r.width for r in picture.renditions.all()} == {20}
    assert picture.renditions.count() == 3


@pytest.mark.parametrize(
    "broken",
    [
        {"lesson": LESSON.replace("minutes: 7", "minutes: none")},
        {"quiz": QUIZ.replace("answer: true", "answer: perhaps")},
        {"course": COURSE.replace("criteria", "critters")},
    ],
    ids=["lesson", "quiz", "course"],
)
def test_nothing_of_a_broken_course_is_taken(folder: Path, tmp_path: Path, broken: dict[str, str]) -> None:
    before, revisions = everything(), Revision.objects.count()
    texts = {"course": COURSE.replace("Small web", "Other web"), "lesson": LESSON, "quiz": QUIZ} | broken

    with pytest.raises(BrokenLibraryFile):
        import_course(folder=write_course(tmp_path / "small-web", **texts), now=MONDAY)

    assert (everything(), Revision.objects.count()) == (before, revisions)


def test_what_only_the_tree_can_refuse_is_named_too_and_undone(folder: Path, tmp_path: Path) -> None:
    """Another course has taken the address: no reader of files can know."""
    before = everything()
    other = write_course(tmp_path / "other", course=COURSE.replace("key: small-web", "key: other-web"))

    with pytest.raises(BrokenLibraryFile) as broken:
        import_course(folder=other, now=MONDAY)

    assert broken.value.file == other / "course.yaml"
    assert broken.value.field == "slug.es"
    assert broken.value.line == 6
    assert everything() == before


def test_a_lesson_that_becomes_a_quiz_under_the_same_key_is_refused(folder: Path, tmp_path: Path) -> None:
    before = everything()
    turned = write_course(
        tmp_path / "small-web",
        lesson=QUIZ.replace("key: check", "key: read").replace("slug: {en: check, es: repaso}", "slug: {en: a, es: b}"),
    )

    with pytest.raises(BrokenLibraryFile) as broken:
        import_course(folder=turned, now=MONDAY)

    assert (broken.value.file, broken.value.field) == (turned / "01-read.yaml", "key")
    assert everything() == before


@pytest.mark.slow
def test_the_shipped_courses_come_without_drift_and_so_does_loading_them_again(site: Any) -> None:
    """Both sides of a file were written together: every pair of texts is agreed."""
    folders = shipped_courses()
    assert len(folders) >= 2
    for folder in folders:
        import_course(folder=folder, now=MONDAY)

    segments = Segment.objects.filter(position__isnull=False)
    assert segments.count() > 300
    assert set(segments.values_list("state", flat=True)) == {SegmentState.FRESH}
    assert {str(drift.stale + drift.missing + drift.minor) for drift in Drift.objects.all()} == {"0"}

    before = list(segments.order_by("page_key", "path").values("page_key", "path", "state", "changed_at", "made_at"))
    import_course(folder=folders[0], now=later(5))
    assert list(segments.order_by("page_key", "path").values(*before[0])) == before


@pytest.mark.slow
def test_a_file_that_says_something_else_on_both_sides_is_agreed_again(folder: Path, tmp_path: Path) -> None:
    changed = LESSON.replace("<p>Not so fast.</p>", "<p>Slowly.</p>").replace("<p>Sin prisa.</p>", "<p>Despacio.</p>")
    import_course(folder=write_course(tmp_path / "small-web", lesson=changed), now=later(5))

    row = Segment.objects.get(page_key=identity("small-web", "read"), original_text="Despacio.")
    assert (row.translated_text, row.state, row.made_at) == ("Slowly.", SegmentState.FRESH, later(5))
    here = Segment.objects.filter(page_key=row.page_key, position__isnull=False)
    assert set(here.values_list("state", flat=True)) == {SegmentState.FRESH}
