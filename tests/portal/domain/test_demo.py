from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from courses.queries.outline import catalogue
from lms.accounts.models import Person
from lms.content.domain.library_entries import identity
from lms.content.queries.published import published_number
from lms.portal.domain.demo import PEOPLE, load_demo, shipped_courses
from lms.portal.domain.demo_term import OTHERS
from tests.factories.people import MONDAY, later
from tests.shipped_courses import course_of, shipped

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_whoever_comes_to_the_demo_meets_the_welcome_first(site: Any, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path

    passwords = load_demo(now=MONDAY)

    assert shipped()[0] == course_of("welcome")
    assert [course.key for course in catalogue(published_number())] == [identity(course.key) for course in shipped()]
    for language in ("en", "es"):
        path = course_of("welcome").paths[language]
        home = Client().get(f"/{language}/").content.decode()
        assert home.index(f'href="{path}"') < min(home.index(f'href="{one.paths[language]}"') for one in shipped()[1:])
    assert load_demo(now=later(1)) == passwords
    assert (len(catalogue(published_number())), Person.objects.count()) == (
        len(shipped_courses()),
        len(PEOPLE) + len(OTHERS),
    )
