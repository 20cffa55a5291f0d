"""What trainers, interpreters and learners do around a workshop, one deed a method, in the words that they read."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Download, Locator, expect

from lms.accounts.domain import current_code
from lms.core import clock
from tests.core.processes import until
from tests.journeys.test_pages import sign_in
from tests.journeys.window import Window
from tests.journeys.words import say
from tests.live_site import Site, text_of
from tests.workshops.ical import Component, read

KEPT, COMPARED = "America/Mexico_City", "America/New_York"  # whose clock is kept, and which one it is compared with
STARTS = time(18, 0)
WEEKS = 6
LINK = re.compile(r"https?://\S+")
TRAINER = """
from lms.accounts.domain import grant_role
from lms.accounts.domain.second_factor import set_totp
from lms.accounts.enums import Role
from lms.accounts.queries import person_by_address
from lms.core import clock
person = person_by_address({address!r})
grant_role(person=person, role=Role.TRAINER, by=None, now=clock.now())
print("secret", set_totp(person=person, now=clock.now()))
"""
MOVE = """
from datetime import timedelta
from zoneinfo import ZoneInfo
from lms.core import clock
from lms.core.walls import wall_at
from workshops.domain.rescheduling import move_session
from workshops.models import Session
now, session = clock.now(), Session.objects.get(key={key!r})
start = wall_at(now + timedelta(minutes={minutes}), ZoneInfo(session.zone)).replace(second=0, microsecond=0, tzinfo=None)
move_session(session=session, start=start, zone=session.zone, minutes=session.minutes, now=now)
"""


@dataclass(frozen=True)
class Titles:
    en: str
    es: str

    def __getitem__(self, language: str) -> str:
        return {"en": self.en, "es": self.es}[language]


def first_day() -> date:
    """Ten days from now on the clock that is kept: whatever the hour, an offer then has a waking moment to end in."""
    return (clock.now().astimezone(ZoneInfo(KEPT)) + timedelta(days=10)).date()


def clocks_move_apart() -> bool:
    """Whether the two places are not the same hours apart at each session."""
    days = [datetime.combine(first_day() + timedelta(weeks=week), STARTS, ZoneInfo(KEPT)) for week in range(WEEKS)]
    return len({day.utcoffset() - day.astimezone(ZoneInfo(COMPARED)).utcoffset() for day in days}) > 1


def links_in(site: Site, address: str, words: str) -> list[str]:
    """The paths that a mail leads to."""
    found = LINK.findall(text_of(site.mail_with(address, words)))
    assert all(link.startswith(site.address) for link in found), found
    return [link.removeprefix(site.address) for link in found]


def begins_in(site: Site, key: str, *, minutes: int) -> None:
    """The session is moved to now by those who run the house: everybody hears of it as of any other change."""
    site.run(MOVE.format(key=key, minutes=minutes))


@dataclass
class Somebody:
    window: Window
    email: str

    @property
    def site(self) -> Site:
        return self.window.site

    @property
    def language(self) -> str:
        return self.window.language

    def enters(self, back_to: str = "") -> None:
        sign_in(self.window, self.email, self.language, back_to=back_to)
        self.window.arrives(back_to or f"/{self.language}/my/")

    def is_told(self, message: str, **values: object) -> None:
        expect(self.window.page.get_by_role("status").or_(self.window.page.get_by_role("alert"))).to_contain_text(
            self.window.words(message, **values)
        )


@dataclass
class Trainer(Somebody):
    """In the editor, which needs scripts, and on the pages beside it."""

    titles: Titles
    key: str = ""  # of the first session

    @classmethod
    def comes(cls, window: Window, titles: Titles) -> "Trainer":
        language = window.language
        email = window.site.add_person("Teresa", language)
        secret = window.site.run(TRAINER.format(address=email)).partition("secret ")[2].strip()
        sign_in(window, email, language, back_to="/cms/workshops/")
        window.field("Code", "field").fill(current_code(secret=secret, now=clock.now()))
        window.page.locator("main form button[type=submit]").first.click()
        window.arrives("/cms/workshops/")
        return cls(window, email, titles)

    # --- Planning ------------------------------------------------------------------------------------------------------

    def plans_six_weeks(self) -> None:
        """Preview, a second thought about the title, and then the sessions."""
        window, page = self.window, self.window.page
        window.look("desk-empty")
        window.link("New series or session").click()
        window.look("desk-new-series")
        given = {
            "title_en": "Backups",
            "title_es": self.titles.es,
            "summary_en": "Your files come back when a disk fails.",
            "summary_es": "Tus archivos vuelven cuando falla un disco.",
            "starts_on": first_day().isoformat(),
            "starts_time": STARTS.isoformat("minutes"),
            "count": str(WEEKS),
            "room_seats": "2",
            "online_seats": "10",
            "meeting_link": "https://meet.example/backups",
        }
        for name, value in given.items():
            page.locator(f"[name={name}]").fill(value)
        for name, value in {"zone": KEPT, "frequency": "weekly", "format": "both", "spoken": "both"}.items():
            page.locator(f"[name={name}]").select_option(value)
        page.locator("[name=venue]").select_option(label="Demo Hall")
        page.locator(f"[name=other_zones][value='{COMPARED}']").check()
        window.button("Show me what comes of it").click()
        self._sees_what_comes_of_it()
        window.button("Change something").click()
        expect(page.locator("[name=summary_en]")).to_have_value(given["summary_en"])
        page.locator("[name=title_en]").fill(self.titles.en)
        window.button("Show me what comes of it").click()
        self._sees_what_comes_of_it()
        window.look("desk-preview")
        window.button("Make these sessions").click()
        expect(page.get_by_role("row")).to_have_count(1 + WEEKS)
        window.look("desk-series")

    def _sees_what_comes_of_it(self) -> None:
        page = self.window.page
        expect(page.locator("ol .moment")).to_have_count(WEEKS)
        says = page.get_by_text(self.window.words("Clocks move apart"), exact=True)
        expect(says).to_have_count(int(clocks_move_apart()))

    def announces_them(self) -> None:
        page = self.window.page
        page.locator("main form button.button").last.click()
        expect(page.locator(".w-status--primary")).to_have_count(WEEKS)
        page.get_by_role("row").nth(1).get_by_role("link").click()
        self.key = re.findall(r"/sessions/([0-9a-f-]{36})/", page.url)[0]
        self.window.look("desk-session")

    # --- People --------------------------------------------------------------------------------------------------------

    @property
    def row(self) -> Locator:
        """The first session on the staffing board."""
        return self.window.page.locator(f"#s-{self.key}")

    def opens_the_board(self) -> None:
        self.window.visit(f"/cms/workshops/sessions/{self.key}/")
        self.desk_link("Staffing", "who works in workshops").click()
        self.window.page.wait_for_url(f"**/workshops/staffing/#s-{self.key}")

    def desk_link(self, message: str, context: str | None = None) -> Locator:
        return self.window.page.locator("main").get_by_role(
            "link", name=self.window.words(message, context), exact=True
        )

    def asks_the_interpreters(self, names: list[str]) -> None:
        """Both at once, for all six weeks."""
        self.opens_the_board()
        self.window.look("staffing-with-gaps")
        gap = self.row.locator("form", has=self.window.page.locator("input[name=role][value=interpreter]"))
        for name in names:
            gap.get_by_role("checkbox", name=name).check()
        gap.locator("[name=following]").check()
        gap.get_by_role("button").click()
        expect(self.row.get_by_text(names[0])).not_to_have_count(0)
        self.window.look("staffing-asked")

    def leads_it_oneself(self) -> None:
        self.row.locator("details summary").last.click()
        form = self.row.locator("form", has=self.window.page.locator("input[name=address]"))
        form.locator("[name=role]").select_option("lead")
        form.locator("[name=address]").fill(self.email)
        form.get_by_role("button").click()
        self.window.visit(f"/{self.language}/workshops/asked/")
        self.window.look("asked")
        self.window.button("Yes, I can").click()
        expect(self.window.page.locator("#promised")).to_be_visible()
        self.window.look("asked-and-promised")

    def confirms_the_first(self) -> None:
        self.opens_the_board()
        self.row.get_by_role("button", name=self.window.words("Confirm the session"), exact=True).click()
        self.is_told("The session is confirmed.")
        self.window.look("staffing-confirmed")

    # --- In the room ---------------------------------------------------------------------------------------------------

    def shows_the_code(self) -> str:
        self.window.visit(f"/cms/workshops/sessions/{self.key}/")
        self.desk_link("Show the code").click()
        code = self.window.page.locator(".sign-in-code")
        expect(code).to_be_visible()
        self.window.look("code-on-the-screen")
        return code.inner_text()

    def writes_to_those_with_a_seat(self, words: dict[str, str]) -> None:
        window = self.window
        window.visit(f"/cms/workshops/sessions/{self.key}/")
        self.desk_link("Write to the people of a session").click()
        for language, text in words.items():
            window.page.locator(f"[name=subject-{language}]").fill(text)
            window.page.locator(f"[name=body-{language}]").fill(f"{text}!")
        window.look("write")
        window.button("See it in both languages").click()
        expect(window.page.locator("article[lang]")).to_have_count(2)
        window.look("write-preview")
        window.button("Send it").click()
        self.is_told_something()

    def puts_up(self, title: str, link: str) -> None:
        window = self.window
        window.visit(f"/cms/workshops/sessions/{self.key}/")
        self.desk_link("Materials and recordings").click()
        window.field("Title").fill(title)
        window.page.locator("[name=link]").fill(link)
        window.look("materials-form")
        window.button("Put it up").click()
        expect(window.page.get_by_role("link", name=title)).to_be_visible()

    def looks_at_who_came(self, name: str) -> None:
        """On the roster, in the table for a spreadsheet, and at what people answered."""
        window = self.window
        window.visit(f"/cms/workshops/sessions/{self.key}/")
        self.desk_link("Who comes").click()
        who = window.page.get_by_role("row").filter(has_text=name)
        expect(who.get_by_role("combobox")).to_have_value("attended")
        window.look("roster")
        with window.page.expect_download() as download:
            window.link("Table (CSV)").click()
        assert name in content_of(download.value).decode("utf-8-sig")
        window.link("What people answered").click()
        window.look("feedback-results")

    def is_told_something(self) -> None:
        expect(self.window.page.get_by_role("status").first).to_be_visible()


@dataclass
class Interpreter(Somebody):
    name: str

    @classmethod
    def signs_up(cls, window: Window, name: str, *, is_looked_at: bool) -> "Interpreter":
        """Says what they can do, and that they have time in the evening."""
        one = cls(window, window.site.add_person(name, window.language), name)
        one.enters(f"/{window.language}/workshops/availability/")
        page = window.page
        page.locator("[name=direction]").select_option("both")
        for weekday in range(7):
            page.locator(f"[name=from_{weekday}_1]").fill("00:00")
            page.locator(f"[name=until_{weekday}_1]").fill("00:00")
        if is_looked_at:
            window.look("availability")
        window.button("Keep it").click()
        expect(page.locator("[name=direction]")).to_have_value("both")
        return one

    def says_yes_by_the_link_of_the_mail(self, window: Window, title: str) -> None:
        """In a browser that nobody is signed in to."""
        [path] = [link for link in links_in(self.site, self.email, title) if "/asked/link/" in link]
        window.visit(path)
        expect(window.page.locator("main .moment")).to_have_count(WEEKS)
        window.look("asked-by-mail")
        window.button("Yes, I can").click()
        expect(window.page.get_by_text(window.words("You said yes"), exact=True)).to_have_count(WEEKS)
        window.look("answered-by-mail")


@dataclass
class Learner(Somebody):
    name: str
    session: str = ""  # its path

    @classmethod
    def comes(cls, window: Window, name: str) -> "Learner":
        return cls(window, window.site.add_person(name, window.language), name)

    def finds(self, title: str) -> None:
        """As a stranger: the list, and the next session of that title on it."""
        window = self.window
        window.visit(f"/{self.language}/")
        window.page.get_by_role("navigation").get_by_role("link", name=window.words("Workshops"), exact=True).click()
        window.look("workshops")
        window.page.get_by_role("link", name=title, exact=True).first.click()
        expect(window.page.get_by_role("heading", level=1)).to_have_text(title)
        self.session = window.path
        window.look("session-of-a-stranger")

    def registers(self, *, is_looked_at: bool = False) -> None:
        """From the page of the session, signing in on the way if need be."""
        window, page = self.window, self.window.page
        window.visit(self.session)
        page.locator(f"a[href='{self.session}register/']").click()
        if "/login/" in page.url:
            window.field("E-mail", "field").fill(self.email)
            window.field("Password", "field").fill("a path is made by walking it")
            page.locator("main").get_by_role("button", name=window.words("Sign in"), exact=True).click()
        window.arrives(f"{self.session}register/")
        page.locator("[name=pool][value=room]").check()
        if is_looked_at:
            window.look("register")
        window.button("Yes, register me").click()
        window.arrives(self.session)

    def has(self, message: str, **values: object) -> None:
        window = self.window
        window.visit(self.session)
        expect(window.page.locator(".notice-title", has_text=window.words(message, **values))).to_be_visible()

    def waits_as_number(self, position: int) -> None:
        says = self.window.words("You are number %(position)s on the waitlist", position=position)
        expect(self.window.page.locator(".notice-title")).to_have_text(says)

    def gives_up_the_seat(self) -> None:
        window = self.window
        window.visit(self.session)
        window.link("Give up my seat").click()
        window.look("give-up")
        window.button("Yes, give it up").click()
        window.arrives(self.session)
        expect(window.link("Give up my seat")).to_have_count(0)

    def takes_the_offer_by_the_link_of_the_mail(self, window: Window, title: str) -> None:
        """In a browser that nobody is signed in to."""
        subject = say(self.language, "A seat is free for you: %(title)s", title=title)
        [path] = [link for link in links_in(self.site, self.email, subject) if link.endswith("/accept/")]
        window.visit(path)
        window.look("offer")
        window.button("Yes, I take it").click()
        expect(window.page.get_by_text(window.words("You have a seat. See you there!"))).to_be_visible()
        window.look("offer-taken")

    # --- The calendar --------------------------------------------------------------------------------------------------

    def puts_it_into_the_calendar(self, title: str) -> Component:
        window = self.window
        window.visit(self.session)
        with window.page.expect_download() as download:
            window.link("Add to calendar").click()
        [event] = read(content_of(download.value)).inside("VEVENT")
        assert title in event.one("SUMMARY").text
        return event

    def subscribes(self) -> str:
        """By the way of *my workshops*; answers the address."""
        window = self.window
        window.visit(f"/{self.language}/my/")
        window.link("My workshops").click()
        window.look("my-workshops")
        window.link("All my workshops in my calendar").click()
        window.look("calendar-before")
        window.button("Make my address").click()
        address = window.page.locator("figure.code code").first
        expect(address).to_contain_text("/calendars/")
        window.look("calendar")
        return address.inner_text()

    def reads_the_feed(self, address: str, uid: str) -> Component:
        """As a calendar program does: without a cookie. Asked again, it hears that nothing is new."""
        asking = self.window.browser.new_context()
        answer = asking.request.get(address)
        assert answer.status == 200
        assert answer.headers["content-type"].startswith("text/calendar")
        again = asking.request.get(address, headers={"If-None-Match": answer.headers["etag"]})
        assert again.status == 304
        [event] = [one for one in read(answer.body()).inside("VEVENT") if one.one("UID").text == uid]
        asking.close()
        return event

    # --- Around the session --------------------------------------------------------------------------------------------

    def says_what_they_hope_for(self) -> None:
        window = self.window
        window.visit(self.session)
        window.link("Say what you expect: three questions").click()
        window.look("feedback-before")
        window.page.get_by_role("radio").first.check()
        window.button("Send my answers").click()
        window.arrives(self.session)
        expect(window.link("Say what you expect: three questions")).to_have_count(0)

    def signs_in_with(self, code: str) -> None:
        window = self.window
        window.visit(self.session)
        window.look("session-about-to-begin")
        window.link("Sign in with the code").click()
        window.page.locator("[name=code]").fill("BCD FGH")
        with window.expecting(400):
            window.button("I am here").click()
        window.look("sign-in-wrong-code")
        window.page.locator("[name=code]").fill(code.lower())
        window.button("I am here").click()
        window.arrives(self.session)
        expect(window.link("Sign in with the code")).to_have_count(0)
        window.look("session-signed-in")

    def finds_the_material(self, title: str) -> None:
        window = self.window
        window.visit(self.session)
        window.link("Materials and recordings").click()
        expect(window.page.get_by_role("link", name=title)).to_be_visible()
        window.look("materials")

    def takes_the_certificate(self) -> dict[str, bytes]:
        window = self.window
        window.visit(self.session)
        window.link("Your certificate of attendance").click()
        window.look("certificate-of-attendance")
        made = {}
        for language, label in (("en", "English"), ("es", "Español")):
            name = window.words("Download as PDF (%(label)s)", label=label)
            with window.page.expect_download(timeout=60_000) as download:
                window.page.get_by_role("link", name=name, exact=True).click()
            made[language] = content_of(download.value)
        return made


def content_of(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


def is_sent(site: Site, address: str, words: str) -> None:
    until(lambda: any(words in mail["Subject"] for mail in site.mails(address)), f"a mail to {address}: {words}")
