"""A kept component is drawn once for what it depends on, and never for anything else."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.template import Context, Engine, Template, TemplateSyntaxError
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from lms.core import kept
from lms.core.components import declaration_of

Write = Callable[[str], None]
THING = '{% component "thing" value=value %}'


class Pair(NamedTuple):
    left: str
    right: str


@dataclasses.dataclass(frozen=True, slots=True)
class Stone:
    label: Any


@pytest.fixture
def write(tmp_path: Path, settings: Any) -> Write:
    folder = tmp_path / "components"
    folder.mkdir()
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    return lambda source: (folder / "thing.html").write_text(source, "utf-8") and None


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[SafeString]:
    """What was really drawn, in order."""
    found: list[SafeString] = []
    draw_once = kept.draw_once

    def note(drawings: Any, values: Any, draw: Callable[[], SafeString], token: Any) -> SafeString:
        def noted() -> SafeString:
            found.append(draw())
            return found[-1]

        return draw_once(drawings, values, noted, token)

    monkeypatch.setattr(kept, "draw_once", note)
    return found


def render(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


def test_the_header_says_what_is_kept(write: Write) -> None:
    write('{# props: value, word=""; slots: body ; kept #}{{ value }}')

    declaration = declaration_of("thing", Engine.get_default())
    assert (declaration.props, declaration.slots, declaration.is_kept) == ({"value", "word"}, ("body",), True)


def test_the_same_is_drawn_once_whoever_asks(write: Write, drawn: list[SafeString]) -> None:
    write("{# props: value; kept #}<p>{{ value }}</p>")
    page = Template(f"{THING}{THING}")

    assert page.render(Context({"value": "a"})) == "<p>a</p><p>a</p>"
    assert render(THING, value="a") == "<p>a</p>"
    assert render(THING, value="b") == "<p>b</p>"
    assert drawn == ["<p>a</p>", "<p>b</p>"]


def test_safe_text_never_lends_its_drawing_to_plain_text(write: Write) -> None:
    write("{# props: value; kept #}{{ value }}")

    assert render(THING, value=mark_safe("<b>")) == "<b>"
    assert render(THING, value="<b>") == "&lt;b&gt;"


@pytest.mark.parametrize("wrap", [lambda x: [x], lambda x: {"k": x}, lambda x: Pair("", x), lambda x: [Stone(x)]])
def test_safe_text_stays_apart_however_deep_it_lies(write: Write, wrap: Callable[[str], Any]) -> None:
    write("{# props: value; kept #}{{ value.0 }}{{ value.k }}{{ value.right }}{{ value.0.label }}")

    assert "<b>" in render(THING, value=wrap(mark_safe("<b>"))).replace("Stone", "")
    assert "<b>" not in render(THING, value=wrap("<b>"))


def test_true_and_one_are_different_words(write: Write) -> None:
    write("{# props: value; kept #}{{ value }}")

    assert [render(THING, value=value) for value in (True, 1, "1")] == ["True", "1", "1"]


def test_each_language_has_its_own(write: Write) -> None:
    write("{# props: value; kept #}{% load i18n %}{% get_current_language as now %}{{ now }} {{ value }}")
    lazy = gettext_lazy("Spanish")

    for language in ("en", "es", "en"):
        with translation.override(language):
            assert render(THING, value=lazy) == f"{language} {lazy}"


def test_it_sees_nothing_of_the_request(write: Write) -> None:
    write("{# props: value; kept #}[{{ request }}{{ user }}{{ value }}]")

    assert render(THING, value="a", request="secret", user="secret") == "[a]"


def test_each_visitor_gets_their_own_token_in_the_same_form(write: Write, drawn: list[SafeString]) -> None:
    write("{# props: value; kept #}<form>{% csrf_token %}{{ value }}</form>")

    for token in ("alicia", "beto"):
        html = render(THING, value="a", csrf_token=token)
        assert f'value="{token}"' in html
        assert kept.TOKEN not in html
    assert len(drawn) == 1


def test_a_token_is_only_made_where_a_form_asks(write: Write) -> None:
    write("{# props: value; kept #}{{ value }}")

    class Unwanted:
        def __str__(self) -> str:
            raise AssertionError("no form here")

    assert render(THING, value="a", csrf_token=Unwanted()) == "a"


def test_slots_are_part_of_what_is_drawn(write: Write) -> None:
    write("{# props: ; slots: body; kept #}<div>{{ body }}</div>")
    page = '{% panel "thing" %}{{ word }}{% endpanel %}'

    assert [render(page, word=word) for word in ("a", "<b>")] == ["<div>a</div>", "<div>&lt;b&gt;</div>"]


@pytest.mark.parametrize("value", [datetime(2026, 11, 23, tzinfo=UTC), object(), {1, 2}, 0.0])
def test_what_may_look_different_tomorrow_is_refused(write: Write, value: object) -> None:
    write("{# props: value; kept #}{{ value }}")

    with pytest.raises(TemplateSyntaxError, match="A kept component takes words and whole numbers, and no "):
        render(THING, value=value)


def test_memory_has_an_end(write: Write) -> None:
    write("{# props: value; kept #}{{ value }}")
    page = Template(THING)
    for number in range(2 * kept.MOST_KEPT + 10):
        assert page.render(Context({"value": number})) == str(number)

    node = page.nodelist[0]
    assert 0 < len(node.drawings) <= kept.MOST_KEPT  # type: ignore[attr-defined]


WORDS = st.one_of(
    st.text(max_size=5), st.integers(), st.booleans(), st.none(), st.builds(mark_safe, st.text(max_size=5))
)
VALUES = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.dictionaries(st.text(max_size=2), inner, max_size=2),
        st.builds(Stone, inner),
    ),
    max_leaves=6,
)


@given(one=VALUES, other=VALUES)
def test_equal_keys_mean_equal_drawings(one: Any, other: Any) -> None:
    shown = Template("{{ value }}|{{ value.0 }}|{{ value.1 }}|{{ value.label }}")
    if kept._frozen(one) == kept._frozen(other):
        assert shown.render(Context({"value": one})) == shown.render(Context({"value": other}))
