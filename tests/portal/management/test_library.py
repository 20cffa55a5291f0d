from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from badges.models import Achievement
from courses.models import CoursePage, LessonPage, QuizPage
from courses.queries.outline import catalogue
from lms.content.models import Term
from lms.content.queries.published import published_number
from tests.factories.files import COURSE, LESSON, write_course

pytestmark = pytest.mark.django_db
LIBRARY = Path(__file__).parents[3] / "courses" / "library"


@pytest.mark.slow
def test_found_says_where_the_site_stands(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("found")

    assert capsys.readouterr().out == "The site stands: /en/\n"


@pytest.mark.slow
def test_library_names_every_slip_takes_the_good_ones_and_fails(
    site: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = write_course(tmp_path / "good")
    bad = write_course(
        tmp_path / "bad",
        course=COURSE.replace("small-web", "bad-web").replace("web-pequena", "mala"),
        lesson=LESSON.replace("minutes: 7", "minutes: soon"),
    )

    with pytest.raises(CommandError, match="1 of 3"):
        call_command("library", str(bad), str(good), str(good))

    told = capsys.readouterr()
    assert told.out == "small-web: 2 units in both languages\n" * 2
    assert told.err.startswith(f"{bad / '01-read.yaml'}:3: minutes ")
    assert set(CoursePage.objects.values_list("slug", flat=True)) == {"small-web", "web-pequena"}


@pytest.mark.slow
def test_library_takes_guides_essays_and_the_glossary(
    site: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "texts"
    (folder / "guides").mkdir(parents=True)
    shipped = LIBRARY.parents[1] / "lms" / "content" / "library"
    (folder / "glossary.yaml").write_text((shipped / "glossary.yaml").read_text("utf-8"), encoding="utf-8")

    call_command("library", str(folder))
    (folder / "guides" / "bad.yaml").write_text("kind: poem\n", encoding="utf-8")
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("library", str(folder))

    told = capsys.readouterr()
    assert told.out == f"texts: 0 guides and essays, {Term.objects.count()} terms in both languages\n"
    assert told.err.startswith(f"{folder / 'guides' / 'bad.yaml'}:1: kind ")


@pytest.mark.slow
def test_the_courses_that_we_ship_load_and_load_again(site: Any, capsys: pytest.CaptureFixture[str]) -> None:
    folders = sorted(str(path) for path in LIBRARY.iterdir() if (path / "course.yaml").exists())
    call_command("library", *folders)
    names = list(LessonPage.objects.order_by("pk").values_list("title", "translation_key"))
    call_command("library", *folders)

    assert len(folders) == 3
    assert "8 units in both languages" in capsys.readouterr().out
    assert list(LessonPage.objects.order_by("pk").values_list("title", "translation_key")) == names
    assert (len(names), QuizPage.objects.count(), Achievement.objects.count()) == (36, 12, 3)
    assert {course.original_language for course in catalogue(published_number())} == {"en", "es"}
    for course in catalogue(published_number()):
        assert all(set(unit.paths) == {"en", "es"} for unit in course.units)
