"""The chapters of a carried course as HTML, and what stands around them; the files are made of these."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from courses.queries.books import Chapter, Sides, chapters_of, cover_of, in_wanted, wanted_languages
from courses.queries.outline import Course
from courses.queries.quizzes import Question, Quiz

HERE = Path(__file__).parent
LETTERS = "abcdefgh"
# Translators: the last heading in a book
ANSWERS = _("Answers")
# Translators: a heading: the list of what a book holds
CONTENTS = pgettext_lazy("book", "Contents")
# Translators: before the words for a picture that is not in the file: "[Picture: …]"
PICTURE = pgettext_lazy("book", "Picture:")
# Translators: an answer to a statement
TRUE = pgettext_lazy("answer", "True")
# Translators: an answer to a statement
FALSE = pgettext_lazy("answer", "False")
GOOD_ANSWER = _("What a good answer holds")
DRAWN = _("On the site this quiz also asks questions from a question bank, others for each try.")
ORIGIN = _(
    "From %(site)s, as it stood on %(day)s. Your progress and your questions have their place there: %(address)s"
)


@dataclass(frozen=True)
class Part:
    """One section of a book: ``html`` as templates draw it, not yet fit to stand alone."""

    anchor: str
    title: str
    titles: Sides
    html: str


@dataclass
class Book:
    """A course in one language or both. Read ``parts`` once and in order: the answers come last, as they were met."""

    course: Course
    number: int
    languages: list[str]
    now: datetime
    solved: list[dict[str, Any]] = field(default_factory=list)

    @property
    def language(self) -> str:
        return self.languages[0]

    @property
    def title(self) -> str:
        return plain(in_wanted(self.course.titles, self.languages))

    @property
    def left_out(self) -> str:
        return plain(said(PICTURE, self.languages))

    @property
    def contents(self) -> str:
        return plain(said(CONTENTS, self.languages))

    def parts(self) -> Iterator[Part]:
        yield self._cover()
        for chapter in chapters_of(self.number, self.course, self.languages):
            yield self._chapter(chapter)
        if self.solved:
            titles = said(ANSWERS, self.languages)
            html = render_to_string("courses/carry/answers.html", {"titles": titles, "solved": self.solved})
            yield Part("answers", plain(titles), titles, html)

    def _cover(self) -> Part:
        cover = cover_of(self.course, self.languages)
        origins = []
        for code in self.languages:
            with override(code):
                address = settings.SITE_URL + self.course.in_language(code).path
                day = date_format(self.now, "DATE_FORMAT")
                origins.append((code, ORIGIN % {"site": settings.SITE_NAME, "day": day, "address": address}))
        context = {
            "cover": cover,
            "origins": origins,
            "for_whom": said(_("For whom"), self.languages),
            "able_to": said(_("What you will be able to do"), self.languages),
        }
        return Part("cover", plain(cover.titles), cover.titles, render_to_string("courses/carry/cover.html", context))

    def _chapter(self, chapter: Chapter) -> Part:
        questions = list(_questions(chapter.quiz, self.languages)) if chapter.quiz else []
        if questions and chapter.quiz and not chapter.quiz.rules.is_limited:
            self.solved.append({"titles": chapter.titles, "number": chapter.number, "questions": questions})
        draws = said(DRAWN, self.languages) if chapter.quiz and chapter.quiz.draws else []
        context = {"chapter": chapter, "questions": questions, "draws": draws}
        html = render_to_string("courses/carry/unit.html", context)
        return Part(f"u{chapter.number}", f"{chapter.number}. {plain(chapter.titles)}", chapter.titles, html)


def open_book(*, course: Course, number: int, languages: str, now: datetime) -> Book:
    return Book(course, number, wanted_languages(languages, course), now)


def said(words: Promise | str, languages: Sequence[str]) -> Sides:
    """The site's own words in each of the languages."""
    found = []
    for code in languages:
        with override(code):
            found.append((code, str(words)))
    return found


def plain(sides: Sides) -> str:
    """On one line, for where no markup may stand."""
    return " · ".join(dict.fromkeys(re.sub(r"`([^`]+)`", r"\1", text) for _, text in sides))


def style(*, paged: bool) -> str:
    """``paged``: with rules for paper, which readers of books do not understand."""
    names = ("carried.css", "printed.css") if paged else ("carried.css",)
    return "".join((HERE / name).read_text(encoding="utf-8") for name in names)


def contents_list(parts: Sequence[tuple[str, str]]) -> str:
    """(address, title) of each part as an ordered list: the same in every kind of file."""
    items = "".join(f'<li><a href="{escape(address)}">{escape(title)}</a></li>' for address, title in parts)
    return f"<ol>{items}</ol>"


def _questions(quiz: Quiz, languages: Sequence[str]) -> Iterator[dict[str, Any]]:
    for position, question in enumerate(quiz.questions, start=1):
        yield {
            "position": position,
            "prompts": in_wanted(question.prompts, languages),
            "options": _options(question, languages),
            "targets": [in_wanted(one.texts, languages) for one in question.targets if one.texts],
            "right": _right(question, languages),
        }


def _options(question: Question, languages: Sequence[str]) -> list[Sides]:
    words = {"true": said(TRUE, languages), "false": said(FALSE, languages)}
    return [words.get(option.id) or in_wanted(option.texts, languages) for option in question.options]


def _right_pairs(question: Question, languages: Sequence[str]) -> list[dict[str, Any]]:
    """What is matched with what belongs to it; what is put in order with its place."""
    things = {option.id: option for option in question.options}
    pairs = dict(pair.split("=") for pair in question.pairs)  # thing → target
    found = []
    for place, target in enumerate(question.targets, start=1):
        thing = things[next(one for one, own in pairs.items() if own == target.id)]
        sides = {code: f"{text} → {target.texts[code]}" for code, text in thing.texts.items() if target.texts.get(code)}
        words = in_wanted(sides or thing.texts, languages)
        reasons = in_wanted(thing.feedback, languages)
        found.append({"letter": "" if sides else str(place), "words": words, "reasons": reasons})
    return found


def _right(question: Question, languages: Sequence[str]) -> list[dict[str, Any]]:
    """Each right answer with its letter and why; of a short text what is accepted; of an open question what it holds."""
    if question.targets:
        return _right_pairs(question, languages)
    if question.is_open:
        reasons = in_wanted(question.feedback, languages)
        return [{"letter": "", "words": said(GOOD_ANSWER, languages), "reasons": reasons}]
    if not question.options:
        accepted = " / ".join(sorted(question.accepted))
        return [{"letter": "", "words": [("", accepted)], "reasons": in_wanted(question.feedback_right, languages)}]
    options = _options(question, languages)
    return [
        {"letter": letter, "words": words, "reasons": in_wanted(option.feedback, languages)}
        for letter, words, option in zip(LETTERS, options, question.options, strict=False)
        if option.is_correct
    ]
