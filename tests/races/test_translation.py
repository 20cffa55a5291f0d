"""A translator who presses twice, and an author who publishes meanwhile."""

from functools import partial
from typing import Any

import pytest
from wagtail.models import Page

from lms.content.domain.publishing import publish_page
from lms.content.domain.translating import publish_translation
from lms.content.errors import NothingToPublish
from lms.content.models import Segment
from tests.content.domain.test_translating import BODY, draft_all, side, states
from tests.factories.people import MONDAY
from tests.factories.site import lesson, make_course, make_site
from tests.races.together import together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_a_first_publication_happens_once(transactional_db: None) -> None:
    make_site()
    key = make_course("web", [lesson("logs", languages=("es",), body={"es": BODY})], languages=("es", "en")).unit(
        "logs"
    )
    draft_all(key)
    author: Any = side(key, "es")
    author.title = "Las bitácoras"
    publish = partial(publish_translation, page_key=key, now=MONDAY, by=None)

    outcomes = together(publish, publish, partial(publish_page, page=author))

    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [type(one) for one in refused] == [NothingToPublish]
    assert Page.objects.filter(translation_key=key).count() == 2
    assert Segment.objects.filter(page_key=key, position__isnull=False).count() == 6
    assert {text: state for text, state in states(key).items() if state != "fresh"} == {"Las bitácoras": "stale"}
