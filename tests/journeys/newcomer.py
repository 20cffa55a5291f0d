"""What a newcomer does on the site, one deed a method, in the words that they read on the page."""

import re
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Download, Locator, expect
from pypdf import PdfReader

from tests.conftest import PASSWORD
from tests.core.processes import until
from tests.journeys.window import Window
from tests.live_site import text_of
from tests.shipped_courses import Course, Question, Unit, course_at, course_of, plain

OTHER = {"en": "es", "es": "en"}
FIRST = course_of("welcome")
LONG = course_of("look-after-your-web-site")  # its lessons have blocks that are taller than a third of a screen
IN_THE_MIDDLE = "rows => rows.findIndex((row, i) => i > 4 && row.offsetHeight > innerHeight / 3)"


@dataclass
class Newcomer:
    window: Window
    name: str
    email: str
    looks: list[str] = field(default_factory=list)

    @property
    def language(self) -> str:
        return self.window.shown_language

    def look(self, name: str) -> None:
        self.window.look(name)

    # --- As a stranger -------------------------------------------------------------------------------------------------

    def finds_a_course(self) -> Course:
        window = self.window
        window.visit("/")
        self.look("home")
        window.link("See the courses").click()
        self.look("catalogue")
        window.page.go_back()
        window.link("Start with one lesson").click()
        course = course_at(window.path)
        assert course == FIRST
        expect(window.page.get_by_role("heading", level=1)).to_have_text(course.titles[self.language])
        self.look("course")
        return course

    def reads_the_first_lesson(self, course: Course) -> None:
        window, first = self.window, course.units[0]
        window.link("Read the first lesson").click()
        window.arrives(first.paths[self.language])
        self.look("lesson")
        self.marks_done(course.units[1])
        window.page.go_back()
        window.page.reload()
        expect(window.page.locator(".next-bar").get_by_role("button")).to_have_count(0)

    def is_asked_who_they_are_at_the_quiz(self, unit: Unit) -> None:
        self.window.visit(unit.paths[self.language])
        self.look("quiz-of-a-stranger")
        self.window.link("Sign up").click()

    # --- Signing up ----------------------------------------------------------------------------------------------------

    def signs_up(self) -> None:
        window = self.window
        self.look("sign-up")
        window.field("Your name", "field").fill(self.name)
        window.field("E-mail", "field").fill(self.email)
        window.field("Password", "field").fill(PASSWORD)
        window.switch(OTHER[self.language])  # changed their mind about the language, with a form half written
        window.switch(OTHER[self.language])
        expect(window.field("Your name", "field")).to_have_value(self.name)
        expect(window.field("E-mail", "field")).to_have_value(self.email)
        window.field("Password", "field").fill(PASSWORD)
        window.button("Make an account").click()
        expect(window.page.get_by_role("heading", level=1)).to_have_text(window.words("Confirm your e-mail"))
        self.look("code")

    def reads_on_before_the_code_comes(self, course: Course) -> None:
        window, second = self.window, course.units[1]
        window.link("Read on").click()
        self.look("home-while-a-code-is-awaited")
        window.visit(second.paths[self.language])
        self.marks_done(course.units[2])
        window.link("Type the code").click()
        expect(window.page.get_by_role("heading", level=1)).to_have_text(window.words("Confirm your e-mail"))

    def types_the_code(self) -> None:
        mail = self.window.site.mail_with(self.email, "code" if self.language == "en" else "código")
        assert mail["Content-Language"] == self.language
        code = re.search(r"^\s*([A-Z0-9-]{6,12})\s*$", text_of(mail), re.MULTILINE)
        assert code, text_of(mail)
        self.window.field("Code", "field").fill("NOT-IT")
        with self.window.expecting(400):
            self.window.button("Continue").click()
        self.look("code-that-is-wrong")
        self.window.field("Code", "field").fill(code[1])
        self.window.button("Continue").click()

    # --- Learning ------------------------------------------------------------------------------------------------------

    def marks_done(self, following: Unit) -> None:
        self.window.button("Done, next").click()
        self.window.arrives(following.paths[self.language])

    def opens(self, course: Course, unit: Unit) -> None:
        """From the course page, along its path."""
        self.window.visit(course.paths[self.language])
        self.step(unit).get_by_role("link").click()
        self.window.arrives(unit.paths[self.language])

    def step(self, unit: Unit) -> Locator:
        title = plain(unit.titles[self.language])
        return self.window.page.locator(".path li", has=self.window.page.get_by_role("link", name=title, exact=True))

    def has_done(self, course: Course, units: list[Unit]) -> None:
        """The course's path says so, for these and for no other."""
        self.window.visit(course.paths[self.language])
        done = self.window.words("done", "step")
        for unit in course.units:
            words = expect(self.step(unit))
            if unit in units:
                words.to_contain_text(f"({done})")
            else:
                words.not_to_contain_text(f"({done})")

    def enrols(self, course: Course) -> None:
        window = self.window
        window.page.get_by_role("navigation").get_by_role("link", name=window.words("Courses"), exact=True).click()
        window.page.get_by_role("link", name=course.titles[self.language], exact=True).click()
        window.arrives(course.paths[self.language])
        self.look("course-before-enrolling")
        window.button("Start this course").click()
        window.arrives(course.units[0].paths[self.language])
        self.has_done(course, [])
        self.look("course-enrolled")

    def changes_language_in_mid_lesson(self, unit: Unit) -> None:
        """The same lesson; with scripts also the same paragraph, because its blocks have the same names."""
        window, wanted = self.window, OTHER[self.language]
        blocks = window.page.locator("[id^=b-]")
        block = blocks.nth(blocks.evaluate_all(IN_THE_MIDDLE))
        name = block.get_attribute("id")
        block.evaluate("block => block.scrollIntoView({block: 'start', behavior: 'instant'})")
        window.switch(wanted)
        window.arrives(unit.paths[wanted] + (f"#{name}" if window.scripts else ""))
        if window.scripts:
            expect(window.page.locator(f"[id='{name}']")).to_be_in_viewport()
        self.look("lesson-in-the-other-language")
        window.link("Read in both languages side by side").click()
        self.look("lesson-in-both")
        window.link("One language").click()

    # --- Quizzes -------------------------------------------------------------------------------------------------------

    def answers(self, unit: Unit, *, right: bool, only: range | None = None) -> None:
        for i in only or range(len(unit.questions)):
            question = unit.questions[i]
            if question.kind == "short_text":
                self._question(i).get_by_role("textbox").fill(self._text(question, right=right))
                continue
            boxes = self._question(i).locator("input:is([type=radio], [type=checkbox])")
            for position in question.right if right else question.wrong:
                if question.kind == "true_false":
                    boxes.nth(position).check()
                else:
                    words = plain(question.options[position][self.language])
                    self._question(i).get_by_label(words, exact=True).check()

    def _question(self, position: int) -> Locator:
        return self.window.page.locator("#quiz .field").nth(position)

    def _text(self, question: Question, *, right: bool) -> str:
        return question.accepted[self.language][0] if right else "¿…?"

    def finds_answers(self, unit: Unit, *, right: bool, only: range) -> None:
        """In the form, whatever its language: these questions answered, the others not."""
        for i, question in enumerate(unit.questions):
            if question.kind == "short_text":
                kept = self._text(question, right=right) if i in only else ""
                there = self._question(i).get_by_role("textbox").input_value()
                assert there in {kept, *question.accepted["en"], *question.accepted["es"]} if kept else there == ""
                continue
            boxes = self._question(i).locator("input:is([type=radio], [type=checkbox])")
            checked = [n for n in range(boxes.count()) if boxes.nth(n).is_checked()]
            wanted = (question.right if right else question.wrong) if i in only else []
            assert checked == wanted, f"question {i + 1} of {unit.titles[self.language]}"

    def changes_language_with_half_a_quiz(self, unit: Unit) -> None:
        half = range(len(unit.questions) // 2)
        self.look("quiz")
        self.answers(unit, right=False, only=half)
        self.window.switch(OTHER[self.language])
        assert self.window.path == unit.paths[self.language]
        self.finds_answers(unit, right=False, only=half)
        self.look("quiz-half-answered")

    def hands_in_half_a_quiz(self, unit: Unit) -> None:
        with self.window.expecting(400):
            self.window.button("Check my answers").click()
        errors = self.window.page.get_by_text(self.window.words("This question has no answer yet."))
        expect(errors).to_have_count(len(unit.questions) - len(unit.questions) // 2)
        self.look("quiz-not-complete")
        self.finds_answers(unit, right=False, only=range(len(unit.questions) // 2))

    def fails_and_reads_why(self, unit: Unit) -> None:
        self.answers(unit, right=False)
        self.window.button("Check my answers").click()
        expect(self.window.page.get_by_text(self.window.words("Not yet: try again"))).to_be_visible()
        for question in unit.questions:
            told = question.feedback[1 if question.kind == "short_text" else question.wrong[0]]
            expect(self.window.page.locator(".results")).to_contain_text(plain(told[self.language]))
        self.look("quiz-failed")

    def tries_again_and_passes(self, unit: Unit) -> None:
        self.window.link("Try again").click()
        self.finds_answers(unit, right=True, only=range(0))
        self.passes(unit)

    def passes(self, unit: Unit) -> None:
        self.answers(unit, right=True)
        self.window.button("Check my answers").click()
        expect(self.window.page.locator(".result.right")).to_have_count(len(unit.questions))
        self.look("quiz-passed")

    # --- What was earned -----------------------------------------------------------------------------------------------

    def finds_the_badge(self, course: Course) -> None:
        """Given by a job a moment after the last unit: the page shows it as soon as it is there."""
        window = self.window
        badge = window.page.get_by_role("link", name=course.achievement[self.language], exact=True)
        window.link("To my page").click()

        def is_there() -> bool:
            window.page.reload()
            return badge.is_visible()

        until(is_there, "the badge on my page")
        self.look("my-page")
        badge.click()
        self.look("certificate")

    @property
    def code(self) -> str:
        return self.window.path.rstrip("/").rpartition("/")[2]

    def takes_the_certificate(self, language: str) -> PdfReader:
        """Where it is not made yet, the page that says so asks again by itself until it is."""
        label = {"en": "Download PDF in English", "es": "Descargar PDF en español"}[language]
        with self.window.page.expect_download(timeout=60_000) as download:
            self.window.page.get_by_role("link", name=label, exact=True).click()
        return read_pdf(download.value)

    def sees_it_being_made(self, language: str) -> PdfReader:
        """The other language is made only when it is asked for."""
        label = {"en": "Download PDF in English", "es": "Descargar PDF en español"}[language]
        page = self.window.page
        with self.window.page.expect_download(timeout=60_000) as download:
            page.get_by_role("link", name=label, exact=True).click()
            expect(page.get_by_role("heading", level=1)).to_have_text(
                self.window.words("Your certificate is being made")
            )
            body = page.content()
        self.window.look_at("certificate-being-made", page.url, body)
        return read_pdf(download.value)


def read_pdf(download: Download) -> PdfReader:
    return PdfReader(BytesIO(Path(download.path()).read_bytes()))


def says(pdf: PdfReader, words: str) -> bool:
    """Whatever the lines break at."""
    text = "".join(page.extract_text() for page in pdf.pages)
    return "".join(words.split()) in "".join(text.split())
