"""How components are declared, used and drawn, with real templates."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Engine, RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from lms.core.components import Step, StepState, declaration_of, declare
from lms.core.styleguide import sections
from lms.core.templatetags.components import inline, seat_drawing

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "components"
NAMES = sorted(path.stem for path in FOLDER.glob("*.html"))
Write = Callable[[str, str], None]


def render(source: str, **context: Any) -> str:
    return Template(source).render(Context(context)).strip()


def draw(name: str, /, **props: Any) -> str:
    """The component ``name`` with ``props``, in English."""
    with translation.override("en"):
        return render(f'{{% component "{name}" {" ".join(f"{prop}={prop}" for prop in props)} %}}', **props)


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture
def write(tmp_path: Path, settings: Any) -> Write:
    """Writes a component for this test."""
    folder = tmp_path / "components"
    folder.mkdir()
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]

    def put(name: str, source: str) -> None:
        (folder / f"{name}.html").write_text(source, "utf-8")

    return put


# --- Declarations ----------------------------------------------------------------------------------------------


def test_declaration_tells_required_from_optional_props() -> None:
    declaration = declare("thing", 'label, href="", tone: "good act" = "good", small=False', " body, footer")

    assert declaration.required == {"label"}
    assert declaration.defaults == {"href": "", "tone": "good", "small": False}
    assert declaration.choices == {"tone": ("good", "act")}
    assert declaration.slots == ("body", "footer")


@pytest.mark.parametrize("props", ["label href", "when=now()", "class"])
def test_declaration_that_cannot_be_read_is_an_error(props: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=r"components/thing\.html declares props"):
        declare("thing", props)


def test_component_without_declaration_is_an_error(write: Write) -> None:
    write("bare", "<p>Hello</p>")

    with pytest.raises(TemplateSyntaxError, match=r"bare\.html does not begin with"):
        Template('{% component "bare" %}')


@pytest.mark.parametrize("name", NAMES)
def test_every_component_declares_itself_and_compiles(name: str) -> None:
    engine = Engine.get_default()

    declaration_of(name, engine)
    engine.get_template(f"components/{name}.html")


def test_every_component_of_its_own_is_in_the_style_guide() -> None:
    parts_of_others = {"autosave", "field-words", "form-errors", "mark", "sprite", "trail"}
    parts_of_others |= {"brand", "footer", "head-files", "navigation", "next-bar", "unit-header"}
    parts_of_others |= {"course-card", "earned-badge", "my-course", "my-header", "next-step"}
    parts_of_others |= {"answer-form", "propose-link", "writing-card", "writing-header"}
    parts_of_others |= {"around-session", "my-workshops", "own-session", "session-card", "week-card"}
    parts_of_others |= {"post", "unit-talk", "missing-units", "drift-row"}

    assert set(NAMES) - parts_of_others <= {section.name for section in sections("en")}


# --- Use -------------------------------------------------------------------------------------------------------


def test_component_fills_defaults_and_escapes_props(write: Write) -> None:
    write("greeting", "{# props: name, word='Hello' #}<p>{{ word }}, {{ name }}</p>\n")

    assert render('{% component "greeting" name=who %}.', who="<b>Alicia</b>") == (
        "<p>Hello, &lt;b&gt;Alicia&lt;/b&gt;</p>."
    )


@pytest.mark.parametrize(
    ("use", "complaint"),
    [
        ('{% component "greeting" nam="Alicia" %}', "has no prop nam"),
        ('{% component "greeting" %}', "needs the prop name"),
        ('{% component "greeting" name="Alicia" "Beto" %}', "is not prop=value"),
        ("{% component greeting %}", "takes a name in quotation marks"),
        ('{% component "gruss" %}', "no component 'gruss'"),
        ('{% panel "greeting" name="Alicia" %}Hello{% endpanel %}', "has no slot body"),
        ('{% panel "frame" %}{% slot "foot" %}{% endslot %}{% endpanel %}', "has no slot foot"),
        ('{% panel "frame" %}{% slot "body" %}a{% endslot %}{% slot "body" %}b{% endslot %}{% endpanel %}', "twice"),
        ('{% panel "frame" %}{% slot "body" %}a{% endslot %} b{% endpanel %}', "a body and something beside it"),
        ('{% slot "body" %}{% endslot %}', "Invalid block tag"),
        ('{% panel "frame" %}', "Unclosed tag"),
    ],
)
def test_wrong_use_is_an_error_when_the_page_is_compiled(write: Write, use: str, complaint: str) -> None:
    write("greeting", "{# props: name #}{{ name }}")
    write("frame", "{# props: ; slots: body #}{{ body }}")

    with pytest.raises(TemplateSyntaxError, match=complaint):
        Template(use)


def test_value_outside_of_the_choices_is_an_error_when_the_page_is_rendered(write: Write) -> None:
    write("tone", '{# props: tone: "good act" = "good" #}{{ tone }}')

    assert render('{% component "tone" tone=tone %}', tone="act") == "act"
    with pytest.raises(TemplateSyntaxError, match="tone='bad' is not one of good, act"):
        render('{% component "tone" tone=tone %}', tone="bad")


def test_panel_fills_its_body_and_slots_in_the_context_of_the_page(write: Write) -> None:
    write(
        "frame",
        "{# props: title; slots: body, foot #}<h2>{{ title }}</h2>{{ body }}{% if foot %}|{{ foot }}{% endif %}",
    )
    page = '{% panel "frame" title="T" %}{{ word }}{% slot "foot" %}{{ word|upper }}{% endslot %} {% endpanel %}'

    assert render(page, word="a&b") == "<h2>T</h2>a&amp;b|A&amp;B"
    assert render('{% panel "frame" title="T" %}{% slot "body" %}x{% endslot %}{% endpanel %}') == "<h2>T</h2>x"
    assert render('{% component "frame" title="T" %}') == "<h2>T</h2>"


def test_component_sees_nothing_of_the_page_but_the_request_and_the_token(write: Write) -> None:
    write("nosy", "{# props: #}[{{ word }}{{ request.path }}{% csrf_token %}]")
    request = RequestFactory().get("/en/")

    html = Template('{% component "nosy" %}').render(RequestContext(request, {"word": "secret"}))

    assert "secret" not in html
    assert html.startswith("[/en/<input")


def test_component_leaves_nothing_in_the_page(write: Write) -> None:
    write("setter", "{# props: #}{% firstof 'inside' as word %}")

    assert render('{% component "setter" %}{{ word }}', word="outside") == "outside"


def test_component_may_use_itself(write: Write) -> None:
    write("nest", '{# props: depth #}({% if depth %}{% component "nest" depth=depth|slice:"1:" %}{% endif %})')

    assert render('{% component "nest" depth="xx" %}') == "((()))"


def test_block_inside_of_a_panel_can_be_filled_by_a_child(write: Write, tmp_path: Path) -> None:
    write("frame", "{# props: ; slots: body #}<div>{{ body }}</div>")
    (tmp_path / "parent.html").write_text('{% panel "frame" %}{% block inner %}parent{% endblock %}{% endpanel %}')

    assert render('{% extends "parent.html" %}{% block inner %}child{% endblock %}') == "<div>child</div>"


# --- Filters and drawings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Read `ls -l` twice", "Read <code>ls -l</code> twice"),
        ("<b>`<i>`</b>", "&lt;b&gt;<code>&lt;i&gt;</code>&lt;/b&gt;"),
        ("one ` alone", "one ` alone"),
        (None, ""),
        (gettext_lazy("<i>"), "&lt;i&gt;"),
    ],
)
def test_inline_escapes_everything_and_marks_code(text: str | None, html: str) -> None:
    assert inline(text) == html


@pytest.mark.slow
@given(st.text())
def test_inline_never_lets_a_tag_through(text: str) -> None:
    assert set(re.findall(r"<[^>]*>", inline(text))) <= {"<code>", "</code>"}


@given(taken=st.integers(-3, 90), capacity=st.integers(1, 80))
def test_seat_drawing_never_shows_more_seats_than_there_are(taken: int, capacity: int) -> None:
    drawing = seat_drawing(taken=taken, capacity=capacity)
    length = {"stones": capacity * 10, "bar": 100}[drawing.kind]

    for path in (drawing.free, drawing.taken):
        if path:
            assert float(path.partition("h")[2]) <= length
    assert bool(drawing.taken) == (taken > 0)


# --- Our components --------------------------------------------------------------------------------------------


def test_path_is_an_ordered_list_that_says_where_one_is() -> None:
    steps = [Step("One", StepState.DONE, "/1", "read"), Step("Two", StepState.HERE, "/2"), Step("Three")]

    html = draw("path", steps=steps, label="Course")

    tags = Tags(html)
    assert [item.get("aria-current") for item in tags.all("li")] == [None, "step", None]
    assert [link["href"] for link in tags.all("a")] == ["/1", "/2"]
    assert tags.all("ol") == [{"class": "path", "aria-label": "Course"}]
    assert "(done)" in html
    assert "%" not in html


def test_path_across_has_no_hidden_links() -> None:
    assert Tags(draw("path", steps=[Step("One", StepState.DONE, "/1")], across=True)).all("a") == []


def test_person_keeps_the_direction_of_a_name_to_itself() -> None:
    assert draw("person", name="مريم", pronouns="ella") == (
        '<span class="person"><bdi>مريم</bdi> <span class="quiet">(<bdi>ella</bdi>)</span></span>'
    )


def test_table_names_the_column_of_each_cell_for_a_phone() -> None:
    tags = Tags(
        draw("table", caption="Tickets", columns=("Ticket", "With"), rows=[("403", "Alicia"), ("Spam", "Beto")])
    )

    assert [cell["data-label"] for cell in tags.all("td")] == ["With", "With"]
    assert [cell["scope"] for cell in tags.all("th")] == ["col", "col", "row", "row"]


def test_table_with_a_cell_missing_is_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        draw("table", caption="Tickets", columns=("Ticket", "With"), rows=[("403",)])


LINKS = [
    {"code": "en", "name": "English", "href": "/en/x/", "current": True},
    {"code": "es", "name": "Español", "href": "/es/x/", "current": False},
]


def test_language_switch_links_to_the_same_page() -> None:
    tags = Tags(draw("language-switch", links=LINKS))

    assert tags.all("a") == [{"href": "/es/x/", "hreflang": "es", "lang": "es", "data-language": None}]
    assert [word["lang"] for word in tags.all("span") if "lang" in word] == ["en"]


def test_language_switch_carries_a_form_along() -> None:
    [button] = Tags(draw("language-switch", links=LINKS, form="quiz")).all("button")

    assert (button["form"], button["name"], button["value"]) == ("quiz", "switch", "es")
    assert "formnovalidate" in button


@pytest.mark.parametrize(("number", "ways"), [(1, ["next"]), (2, ["prev", "next"]), (3, ["prev"])])
def test_pager_leads_both_ways_where_there_is_a_way(number: int, ways: list[str]) -> None:
    page = Paginator(range(30), 10).page(number)

    assert [link["rel"] for link in Tags(draw("pager", page=page, query="q=a&b")).all("a")] == ways
    assert draw("pager", page=Paginator(range(3), 10).page(1)) == ""


def test_notice_that_appears_is_announced() -> None:
    assert 'role="alert"' in draw("notice", tone="act", text="No", live=True)
    assert 'role="status"' in draw("notice", tone="good", text="Yes", live=True)
    assert "role" not in draw("notice", tone="good", text="Yes")


def test_button_with_an_address_is_a_link() -> None:
    assert Tags(draw("button", label="Go", href="/x/")).found[0] == ("a", {"class": "button primary", "href": "/x/"})
    assert Tags(draw("button", label="Go", name="save", value="1")).found[0] == (
        "button",
        {"class": "button primary", "type": "submit", "name": "save", "value": "1"},
    )


class SignUp(forms.Form):
    email = forms.EmailField(label="E-mail", help_text="We write <b>rarely</b>")
    pronouns = forms.CharField(label="Pronouns", required=False)
    language = forms.ChoiceField(
        label="Language", widget=forms.RadioSelect, choices=(("en", "English"), ("es", "Español"))
    )
    agreed = forms.BooleanField(label="I agree")
    step = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.fixture
def form() -> SignUp:
    return SignUp({"email": "<nobody>"})


def test_field_ties_label_help_and_error_to_its_input(form: SignUp) -> None:
    html = draw("field", field=form["email"])

    tags = Tags(html)
    [entry] = tags.all("input")
    described = str(entry["aria-describedby"]).split()
    assert described == ["id_email_helptext", "id_email_error"]
    assert set(described) <= {attributes.get("id") for _tag, attributes in tags.found}
    assert entry["aria-invalid"] == "true"
    assert entry["value"] == "<nobody>"
    assert [label["for"] for label in tags.all("label")] == ["id_email"]
    assert "We write &lt;b&gt;rarely&lt;/b&gt;" in html


def test_field_that_may_stay_empty_says_so(form: SignUp) -> None:
    assert "(optional)" in draw("field", field=form["pronouns"])
    assert "(optional)" not in draw("field", field=form["email"])


def test_field_of_choices_is_a_fieldset_with_a_legend(form: SignUp) -> None:
    tags = Tags(draw("field", field=form["language"]))

    assert tags.all("fieldset") == [
        {"class": "field wrong", "id": "id_language", "aria-describedby": "id_language_error"}
    ]
    assert len(tags.all("legend")) == 1
    assert len(tags.all("label")) == len(tags.all("input")) == 2


def test_field_of_one_box_stands_inside_of_its_label(form: SignUp) -> None:
    html = draw("field", field=form["agreed"])

    assert re.search(r'<label class="choice"><input[^>]*> <span>I agree</span></label>', html)


def test_hidden_field_is_only_its_input(form: SignUp) -> None:
    assert [tag for tag, _attributes in Tags(draw("field", field=form["step"])).found] == ["input"]


def test_form_errors_lead_to_each_field(form: SignUp) -> None:
    links = [link["href"] for link in Tags(draw("form-errors", form=form)).all("a")]

    assert links == ["#id_email", "#id_language", "#id_agreed"]
    assert draw("form-errors", form=SignUp()) == ""
