from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError

from badges.models import Achievement
from courses.models import CoursePage
from lms.content.domain.library_entries import identity
from lms.content.errors import BrokenLibraryFile
from lms.portal.domain.library import load_course
from tests.factories.files import COURSE, write_course
from tests.factories.people import MONDAY, later

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def folder(site: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_course(tmp_path_factory.mktemp("library") / "small-web")
    load_course(folder=folder, now=MONDAY)
    return folder


@pytest.mark.slow
def test_a_course_comes_with_the_achievement_of_finishing_it(folder: Path) -> None:
    achievement = Achievement.objects.get()

    assert (achievement.key, achievement.object_key) == ("small-web", f"course:{identity('small-web')}")
    assert {text.language: (text.name, text.criteria) for text in achievement.texts.all()} == {
        "en": ("Reader", "Read and answered."),
        "es": ("Lectora o lector", "Leyó y contestó."),
    }


@pytest.mark.slow
def test_loading_again_renames_the_achievement_and_keeps_the_row(folder: Path, tmp_path: Path) -> None:
    before = Achievement.objects.get()
    renamed = COURSE.replace("name: {en: Reader,", "name: {en: Reader of logs,")

    load_course(folder=write_course(tmp_path / "small-web", course=renamed), now=later(9))

    after = Achievement.objects.get()
    assert (after.pk, after.made_at) == (before.pk, MONDAY)
    assert after.texts.get(language="en").name == "Reader of logs"
    assert after.texts.count() == 2


def test_a_broken_course_leaves_neither_pages_nor_achievement(site: Any, tmp_path: Path) -> None:
    broken = COURSE.replace("key: small-web", "key: other-web").replace("criteria:", "critters:")
    pages = CoursePage.objects.count()

    with pytest.raises(BrokenLibraryFile):
        load_course(folder=write_course(tmp_path / "other", course=broken), now=MONDAY)

    assert CoursePage.objects.count() == pages
    assert not Achievement.objects.filter(key="other-web").exists()


@pytest.mark.slow
def test_when_the_achievement_cannot_be_the_pages_are_not_either(folder: Path, tmp_path: Path) -> None:
    Achievement.objects.create(key="other-web", object_key="pathway:1", made_at=MONDAY)
    other = COURSE.replace("small-web", "other-web").replace("web-pequena", "otra")
    pages = CoursePage.objects.count()

    with pytest.raises(IntegrityError):
        load_course(folder=write_course(tmp_path / "other", course=other), now=MONDAY)

    assert CoursePage.objects.count() == pages
