"""A learner's whole way over HTTP, without a browser: forms are read as they are served and posted as they stand."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import requests
from bs4 import BeautifulSoup, Tag

from tests.conftest import PASSWORD
from tests.core.processes import until
from tests.live_site import Site, text_of
from tests.shipped_courses import Course, Question, Unit

LONG = 180.0  # a supervisor waits longer before each restart of what keeps ending


class Walker:
    def __init__(self, site: Site, name: str, email: str, language: str) -> None:
        self.site, self.name, self.email, self.language = site, name, email, language
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = language
        self.page = BeautifulSoup("", "html.parser")
        self.url = site.address

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()

    # --- The few things that a browser does ----------------------------------------------------------------------------

    def get(self, path: str) -> requests.Response:
        return self._arrive(self.session.get(urljoin(self.url, path), timeout=30))

    def submit(self, action: str, button: str = "", **fields: Any) -> requests.Response:
        """Posts the page's form whose address holds ``action``."""
        form = self.page.find("form", attrs={"action": re.compile(re.escape(action))})
        assert isinstance(form, Tag), f"no form for {action} on {self.url}"
        data = {str(one["name"]): one.get("value", "") for one in form.select("input[type=hidden][name]")}
        several = {name: [one.get("value", "") for one in form.select(f'input[name="{name}"]')] for name in ("asked",)}
        data |= {name: values for name, values in several.items() if values} | fields
        if button:
            data[button] = "1"
        address = urljoin(self.url, str(form["action"]))
        return self._arrive(self.session.post(address, data, headers={"Referer": self.url}, timeout=30))

    def _arrive(self, response: requests.Response) -> requests.Response:
        response.raise_for_status()
        self.url = response.url
        if response.headers["Content-Type"].startswith("text/html"):
            self.page = BeautifulSoup(response.text, "html.parser")
        return response

    # --- The way -------------------------------------------------------------------------------------------------------

    def deeds(self, course: Course) -> Iterator[Callable[[], object]]:
        """One after the other; each of them makes the site promise something."""
        yield lambda: self._reads_as_a_stranger_and_signs_up(course.units[0])
        yield self._types_the_code
        for unit in course.units[1:]:
            yield lambda unit=unit: self._does(unit)
        yield lambda: self._takes(self.language)
        yield lambda: self._takes({"en": "es", "es": "en"}[self.language])

    def _reads_as_a_stranger_and_signs_up(self, unit: Unit) -> None:
        self.get(unit.paths[self.language])
        self.submit("/done/")
        self.get(f"/{self.language}/accounts/signup/")
        self.submit("/signup/", chosen_name=self.name, email=self.email, password1=PASSWORD)

    def _types_the_code(self) -> None:
        mail = self.site.mail_with(self.email, "")
        code = re.search(r"^\s*([A-Z0-9-]{6,12})\s*$", text_of(mail), re.MULTILINE)
        assert code, text_of(mail)
        self.submit("/confirm-email/", code=code[1])

    def _does(self, unit: Unit) -> None:
        self.get(unit.paths[self.language])
        if unit.kind == "lesson":
            self.submit("/done/")
            return
        fields = self.page.select("#quiz .field")
        given = [self._answer(field, question) for field, question in zip(fields, unit.questions, strict=True)]
        texts = [str(one["value"]) for one in self.page.select('input[name="asked_text"]')]
        self.submit("/answers/", button="hand_in", **dict(given), asked_text=texts)

    def _answer(self, field: Tag, question: Question) -> tuple[str, Any]:
        name = str(field["id"])
        if question.kind == "short_text":
            return name, question.accepted[self.language][0]
        values = [str(box["value"]) for box in field.select("input[type=radio], input[type=checkbox]")]
        return name, [values[position] for position in question.right]

    def _takes(self, language: str) -> None:
        """As soon as the award is there; then as often as the page asks for patience."""
        until(self._has_a_certificate, "the certificate on my page", pause=0.5, patience=LONG)
        address = f"{self.certificate}{language}.pdf"

        def is_made() -> bool:
            return self.get(address).headers["Content-Type"] == "application/pdf"

        until(is_made, f"the certificate in {language}", pause=0.5, patience=LONG)

    def _has_a_certificate(self) -> bool:
        self.get(f"/{self.language}/my/")
        return bool(self.page.select('a[href*="/certificates/"]'))

    @property
    def certificate(self) -> str:
        self.get(f"/{self.language}/my/")
        links = {urlsplit(str(link["href"])).path for link in self.page.select('a[href*="/certificates/"]')}
        assert len(links) == 1, links
        return links.pop()
