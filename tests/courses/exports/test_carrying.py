"""A course as one file: everything that it says, in the languages asked for, and nothing that must be loaded."""

import io
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pypdf
import pytest

from courses.domain.library import import_course
from courses.enums import CarriedAs
from courses.exports import pictures
from courses.exports.carrying import write_course
from courses.exports.markup import standing_alone
from courses.queries.outline import current_course
from lms.content.domain.library_entries import identity
from lms.content.queries.published import published_number
from tests.core.hostile_markup import PAYLOADS
from tests.factories.blocks import draw, one_choice, open_question, tagged
from tests.factories.files import write_course as write_files
from tests.factories.people import MONDAY
from tests.factories.site import make_bank, make_course, quiz

pytestmark = pytest.mark.django_db
XHTML = "{http://www.w3.org/1999/xhtml}"
ALWAYS_LOADED = {"img", "link", "script", "iframe", "audio", "video", "source", "object", "embed"}


@pytest.fixture(scope="module")
def folder(site: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_files(tmp_path_factory.mktemp("library") / "small-web")
    import_course(folder=folder, now=MONDAY)
    return folder


def made(form: CarriedAs, languages: str) -> bytes:
    out = io.BytesIO()
    course = current_course(identity("small-web"))
    assert course
    write_course(out, course=course, number=published_number(), form=form, languages=languages, now=MONDAY)
    return out.getvalue()


class Loads(HTMLParser):
    """What a reader would load to show the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.languages: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.languages.extend([values["lang"] or ""] if "lang" in values else [])
        if tag in ALWAYS_LOADED:
            self.found.append(values.get("src") or values.get("href") or "")


def words(html: str) -> str:
    text = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@pytest.mark.slow
def test_one_language_holds_every_unit_and_the_answers_last(folder: Path) -> None:
    html = made(CarriedAs.HTML, "en").decode()

    said = words(html)
    parts = ["Small web", "Find a page", "Some bold words", "Four questions.", "Which port?", "Answers", "mailing list"]
    positions = [said.index(part) for part in parts]
    assert positions == sorted(positions)
    assert "curso" not in said
    assert "$ tail -n 2 access.log | grep &#x27;&lt;script&gt;&#x27;" in html
    assert Loads(html).languages[0] == "en"


def test_both_languages_stand_side_by_side(folder: Path) -> None:
    """The one that the course was written in first; each block once, with its two sides."""
    html = made(CarriedAs.HTML, "both").decode()

    assert Loads(html).languages[0] == "es"
    said = words(html)
    assert said.index("Web pequeña") < said.index("Small web")
    both = re.search(r'<div id="b-[^"]+" class="both">(.*?)</div></div>', html, re.DOTALL)
    assert both
    assert re.findall(r'<div lang="(..)"', both[1]) == ["es", "en"]
    assert "Respuestas · Answers" in said.replace(" · ", " · ")


@pytest.mark.parametrize("languages", ["en", "es", "both"])
def test_the_file_loads_nothing(folder: Path, languages: str) -> None:
    html = made(CarriedAs.HTML, languages).decode()

    loaded = Loads(html).found
    assert loaded
    assert [address[:22] for address in loaded if not address.startswith("data:image/")] == []
    assert "<script" not in html
    assert "url(" not in html
    assert 'href="/' not in html


def test_units_go_out_one_by_one(folder: Path) -> None:
    """A course of two hundred units is never in memory as a whole."""

    class Pieces(io.BytesIO):
        written: list[bytes] = []

        def write(self, piece: Any) -> int:
            self.written.append(bytes(piece))
            return len(piece)

    out = Pieces()
    course = current_course(identity("small-web"))
    assert course
    write_course(out, course=course, number=published_number(), form=CarriedAs.HTML, languages="en", now=MONDAY)

    holding = [
        sum(f'id="{part}"'.encode() in piece for part in ("cover", "u1", "u2", "answers")) for piece in out.written
    ]
    assert sorted(holding) == [0] * (len(holding) - 4) + [1] * 4


def test_pictures_beyond_the_limit_are_named_in_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures.PictureStore.__init__, "__defaults__", (10,))

    html = made(CarriedAs.HTML, "en").decode()

    assert Loads(html).found == []
    assert "[Picture: A path]" in html


def epub(languages: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(made(CarriedAs.EPUB, languages)))


@pytest.mark.parametrize("languages", ["en", "es", "both"])
def test_an_epub_is_built_as_the_standard_says(folder: Path, languages: str) -> None:
    """OCF 3.3: the first entry is ``mimetype``, stored; the container names the package; the package names every file."""
    archive = epub(languages)
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert archive.read("mimetype") == b"application/epub+zip"
    container = ElementTree.fromstring(archive.read("META-INF/container.xml"))
    [root] = container.iter("{urn:oasis:names:tc:opendocument:xmlns:container}rootfile")
    assert root.get("full-path") == "book/package.opf"

    package = ElementTree.fromstring(archive.read("book/package.opf"))
    opf = "{http://www.idpf.org/2007/opf}"
    listed = {item.get("href") for item in package.iter(f"{opf}item")}
    packed = {name.removeprefix("book/") for name in archive.namelist() if name.startswith("book/")}
    assert listed == packed - {"package.opf"}
    ids = {item.get("id") for item in package.iter(f"{opf}item")}
    assert {item.get("idref") for item in package.iter(f"{opf}itemref")} <= ids
    said = [node.text for node in package.iter("{http://purl.org/dc/elements/1.1/}language")]
    assert said == {"both": ["es", "en"]}.get(languages, [languages])
    assert [item.get("href") for item in package.iter(f"{opf}item") if item.get("properties") == "nav"] == ["nav.xhtml"]


@pytest.mark.parametrize("languages", ["en", "both"])
def test_every_page_of_an_epub_is_well_formed_and_loads_only_what_is_packed(folder: Path, languages: str) -> None:
    archive = epub(languages)
    pages = [name for name in archive.namelist() if name.endswith(".xhtml")]
    assert len(pages) == 5  # cover, two units, answers, contents
    for name in pages:
        page = ElementTree.fromstring(archive.read(name))
        assert page.get("lang") == page.get("{http://www.w3.org/XML/1998/namespace}lang")
        for node in page.iter():
            tag = node.tag.removeprefix(XHTML)
            if tag in ALWAYS_LOADED:
                assert f"book/{node.get('src') or node.get('href')}" in archive.namelist()
            if tag == "a" and not (node.get("href") or "").startswith(("http", "#", "mailto:")):
                assert f"book/{node.get('href')}" in archive.namelist()


@pytest.mark.slow
@pytest.mark.parametrize("languages", ["en", "both"])
def test_the_pdf_is_tagged_and_says_everything(folder: Path, languages: str) -> None:
    content = made(CarriedAs.PDF, languages)

    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == {"both": "es"}.get(languages, languages)
    said = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())
    assert {"en": "Answers", "both": "Respuestas"}[languages] in said
    assert "mailing list" in said


@pytest.mark.parametrize("payload", PAYLOADS)
def test_whatever_comes_in_is_well_formed_and_runs_nothing(payload: str) -> None:
    """The cleaners come before this; but a book is read outside of our walls, so this one stands alone too."""
    html = standing_alone(payload, lambda address: "")

    root = ElementTree.fromstring(f"<div>{html}</div>")
    for node in root.iter():
        assert node.tag not in {"script", "svg", "style", "img", "iframe"}
        assert [name for name in node.attrib if name.startswith("on")] == []
        assert "javascript:" not in (node.get("href") or "")


@pytest.mark.slow
def test_an_open_question_leaves_room_and_tells_what_it_wants_and_a_draw_stays_on_the_site(site: Any) -> None:
    bank = make_bank("pool", tagged(one_choice("secret", "yes", "no"), "web"))
    made_course = make_course("web", [quiz("check", open_question("why"), draw("d", bank["en"].pk, 1))])
    course = current_course(made_course.key)
    assert course
    out = io.BytesIO()
    write_course(out, course=course, number=published_number(), form=CarriedAs.HTML, languages="both", now=MONDAY)

    said = words(out.getvalue().decode())
    assert said.index("why en?") < said.index("On the site this quiz also asks questions")
    assert said.index("hace además preguntas de un banco") < said.index("What a good answer holds")
    assert said.index("What a good answer holds") < said.index("why: what it holds, en.")
    assert "secret" not in said
