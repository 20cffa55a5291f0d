from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from lms.mail.domain import rendering
from lms.mail.domain.rendering import blocks_of, render

ALLOWED = {"a": {"href", "rel"}, "p": {"class"}, "br": set()}


class Reader(HTMLParser):
    """What a mail programme would make of the body: its tags, its words, where its links lead."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def body_of(text: str) -> str:
    return "\n".join(
        f'<p class="{block.kind}">{block.html}</p>'
        if block.kind != "button"
        else f'<p class="button"><a href="{rendering.escape(block.href)}">{block.html}</a></p>'
        for block in blocks_of(text)
    )


def squeezed(text: str) -> str:
    return "".join(text.split())


VISIBLE = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Cn", "Co")), max_size=60)
LINES = st.lists(
    st.one_of(
        VISIBLE,
        st.just(""),
        VISIBLE.map(lambda text: "    " + text),
        st.sampled_from(
            [
                "https://example.org/a?b=1&c=<2>",
                'https://example.org/"onmouseover="x',
                "<script>alert(1)</script>",
                "see https://example.org now",
                "javascript:alert(1)",
                "&lt;b&gt;",
            ]
        ),
    ),
    max_size=12,
)


@given(LINES)
def test_blocks_of_any_text_hold_its_words_and_only_tags_of_ours(lines):
    text = "\n".join(lines)

    reader = Reader()
    reader.feed(body_of(text))
    reader.close()

    assert squeezed("".join(reader.words)) == squeezed(text)
    for tag, attributes in reader.tags:
        assert attributes.keys() <= ALLOWED[tag]
        assert tag != "a" or (attributes["href"] or "").startswith(("http://", "https://", "mailto:"))


def test_blocks_of_an_address_alone_is_a_button_and_four_spaces_are_a_code():
    blocks = list(blocks_of("Hello.\nTwo lines.\n\nhttps://example.org/x\n\n    BCDF-GHJK\n"))

    assert [(block.kind, str(block.html), block.href) for block in blocks] == [
        ("words", "Hello.<br>Two lines.", ""),
        ("button", "https://example.org/x", "https://example.org/x"),
        ("code", "BCDF-GHJK", ""),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Alicia\r\nBcc: everybody@example.org",
        "Alicia\nSubject: other",
        "Ali\u2028cia\u2029",
        "\u202eaicilA",
        "Alicia\x00",
        "Alicia\x85Bcc: x",
        "مريم",
        "👩🏽‍💻 Alicia",
        "A" * 200,
        "x" * 3000,
    ],
)
def test_render_keeps_a_hostile_name_inside_its_line(name):
    rendered = render("plain", "en", {"name": name})

    forbidden = set("\r\n\x00\x85\u2028\u2029\u202e")
    assert not forbidden & set(rendered.subject)
    assert len(rendered.subject) <= rendering.LONGEST_SUBJECT
    assert rendered.text.count("\n") == 1
    assert rendered.text.startswith("Hello ")


def test_render_does_not_let_a_value_make_a_button_a_code_or_a_tag():
    rendered = render("plain", "en", {"name": "x\n\nhttps://evil.example\n\n    GIVE-THIS\n\n<b>bold</b>"})

    assert 'class="button"' not in rendered.html
    assert 'class="code"' not in rendered.html
    assert "<b>" not in rendered.html
    assert "&lt;b&gt;bold&lt;/b&gt;" in rendered.html


def test_render_leaves_apostrophes_and_ampersands_of_plain_text_alone():
    rendered = render("plain", "en", {"name": "Red de Mujeres & Tecnología d'aquí"})

    assert rendered.text == "Hello Red de Mujeres & Tecnología d'aquí.\n"
    assert "Mujeres &amp; Tecnología d&#x27;aquí" in rendered.html


def test_layout_names_language_and_subject_without_anything_from_another_host():
    html = render_to_string("mail/layout.html", {"language": "es", "subject": "<Hola>", "blocks": []})

    assert '<html lang="es">' in html
    assert "<title>&lt;Hola&gt;</title>" in html
    assert "src=" not in html
    assert "@import" not in html
