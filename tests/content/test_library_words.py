"""What the guides, essays and the glossary that ship with Vereda promise as texts; their reader has tests of its own."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

LIBRARY = Path(__file__).parents[2] / "lms" / "content" / "library"
WRITINGS = sorted([*LIBRARY.glob("guides/*.yaml"), *LIBRARY.glob("essays/*.yaml")])
TAGS = {"p", "b", "i", "code", "ul", "ol", "li", "a"}
CODE = re.compile(r"<code>.*?</code>|`[^`]*`|<[^>]*>", re.DOTALL)


def _read(file: Path) -> Any:
    return yaml.safe_load(file.read_text("utf-8"))


def _pairs(node: Any) -> Iterator[dict[str, Any]]:
    """Every place where both languages should stand side by side, but for code."""
    if isinstance(node, dict):
        if set(node) & {"en", "es"}:
            yield node
            return
        for name, value in node.items():
            if name != "code":
                yield from _pairs(value)
    elif isinstance(node, list):
        for value in node:
            yield from _pairs(value)


def test_twelve_guides_and_four_essays_half_of_them_first_written_in_spanish() -> None:
    originals = Counter((told["kind"], told["original"]) for told in map(_read, WRITINGS))

    assert min(originals["guide", "en"], originals["guide", "es"]) >= 6
    assert min(originals["essay", "en"], originals["essay", "es"]) >= 2


@pytest.mark.parametrize("file", WRITINGS, ids=lambda file: file.stem)
def test_a_text_is_whole_in_both_languages(file: Path) -> None:
    for pair in _pairs(_read(file)):
        assert set(pair) == {"en", "es"}
        for language, text in pair.items():
            assert set(re.findall(r"</?([a-z0-9]+)", text)) <= TAGS, text
            prose = CODE.sub("", text)
            assert not re.search('"|[«»]' if language == "en" else '"|[“”]', prose), text
            assert not re.search(r"\b(\w{2,}) \1\b", prose), text
        if " " in CODE.sub("", pair["en"]).strip():
            assert pair["en"] != pair["es"]


@pytest.mark.slow
def test_what_one_should_read_next_exists() -> None:
    keys = {file.stem for file in WRITINGS}

    assert {told["key"] for told in map(_read, WRITINGS)} == keys
    assert {key for told in map(_read, WRITINGS) for key in told.get("see_also", [])} <= keys


def test_no_word_of_the_glossary_means_two_things() -> None:
    terms = _read(LIBRARY / "glossary.yaml")

    assert len(terms) >= 60
    for language in ("en", "es"):
        words = [
            word.casefold()
            for term in terms
            for word in [term["word"][language], *term.get("forms", {}).get(language, [])]
        ]
        assert [word for word, times in Counter(words).items() if times > 1] == []
