"""What epubcheck, the reference checker, says of the courses that ship with Vereda and of a small one with every block."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from courses.domain.library import import_course
from courses.enums import CarriedAs
from courses.exports.carrying import write_course
from courses.queries.outline import catalogue
from lms.content.queries.published import published_number
from lms.portal.domain.demo import shipped_courses
from tests.factories.files import write_course as write_files
from tests.factories.people import MONDAY
from tests.factories.site import make_site

pytestmark = [pytest.mark.servers, pytest.mark.django_db]
EPUBCHECK = "/usr/share/java/epubcheck.jar"  # the Debian package epubcheck


@pytest.mark.parametrize("languages", ["en", "es", "both"])
def test_epubcheck_finds_nothing(tmp_path: Path, languages: str) -> None:
    make_site()
    folders = [write_files(tmp_path / "small-web"), *shipped_courses()]
    for folder in folders:
        import_course(folder=folder, now=MONDAY)

    number = published_number()
    complaints: list[Any] = []
    for position, course in enumerate(catalogue(number)):
        file = tmp_path / f"{position}.epub"
        with file.open("wb") as out:
            write_course(out, course=course, number=number, form=CarriedAs.EPUB, languages=languages, now=MONDAY)
        done = subprocess.run(["java", "-jar", EPUBCHECK, str(file)], capture_output=True, text=True, check=False)
        if done.returncode or "0 fatals / 0 errors / 0 warnings" not in done.stdout:
            complaints.append((course.titles, done.stdout, done.stderr))

    assert len(catalogue(number)) == len(folders)
    assert complaints == []
