import re

import icalendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.workshops.ical import read
from workshops.exports.ical.lines import component, fold, line, offset, parameter, text

WORDS = st.text(st.characters(codec="utf-8"), max_size=300)


def calendar(*lines: str) -> bytes:
    event = component(
        "VEVENT",
        [
            line("UID", "1@example.org"),
            line("DTSTAMP", "20270101T000000Z"),
            line("DTSTART", "20270101T000000Z"),
            *lines,
        ],
    )
    return component("VCALENDAR", [line("VERSION", "2.0"), line("PRODID", "-//test//EN"), event]).encode()


@given(WORDS)
@example("comma, semicolon; back\\slash\nnew line")
@example("a" * 66 + "ñ" * 40)
@example("🌊" * 60)
@example("e\u0301" * 60)
@example("tab\tand \\n that is none")
def test_two_readers_find_the_words_that_were_written(words: str) -> None:
    octets = calendar(line("SUMMARY", text(words)))

    strict = read(octets).inside("VEVENT")[0].one("SUMMARY").text
    [event] = icalendar.Calendar.from_ical(octets).walk("VEVENT")

    assert strict == shown(words)
    assert str(event["SUMMARY"]) == shown(words)


def rfc6868(written: str) -> str:
    return re.sub(r"\^(['n^])", lambda found: {"'": '"', "n": "\n", "^": "^"}[found[1]], written)


def shown(words: str) -> str:
    """Every kind of line end is one; other control characters are gone."""
    for end in ("\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"):
        words = words.replace(end, "\n")
    return "".join(c for c in words if c in "\n\t" or not (ord(c) < 32 or 127 <= ord(c) < 160))


@pytest.mark.parametrize(
    ("content", "folded"),
    [
        ("X:" + "a" * 73, "X:" + "a" * 73 + "\r\n"),
        ("X:" + "a" * 74, "X:" + "a" * 73 + "\r\n a\r\n"),
        ("X:" + "a" * 72 + "ñ", "X:" + "a" * 72 + "\r\n ñ\r\n"),
        ("X:" + "a" * 71 + "ñ", "X:" + "a" * 71 + "ñ\r\n"),
        ("X:" + "a" * 70 + "🌊", "X:" + "a" * 70 + "\r\n 🌊\r\n"),
        ("X:" + "a" * 69 + "🌊", "X:" + "a" * 69 + "🌊\r\n"),
        ("X:" + "a" * 73 + "b" * 74 + "c", "X:" + "a" * 73 + "\r\n " + "b" * 74 + "\r\n c\r\n"),
    ],
)
def test_lines_end_at_75_octets_and_split_no_character(content: str, folded: str) -> None:
    assert fold(content) == folded


@pytest.mark.slow
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=90))
@example("\\\\")
@example('a "quoted", name; with: signs^')
@example(" ")
def test_parameters_come_back_as_they_were(words: str) -> None:
    octets = calendar(line("CONFERENCE", "https://example.org/", VALUE="URI", LABEL=words))

    [event] = read(octets).components
    written = event.one("CONFERENCE").parameters.get("LABEL", "")
    [parsed] = icalendar.Calendar.from_ical(octets).walk("VEVENT")

    assert rfc6868(written) == words.replace("\t", " ")
    if "\\" not in words:  # which icalendar takes for an escape, in parameters too
        assert parsed["CONFERENCE"].params.get("LABEL", "") == words.replace("\t", " ")


def test_a_parameter_never_ends_its_line() -> None:
    assert parameter('one\r\n"two":;,') == "\"one^n^'two^':;,\""


@pytest.mark.parametrize(
    ("minutes", "written"), [(0, "+0000"), (-180, "-0300"), (630, "+1030"), (-210, "-0330"), (765, "+1245")]
)
def test_offsets_have_a_sign_and_four_digits(minutes: int, written: str) -> None:
    from datetime import timedelta

    assert offset(timedelta(minutes=minutes)) == written
