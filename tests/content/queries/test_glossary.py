"""A term is marked where a page first uses it, nowhere else, and nothing around it changes."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lms.content.models import GlossaryPage, Term
from lms.content.queries.glossary import Glossary, GlossaryTerm, _folded, _Marker, _pattern, glossary_hits
from tests.content.markup import text_of
from tests.factories.blocks import text_block
from tests.factories.site import forget_pages, lesson, make_course
from tests.factories.writings import make_guide, make_term, step

pytestmark = pytest.mark.django_db


def known(*forms: str) -> Glossary:
    """A glossary of one term of these forms, without a database."""
    term = GlossaryTerm("server", {"en": forms[0]}, {"en": 'A "computer" & more.'}, {"en": forms})
    by_form = {"en": {_folded(form): term for form in forms}}
    return Glossary((term,), {"en": _pattern(by_form["en"])}, by_form)


def marked(*pieces: str, forms: tuple[str, ...] = ("server", "servers", "web server")) -> list[str]:
    marker = _Marker(known(*forms), "en", "/en/glossary/")
    return [marker.marked(piece) for piece in pieces]


def link(word: str) -> str:
    meaning = "A &quot;computer&quot; &amp; more."
    return f'<a class="term" rel="glossary" href="/en/glossary/#t-server" title="{meaning}">{word}</a>'


def test_the_first_use_on_a_page_is_a_link_that_says_what_it_means() -> None:
    assert marked("<p>A Server and a server.</p>", "<p>The server.</p>") == [
        f"<p>A {link('Server')} and a server.</p>",
        "<p>The server.</p>",
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<h2>The server</h2>",
        "<h3>The <b>server</b></h3>",
        '<p><a href="/x">the server</a></p>',
        "<p><code>server</code></p>",
        '<pre tabindex="0"><code>$ server</code></pre>',
        '<p class="step-title">Start the server</p>',
        "<p>observer, servers-room, pre-server, serverless</p>",
        '<p title="server">other</p>',
        "<svg><text>server</text></svg>",
        "<summary>The server</summary>",
    ],
)
def test_titles_links_code_and_other_words_are_left_alone(html: str) -> None:
    assert marked(html) == [html]


def test_what_stands_after_something_left_alone_is_marked() -> None:
    assert marked("<p><code>server</code> is a server<br>indeed</p>") == [
        f"<p><code>server</code> is a {link('server')}<br>indeed</p>"
    ]


def test_the_longest_form_is_meant_and_spaces_may_be_any() -> None:
    assert marked("<p>a web\n server</p>") == [f"<p>a {link('web' + chr(10) + ' server')}</p>"]


PIECES = ["<p>", "</p>", "<b>", "</b>", "<code>", "</code>", "<br/>", "<h2>", "</h2>", '<a href="/x">', "</a>"]
PIECES += ["server", "server", " ", "&amp;", "&lt;x&gt;", "á"]


@pytest.mark.slow
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_marking_changes_no_word_and_no_other_tag(pieces: list[str]) -> None:
    html = "".join(pieces)

    [after] = marked(html)

    assert text_of(after) == text_of(html)
    assert after.count('class="term"') <= 1


def test_a_hostile_term_is_text_in_the_page(site: Any) -> None:
    make_term("x", en="server", definition_en='"><script>alert(1)</script>')
    make_guide(steps=[step("one", "<p>A server.</p>")])

    page = Client().get("/en/guides/move/").content.decode()

    assert "<script>alert(1)" not in page
    assert 'title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">server</a>' in page


def test_lessons_and_guides_are_marked_in_their_own_language(site: Any) -> None:
    make_term(forms_en="servers", forms_es="servidores")
    body = {
        "en": [text_block("t", "<p>Two servers.</p>"), text_block("u", "<p>A server.</p>")],
        "es": [text_block("t", "<p>Dos servidores.</p>"), text_block("u", "<p>Un server.</p>")],
    }
    make_course("web", [lesson("one", body=body)])

    pages = {
        code: Client().get(f"/{code}/{path}/web/one/").content.decode()
        for code, path in (("en", "courses"), ("es", "cursos"))
    }

    assert 'href="/en/glossary/#t-server" title="What server means.">servers</a>' in pages["en"]
    assert 'href="/es/glosario/#t-server" title="Lo que significa servidor.">servidores</a>' in pages["es"]
    assert [page.count('class="term"') for page in pages.values()] == [1, 1]


def test_a_changed_term_is_seen_at_once(site: Any) -> None:
    term = make_term()
    make_guide(steps=[step("one", "<p>A server.</p>")])
    assert "What server means." in Client().get("/en/guides/move/").content.decode()

    term.definition_en = "Another meaning."
    term.save()

    assert "Another meaning." in Client().get("/en/guides/move/").content.decode()
    term.delete()
    assert 'class="term"' not in Client().get("/en/guides/move/").content.decode()


def test_without_a_glossary_page_nothing_is_marked(site: Any) -> None:
    make_term()
    for page in GlossaryPage.objects.all():
        page.unpublish()
    make_guide(steps=[step("one", "<p>A server.</p>")])

    assert 'class="term"' not in Client().get("/en/guides/move/").content.decode()


def test_hits_of_a_text_in_the_order_in_which_they_come(site: Any) -> None:
    make_term()
    make_term("mail", en="email", es="correo", forms_es="correo electrónico\ncorreos")
    make_term("dns", en="DNS", es="DNS")
    forget_pages()

    hits = glossary_hits("El DNS y los correos; otro Correo Electrónico, un correoso.", "es")

    assert [(term.key, term.words["en"]) for term in hits] == [("dns", "DNS"), ("mail", "email")]
    assert glossary_hits("Nothing of it.", "en") == []


def test_a_term_is_plain_lines() -> None:
    term = make_term(en="ser\u202ever", forms_en="servers\n\n  servers \nhost")

    assert (term.word_en, term.forms_en) == ("server", "servers\nhost")
    assert Term.objects.get().word_en == "server"
