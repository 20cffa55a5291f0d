"""The Markdown of labs: what it means, and that nothing else gets through."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.sandbox.labs.library import read_all
from courses.sandbox.views.prose import to_html, to_line


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\nline.\n\nTwo.", "<p>One line.</p><p>Two.</p>"),
        ("## What it was\nText", "<h3>What it was</h3><p>Text</p>"),
        ("> **Help**\n>\n> Now", "<blockquote><p><strong>Help</strong></p><p>Now</p></blockquote>"),
        ("- a\n- b `c`\n  d", "<ul><li>a</li><li>b <code>c</code> d</li></ul>"),
        ("1. a\n\n   more\n2. b", "<ol><li><p>a</p><p>more</p></li><li>b</li></ol>"),
        ("> 1. a\n>    b\n> 2. c", "<blockquote><ol><li>a b</li><li>c</li></ol></blockquote>"),
        ("```sh\na < b\n\n  c\n```\nd", '<pre tabindex="0" translate="no"><code>a &lt; b\n\n  c</code></pre><p>d</p>'),
        ("A *b c* and 2 * 3 * 4", "<p>A <em>b c</em> and 2 * 3 * 4</p>"),
        ("*one* **two** `*three*`", "<p><em>one</em> <strong>two</strong> <code>*three*</code></p>"),
        ("`` a`b ``", "<p><code>a`b</code></p>"),
        ("<script>x</script> & [a](javascript:x)", "<p>&lt;script&gt;x&lt;/script&gt; &amp; [a](javascript:x)</p>"),
        ("", ""),
        ("> \n> > deep", "<blockquote><blockquote><p>deep</p></blockquote></blockquote>"),
        ("```\nnever closed", '<pre tabindex="0" translate="no"><code>never closed</code></pre>'),
    ],
)
def test_to_html(text: str, html: str) -> None:
    assert to_html(text) == html


def test_to_line_is_one_line_of_a_sentence() -> None:
    assert to_line("Use `ls -l` **now** <b>") == "Use <code>ls -l</code> <strong>now</strong> &lt;b&gt;"


TAGS = re.compile(r"</?(?:p|h3|blockquote|ul|ol|li|pre|code|em|strong)(?: tabindex=\"0\" translate=\"no\")?>")


@given(st.text(alphabet=st.sampled_from(list("ab<>&\"'`*#-1. \n")), max_size=200))
def test_whatever_is_written_only_our_tags_come_out(text: str) -> None:
    html = to_html(text)

    assert not re.search("[<>]", TAGS.sub("", html))
    assert html.count("<") - html.count("</") == html.count("</")


def test_a_page_of_quotation_marks_is_read_in_no_time() -> None:
    assert to_html("> " * 5000 + "\n" + "*" * 5000 + "\n" + "`" * 4999 + "\n" + "- " * 5000)


def test_the_stories_that_we_ship_leave_no_mark_unread() -> None:
    labs, wrong = read_all()
    assert labs
    assert wrong == {}
    for lab in labs:
        for language in ("en", "es"):
            html = to_html(lab.story.in_language(language))
            rest = re.sub(r"<code>.*?</code>", "", html)
            assert not re.search(r"\*\*|^#|`|\]\(", rest), (lab.slug, language)
