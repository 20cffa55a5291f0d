"""The one door to WeasyPrint: tagged PDF (PDF/UA-1) from HTML that carries everything it needs.

The work is done by ``child.py`` in a process of its own, without network, environment or more memory and time than
given: a layout can take for ever, fill the memory, or ask for ``file:///etc/passwd``. Needs no Django in the child.
"""

import json
import logging
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError
from lms.core.pdf import child

log = logging.getLogger(__name__)
MIB = 1024 * 1024


class PdfFailed(DomainError):
    status = 500
    message = _("The document could not be made. Please try again later.")


class PdfTooSlow(PdfFailed):
    message = _("Making the document took too long and was stopped. Please try again later.")


class GlyphsMissing(PdfFailed):
    """``characters`` holds each character once that no installed font can draw: it would print as an empty box."""

    status = 400

    def __init__(self, characters: str) -> None:
        self.characters = characters
        message = _("This server has no font for: %(characters)s")
        super().__init__(lazystr(message % {"characters": " ".join(characters)}))


def render_pdf(
    html: str, *, attached: Mapping[str, bytes] | None = None, seconds: int = 20, memory: int = 512 * MIB
) -> bytes:
    """The PDF, with the files that are ``attached`` inside it under their names.

    Raises GlyphsMissing, PdfTooSlow after ``seconds``, PdfFailed otherwise (also beyond ``memory`` bytes).
    """
    files = {name: b64encode(content).decode() for name, content in (attached or {}).items()}
    order = json.dumps({"html": html.encode(errors="replace").decode(), "attached": files})
    return _run("pdf", order, seconds=seconds, memory=memory)


def missing_glyphs(text: str) -> str:
    """The characters of ``text`` that no installed font can draw, each once. Starts a process: 0.03 s."""
    found: str = json.loads(_run("glyphs", text, seconds=5, memory=256 * MIB))
    return found


def _run(what: str, text: str, *, seconds: int, memory: int) -> bytes:
    command = [sys.executable, "-I", "-X", "utf8", str(Path(child.__file__)), str(memory), str(seconds), what]
    try:
        done = subprocess.run(  # noqa: S603  our own script, nothing in the command comes from outside
            command,
            input=text.encode(errors="replace"),
            capture_output=True,
            timeout=seconds,
            env={},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        log.warning("A document was stopped after %s seconds", seconds)
        raise PdfTooSlow from error
    if done.returncode == child.MISSING_GLYPHS:
        raise GlyphsMissing(json.loads(done.stdout))
    complaint = (done.stderr.decode(errors="replace").strip().splitlines() or [""])[-1][:300]
    if done.returncode == 0 and done.stdout:
        if complaint:
            log.info("A document was made, with a complaint: %s", complaint)
        return done.stdout
    log.error("A document could not be made", extra={"status": done.returncode, "complaint": complaint})
    raise PdfTooSlow if done.returncode == -signal.SIGXCPU else PdfFailed
