import re
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from lms.core import html as door
from lms.core.html import (
    HtmlTooLong,
    LineTooLong,
    clean_line,
    clean_rendered,
    clean_rich_text,
    clean_text,
    linkify_text,
    plain_text,
)
from tests.core.hostile_markup import PAYLOADS, XSS

FEATURES = [
    "h2",
    "h3",
    "h4",
    "bold",
    "italic",
    "ol",
    "ul",
    "hr",
    "link",
    "document-link",
    "code",
    "superscript",
    "subscript",
    "blockquote",
]
NAMES = [
    "p",
    "br",
    "b",
    "i",
    "em",
    "code",
    "ul",
    "ol",
    "li",
    "a",
    "h1",
    "h2",
    "h4",
    "h6",
    "blockquote",
    "hr",
    "sup",
    "div",
    "span",
    "pre",
    "table",
    "td",
    "script",
    "style",
    "svg",
    "math",
]
PIECES = st.one_of(
    st.sampled_from([f"<{name}>" for name in NAMES] + [f"</{name}>" for name in NAMES]),
    st.sampled_from(
        ['<a href="https://may.example/">', '<a linktype="document" id="3">', '<a linktype="page">', "<a id=3>"]
    ),
    st.sampled_from(
        ["<a href='javascript:x'>", "&lt;", "&amp;amp;", "&nbsp;", " ", "\n", "\r", "words", "\u2067", "\u2069"]
    ),
    st.text(max_size=4),
)
MARKUP = st.one_of(st.lists(PIECES, max_size=16).map("".join), st.sampled_from(PAYLOADS))
LINES = st.one_of(
    st.text(max_size=30),
    st.text(
        alphabet="aé\u0301\u200b\u200c\u200d\u200e\u202e\u2066\u2067\u2069\ufe0f\U000e0067\U0001f3f4شא ", max_size=20
    ),
)


class Harmless(HTMLParser):
    """Fails on anything that a page could run or fetch."""

    def handle_starttag(self, tag, attrs):
        assert tag in door.TAGS, tag
        for name, value in attrs:
            assert name in {"href", "rel", "id", "linktype", "data-block-key"}, name
            if name == "href":
                assert re.match(r"https?://[^/]|mailto:|/(?![/\\])|[#?]", value), value


def test_payloads_come_out_harmless():
    for payload in PAYLOADS:
        for clean in (clean_rich_text(payload), clean_rendered(payload), linkify_text(payload)):
            Harmless().feed(clean)


@pytest.mark.slow
@given(MARKUP)
@settings(deadline=None, max_examples=400)
def test_cleaning_twice_changes_nothing(markup):
    stored, rendered = clean_rich_text(markup), clean_rendered(markup)

    assert clean_rich_text(stored) == stored
    assert clean_rendered(rendered) == rendered
    assert plain_text(stored).split() == plain_text(rendered).split()
    Harmless().feed(stored)
    Harmless().feed(rendered)


@pytest.mark.django_db
@given(MARKUP)
@pytest.mark.slow
@settings(deadline=None, max_examples=400)
@example("<li>outside</li>")
@example("<a linktype='page'>no row</a>")
@example("<a href='https://may.example/'><p>block in a link</p></a>")
@example("words<br>and<hr>rules")
def test_the_editor_opens_whatever_was_cleaned(markup):
    ContentstateConverter(features=FEATURES).from_database_format(clean_rich_text(markup))


def test_what_the_editor_wrote_is_kept_as_it_is():
    written = (
        '<h2 data-block-key="ab1cd">Backups</h2><p data-block-key="x9y8z">Keep <b>two</b> copies, '
        '<i>one</i> elsewhere:<br/><a href="https://may.example/a?b=1&amp;c=2" rel="noopener noreferrer">how</a>, '
        '<a linktype="page" id="12">this lesson</a> and <a linktype="document" id="3">the list</a>.</p>'
        '<ul><li data-block-key="q1w2e">one<ul><li data-block-key="q1w2f">inner</li></ul></li>'
        '<li data-block-key="q1w2g">two</li></ul><hr/><blockquote data-block-key="m1n2b">said</blockquote>'
    )

    assert clean_rich_text(written) == written


def test_rendered_text_has_addresses_only():
    assert (
        clean_rendered(
            '<p data-block-key="abc12"><a href="/en/x/" id="4" class="y">in</a> <a href="https://a.example">out</a></p>'
        )
        == '<p><a href="/en/x/">in</a> <a href="https://a.example" rel="noopener noreferrer">out</a></p>'
    )


@pytest.mark.parametrize(
    ("markup", "clean"),
    [
        ("<div>one</div><div>two</div>", "<p>one</p><p>two</p>"),
        ("<h1>Title</h1>text", "<h2>Title</h2>text"),
        ("<li>a<li>b", "<ul><li>a</li><li>b</li></ul>"),
        ("<b>x<p>y</b>z</p>", "<b>x</b><p><b>y</b>z</p>"),
        ("<blockquote><p>one</p><p>two</p></blockquote>", "<blockquote>one<br/>two</blockquote>"),
        ("a <a id='a1'>segment</a> of a translation", 'a <a id="a1">segment</a> of a translation'),
        ("<p>te\x00xt\x07 \u202eliame\u202c</p>", "<p>text liame</p>"),
        ("<p>&#x202e;&#1;&#13;x&nbsp;y</p>", "<p>\nx&nbsp;y</p>"),
        ("<p>\u2067שלום\u2069 \u200fok</p>", "<p>\u2067שלום\u2069 \u200fok</p>"),
        ("<p>\u2067open</p>", "<p>open</p>"),
        ("<a href='tel:+1'>call</a>", "call"),
        ("", ""),
    ],
)
def test_markup_becomes(markup, clean):
    assert clean_rich_text(markup) == clean


def test_too_long_is_refused_before_and_after_cleaning():
    with pytest.raises(HtmlTooLong):
        clean_rich_text("x" * 101, most=100)
    with pytest.raises(HtmlTooLong):
        clean_rich_text("<" * 60, most=100)
    assert clean_rich_text("x" * 100, most=100) == "x" * 100


def test_nesting_beyond_reason_keeps_the_words_only():
    assert clean_rich_text("<b><i>" * 4000 + "deep").count("<") <= 2 * door.DEEPEST
    assert door._depth(clean_rich_text("<ul><li>x" * 3000, most=10**6)) <= door.DEEPEST


@pytest.mark.parametrize(
    "piece", ["<b>", "<a href=x><table>", "<ul><li>", "<svg><p>", "&", "<p ", "<table><b>", "<b><p>", "<!--"]
)
def test_the_longest_text_of_one_piece_is_cleaned(piece):
    """What it costs is measured: bench/texts.py."""
    markup = (piece * 50_000)[:50_000]

    clean = clean_rich_text(markup, most=10**6)

    assert clean_rich_text(clean, most=10**6) == clean
    assert "<" not in plain_text(clean)


def test_plain_text_keeps_lines_and_decodes_once():
    assert plain_text("<h2>A &amp; B</h2><p>one <b>two</b><br>three</p><script>no</script><div>&lt;b&gt;</div>") == (
        "A & B\none two\nthree\n<b>"
    )


def test_linkify_links_addresses_that_were_meant():
    assert linkify_text("see https://may.example.org/x?a=1&b=2, README.md and <b>www.may.org</b>") == (
        'see <a href="https://may.example.org/x?a=1&amp;b=2" rel="nofollow noopener noreferrer">'
        "https://may.example.org/x?a=1&amp;b=2</a>, README.md and &lt;b&gt;"
        '<a href="http://www.may.org" rel="nofollow noopener noreferrer">www.may.org</a>&lt;/b&gt;'
    )
    assert linkify_text("write to alicia@may.org\nplease") == (
        'write to <a href="mailto:alicia@may.org">alicia@may.org</a>\nplease'
    )
    assert linkify_text(f"javascript:{XSS}.com //evil.org") == f"javascript:{XSS}.com //evil.org"


@pytest.mark.parametrize(
    "name",
    [
        "Alicia Xóchitl Núñez-O’Brien",
        "Þórður Æsir Ŵyn",
        "Ольга Ђорђевић",
        "Ευγενία Παπαδοπούλου",
        "שָׁלוֹם בֶּן־דָּוִד",
        "شيماء محمّد",
        "می\u200cخواهم",  # Persian: the non-joiner is spelling
        "क्\u200dष",  # Devanagari: the joiner is spelling
        "李小龍",
        "Beto 👩🏽‍👩‍👧‍👦 ❤️‍🔥 🏳️‍🌈 🇲🇽 1️⃣",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # the flag of Scotland
        "\u2067עברית\u2069 (Carmen)",
        "<script>alert(1)</script> & 'friends'",
        "x" * 200,
    ],
)
def test_names_in_any_script_stay_as_typed(name):
    assert clean_line(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ali\x00cia\x1b[31m", "Alicia[31m"),
        ("  Alicia \n\t Beto  ", "Alicia Beto"),
        ("Alicia\u202e otiB", "Alicia otiB"),
        ("\u2067open", "open"),
        ("\u2069closed first\u2067", "closed first"),
        ("ad\u200bm\u200din\ufeff", "admin"),
        ("a" + "\u0301" * 40, unicodedata.normalize("NFC", "a" + "\u0301" * 9)),
        ("e\u0301", "\u00e9"),
        ("bill\U000e0041\U000e0042y", "billy"),
        ("\u200b\u200e\u3164\ufe0f", ""),
        ("half \ud83d surrogate", "half surrogate"),
        ("no-break\u00a0space\u2028line", "no-break space line"),
    ],
)
def test_names_lose_what_hides_or_reorders(typed, kept):
    assert clean_line(typed) == kept


@pytest.mark.slow
@given(LINES)
@settings(deadline=None, max_examples=400)
def test_a_clean_line_is_one_clean_line(text):
    line = clean_line(text)

    assert clean_line(line) == line
    assert line == line.strip()
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in line)
    assert not set(line) & set("\u202a\u202b\u202c\u202d\u202e\u200b\ufeff")


def test_a_line_too_long_is_refused():
    with pytest.raises(LineTooLong):
        clean_line("x" * 201)
    with pytest.raises(LineTooLong):
        clean_line("\u200b" * 100_000)
    assert clean_line("x" * 60, most=60) == "x" * 60


@pytest.mark.journey
def test_nothing_runs_in_a_browser(browser_page):
    """One page holds every payload, cleaned in each way; the same payloads uncleaned prove that the trap works."""
    trap = "<script>window.__hits = 0; window.__xss = () => { window.__hits++ }</script>"

    browser_page.set_content(trap + "".join(payload for payload in PAYLOADS[5:8]))
    browser_page.wait_for_function("window.__hits > 0")

    cleaned = [clean(p) for p in PAYLOADS for clean in (clean_rich_text, clean_rendered, linkify_text)]
    browser_page.set_content(
        "<base href='http://site.example/'>" + trap + "".join(f"<section>{text}</section>" for text in cleaned)
    )
    browser_page.evaluate(
        "document.querySelectorAll('section *').forEach(e => { e.focus(); e.dispatchEvent(new Event('mouseover')) })"
    )
    assert browser_page.evaluate("window.__hits") == 0
    assert browser_page.evaluate("document.querySelectorAll('section').length") == len(cleaned)
    schemes = browser_page.evaluate(
        "[...new Set([...document.querySelectorAll('section a[href]')].map(a => a.protocol))]"
    )
    assert set(schemes) <= {"http:", "https:", "mailto:"}


@given(st.text(max_size=200) | st.sampled_from(PAYLOADS))
def test_clean_text_is_as_clean_the_second_time(text):
    clean = clean_text(text, most=5000)

    assert clean_text(clean, most=5000) == clean
    assert "\n\n\n" not in clean
    assert not re.search("[\x00-\x08\u202a-\u202e\u200b]", clean)


def test_clean_text_keeps_what_a_person_typed():
    assert clean_text("  indented\r\n\tcode  \n\n\n\nñ & <b>\n", most=50) == "  indented\n\tcode\n\nñ & <b>"
    assert clean_text("\u200b \n\u00a0", most=50) == ""
    with pytest.raises(HtmlTooLong):
        clean_text("a" * 51, most=50)
