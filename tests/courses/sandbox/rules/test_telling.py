"""Every code that a check can find has a sentence in both languages, with the values that come along."""

import re

import pytest
from django.utils.translation import override

from courses.sandbox.judging.found import FOUND
from courses.sandbox.labs.reading import read
from courses.sandbox.labs.spec import Check, Words
from courses.sandbox.rules.telling import SENTENCES, sentence
from tests.courses.sandbox.daemon.support import LAB

CHECK = read("words", LAB).checks[0]
OWN = Check("own", "script", Words("", ""), {}, says={"times": Words("{who}: {times} times", "{who}: {times} veces")})


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    assert set(SENTENCES) == set(FOUND)


@pytest.mark.parametrize("code", sorted(FOUND))
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_sentence_holds_the_values_of_its_code(code: str, language: str) -> None:
    with override(language):
        said = str(SENTENCES[code])

    assert set(re.findall(r"%\((\w+)\)s", said)) == set(FOUND[code])


def test_a_lab_has_the_first_word() -> None:
    told = sentence(OWN, "failed", "times", {"times": "3"}, {"who": "Ana"}, "es")

    assert told == "Ana: 3 veces"
    wrong = Check("w", "file", Words("", ""), {}, says={"wrong": Words("No, {who}.", "No, {who}.")})
    assert sentence(wrong, "failed", "missing", {"path": "/x"}, {"who": "Ana"}, "en") == "No, Ana."
    assert sentence(wrong, "inconclusive", "slow", {}, {}, "en") == str(SENTENCES["slow"])


@pytest.mark.parametrize(
    ("found", "values"), [("invented", {}), ("status", {}), ("status", {"status": "404"}), ("", {"a": "b"})]
)
def test_what_a_newer_daemon_says_is_no_error(found: str, values: dict[str, str]) -> None:
    assert sentence(CHECK, "failed", found, values, {}, "en") == "It is not so yet."
    assert sentence(CHECK, "inconclusive", found, values, {}, "en") == "It could not be judged. Check again."


def test_values_are_never_read_as_places() -> None:
    told = sentence(OWN, "failed", "times", {"times": "{who}"}, {"who": "Ana"}, "en")

    assert told == "Ana: {who} times"
    assert sentence(CHECK, "failed", "missing", {"path": "%(secret)s%d"}, {}, "en") == "`%(secret)s%d` is not there."
    assert len(sentence(CHECK, "failed", "missing", {"path": "x" * 9000}, {}, "en")) < 400
