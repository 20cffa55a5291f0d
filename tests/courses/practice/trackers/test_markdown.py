"""Whatever people write is read as they wrote it, and nothing in it is a name, a number, a command or markup."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.practice.trackers.markdown import to_markdown
from courses.practice.trackers.port import tidy

FENCE = re.compile(r" (`{3,})text\n(.*?)\n \1(?:\n|$)", re.DOTALL)
PIECES = [
    "@everyone",
    "@alicia",
    "#12",
    "!12",
    "/close",
    "GH-1",
    "Fixes #1",
    "http://evil.example/x",
    "www.evil.example",
    "evil.example",
]
PIECES += [
    "<img src=x>",
    "<!-- x -->",
    "![](x)",
    "[a](b)",
    "`",
    "```",
    "````",
    "~~~",
    "&lt;",
    "\\",
    "*",
    "_a_",
    "- ",
    "1. ",
]
PIECES += [
    "> ",
    "# ",
    "===",
    "---",
    "|",
    "$x$",
    ":tada:",
    "a8f5d2c0b1",
    "~bug",
    "%1",
    "\t",
    " ",
    "  ",
    "\n",
    "\n\n",
    "word",
    "¿Qué?",
    "é",
    "don't",
]
PIECES += [
    "/assign me",
    ">>>",
    ":100:",
    "[vereda:1]",
    "10:30",
    "well-known",
    "and/or",
    "100%",
    "3.5",
    "(so)",
    '"so"',
    "日本",
    "😀",
]
TEXTS = st.one_of(
    st.text(), st.lists(st.sampled_from(PIECES)).map("".join), st.lists(st.sampled_from(PIECES)).map(" ".join)
)
HARMLESS = re.compile(r"(?<=[A-Za-z])[-/](?=[A-Za-z])|(?<=\d)[-:/](?=\d)|(?<=\d)%|[:!](?=[.,;:!?)\"']*(?: |\n|$))")


def shown(written: str) -> tuple[str, str]:
    """What is read outside of fences, and in them: a space that indents a fence is taken off each of its lines."""
    inside = ["\n".join(line[1:] for line in found[1].split("\n")) for found in FENCE.findall(written)]
    return FENCE.sub("", written), "\n".join(inside)


def words(text: str) -> list[str]:
    return text.split()


@pytest.mark.slow
@given(TEXTS)
def test_nothing_is_left_out_or_added(text: str) -> None:
    text = tidy(text)
    outside, inside = shown(to_markdown(text))
    assert sorted(words(outside) + words(inside)) == sorted(words(text))


@given(TEXTS)
def test_outside_of_fences_there_are_but_words(text: str) -> None:
    outside, _ = shown(to_markdown(tidy(text)))
    assert re.findall(r"[@#!/<>\[\]*_~`\\|$&^{}=+:%]", HARMLESS.sub("", outside)) == []
    assert re.findall(r"\b(?:GH-\d|www\.|[0-9a-f]{7,}\b)|[A-Za-z]\.[A-Za-z]{2}", outside, re.ASCII) == []
    assert [line for line in outside.split("\n") if re.match(r"[ \t]|\d+[.)]|[-+>#]", line)] == []


@given(TEXTS)
def test_no_line_begins_with_a_command_or_a_fence_that_only_gitlab_sees(text: str) -> None:
    """GitLab looks for commands before it reads Markdown, and knows no other fences than of three backticks."""
    assert [
        line for line in to_markdown(tidy(text)).split("\n") if line.startswith(("/", "```", ">>>", "<", "---"))
    ] == []


@given(TEXTS)
def test_a_fence_ends_where_its_text_ends(text: str) -> None:
    for fence, inside in FENCE.findall(to_markdown(tidy(text))):
        assert max((len(run) for run in re.findall("`+", inside)), default=0) < len(fence)


@pytest.mark.parametrize(
    "text",
    [
        "Please restart the printer. It helped others.",
        "¡Hola! ¿Dónde está? Ça va — «citado» ½ 日本 😀",
        "It's well-known (100% sure): at 10:30 it was 3.5 and/or more, e.g. 12.",
    ],
)
def test_words_stay_as_they_are(text: str) -> None:
    assert to_markdown(text) == text


def test_lines_of_words_stay_lines() -> None:
    assert to_markdown("Hello,\nI am here.\n\nThanks") == "Hello,  \nI am here.\n\nThanks"


def test_a_command_can_be_copied_with_its_indentation() -> None:
    assert to_markdown("Type this:\n\n  sudo x\n\n/close\n\nThanks") == (
        "Type this:\n\n ```text\n   sudo x\n \n /close\n ```\n\nThanks"
    )


def test_nothing_is_nothing() -> None:
    assert to_markdown(" \n\n\t") == ""
