"""Run as a script, never imported: HTML and what is attached to it (one JSON object) on stdin, PDF on stdout, in a process
that may die.

It has no environment, no network of its own where the kernel allows that, fetches nothing but ``data:`` addresses, and
meets its limits of memory and CPU before it reads the first byte. How it ended is its exit status.
"""

import base64
import ctypes
import json
import logging
import os
import resource
import signal
import sys
import unicodedata
from typing import Any

FAILED, MISSING_GLYPHS = 1, 3
MOST_PDF_BYTES = 30 * 1024 * 1024
CLONE_NEWUSER, CLONE_NEWNET, PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 0x10000000, 0x40000000, 1, 38
UNSEEN = ("style", "script", "title", "head", "template")


def confine(memory: int, seconds: int) -> None:
    """Dies with its parent; no more memory, CPU, files or privileges than a page needs; an empty network namespace."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.unshare(CLONE_NEWNET) != 0:
        libc.unshare(
            CLONE_NEWUSER | CLONE_NEWNET
        )  # without rights, if the kernel lets anybody; else the fetcher is the wall
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_PDF_BYTES, MOST_PDF_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))


def drawable() -> Any:
    """A test "can any installed font draw this character?", asked of fontconfig, which is whom the layout asks too."""
    fc = ctypes.CDLL("libfontconfig.so.1")
    for name in ("FcConfigGetFonts", "FcInitLoadConfigAndFonts"):
        getattr(fc, name).restype = ctypes.c_void_p

    class FontSet(ctypes.Structure):
        _fields_ = [("count", ctypes.c_int), ("size", ctypes.c_int), ("fonts", ctypes.POINTER(ctypes.c_void_p))]

    fc.FcConfigGetFonts.restype = ctypes.POINTER(FontSet)
    fc.FcConfigGetFonts.argtypes = [ctypes.c_void_p, ctypes.c_int]
    fc.FcPatternGetCharSet.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(ctypes.c_void_p)]
    fc.FcCharSetHasChar.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
    found = fc.FcConfigGetFonts(fc.FcInitLoadConfigAndFonts(), 0)
    charsets = []
    for index in range(found.contents.count if found else 0):
        charset = ctypes.c_void_p()
        if fc.FcPatternGetCharSet(found.contents.fonts[index], b"charset", 0, ctypes.byref(charset)) == 0:
            charsets.append(charset)
    return lambda character: any(fc.FcCharSetHasChar(charset, ord(character)) for charset in charsets)


def missing_glyphs(text: str) -> str:
    """The characters, each once, that would print as empty boxes. Invisible ones need no glyph."""
    has = drawable()
    wanted = sorted(
        {c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Zs", "Zl", "Zp") and not invisible(c)}
    )
    return "".join(c for c in wanted if not has(c))


def invisible(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def visible_text(element: Any) -> str:
    """The words of a tree without those that are not drawn, in a loop: hostile trees are deep."""
    words, waiting = [], [element]
    while waiting:
        node = waiting.pop()
        if isinstance(node.tag, str) and node.tag.rpartition("}")[2] not in UNSEEN:
            words.append(node.text or "")
            waiting.extend(node)
        words.append(node.tail or "")
    return "".join(words)


def render(html: str, attached: dict[str, str]) -> bytes:
    """``attached``: from names to files in base64."""
    import weasyprint
    from weasyprint.urls import URLFetcher

    logging.getLogger("weasyprint").addHandler(logging.StreamHandler())  # to stderr: refused addresses, ignored CSS
    fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    page = weasyprint.HTML(string=html, base_url=None, url_fetcher=fetcher)
    missing = missing_glyphs(visible_text(page.etree_element))
    if missing:
        finish(MISSING_GLYPHS, json.dumps(missing).encode())
    files = [
        weasyprint.Attachment(string=base64.b64decode(content), name=name, relationship="Data")
        for name, content in attached.items()
    ]
    pdf: bytes = page.write_pdf(pdf_variant="pdf/ua-1", attachments=files)
    return pdf


def finish(status: int, output: bytes) -> None:
    """Writes and leaves at once: taking apart a tree of thousands of elements could still run into a limit."""
    view = memoryview(output)
    while view:
        view = view[os.write(OUTPUT, view) :]
    os._exit(status)


def main() -> None:
    confine(int(sys.argv[1]), int(sys.argv[2]))
    given = sys.stdin.buffer.read().decode()
    if sys.argv[3] == "glyphs":
        finish(0, json.dumps(missing_glyphs(given)).encode())
    pdf = render(**json.loads(given))
    if len(pdf) > MOST_PDF_BYTES:
        finish(FAILED, b"")
    finish(0, pdf)


if __name__ == "__main__":
    OUTPUT = os.dup(1)  # libraries that print do not print into the PDF
    os.dup2(2, 1)
    main()
