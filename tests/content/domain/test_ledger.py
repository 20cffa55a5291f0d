"""The ledger over real pages and publications."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.content.domain.leading import switch_leading_side
from lms.content.domain.ledger import confirm_segments, mark_minor, renew_missing
from lms.content.domain.publishing import publish_page
from lms.content.domain.translating import Given, publish_translation, save_drafts
from lms.content.models import Drift, MinorEdit, Segment
from lms.content.queries.pairs import pair_of
from tests.content.domain.test_translating import rewrite, side, states
from tests.factories.blocks import text_block
from tests.factories.examples import undone
from tests.factories.people import MONDAY, later
from tests.factories.site import MadeCourse, lesson, make_course

pytestmark = pytest.mark.django_db
# Unequal on purpose: each side has a block that the other lacks.
BODY = {
    "es": [text_block(name, f"<p>{name} es uno</p><p>{name} es dos</p>") for name in ("a", "b", "c")],
    "en": [text_block(name, f"<p>{name} en one</p><p>{name} en two</p>") for name in ("b", "a", "z")],
}


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [lesson("one", body=BODY)], languages=("es", "en"))


class Pages:
    """The pair as an author, a translator and an editor see it; remembers which words were agreed."""

    def __init__(self, key: Any) -> None:
        self.key, self.number = key, 0
        self.agreed = {row.original_text: row.original_text for row in self.rows() if row.translated_text}

    def rows(self) -> list[Segment]:
        return list(Segment.objects.filter(page_key=self.key, position__isnull=False).order_by("position"))

    def texts(self) -> list[str]:
        return [text for block in self.leading().body for text in block.value.source[3:-4].split("</p><p>")]

    def leading(self) -> Any:
        pair = pair_of(self.key)
        assert pair
        return pair.leading

    @property
    def language(self) -> str:
        return str(self.leading().locale.language_code)

    def change(self, which: int, make: Any) -> tuple[str, str]:
        old = self.texts()[which % len(self.texts())]
        new = make(old)
        rewrite(
            self.key,
            self.language,
            lambda raw: [{**one, "value": one["value"].replace(f">{old}<", f">{new}<")} for one in raw],
        )
        return old, new

    def edit(self, which: int) -> None:
        self.number += 1
        old, new = self.change(which, lambda old: f"{old.split('#')[0]}#{self.number}")
        if old in self.agreed:
            self.agreed[new] = self.agreed.pop(old)

    def revert(self, which: int) -> None:
        old = self.texts()[which % len(self.texts())]
        if old in self.agreed and old != self.agreed[old]:
            back = self.agreed[old]
            self.change(which, lambda _old: back)
            del self.agreed[old]
            self.agreed[back] = back

    def reorder(self, which: int) -> None:
        rewrite(self.key, self.language, lambda raw: raw[which % len(raw) :] + raw[: which % len(raw)])

    def republish(self, which: int) -> None:
        publish_page(page=side(self.key, ("es", "en")[which % 2]))

    def draft(self, which: int) -> None:
        page = self.leading()
        page.title = f"draft {which}"
        page.save_revision()
        publish_page(page=self.leading())  # discards it: what readers see is published again

    def confirm(self, which: int) -> None:
        row = self.rows()[which % len(self.rows())]
        if row.translated_text:
            confirm_segments(page_key=self.key, paths=[row.path], now=MONDAY, by=None)
            self.agreed[row.original_text] = row.original_text

    def translate(self, which: int) -> None:
        row = self.rows()[which % len(self.rows())]
        self.number += 1
        save_drafts(page_key=self.key, given=[Given(row.path, f"words {self.number}")], now=MONDAY, by=None)
        publish_translation(page_key=self.key, now=MONDAY, by=None)
        self.agreed[row.original_text] = row.original_text

    def expected(self) -> dict[str, str]:
        return {
            row.original_text: "missing"
            if row.original_text not in self.agreed
            else "fresh"
            if self.agreed[row.original_text] == row.original_text
            else "stale"
            for row in self.rows()
        }


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("edit", "edit", "revert", "reorder", "republish", "draft", "confirm", "translate")),
        st.integers(0, 8),
    ),
    min_size=2,
    max_size=6,
)


@pytest.mark.slow
@given(steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_publications_leave_every_state_what_it_should_be(course: MadeCourse, steps: list[tuple[str, int]]) -> None:
    with undone():
        pages = Pages(course.unit("one"))
        assert set(states(pages.key).values()) == {"fresh", "missing"}
        for operation, which in steps:
            getattr(pages, operation)(which)
            assert states(pages.key) == pages.expected(), (operation, which)


@pytest.mark.slow
def test_unequal_sides_lose_nothing_when_the_other_one_leads(course: MadeCourse) -> None:
    key = course.unit("one")
    given = [Given(row.path, f"T {row.original_text}") for row in Segment.objects.filter(page_key=key, state="missing")]
    before_english = [block.value.source for block in side(key, "en").body]
    save_drafts(page_key=key, given=given, now=MONDAY, by=None)
    publish_translation(page_key=key, now=MONDAY, by=None)
    assert before_english[2] not in [block.value.source for block in side(key, "en").body]  # the original has no z
    rewrite(key, "en", lambda raw: [*raw, text_block("z", "<p>z again</p>")])
    bodies = {code: side(key, code).body.get_prep_value() for code in ("es", "en")}

    switch_leading_side(page_key=key, now=later(1), by=None)

    assert {code: side(key, code).body.get_prep_value() for code in ("es", "en")} == bodies
    assert {text: state for text, state in states(key).items() if state != "fresh"} == {"z again": "missing"}


def test_minor_edits_are_kept_with_who_said_so(course: MadeCourse) -> None:
    key = course.unit("one")
    rewrite(key, "es", lambda raw: [{**raw[0], "value": raw[0]["value"].replace("uno", "1")}, *raw[1:]])
    path = Segment.objects.get(page_key=key, state="stale").path
    mark_minor(page_key=key, path=path, now=MONDAY, by=None)
    edit = MinorEdit.objects.get()
    assert (edit.before, edit.after, edit.language) == ("a es uno", "a es 1", "es")
    assert Drift.objects.get(pk=key).minor == 1


def test_pages_from_before_the_ledger_are_taken_in_once(course: MadeCourse) -> None:
    key = course.unit("one")
    before = states(key)
    Segment.objects.all().delete()
    Drift.objects.all().delete()

    assert renew_missing(now=MONDAY) > 3
    assert states(key) == before
    assert renew_missing(now=MONDAY) == 0


def test_an_edit_of_the_original_language_by_hand_turns_the_ledger(course: MadeCourse) -> None:
    """The form shows it read-only; whoever changes it another way does not lose what was agreed."""
    key = course.unit("one")
    for code in ("es", "en"):
        page = side(key, code)
        type(page).objects.filter(pk=page.pk).update(original_language="en")
    publish_page(page=side(key, "en"))
    assert {state for text, state in states(key).items() if text[0] in "ab"} == {"fresh"}
