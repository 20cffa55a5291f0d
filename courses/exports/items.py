"""Quiz questions between our blocks and the files of other platforms. Pure: no models, nothing is stored here.

A line of ours is plain text in which `backticks` mark code. Other platforms write HTML: ``html_of`` makes it, ``line_of``
reduces it, whoever wrote it.
"""

import html as entities
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError
from lms.core.html import clean_line, plain_text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_ITEMS = 200
LARGEST_FILE = 2_000_000
MOST_ANSWERS = 100
LONGEST_FIELD = 20_000  # characters of markup that are looked at for one line
LONGEST_LINE = 2_000  # each block knows a limit of its own, which is lower

CODE = re.compile(r"`([^`]+)`")
CODE_BLOCK = re.compile(
    r"<(?:pre|tt|kbd|samp)\b[^>]*>\s*(?=<code\b)|(?<=</code>)\s*</(?:pre|tt|kbd|samp)\s*>", re.IGNORECASE
)
CODE_TAG = re.compile(r"</?(?:code|pre|tt|kbd|samp)\b[^>]*>", re.IGNORECASE)
# Browsers take what stands in these for words, whatever it looks like.
RAW_TAG = re.compile(
    r"</?(?:title|textarea|xmp|plaintext|listing|noscript|noembed|noframes|iframe|template)\b[^>]*>", re.IGNORECASE
)
MEDIA = re.compile(r"<(?:img|audio|video|object|iframe|embed|svg|canvas)\b", re.IGNORECASE)
STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,500}?)(?<=\S)\1")
LINK = re.compile(r"!?\[([^\[\]]{1,300})\]\(([^()\s]{1,300})\)")
# What Moodle's own format takes for markup. Anything else between angle brackets is meant to be read: <your-name>.
TAGS = (
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br button "
    "canvas caption center cite code col colgroup command content data datalist dd del details dfn dialog dir div dl dt "
    "element em embed fieldset figcaption figure font footer foreignobject form frame frameset h1 h2 h3 h4 h5 h6 head "
    "header hgroup hr html i iframe image img input ins isindex kbd keygen label legend li link listing main map mark "
    "marquee math menu menuitem meta meter mglyph mi mn mo ms mtext nav nobr noembed noframes noscript object ol optgroup "
    "option output p param picture plaintext portal pre progress q rb rp rt rtc ruby s samp script search section select "
    "shadow slot small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead "
    "time title tr track tt u ul var video wbr xml xmp"
)
NO_TAG = re.compile(rf"<(?!/?(?:{'|'.join(TAGS.split())})\b|!--|!doctype|\?)", re.IGNORECASE)
TAG = re.compile(rf"</?(?:{'|'.join(TAGS.split())})\b[^<>]*>?", re.IGNORECASE)


class NotTaken(DomainError):
    """Why one question does not go in."""


@dataclass(frozen=True)
class Item:
    """A question of ours in one language. ``value`` is its block's, lists as plain lists; ``place`` its line or number."""

    kind: str
    value: dict[str, Any]
    place: int = 0

    @property
    def name(self) -> str:
        return str(self.value.get("prompt", ""))


@dataclass(frozen=True)
class Remark:
    """What is said about one item: why it was not taken, or what of it was left out."""

    place: int
    name: str
    message: "StrOrPromise"


@dataclass
class Reading:
    """``counts_lines``: whether a place is the number of a line, or that of a question."""

    items: list[Item] = field(default_factory=list)
    refused: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    counts_lines: bool = False


@dataclass(frozen=True)
class Answer:
    """``fraction``: how much of the question it is worth, in percent."""

    text: str
    fraction: float
    feedback: str = ""


def items_of(raw: Iterable[dict[str, Any]]) -> list[Item]:
    """From a StreamField as it is stored."""
    return [Item(one["type"], bare(one["value"]), place) for place, one in enumerate(raw, start=1)]


def bare(value: Any) -> Any:
    """A block's stored value without ids."""
    if isinstance(value, dict):
        return (
            bare(value["value"]) if value.keys() == {"type", "value", "id"} else {k: bare(v) for k, v in value.items()}
        )
    return [bare(part) for part in value] if isinstance(value, list) else value


# --- Lines and markup ----------------------------------------------------------------------------------------------


def html_of(line: str) -> str:
    return CODE.sub(r"<code>\1</code>", entities.escape(line, quote=False))


def line_of(text: str, form: str = "html") -> str:
    """``form``: html, moodle (text in which HTML counts), markdown or plain. Never markup; may come back empty."""
    return clean_line(" ".join(lines_of(text, form)), most=LONGEST_LINE)


def lines_of(text: str, form: str = "html") -> list[str]:
    if len(text) > LONGEST_FIELD:
        raise NotTaken(_("A text in it is too long."))
    if form != "plain":
        text = _words(text, form)
    lines = (clean_line(line, most=LONGEST_LINE) for line in text.split("\n"))
    return [line for line in lines if line]


def _words(source: str, form: str) -> str:
    text = source
    if form in ("moodle", "markdown"):
        text = NO_TAG.sub("&lt;", text)
    if form == "markdown":
        text = LINK.sub(r"\1 (\2)", STRONG.sub(r"\2", text))
    for _pass in range(3):
        text = RAW_TAG.sub(" ", text)
    words = plain_text(CODE_TAG.sub("`", CODE_BLOCK.sub("", text)))
    if form != "html" and "&" not in source:  # nobody wrote a tag as text: halves of tags have met
        words = TAG.sub("", words)
    return words


def check_count(answers: int) -> None:
    if answers > MOST_ANSWERS:
        raise NotTaken(_("It has more than a hundred answers."))


# --- What belongs together -----------------------------------------------------------------------------------------


def pair_feedback(pairs: Sequence[dict[str, str]]) -> str:
    """Neither format has feedback for a pair: a line for each in the general feedback; nothing where none has any."""
    if not any(pair["feedback"] for pair in pairs):
        return ""
    return "\n".join(f"{_pair_head(pair)}{pair['feedback']}" for pair in pairs)


def _pair_head(pair: dict[str, str]) -> str:
    return f"{pair['left']} → {pair['right']}: "


class Builder:
    """Makes one question of ours from what a file says; collects what had to be left out. All texts are lines by now,
    but for ``general``, the lines of the general feedback."""

    def __init__(self, prompt: str, general: Sequence[str] = ()) -> None:
        if not prompt:
            raise NotTaken(_("It asks nothing: there is no text."))
        self.prompt = prompt
        self.general = [line for line in general if line]
        self.left_out: list[StrOrPromise] = []

    def choice(self, answers: Sequence[Answer], *, single: bool) -> tuple[str, dict[str, Any]]:
        if len(answers) < 2 or not all(answer.text for answer in answers):
            raise NotTaken(_("It needs at least two options, each with words."))
        right = [answer.fraction >= 100 if single else answer.fraction > 0 for answer in answers]
        if not any(right):
            raise NotTaken(_("None of its options is right."))
        if single and sum(right) > 1:
            raise NotTaken(_("More than one of its options is right by itself, and only one can be chosen."))
        if single and any(0 < answer.fraction < 100 for answer in answers):
            self.left_out.append(_("An option that counted in part counts as not right here."))
        options = [
            {"text": answer.text, "is_correct": is_right, "feedback": answer.feedback}
            for answer, is_right in zip(answers, right, strict=True)
        ]
        self._spread(options, "feedback")
        return ("one_choice" if single else "several"), {"prompt": self.prompt, "options": options}

    def true_false(self, *, is_true: bool, if_true: str, if_false: str) -> tuple[str, dict[str, Any]]:
        value = {"prompt": self.prompt, "is_true": is_true, "feedback_true": if_true, "feedback_false": if_false}
        self._spread([value], "feedback_true", "feedback_false")
        return "true_false", value

    def short_text(self, answers: Sequence[Answer]) -> tuple[str, dict[str, Any]]:
        """An asterisk stands for anything there, unless a backslash stands before it."""
        value: dict[str, Any] = {"prompt": self.prompt, "accepted": [], "feedback_right": "", "feedback_wrong": ""}
        for answer in answers:
            if answer.text == "*" and answer.fraction <= 0:
                value["feedback_wrong"] = answer.feedback
            elif answer.fraction < 100:
                self.left_out.append(_("An answer that counted in part, or not at all, was left out."))
            elif re.search(r"(?<!\\)\*", answer.text):
                self.left_out.append(
                    _("An answer with an asterisk for any letters was left out: answers are exact here.")
                )
            elif answer.text:
                value["accepted"].append(answer.text.replace("\\*", "*"))
                self._right(value, answer.feedback)
        if not value["accepted"]:
            raise NotTaken(_("It has no exact answer that is wholly right."))
        self._spread([value], "feedback_right", "feedback_wrong")
        return "short_text", value

    def _right(self, value: dict[str, Any], feedback: str) -> None:
        if feedback and value["feedback_right"] not in ("", feedback):
            self.left_out.append(_("Its right answers had different feedback; the first one was kept."))
        value["feedback_right"] = value["feedback_right"] or feedback

    def match(self, given: Sequence[tuple[str, str]]) -> tuple[str, dict[str, Any]]:
        pairs = [{"left": left, "right": right, "feedback": ""} for left, right in given if left]
        if len(pairs) < len(given):
            self.left_out.append(_("An answer that belongs to nothing was left out."))
        if len(pairs) < 2 or not all(pair["right"] for pair in pairs):
            raise NotTaken(_("It needs at least two pairs, each with words on both sides."))
        heads = [_pair_head(pair) for pair in pairs]
        if len(self.general) == len(pairs) and all(map(_begins, self.general, heads)):
            for pair, head, line in zip(pairs, heads, self.general, strict=True):
                pair["feedback"] = line[len(head.rstrip()) :].strip()
        else:
            self._spread(pairs, "feedback")
        return "match", {"prompt": self.prompt, "pairs": pairs}

    def _spread(self, values: Sequence[dict[str, Any]], *names: str) -> None:
        """General feedback stands wherever there is none of its own."""
        empty = [(value, name) for value in values for name in names if not value[name]]
        for value, name in empty:
            value[name] = " ".join(self.general)
        if self.general and not empty:
            self.left_out.append(_("Its general feedback was left out: every answer has its own."))


def _begins(line: str, head: str) -> bool:
    return line.startswith(head.rstrip())
