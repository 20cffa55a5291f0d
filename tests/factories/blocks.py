"""Raw blocks, as Wagtail stores them. Ids follow from names, so both languages of a thing share them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

SPACE = UUID("0d8a2f60-91f4-4c7e-8a54-6a1f9b6f1f0a")
BOTH = ("en", "es")


def block_id(*names: str) -> UUID:
    return uuid5(SPACE, "/".join(names))


def text_block(name: str, html: str) -> dict[str, Any]:
    return {"type": "text", "id": str(block_id(name)), "value": html}


@dataclass(frozen=True)
class Question:
    """``sides``: language → the raw block."""

    name: str
    sides: Mapping[str, dict[str, Any]]

    @property
    def id(self) -> UUID:
        return block_id(self.name)

    def option(self, name: str) -> str:
        return str(block_id(self.name, name))


def one_choice(name: str, right: str, *wrong: str, languages: tuple[str, ...] = BOTH) -> Question:
    return _choice("one_choice", name, [right], list(wrong), languages)


def several(name: str, right: list[str], wrong: list[str], *, languages: tuple[str, ...] = BOTH) -> Question:
    return _choice("several", name, right, wrong, languages)


def true_false(name: str, *, answer: bool, languages: tuple[str, ...] = BOTH) -> Question:
    value = {"is_true": answer, "feedback_true": f"{name}: about true.", "feedback_false": f"{name}: about false."}
    return Question(name, {code: _block("true_false", name, code, value) for code in languages})


def short_text(name: str, accepted: Mapping[str, list[str]]) -> Question:
    feedback = {"feedback_right": f"{name}: right.", "feedback_wrong": f"{name}: not so."}
    return Question(
        name,
        {code: _block("short_text", name, code, {"accepted": words, **feedback}) for code, words in accepted.items()},
    )


def match(name: str, pairs: Mapping[str, str], *, languages: tuple[str, ...] = BOTH) -> Question:
    """``pairs``: left → right."""
    sides = {}
    for code in languages:
        items = [_item(name, left, left=f"{left} {code}", right=f"{right} {code}") for left, right in pairs.items()]
        sides[code] = _block("match", name, code, {"pairs": items})
    return Question(name, sides)


def order(name: str, *items: str, languages: tuple[str, ...] = BOTH) -> Question:
    sides = {}
    for code in languages:
        sides[code] = _block(
            "order", name, code, {"items": [_item(name, item, text=f"{item} {code}") for item in items]}
        )
    return Question(name, sides)


def open_question(name: str, *, words: int | None = None, languages: tuple[str, ...] = BOTH) -> Question:
    sides = {}
    for code in languages:
        sides[code] = _block("open", name, code, {"words": words, "feedback": f"{name}: what it holds, {code}."})
    return Question(name, sides)


def draw(name: str, bank: int, count: int, *, tag: str = "", languages: tuple[str, ...] = BOTH) -> Question:
    """No question but a part of a quiz that draws some. ``bank``: the row of one of its pages."""
    value = {"bank": bank, "count": count, "tag": tag}
    return Question(name, {code: {"type": "draw", "id": str(block_id(name)), "value": value} for code in languages})


def tagged(question: Question, tags: str) -> Question:
    """As it stands in a bank."""
    sides = {code: side | {"value": side["value"] | {"tags": tags}} for code, side in question.sides.items()}
    return Question(question.name, sides)


def _item(question: str, name: str, **value: str) -> dict[str, Any]:
    return {"type": "item", "id": str(block_id(question, name)), "value": value | {"feedback": f"Why {name}."}}


def _choice(kind: str, name: str, right: list[str], wrong: list[str], languages: tuple[str, ...]) -> Question:
    sides = {}
    for code in languages:
        options = [
            {
                "type": "item",
                "id": str(block_id(name, option)),
                "value": {
                    "text": f"{option} {code}",
                    "is_correct": option in right,
                    "feedback": f"On {option} {code}.",
                },
            }
            for option in [*right, *wrong]
        ]
        sides[code] = _block(kind, name, code, {"options": options})
    return Question(name, sides)


def _block(kind: str, name: str, language: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "id": str(block_id(name)), "value": {"prompt": f"{name} {language}?", **value}}
