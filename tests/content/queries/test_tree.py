from typing import Any

import pytest
from wagtail.models import Page, Site

from courses.models import CoursePage, LessonPage
from lms.content.queries.published import published_number
from lms.content.queries.tree import Tree, tree
from tests.factories.site import MadeCourse, lesson, make_course, take_down

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [lesson("pair"), lesson("english", languages=("en",))])


def now() -> Tree:
    return tree(published_number())


@pytest.mark.slow
def test_every_live_page_is_at_the_address_that_it_gives_itself(course: MadeCourse) -> None:
    pages = [page.specific for page in Page.objects.live().filter(depth__gt=1)]

    assert {now().live[page.url_path].address for page in pages} == {page.path_on_site for page in pages}
    assert {leaf.pk for leaf in now().leaves} == set(Page.objects.values_list("pk", flat=True))


def test_homes_are_those_of_the_default_site_whatever_other_sites_show(course: MadeCourse) -> None:
    expected = {"en": "/home-en/", "es": "/home-es/"}
    assert now().homes == expected

    page = course.pages["en"]
    Site.objects.create(hostname="other.example", root_page=page)
    Site.objects.create(hostname="third.example", root_page=Site.objects.get(is_default_site=True).root_page)
    assert now().homes == expected
    assert len({leaf.pk for leaf in now().live.values()}) == len(now().live)


def test_a_draft_has_a_place_and_no_address(course: MadeCourse) -> None:
    place = course.page("pair").path
    take_down(course, "pair", "en")

    assert course.page("pair").url_path not in now().live
    assert set(now().sides[course.unit("pair")]) == {"es"}
    assert now().by_path[place].is_live is False


def test_above_goes_up_to_the_root(course: MadeCourse) -> None:
    page = course.page("pair")
    ancestors = Page.objects.get(pk=page.pk).get_ancestors().order_by("-depth")

    assert [leaf.pk for leaf in now().above(page.path)] == [above.pk for above in ancestors]


def test_live_pages_of_a_type_are_in_the_order_of_the_tree(course: MadeCourse) -> None:
    for model in (CoursePage, LessonPage):
        expected = list(model.objects.live().order_by("path").values_list("pk", flat=True))
        assert [leaf.pk for leaf in now().live_of(model)] == expected


@pytest.mark.slow
def test_it_is_read_with_two_queries_however_many_pages_there_are(
    course: MadeCourse, django_assert_num_queries: Any
) -> None:
    for slug in ("mail", "chat"):
        number = published_number()
        with django_assert_num_queries(2):
            assert tree(number).live
        with django_assert_num_queries(0):
            assert tree(number).homes
        make_course(slug, [lesson("one"), lesson("two")])
