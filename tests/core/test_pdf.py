import io
import logging
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pikepdf
import pypdf
import pytest
from django.utils.translation import override

from lms.core.pdf import MIB, GlyphsMissing, PdfFailed, PdfTooSlow, child, missing_glyphs, render_pdf

PAGE = """<!doctype html><html lang="%(language)s"><head><meta charset="utf-8">
<title>Constancia de Alicia</title>%(head)s</head>
<body><h1>Hola, Ñandú &amp; Ἑλένη и Ольга</h1><p>A paragraph.</p><img alt="a square" width="9" height="9"
src="data:image/svg+xml,%%3Csvg xmlns='http://www.w3.org/2000/svg'%%3E%%3Crect width='9' height='9'/%%3E%%3C/svg%%3E">
%(body)s</body></html>"""


def page(body="", head="", language="es"):
    return PAGE % {"body": body, "head": head, "language": language}


@contextmanager
def listener():
    """A web server on this machine that counts who comes by."""
    visits = []

    class Visit(BaseHTTPRequestHandler):
        def do_GET(self):
            visits.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"secret-of-the-listener")

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Visit)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", visits
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def ways_out(address):
    """Head and body of pages that ask for ``address``."""
    image = f"%3Cimage href='{address}/svg' width='9' height='9'/%3E"
    svg = f"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E{image}%3C/svg%3E"
    return {
        "stylesheet": (f'<link rel="stylesheet" href="{address}/a.css">', ""),
        "import": (f"<style>@import url({address}/b.css);</style>", ""),
        "background": (f"<style>body {{ background: url({address}/c.png) }}</style>", ""),
        "font": (
            f"<style>@font-face {{ font-family: f; src: url({address}/f.ttf) }} p {{ font-family: f }}</style>",
            "",
        ),
        "marker": (f"<style>li {{ list-style-image: url({address}/m.png) }}</style>", "<ul><li>x</li></ul>"),
        "content": (f"<style>p::before {{ content: url({address}/p.png) }}</style>", ""),
        "img": ("", f'<img src="{address}/d.png" alt="d">'),
        "object": ("", f'<object data="{address}/e.svg" type="image/svg+xml">e</object>'),
        "embed": ("", f'<embed src="{address}/f.svg" type="image/svg+xml">'),
        "svg in data": ("", f'<img src="{svg}" alt="g">'),
        "inline svg": ("", f'<svg width="9" height="9"><image href="{address}/h.png" width="9" height="9"/></svg>'),
        "svg use": ("", f'<svg width="9" height="9"><use href="{address}/i.svg#x"/></svg>'),
        "attachment": (f'<link rel="attachment" href="{address}/j.txt">', ""),
        "attached link": ("", f'<a rel="attachment" href="{address}/k.txt">k</a>'),
        "base": (f'<base href="{address}/">', '<img src="l.png" alt="l">'),
    }


QUICK = ("stylesheet", "img")  # one in the head and one in the body; each way costs two processes
EVERY_WAY = [pytest.param(way, marks=() if way in QUICK else pytest.mark.slow) for way in ways_out("")]


@pytest.mark.slow
def test_a_document_is_tagged_and_readable():
    content = render_pdf(page())

    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "es"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert "/StructTreeRoot" in pdf.Root
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Constancia de Alicia"
    text = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert "Hola, Ñandú & Ἑλένη и Ольга" in text


@pytest.mark.slow
def test_the_ways_out_are_real_without_the_walls():
    """What WeasyPrint does by itself, in this process: the tests below would notice an open door."""
    import weasyprint

    with listener() as (address, visits):
        for head, body in ways_out(address).values():
            weasyprint.HTML(string=page(body, head)).write_pdf()

    assert len(set(visits)) >= 10


@pytest.mark.parametrize("way", EVERY_WAY)
def test_no_way_out_to_another_host(way):
    with listener() as (address, visits):
        head, body = ways_out(address)[way]

        content = render_pdf(page(body, head))

    assert visits == []
    assert b"secret-of-the-listener" not in uncompressed(content)


@pytest.mark.parametrize("way", EVERY_WAY)
def test_no_way_to_a_file_of_this_machine(way, tmp_path):
    for name in ("a.css", "d.png", "j.txt", "k.txt", "l.png"):
        (tmp_path / name).write_text("p::after { content: 'secret-of-the-file' }")
    head, body = ways_out(tmp_path.as_uri())[way]

    content = render_pdf(page(body, head))

    assert b"secret-of-the-file" not in uncompressed(content)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert list(pdf.attachments) == []
    assert "secret" not in pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()


def uncompressed(content):
    plain = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(plain, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all)
    return plain.getvalue()


def test_the_child_has_no_network_of_its_own_when_it_may():
    """As root, or where the kernel lets anybody have a user namespace; elsewhere the fetcher alone keeps it in."""
    probe = (
        f"import sys; sys.path.insert(0, {str(Path(child.__file__).parent)!r}); import child, socket;"
        f"child.confine({256 * MIB}, 5); print(*(name for _, name in socket.if_nameindex()))"
    )

    seen = subprocess.run([sys.executable, "-I", "-c", probe], capture_output=True, text=True, check=True, env={})

    may = (
        subprocess.run(["unshare", "--net", "--map-root-user", "true"], check=False, capture_output=True).returncode
        == 0
    )
    if may:
        assert seen.stdout.split() == ["lo"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 4000 + "deep",
        "<span>" * 4000 + "deep",
        "<table><tr><td>" * 600 + "deep",
        "<svg>" * 4000,
    ],
    ids=["divs", "spans", "tables", "svgs"],
)
def test_a_page_nested_beyond_reason_ends_soon(body):
    """Within the time that it is given, which ends it by itself."""
    with suppress(PdfFailed):
        assert render_pdf(page(body), seconds=10).startswith(b"%PDF")


@pytest.mark.slow
def test_four_thousand_boxes_in_boxes_are_a_named_error():
    with pytest.raises(PdfFailed):
        render_pdf(page("<div>" * 4000 + "deep"), seconds=20)


@pytest.mark.slow
def test_a_slow_page_is_stopped():
    rows = "<tr><td>" + "word " * 20 + "</td></tr>"

    with pytest.raises(PdfTooSlow):
        render_pdf(page(f"<table>{rows * 50_000}</table>"), seconds=2)


@pytest.mark.slow
def test_a_greedy_page_gets_no_more_memory(caplog):
    with pytest.raises(PdfFailed):
        render_pdf(page("<p>word</p>" * 200_000), memory=128 * MIB)

    assert "could not be made" in caplog.text


@pytest.mark.slow
def test_a_complaint_is_logged_without_the_words_of_the_page(caplog):
    with caplog.at_level(logging.INFO, logger="lms.core.pdf"):
        render_pdf(page('<p>private words</p><img src="https://a.example/x.png" alt="x">'))

    assert "https://a.example/x.png" in caplog.text
    assert "private words" not in caplog.text


@pytest.mark.slow
def test_characters_without_a_font_are_named_not_drawn_as_boxes():
    strange = "\U000e1234\ue123"  # unassigned and private: no font has them

    with pytest.raises(GlyphsMissing) as refused:
        render_pdf(page(f"<p>{strange}</p>"))

    assert set(refused.value.characters) == set(strange)
    with override("en"):
        assert "no font for" in str(refused.value.message)


def test_glyphs_are_asked_of_the_installed_fonts():
    assert missing_glyphs("Alicia Ñúñez Ольга Ἑλένη — “x” ❤️\u200d\u2067") == ""
    assert missing_glyphs("a\ue123b\ue123") == "\ue123"


@pytest.mark.slow
def test_text_that_is_not_drawn_needs_no_font():
    assert render_pdf(page(head="<style>/* \ue123 */</style>")).startswith(b"%PDF")
