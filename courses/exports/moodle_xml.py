"""Moodle XML (https://docs.moodle.org/en/Moodle_XML_format), as Moodle itself reads and writes it."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Comment, Element, ParseError, SubElement, indent, tostring

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from courses.errors import BrokenQuestionFile, NoQuestions, TooManyQuestions
from courses.exports.items import (
    MEDIA,
    MOST_ITEMS,
    Answer,
    Builder,
    Item,
    NotTaken,
    Reading,
    Remark,
    check_count,
    html_of,
    lines_of,
    pair_feedback,
)
from lms.core.errors import DomainError
from lms.core.html import clean_line

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Made = tuple[str, dict[str, Any]]
FORMS = {"html": "html", "moodle_auto_format": "moodle", "plain_text": "plain", "markdown": "markdown"}
KINDS = {
    "one_choice": "multichoice",
    "several": "multichoice",
    "true_false": "truefalse",
    "short_text": "shortanswer",
    "match": "matching",
}
NO_FORM = _("This format has no form for a question of this kind.")
UNKNOWN = _("Its kind is not taken: %(kind)s.")


# --- Writing -------------------------------------------------------------------------------------------------------


def write_moodle_xml(items: Iterable[Item], *, title: str) -> str:
    """What has no form is named in a comment (and by ``left_out_of_moodle_xml``)."""
    root = Element("quiz")
    root.append(_comment(title))
    for item in items:
        if item.kind not in KINDS:
            root.append(_comment(f"{item.name}: {NO_FORM}"))
            continue
        question = SubElement(root, "question", {"type": KINDS[item.kind]})
        SubElement(SubElement(question, "name"), "text").text = item.name[:80]
        _write(question, "questiontext", html_of(item.name))
        general = pair_feedback(item.value["pairs"]) if item.kind == "match" else ""
        _write(question, "generalfeedback", "<br>".join(html_of(line) for line in general.split("\n")))
        for name, value in {"defaultgrade": "1", "penalty": "0", "hidden": "0"}.items():
            SubElement(question, name).text = value
        WRITERS[item.kind](question, item.value)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def left_out_of_moodle_xml(items: Iterable[Item]) -> list[Remark]:
    return [Remark(item.place, item.name, NO_FORM) for item in items if item.kind not in KINDS]


def _comment(text: str) -> Any:
    return Comment(f" {re.sub('-(?=-)', '- ', ' '.join(text.split()))} ")


def _write(parent: Element, name: str, text: str, form: str = "html", **attributes: str) -> Element:
    element = SubElement(parent, name, {**attributes, "format": form})
    SubElement(element, "text").text = text
    return element


def _write_answer(question: Element, text: str, fraction: str, feedback: str, form: str = "html") -> None:
    answer = _write(question, "answer", text, form, fraction=fraction)
    _write(answer, "feedback", html_of(feedback))


def _write_choice(question: Element, value: dict[str, Any], *, single: bool) -> None:
    rest = {"single": "true" if single else "false", "shuffleanswers": "false", "answernumbering": "none"}
    for name, said in rest.items():
        SubElement(question, name).text = said
    share = f"{100 / max(1, sum(one['is_correct'] for one in value['options'])):.5f}".rstrip("0").rstrip(".")
    for one in value["options"]:
        wrong = "0" if single else "-100"
        _write_answer(question, html_of(one["text"]), share if one["is_correct"] else wrong, one["feedback"])


def _write_one_choice(question: Element, value: dict[str, Any]) -> None:
    _write_choice(question, value, single=True)


def _write_several(question: Element, value: dict[str, Any]) -> None:
    _write_choice(question, value, single=False)


def _write_true_false(question: Element, value: dict[str, Any]) -> None:
    for word in ("true", "false"):
        fraction = "100" if value["is_true"] == (word == "true") else "0"
        _write_answer(question, word, fraction, value[f"feedback_{word}"], "moodle_auto_format")


def _write_short_text(question: Element, value: dict[str, Any]) -> None:
    SubElement(question, "usecase").text = "0"
    for answer in value["accepted"]:
        text = answer.replace("*", "\\*")
        _write_answer(question, text, "100", value["feedback_right"], "moodle_auto_format")
    if value["feedback_wrong"]:
        _write_answer(question, "*", "0", value["feedback_wrong"], "moodle_auto_format")


def _write_match(question: Element, value: dict[str, Any]) -> None:
    SubElement(question, "shuffleanswers").text = "true"
    for pair in value["pairs"]:
        one = _write(question, "subquestion", html_of(pair["left"]))
        SubElement(SubElement(one, "answer"), "text").text = pair["right"]


WRITERS = {
    "one_choice": _write_one_choice,
    "several": _write_several,
    "true_false": _write_true_false,
    "short_text": _write_short_text,
    "match": _write_match,
}


# --- Reading -------------------------------------------------------------------------------------------------------


def read_moodle_xml(raw: bytes) -> Reading:
    """In whatever encoding the file names. No document type, no entities of its own. Items are named by their number.

    Raises BrokenQuestionFile, NoQuestions, TooManyQuestions; what is wrong with one question is said of that one.
    """
    try:
        root = fromstring(raw, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BrokenQuestionFile from error
    if root.tag != "quiz":
        raise BrokenQuestionFile
    questions = [one for one in root.findall("question") if one.get("type") != "category"]
    if not questions:
        raise NoQuestions
    if len(questions) > MOST_ITEMS:
        raise TooManyQuestions
    reading = Reading()
    for number, element in enumerate(questions, start=1):
        question = _Question(element)
        try:
            kind, value = question.read()
        except DomainError as error:
            reading.refused.append(Remark(number, question.label(), error.message))
        else:
            reading.items.append(Item(kind, value, number))
            reading.notes += [Remark(number, question.label(), message) for message in question.left_out]
    return reading


class _Question:
    def __init__(self, element: Element) -> None:
        self.element = element
        self.left_out: list[StrOrPromise] = []

    def label(self) -> str:
        shown = self._raw(self.element.find("name")) or self._raw(self.element.find("questiontext"))
        return clean_line(" ".join(shown.split())[:80], most=80)

    def read(self) -> Made:
        kind = self.element.get("type", "")
        readers = {
            "multichoice": self._choice,
            "truefalse": self._true_false,
            "shortanswer": self._short_text,
            "matching": self._match,
        }  # an essay is not taken; where open questions are taken one day, it has its reader here
        reader = readers.get(kind)
        if reader is None:
            raise NotTaken(lazystr(UNKNOWN % {"kind": clean_line(kind[:40]) or "?"}))
        if any(MEDIA.search(one.text or "") or one.tag in ("file", "image") for one in self.element.iter()):
            self.left_out.append(_("A picture or a recording in it was left out."))
        check_count(len(self.element.findall("answer")) + len(self.element.findall("subquestion")))
        builder = Builder(self._line("questiontext"), self._lines(self.element.find("generalfeedback")))
        made = reader(builder)
        self.left_out += builder.left_out
        return made

    def _choice(self, builder: Builder) -> Made:
        single = self.element.findtext("single", "true").strip().lower() in ("true", "1")
        return builder.choice(self._answers(), single=single)

    def _true_false(self, builder: Builder) -> Made:
        answers = {self._raw(one).strip().lower(): one for one in self.element.findall("answer")}
        if answers.keys() != {"true", "false"}:
            raise NotTaken(_("Its two answers are not “true” and “false”."))
        fractions = {word: self._fraction(one) for word, one in answers.items()}
        if fractions["true"] == fractions["false"]:
            raise NotTaken(_("It does not say whether the statement is true."))
        feedback = {word: self._line_of(one.find("feedback")) for word, one in answers.items()}
        is_true = fractions["true"] > fractions["false"]
        return builder.true_false(is_true=is_true, if_true=feedback["true"], if_false=feedback["false"])

    def _short_text(self, builder: Builder) -> Made:
        return builder.short_text(self._answers("plain"))

    def _match(self, builder: Builder) -> Made:
        pairs = self.element.findall("subquestion")
        return builder.match([(self._line_of(one), self._line_of(one.find("answer"), "plain")) for one in pairs])

    def _answers(self, form: str = "") -> list[Answer]:
        return [
            Answer(self._line_of(one, form), self._fraction(one), self._line_of(one.find("feedback")))
            for one in self.element.findall("answer")
        ]

    def _fraction(self, answer: Element) -> float:
        try:
            fraction = float(answer.get("fraction", "0"))
        except ValueError:
            fraction = float("nan")
        if not -1000 <= fraction <= 1000:
            raise NotTaken(_("What one of its answers is worth is not a number."))
        return fraction

    def _line(self, name: str) -> str:
        return self._line_of(self.element.find(name))

    def _line_of(self, element: Element | None, form: str = "") -> str:
        return " ".join(self._lines(element, form))

    def _lines(self, element: Element | None, form: str = "") -> list[str]:
        if element is None:
            return []
        return lines_of(self._raw(element), form or FORMS.get(element.get("format", ""), "html"))

    def _raw(self, element: Element | None) -> str:
        """The words of an element stand in its child ``text``; in old files in itself."""
        if element is None:
            return ""
        inner = element.find("text")
        return (element.text if inner is None else inner.text) or ""
