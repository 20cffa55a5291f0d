"""Translators who press at the same moment, and an author who publishes meanwhile: the ledger says what the pages say."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from wagtail.models import Page

from lms.content.domain import ledger, translating
from lms.content.domain.publishing import publish_page
from lms.content.domain.translating import Given, confirm_text, prepare_ledger, publish_translation, save_drafts
from lms.content.errors import NothingToPublish
from lms.content.models import BasePage, Drift, Segment
from tests.content.domain.test_translating import BODY, draft_all, rewrite, side, states, translated
from tests.factories.blocks import block_id, text_block
from tests.factories.people import MONDAY, later
from tests.factories.site import forget_pages, lesson, make_course, make_site
from tests.races.together import meet_before, meeting, stop_at, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
HEADING = f"body/{block_id('h')}"
CERTAIN = 30.0  # seconds for somebody who is sure to come


@pytest.fixture
def key() -> Iterator[UUID]:
    make_site()
    course = make_course("web", [lesson("logs", languages=("es",), body={"es": BODY})], languages=("es", "en"))
    yield course.unit("logs")
    forget_pages()


@pytest.fixture
def on_postgresql() -> bool:
    return bool(connection.vendor == "postgresql")


@pytest.fixture
def patience(on_postgresql: bool) -> float:
    """Without a lock: on PostgreSQL the other one comes for certain. SQLite lets one writer in at a time."""
    return CERTAIN if on_postgresql else 0.5


def without(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for module in (ledger, translating):
        monkeypatch.setattr(module, name, lambda *args: None)


def test_a_first_publication_happens_once(key: UUID) -> None:
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


# --- Two say of two paragraphs that they are still right -----------------------------------------------------------


def say_still_right_of_both(key: UUID, monkeypatch: pytest.MonkeyPatch, patience: float) -> None:
    """Each has read the ledger before anybody writes into it, where nothing holds them back."""
    translated(key)
    changed = text_block("t", BODY[1]["value"].replace("Uno", "Primero"))
    rewrite(key, "es", lambda raw: [{**raw[0], "value": "Las bitácoras"}, changed, raw[2]])
    stale = list(Segment.objects.filter(page_key=key, state="stale").values_list("path", flat=True))
    meet_before(monkeypatch, ledger, "write_rows", people=2, seconds=patience)

    outcomes = together(*[partial(confirm_text, page_key=key, path=path, now=later(1), by=None) for path in stale])

    assert outcomes == [None, None]
    assert set(states(key).values()) == {"fresh"}


def test_two_at_once_are_both_counted(key: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    say_still_right_of_both(key, monkeypatch, 1.0)

    assert (Drift.objects.get(pk=key).fresh, Drift.objects.get(pk=key).stale) == (6, 0)


def test_without_the_lock_on_the_ledger_one_of_two_is_not_counted(
    key: UUID, monkeypatch: pytest.MonkeyPatch, patience: float, on_postgresql: bool
) -> None:
    """Why it is there: the report would send translators to a page where nothing waits."""
    without(monkeypatch, "lock_ledger")

    say_still_right_of_both(key, monkeypatch, patience)

    assert Drift.objects.get(pk=key).stale == (1 if on_postgresql else 0)


# --- One says still right, and the author publishes other words meanwhile ------------------------------------------


def say_still_right_while_the_author_publishes(key: UUID, monkeypatch: pytest.MonkeyPatch, patience: float) -> None:
    """The author begins when the ledger is read, and has ended before it is written, where nothing holds them back."""
    translated(key)
    rewrite(key, "es", lambda raw: [{**raw[0], "value": "Las bitácoras"}, *raw[1:]])
    is_read, is_published = meeting(people=2, seconds=CERTAIN), meeting(people=2, seconds=patience)
    stop_at(monkeypatch, ledger, "agree", before=is_read, after=is_published)

    def publish() -> None:
        is_read()
        rewrite(key, "es", lambda raw: [{**raw[0], "value": "Los registros"}, *raw[1:]])
        is_published()

    confirm = partial(confirm_text, page_key=key, path=HEADING, now=later(1), by=None)
    assert together(confirm, publish) == [None, None]
    assert side(key, "es").body[0].value == "Los registros"


def heading(key: UUID) -> tuple[str, str | None, str]:
    row = Segment.objects.get(page_key=key, path=HEADING)
    return row.original_text, row.made_from, row.state


def test_what_was_right_is_stale_again_when_the_author_goes_on(key: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    say_still_right_while_the_author_publishes(key, monkeypatch, 1.0)

    assert heading(key) == ("Los registros", "Las bitácoras", "stale")


def test_without_the_lock_on_the_ledger_the_author_s_words_are_forgotten(
    key: UUID, monkeypatch: pytest.MonkeyPatch, patience: float, on_postgresql: bool
) -> None:
    """Why it is there: a translation would count as fresh that was never compared with what is published."""
    without(monkeypatch, "lock_ledger")

    say_still_right_while_the_author_publishes(key, monkeypatch, patience)

    forgotten = ("Las bitácoras", "Las bitácoras", "fresh")
    assert heading(key) == (forgotten if on_postgresql else ("Los registros", "Las bitácoras", "stale"))


# --- Two open a page that is older than the ledger -----------------------------------------------------------------


def open_an_old_page_twice(key: UUID, monkeypatch: pytest.MonkeyPatch, patience: float) -> list[Any]:
    Segment.objects.all().delete()
    Drift.objects.all().delete()
    meet_before(monkeypatch, ledger, "write_rows", people=2, seconds=patience)
    return together(*[partial(prepare_ledger, page_key=key, now=MONDAY)] * 2)


def test_two_who_open_an_old_page_at_once_both_see_it(key: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_an_old_page_twice(key, monkeypatch, 1.0) == [None, None]

    assert Segment.objects.filter(page_key=key).count() == 6


def test_without_the_lock_on_the_ledger_one_of_them_would_see_an_error(
    key: UUID, monkeypatch: pytest.MonkeyPatch, patience: float, on_postgresql: bool
) -> None:
    """Why it is there: both make the same rows, and the database takes them from one."""
    without(monkeypatch, "lock_ledger")

    outcomes = open_an_old_page_twice(key, monkeypatch, patience)

    refused = [type(outcome) for outcome in outcomes if outcome is not None]
    assert refused == ([IntegrityError] if on_postgresql else [])
    assert Segment.objects.filter(page_key=key).count() == 6


# --- A translation is published here and corrected by hand in the page editor --------------------------------------


def publish_here_and_in_the_editor(key: UUID, monkeypatch: pytest.MonkeyPatch, patience: float) -> list[Any]:
    """One holds the ledger and is about to write the page, the other the other way round, where nothing prevents it."""
    translated(key)
    save_drafts(page_key=key, given=[Given(HEADING, "LOGS")], now=MONDAY, by=None)
    by_hand: Any = side(key, "en")
    wait = meeting(people=2, seconds=patience)
    stop_at(monkeypatch, translating, "_published_pair", before=wait)

    def publish_in_the_editor() -> BasePage:
        with transaction.atomic():
            revision = by_hand.save_revision()
            wait()
            revision.publish()
        return by_hand  # type: ignore[no-any-return]

    return together(partial(publish_translation, page_key=key, now=later(1), by=None), publish_in_the_editor)


def test_the_two_wait_for_one_another(key: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = publish_here_and_in_the_editor(key, monkeypatch, 1.0)

    assert [outcome.translation_key for outcome in outcomes] == [key, key]


def test_without_the_lock_on_the_pages_each_waits_for_the_other_and_one_would_see_an_error(
    key: UUID, monkeypatch: pytest.MonkeyPatch, patience: float, on_postgresql: bool
) -> None:
    """Why it is there: PostgreSQL ends one of two that wait for each other."""
    without(monkeypatch, "lock_pages")

    outcomes = publish_here_and_in_the_editor(key, monkeypatch, patience)

    ended = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [type(one) for one in ended] == ([OperationalError] if on_postgresql else [])
    assert all("deadlock" in str(one) for one in ended)
