"""GIFT, Moodle's text format for questions (https://docs.moodle.org/en/GIFT_format), as Moodle itself reads and writes it.

Every question stands between empty lines. A backslash takes the meaning from ``~ = # { } :`` and from itself; ``\\n`` is the
end of a line.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from courses.errors import NoQuestions, NotUtf8, TooManyQuestions
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
    line_of,
    lines_of,
    pair_feedback,
)
from lms.core.errors import DomainError
from lms.core.html import clean_line

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What is escaped becomes a control character for as long as the text is taken apart; files never need one of these.
ESCAPED = {":": "\x01", "#": "\x02", "=": "\x03", "{": "\x04", "}": "\x05", "~": "\x06", "n": "\x07", "\\": "\x08"}
MEANT = {sign: "\n" if letter == "n" else letter for letter, sign in ESCAPED.items()}
ESCAPE = re.compile(r"\\([:#={}~n\\])")
SIGN = re.compile("[\x01-\x08]")
FORM = re.compile(r"\[(html|moodle|markdown|plain)\]")
WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{0,8})?)%")
TRUE, FALSE = ("T", "TRUE", "True", "true"), ("F", "FALSE", "False", "false")
NO_FORM = _("This format has no form for a question of this kind.")
ARROW = _("An accepted answer has “->” in it, which means something else in this format.")


# --- Writing -------------------------------------------------------------------------------------------------------


def write_gift(items: Iterable[Item], *, title: str) -> str:
    """What has no form is named in a comment (and by ``left_out_of_gift``)."""
    items = list(items)
    pieces = [f"// {_one_line(title)}"]
    left_out = {remark.place: remark for remark in left_out_of_gift(items)}
    for item in items:
        if remark := left_out.get(item.place):
            pieces.append(f"// {_one_line(f'{item.name}: {remark.message}')}")
        else:
            pieces.append(f"[html]{_html(item.name)} {{{WRITERS[item.kind](item.value)}}}")
    return "\n\n".join(pieces) + "\n"


def left_out_of_gift(items: Iterable[Item]) -> list[Remark]:
    found = []
    for item in items:
        if item.kind not in WRITERS:
            found.append(Remark(item.place, item.name, NO_FORM))
        elif item.kind == "short_text" and any("->" in answer for answer in item.value["accepted"]):
            found.append(Remark(item.place, item.name, ARROW))
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _escape(text: str) -> str:
    return re.sub(r"([\\#=~{}:])", r"\\\1", text).replace("\n", "\\n")


def _html(*lines: str) -> str:
    text = "<br>".join(html_of(line) for line in lines)
    if text.startswith(("[", "%")):  # would be read as the name of a format, as a weight
        text = f"&#{ord(text[0])};{text[1:]}"
    return _escape(text)


def _plain(line: str) -> str:
    return f"[plain]{_escape(line)}" if FORM.match(line) else _escape(line)


def _feedback(line: str) -> str:
    return f"#{_html(line)}" if line else ""


def _listed(lines: Iterable[str]) -> str:
    return "".join(f"\n\t{line}" for line in lines) + "\n"


def _write_one_choice(value: dict[str, Any]) -> str:
    signs = {True: "=", False: "~"}
    return _listed(
        f"{signs[one['is_correct']]}{_html(one['text'])}{_feedback(one['feedback'])}" for one in value["options"]
    )


def _write_several(value: dict[str, Any]) -> str:
    """A wrong option takes everything away: all that is right must be marked, and nothing else."""
    share = f"{100 / max(1, sum(one['is_correct'] for one in value['options'])):.5f}".rstrip("0").rstrip(".")
    weights = {True: f"~%{share}%", False: "~%-100%"}
    return _listed(
        f"{weights[one['is_correct']]}{_html(one['text'])}{_feedback(one['feedback'])}" for one in value["options"]
    )


def _write_true_false(value: dict[str, Any]) -> str:
    right, wrong = value["feedback_true"], value["feedback_false"]
    if not value["is_true"]:
        right, wrong = wrong, right
    return f"{'TRUE' if value['is_true'] else 'FALSE'}#{_html(wrong)}#{_html(right)}"


def _write_short_text(value: dict[str, Any]) -> str:
    right = _feedback(value["feedback_right"])
    lines = [f"=%100%{_plain(answer.replace('*', chr(92) + '*'))}{right}" for answer in value["accepted"]]
    if value["feedback_wrong"]:
        lines.append(f"=%0%*{_feedback(value['feedback_wrong'])}")
    return _listed(lines)


def _write_match(value: dict[str, Any]) -> str:
    lines = [f"={_html(pair['left'])} -> {_escape(pair['right'])}" for pair in value["pairs"]]
    general = pair_feedback(value["pairs"])
    if general:
        lines.append("####" + _html(*general.split("\n")))
    return _listed(lines)


WRITERS = {
    "one_choice": _write_one_choice,
    "several": _write_several,
    "true_false": _write_true_false,
    "short_text": _write_short_text,
    "match": _write_match,
}


# --- Reading -------------------------------------------------------------------------------------------------------


def read_gift(raw: bytes) -> Reading:
    """Raises NotUtf8, NoQuestions, TooManyQuestions; whatever is wrong with one question is said of that one."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotUtf8 from error
    if "\x00" in text:  # UTF-16 without a mark, or no text at all
        raise NotUtf8
    pieces = list(_pieces(SIGN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))))
    if not pieces:
        raise NoQuestions
    if len(pieces) > MOST_ITEMS:
        raise TooManyQuestions
    reading = Reading(counts_lines=True)
    for line, piece in pieces:
        question = _Question(piece)
        try:
            kind, value = question.read()
        except DomainError as error:
            reading.refused.append(Remark(line, question.label(), error.message))
        else:
            reading.items.append(Item(kind, value, line))
            reading.notes += [Remark(line, question.label(), message) for message in question.left_out]
    return reading


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """(number of its first line, a question), without comments and categories."""
    begun, lines = 0, list[str]()
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        bare = line.strip()
        if bare.startswith(("//", "$CATEGORY:", "$COURSE$")):
            continue
        if bare:
            begun = begun or number
            lines.append(line)
        elif lines:
            yield begun, "\n".join(lines)
            begun, lines = 0, []


class _Question:
    def __init__(self, text: str) -> None:
        self.text = ESCAPE.sub(lambda found: ESCAPED[found[1]], text.strip())
        self.title = ""
        self.form = "moodle"
        self.left_out: list[StrOrPromise] = []
        if self.text.startswith("::") and (end := self.text.find("::", 2)) > 0:
            self.title, self.text = self.text[2:end], self.text[end + 2 :].strip()

    def label(self) -> str:
        """How a person finds it again."""
        shown = " ".join(_meant(self.title or FORM.sub("", self.text, count=1).partition("{")[0]).split())
        return clean_line(shown[:80], most=80)

    def read(self) -> tuple[str, dict[str, Any]]:
        prompt, answers = self._parted()
        if found := FORM.match(prompt):
            self.form, prompt = found[1], prompt[found.end() :]
        if answers is None:
            raise NotTaken(_("It has no answers: a text between questions is not taken."))
        answers, mark, general = answers.rpartition("####") if "####" in answers else (answers, "", "")
        if MEDIA.search(self.text):
            self.left_out.append(_("A picture or a recording in it was left out."))
        builder = Builder(self._line(prompt), self._lines(general) if mark else ())
        made = self._made(builder, answers.strip())
        self.left_out += builder.left_out
        return made

    def _parted(self) -> tuple[str, str | None]:
        """(question, what stands in its braces)"""
        before, opened, rest = self.text.partition("{")
        inner, closed, after = rest.partition("}")
        if not opened and "}" not in before:
            return before, None
        if not opened or not closed or "}" in before or "{" in inner:
            raise NotTaken(_("A brace is missing, or one that is part of the text has no backslash before it."))
        if "{" in after or "}" in after:
            raise NotTaken(_("There is more than one pair of braces: an empty line is missing between two questions."))
        return (f"{before}_____{after}" if after.strip() else before), inner

    def _made(self, builder: Builder, answers: str) -> tuple[str, dict[str, Any]]:
        if not answers:
            # An essay. Where open questions are taken one day, this is the place.
            raise NotTaken(_("It asks for a free text (essay): not taken."))
        if answers.startswith("#"):
            raise NotTaken(_("It asks for a number within limits (numerical): not taken."))
        check_count(answers.count("=") + answers.count("~"))
        if "~" in answers:
            return builder.choice(list(self._options(answers)), single="=" in answers)
        word, *feedback = answers.split("#", 2)
        if word.strip() in TRUE + FALSE:
            return self._true_false(builder, word.strip() in TRUE, feedback)
        pieces = [piece.strip() for piece in answers.split("=") if piece.strip()]
        if any("->" in piece.partition("#")[0] for piece in pieces):
            return builder.match([self._pair(piece) for piece in pieces])
        return builder.short_text([self._answer(piece, 100, "plain") for piece in pieces])

    def _options(self, answers: str) -> Iterator[Answer]:
        first, *pieces = re.split(r"(?=[=~])", answers)
        if first.strip():
            raise NotTaken(_("An option begins neither with “=” nor with “~”."))
        for piece in pieces:
            yield self._answer(piece[1:].strip(), 100 if piece[0] == "=" else 0)

    def _answer(self, piece: str, fraction: float, form: str = "") -> Answer:
        if found := WEIGHT.match(piece):
            fraction, piece = float(found[1]), piece[found.end() :]
        text, _mark, feedback = piece.partition("#")
        return Answer(self._line(text, form), fraction, self._line(feedback))

    def _true_false(self, builder: Builder, is_true: bool, feedback: list[str]) -> tuple[str, dict[str, Any]]:
        wrong, right = [*map(self._line, feedback), "", ""][:2]
        if_true, if_false = (right, wrong) if is_true else (wrong, right)
        return builder.true_false(is_true=is_true, if_true=if_true, if_false=if_false)

    def _pair(self, piece: str) -> tuple[str, str]:
        left, arrow, right = piece.partition("->")
        if not arrow:
            raise NotTaken(_("One of its pairs has no “->”."))
        return self._line(left), line_of(_meant(right), "plain")

    def _line(self, text: str, form: str = "") -> str:
        return " ".join(self._lines(text, form))

    def _lines(self, text: str, form: str = "") -> list[str]:
        text, form = text.strip(), form or self.form
        if found := FORM.match(text):
            form, text = found[1], text[found.end() :]
        return lines_of(_meant(text), form)


def _meant(text: str) -> str:
    return SIGN.sub(lambda found: MEANT[found[0]], text)
