from collections.abc import Callable

import pytest

from courses.sandbox.labs.library import slugs
from courses.sandbox.rules.writing import RESERVED, is_free, may_write_labs
from courses.sandbox.urls import urlpatterns
from courses.sandbox.wagtail_hooks import writing_urls
from lms.accounts.enums import Role
from lms.accounts.models import Person

MAY = {Role.TRAINER: True, Role.EDITOR: True, Role.COMMITTEE: False, Role.SUPPORT: True, Role.ADMIN: True}


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_who_writes_labs(make_person: Callable[..., Person], role: Role) -> None:
    assert bool(may_write_labs(make_person("Gloria", role))) is MAY[role]
    assert not may_write_labs(make_person("Alicia"))


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("our-words", True), ("a", True), ("x" * 60, True), ("x" * 61, False), ("", False), ("Our-words", False),
        ("our_words", False), ("-x", False), ("ñ", False), ("new", False), ("desk", False), (slugs()[0], False),
    ],
)  # fmt: skip
def test_what_a_lab_may_be_called(slug: str, expected: bool) -> None:
    assert is_free(slug) is expected


def test_every_first_part_of_an_address_is_reserved() -> None:
    """A lab of that name could not be reached."""
    patterns = [str(one.pattern) for one in urlpatterns]
    patterns += [str(one.pattern) for one in writing_urls()[0].url_patterns]
    assert {one.split("/")[0] for one in patterns if one and not one.startswith("<")} == RESERVED
