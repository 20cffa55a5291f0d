import io
from datetime import date

import pikepdf
import pypdf
import pytest
from django.utils.translation import gettext, override

from badges.credentials.baking import unbake
from badges.exports.certificate import (
    NAME_STEPS,
    certificate_html,
    certificate_pdf,
    fitting_size,
    qr_code,
    unprintable,
)
from lms.core.pdf import GlyphsMissing, missing_glyphs
from tests.factories.letters import unprintable_accent

CODE = "K7QM-2XHD-PA4T-9RWE"
FIELDS = {
    "holder_name": "Alicia Xóchitl Núñez",
    "achievement_name": "Look after your group’s web site",
    "achievement_key": "look-after-your-web-site",
    "criteria": "Read six lessons and passed both quizzes.",
    "completed_on": date(2026, 11, 21),
    "issued_on": date(2026, 11, 23),
    "organisation": "A co-operative & friends",
    "code": CODE,
    "verify_url": f"https://learn.example.org/verify/{CODE}",
    "language": "en",
    "credential": b"",
}
NO_FONT = "\ue123"  # a private letter: no font of any machine draws it


def draw(**changes):
    return certificate_pdf(**FIELDS | changes)


def words(content):
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    assert len(pages) == 1
    return " ".join(pages[0].extract_text().split())


def elements(content):
    """Every element of the structure tree: its kind and its alternative text."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        waiting, found = [pdf.Root.StructTreeRoot.K], []
        while waiting:
            node = waiting.pop(0)
            if isinstance(node, pikepdf.Array):
                waiting = [*node, *waiting]
            elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
                found.append((str(node.S), str(node.get("/Alt", ""))))
                waiting = [node.get("/K", pikepdf.Array()), *waiting]
        return found


@pytest.mark.slow
@pytest.mark.parametrize(("language", "day"), [("en", "21 November 2026"), ("es", "21 de noviembre de 2026")])
def test_a_certificate_says_who_what_and_when_in_its_language(language, day):
    text = words(draw(language=language))

    with override(language):
        heading = gettext("Certificate")
    for part in (
        heading,
        "Alicia Xóchitl Núñez",
        "Look after your group’s web site",
        day,
        CODE,
        "A co-operative & friends",
    ):
        assert part in text
    assert f"learn.example.org/verify/{CODE}" in text


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_screen_reader_finds_its_way(language):
    content = draw(language=language)

    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == language
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert "Look after your group’s web site" in metadata["dc:title"]
            assert "Alicia Xóchitl Núñez" in metadata["dc:title"]
        links = [str(note.A.URI) for note in pdf.pages[0].Annots if note.Subtype == "/Link"]
        assert links == [FIELDS["verify_url"]]
        for font in pdf.pages[0].Resources.Font.values():
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor  # embedded
    kinds = [kind for kind, _ in elements(content)]
    assert kinds.count("/H1") == kinds.count("/H2") == kinds.count("/Link") == 1
    assert kinds.index("/H1") < kinds.index("/H2") < kinds.index("/Link")
    figures = [alt for kind, alt in elements(content) if kind == "/Figure"]
    assert len(figures) == 2
    assert "Look after your group’s web site" in figures[0]
    assert CODE in figures[1]


@pytest.mark.slow
def test_markup_in_a_name_is_only_text():
    name = "<script>alert(1)</script> & <img src=x> {{ code }}"
    assert name in words(draw(holder_name=name))


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        {"holder_name": "W" * 200, "achievement_name": "W" * 120, "criteria": "W" * 400},
        {
            "holder_name": "María de los Ángeles " * 9,
            "achievement_name": "Correo confiable " * 7,
            "criteria": "leer y hacer " * 30,
        },
        {"holder_name": "i" * 200, "achievement_name": "i" * 120, "criteria": "i" * 400},
        {"organisation": "Organisation " * 15},
        {"verify_url": "https://a-very-long-name-of-a-house.learn.example.org/verify/" + CODE},
        {"holder_name": "Ἀ" * 200},
        {"holder_name": "Ð Ñ" * 20, "criteria": "", "achievement_name": "X"},
    ],
    ids=["widest", "long", "narrow", "organisation", "address", "greek", "no-criteria"],
)
def test_texts_of_any_length_stay_above_the_line_and_on_the_page(changes):
    content = draw(**changes)
    page = pypdf.PdfReader(io.BytesIO(content)).pages[0]
    places = []

    def seen(text, matrix, text_matrix, font, size):
        if text.strip():
            x, y = text_matrix[4], text_matrix[5]
            places.append((matrix[0] * x + matrix[4], matrix[3] * y + matrix[5], text.strip()))

    page.extract_text(visitor_text=seen)
    with override("en"):
        issued = gettext("Issued by %(organisation)s on %(issued)s.").partition("%")[0]
    line = next(y for _, y, text in places if text.startswith(issued.strip()))
    day = next(y for _, y, text in places if "21 November 2026" in text)
    assert day > line + 12  # points: the two blocks do not touch
    assert all(290 < x < 770 and 30 < y < 590 for x, y, _ in places)
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", ["שָׁלוֹם", "شيماء", "Ольга Ђорђевић", "Εὐγενία", "Nguyễn Thị Hường", "Ọ̀ṣun"])
def test_scripts_of_the_one_font_that_is_always_there(name):
    assert unprintable(name) == ""
    assert draw(holder_name=name).startswith(b"%PDF")


@pytest.mark.slow
def test_a_letter_without_a_font_is_an_error_not_an_empty_box():
    with pytest.raises(GlyphsMissing) as refused:
        draw(holder_name=f"Ali{NO_FONT}cia")
    assert refused.value.characters == NO_FONT
    assert unprintable(f"Ali{NO_FONT}cia") == NO_FONT


@pytest.mark.slow
def test_an_ornament_without_a_font_is_left_out():
    """Whatever fonts are here, the name is whole, and nobody is refused for a butterfly."""
    ornaments = "\U0001f98b\u200d\U0001fae8 1\ufe0f\u20e3"

    text = words(draw(holder_name=f"Alicia {ornaments} Núñez"))

    assert "Alicia" in text
    assert "Núñez" in text
    assert unprintable(f"Alicia {ornaments}") == ""


@pytest.mark.slow
def test_a_name_of_ornaments_alone_is_an_error_where_no_font_has_them():
    ornaments = missing_glyphs("\U0001f98b\U0001fae8")
    if ornaments:
        with pytest.raises(GlyphsMissing):
            draw(holder_name=ornaments)


@pytest.mark.slow
def test_an_accent_is_never_left_out():
    with pytest.raises(GlyphsMissing):
        draw(holder_name=f"Alicia{unprintable_accent()}")


def test_sizes_fall_with_length_and_wide_letters_count_double():
    sizes = [fitting_size("a" * length, NAME_STEPS) for length in range(0, 201, 5)]
    assert sizes == sorted(sizes, reverse=True)
    assert fitting_size("中" * 20, NAME_STEPS) < fitting_size("a" * 20, NAME_STEPS)
    assert fitting_size("e\u0301" * 18, NAME_STEPS) == fitting_size("é" * 18, NAME_STEPS)


def test_a_qr_code_has_its_quiet_zone_and_three_corners():
    rows = int(qr_code(FIELDS["verify_url"]).split('viewBox="0 0 ')[1].split()[0])
    drawing = qr_code(FIELDS["verify_url"])
    for x, y in ((4, 4), (rows - 11, 4), (4, rows - 11)):
        assert f"M{x} {y}h1v1h-1z" in drawing
        assert f"M{x + 1} {y + 1}h1v1h-1z" not in drawing
    assert "M3 " not in drawing
    assert (
        f"M{rows - 11} {rows - 11}h1v1h-1zM{rows - 10} {rows - 11}h1v1h-1zM{rows - 9} {rows - 11}" not in drawing
        or rows > 25
    )


def test_it_asks_nothing_of_any_other_host():
    page = certificate_html(**FIELDS)
    assert 'src="http' not in page
    assert page.count("http") == page.count(FIELDS["verify_url"])


@pytest.mark.slow
def test_the_signed_badge_is_inside_and_comes_out_again():
    badge = b'{"@context": ["x"], "name": "\xc3\x91"}'
    content = draw(credential=badge)
    assert unbake(content) == badge
    with pikepdf.open(io.BytesIO(content)) as opened:
        assert opened.Root.MarkInfo.Marked  # and it is as readable for screen readers as without
