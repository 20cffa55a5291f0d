"""What a learner and a mentor do around a lab, one deed a method, in the words that they read."""

import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, expect

from courses.sandbox import images
from courses.sandbox.labs import library
from courses.sandbox.labs.parameters import draw, environment
from deploy.sandbox_host import Host
from tests.core.processes import until
from tests.courses.sandbox.runtimes.conftest import built
from tests.journeys.window import Window
from tests.journeys.workshop import Somebody
from tests.live_site import Site, free_port, is_free, prepared_site

SEED = """
from courses.sandbox.models import Machine
print("seed", Machine.objects.get(key={key!r}).seed)
"""


@contextmanager
def site_with_machines(host: Host, place: Path, **settings: str) -> Iterator[Site]:
    """Behind the real processes, sandboxd among them, with images that are built already."""
    folder = place / "images"
    folder.mkdir(mode=0o755)
    for name in images.PACKAGES:
        (folder / name).symlink_to(built(host, name).resolve())
    data = place / "sandboxd"
    machines = {"SANDBOX_PORT": str(free_port()), "SANDBOX_DATA": str(data), "SANDBOX_IMAGES": str(folder)}
    with prepared_site(demo=False, **machines, **settings) as prepared, prepared.up() as supervisor:
        until(lambda: not is_free(int(machines["SANDBOX_PORT"])), "sandboxd listens")
        prepared.said = supervisor.rest
        yield prepared


def plays_to_the_end(window: Window, words: str) -> None:
    """The recording on the page that is open, of which the terminal shows the end in the end."""
    page = window.page
    page.locator("[data-speed]").evaluate(
        "one => { one.options[2].value = '1000'; one.value = '1000' }"
    )  # nobody waits
    window.button("Play").click()
    expect(page.locator(".xterm-rows")).to_contain_text(words, timeout=30_000)
    expect(window.button("Play")).to_be_visible()
    window.look("recording-played")


@dataclass
class Learner(Somebody):
    """At a machine of theirs. ``slug``: the lab."""

    slug: str = ""
    machine: str = ""  # the path of its page

    def finds(self, slug: str) -> None:
        window, page = self.window, self.window.page
        self.slug = slug
        window.visit(f"/{self.language}/learn/labs/")
        window.look("labs")
        title = library.read_folder(library.LIBRARY / slug).title.in_language(self.language)
        page.get_by_role("link", name=title).first.click()
        window.look("lab")

    def starts(self) -> None:
        self.window.button("Start the machine").click()
        self.works_at()

    def works_at(self) -> None:
        """The page that is open is that of their machine, and it runs."""
        expect(self.window.page.locator("[data-state]")).to_have_text(self.window.words("runs", "machine"))
        self.machine = self.window.path
        self.window.look("machine")

    def solution(self) -> str:
        """The reference solution, with what is drawn for this machine."""
        lab = library.read_folder(library.LIBRARY / self.slug)
        key = self.machine.rstrip("/").rpartition("/")[2]
        seed = int(self.window.site.run(SEED.format(key=key)).partition("seed ")[2])
        given = "\n".join(f"export {name}='{value}'" for name, value in environment(draw(lab, seed), seed).items())
        return f"{given}\n{lab.files['solve.sh']}"

    # --- With scripts --------------------------------------------------------------------------------------------------

    def opens_the_terminal(self) -> None:
        opener = self.window.button("Open the terminal")
        if opener.is_visible():
            opener.click()
        expect(self.screen).to_contain_text("root@", timeout=30_000)

    @property
    def screen(self) -> Locator:
        return self.window.page.locator(".xterm-screen")

    def types(self, text: str, expected: str) -> None:
        """A line, and what the machine answers to it."""
        self.screen.click()
        self.window.page.keyboard.type(text)
        self.window.page.keyboard.press("Enter")
        expect(self.screen).to_contain_text(expected, timeout=60_000)

    def types_the_solution(self) -> None:
        """As one line: a script by its letters would be completed, indented and echoed in between."""
        packed = b64encode(self.solution().encode()).decode()
        self.types(f"echo {packed} | base64 -d >/root/s; sh /root/s; echo over''-$?", "over-0")

    # --- Without -------------------------------------------------------------------------------------------------------

    def runs(self, command: str, expected: str) -> None:
        page = self.window.page
        if not page.locator("#command").get_attribute("open"):
            page.locator("#command summary").click()
        page.locator("[name=command]").fill(command)
        self.window.button("Run").click()
        expect(page.locator("#command")).to_contain_text(expected)

    def runs_the_solution(self) -> None:
        self.runs(f"({self.solution()}\n) && echo over''-$?", "over-0")

    # --- Both ----------------------------------------------------------------------------------------------------------

    def checks(self, *, works: bool) -> None:
        page = self.window.page
        page.locator("#checks form button").click()
        rows = page.locator("#checks .checks > li")
        if works:
            expect(page.locator("#checks .checks > li:not(.passed)")).to_have_count(0, timeout=60_000)
        else:
            expect(rows.first).to_have_class(re.compile("failed"), timeout=60_000)
        self.window.look("checked" if works else "checked-broken")

    def opens_a_hint(self) -> None:
        self.window.button("Show me a hint").click()
        expect(self.window.page.locator("#hint-1")).to_be_visible()

    def leaves_and_comes_back(self) -> None:
        window = self.window
        window.button("Stop; go on tomorrow").click()
        expect(window.page.locator("[data-state]")).to_have_text(window.words("stopped", "machine"))
        window.look("machine-stopped")
        window.visit(f"/{self.language}/learn/labs/machines/")
        window.look("my-machines")
        window.visit(self.machine)
        window.button("Go on where you left off").click()
        expect(window.page.locator("[data-state]")).to_have_text(window.words("runs", "machine"))

    def sees_what_they_changed(self, path: str) -> None:
        self.window.visit(f"{self.machine}files/")
        self.window.button("Look now").click()
        expect(self.window.page.get_by_role("heading", name=path).first).to_be_visible()
        self.window.look("files")
        self.window.visit(self.machine)

    def reads_what_was_shown(self, words: str) -> None:
        self.window.visit(f"{self.machine}transcript/")
        expect(self.window.page.locator("main")).to_contain_text(words)
        self.window.look("transcript")
        self.window.visit(f"{self.machine}recording/")
        self.window.look("recording")
        self.window.visit(self.machine)

    def plays_the_recording(self, words: str) -> None:
        self.window.visit(f"{self.machine}recording/")
        plays_to_the_end(self.window, words)
        page = self.window.page
        page.locator("[data-place]").fill("0")
        expect(page.locator(".xterm-rows")).not_to_contain_text(words)
        self.window.visit(self.machine)

    def asks_for_help(self, words: str) -> None:
        page = self.window.page
        page.locator("#help summary").first.click()
        page.locator("#words").fill(words)
        page.locator("#last_error").fill("403 Forbidden")
        page.locator("#help form button[type=submit], #help form button:not([type])").first.click()
        expect(page.locator("#help")).to_contain_text(self.window.words("Your question waits for a mentor."))
        self.window.look("help-asked")

    def invites(self, *, types: bool) -> None:
        self.window.visit(self.machine)
        self.window.button("Let them type in it too" if types else "Let them look at my terminal").click()
        expect(self.window.button("End that")).to_be_visible()
        self.window.look("invited")

    def ends_the_invitation(self) -> None:
        self.window.visit(self.machine)
        self.window.button("End that").click()
        expect(self.window.button("End that")).to_have_count(0)
