from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from wagtail import hooks

from lms.accounts.models import Person
from tests.factories.site import lesson, make_course

pytestmark = pytest.mark.django_db


def test_nothing_of_wagtail_localize_is_in_the_editor() -> None:
    """Its buttons work on tables that know nothing of the ledger, and its form could overwrite an original."""
    for name in (
        "register_page_header_buttons",
        "register_page_listing_more_buttons",
        "before_edit_page",
        "after_create_page",
    ):
        assert not [one for one in hooks.get_hooks(name) if one.__module__.startswith("wagtail_localize")]
    with pytest.raises(NoReverseMatch):
        reverse("wagtail_localize:submit_page_translation", args=[1])


@pytest.mark.slow
def test_the_editor_leads_to_the_translation_of_a_page(
    site: Any, client: Client, editor: Person, enter_editor: Callable[..., Client]
) -> None:
    course = make_course("web", [lesson("one")])
    href = reverse("translation:desk", args=[course.unit("one")])
    desk = enter_editor(client, editor)

    form = desk.get(reverse("wagtailadmin_pages:edit", args=[course.page("one").pk])).content.decode()
    listing = desk.get(reverse("wagtailadmin_explore", args=[course.pages["en"].pk])).content.decode()

    assert href in form
    assert href in listing
    assert 'name="original_language"' not in form  # it is switched for both sides at once, elsewhere
