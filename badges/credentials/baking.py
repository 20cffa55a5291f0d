"""A credential inside a picture of its badge, and out of it again: one file that shows and proves.

Source: Open Badges 3.0, section 5.3 (baking): in PNG an uncompressed ``iTXt`` chunk, in SVG an element of its namespace. And
our certificates: PDF with an embedded file. What a stranger sends is measured before it is unpacked.
"""

import re
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import DefusedXMLParser  # type: ignore[import-untyped]

from badges.credentials.errors import CredentialError
from badges.credentials.reading import LARGEST, read

LARGEST_FILE = 4 * 1024 * 1024  # bytes
MOST_PARTS = 20_000  # chunks of a PNG, elements of an SVG
MOST_ATTACHED = 64  # files of a PDF
LARGEST_UNPACKED = 8 * 1024 * 1024  # bytes of one stream of a PDF, our fonts among them
ATTACHMENT = "credential.json"

_PNG = b"\x89PNG\r\n\x1a\n"
_KEYWORD = b"openbadgecredential\0"
_PLAIN = b"\0\0"  # not compressed, method 0
_NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_CREDENTIAL = f"{{{_NAMESPACE}}}credential"
_SVG = "{http://www.w3.org/2000/svg}svg"
_PREFIX = b"xmlns:openbadges"
_DECLARED = b' %s="%s"' % (_PREFIX, _NAMESPACE.encode())
_START_TAG = re.compile(rb"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_LZW = re.compile(rb"/(?:L|#4c)(?:Z|#5a)(?:W|#57)", re.IGNORECASE)  # qpdf has no limit for this filter
_ONE_AT_A_TIME = threading.Lock()  # qpdf's limits are the whole process's


class Kind(StrEnum):
    JSON = "json"
    PNG = "png"
    SVG = "svg"
    PDF = "pdf"


class Flaw(StrEnum):
    UNKNOWN_KIND = "unknown_kind"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"  # chunks, elements, attached files
    DAMAGED = "damaged"
    COMPRESSED = "compressed"  # which Open Badges forbids, and we do not unpack
    DOCTYPE = "doctype"  # nothing of an SVG that declares entities is read
    NO_CREDENTIAL = "no_credential"
    TWO_CREDENTIALS = "two_credentials"


class BadFile(CredentialError):
    """``code``: a ``Flaw``."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw)


def kind_of(file: bytes) -> Kind:
    """By its first bytes; what follows may be anything. Raises BadFile."""
    text = file[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    kinds = {Kind.PNG: file.startswith(_PNG), Kind.PDF: file.startswith(b"%PDF-")}
    kinds |= {Kind.SVG: text.startswith(b"<"), Kind.JSON: text.startswith(b"{")}
    for kind, is_it in kinds.items():
        if is_it:
            return kind
    raise BadFile(Flaw.UNKNOWN_KIND)


def bake(content: bytes, picture: bytes) -> bytes:
    """``content``: a credential as JSON; ``picture``: a PNG or an SVG, whose pixels and elements stay as they are. A
    credential that it carries already is replaced. Raises BadFile, Unreadable."""
    read(content)
    _look_at_size(picture, LARGEST_FILE)
    kind = kind_of(picture)
    if kind not in (Kind.PNG, Kind.SVG):
        raise BadFile(Flaw.UNKNOWN_KIND)
    baked = _baked_png(content, picture) if kind == Kind.PNG else _baked_svg(content, picture)
    _look_at_size(baked, LARGEST_FILE)
    return baked


def unbake(file: bytes) -> bytes:
    """The credential in a PNG, SVG or PDF, as the bytes that stand there: JSON, or from others a compact JWS. JSON by itself
    is given back. ``file``: at most 4 MiB; what comes out: at most 256 KiB. Raises BadFile and nothing else.

    A PDF is parsed by qpdf: do that in a process whose memory has a limit (``kind_of`` tells without parsing).
    """
    _look_at_size(file, LARGEST_FILE)
    kind = kind_of(file)
    readers = {Kind.PNG: _in_png, Kind.SVG: _in_svg, Kind.PDF: _in_pdf}
    found = readers[kind](file) if kind in readers else [file]
    if not found:
        raise BadFile(Flaw.NO_CREDENTIAL)
    if len(found) > 1:
        raise BadFile(Flaw.TWO_CREDENTIALS)
    _look_at_size(found[0], LARGEST)
    return found[0]


def _look_at_size(content: bytes, largest: int) -> None:
    if len(content) > largest:
        raise BadFile(Flaw.TOO_LARGE)


# PNG (W3C Portable Network Graphics, third edition): a signature, then chunks of length, kind, data and CRC.


def _baked_png(content: bytes, picture: bytes) -> bytes:
    header, *others = _chunks(picture)
    made = (b"iTXt", _KEYWORD + _PLAIN + b"\0\0" + content)  # no language, no translated keyword
    kept = [one for one in others if not _is_credential(*one)]
    return _PNG + b"".join(_chunk(*one) for one in [header, made, *kept])


def _in_png(file: bytes) -> list[bytes]:
    return [_text(data) for kind, data in _chunks(file) if _is_credential(kind, data)]


def _is_credential(kind: bytes, data: bytes) -> bool:
    return kind == b"iTXt" and data.startswith(_KEYWORD)


def _text(data: bytes) -> bytes:
    flags, rest = data[len(_KEYWORD) :][:2], data[len(_KEYWORD) + 2 :]
    if flags[:1] == b"\1":
        raise BadFile(Flaw.COMPRESSED)
    parts = rest.split(b"\0", 2)
    if flags != _PLAIN or len(parts) != 3:
        raise BadFile(Flaw.DAMAGED)
    return parts[2]


def _chunks(file: bytes) -> list[tuple[bytes, bytes]]:
    """From IHDR to IEND; what follows is no part of the picture. Raises BadFile."""
    found: list[tuple[bytes, bytes]] = []
    position = len(_PNG)
    while not found or found[-1][0] != b"IEND":
        if len(found) == MOST_PARTS:
            raise BadFile(Flaw.TOO_MANY)
        start, end = position + 8, position + 8 + int.from_bytes(file[position : position + 4])
        kind, data, position = file[position + 4 : start], file[start:end], end + 4
        if position > len(file) or zlib.crc32(kind + data) != int.from_bytes(file[end:position]):
            raise BadFile(Flaw.DAMAGED)
        found.append((kind, data))
    if found[0][0] != b"IHDR":
        raise BadFile(Flaw.DAMAGED)
    return found


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


# SVG: read as a stream of tags, so that memory does not grow with their number; written between the bytes that are there.


def _baked_svg(content: bytes, picture: bytes) -> bytes:
    tags = _tags(picture)
    root = _start_tag(picture, tags.root)
    if root.endswith(b"/>"):  # a picture of nothing
        raise BadFile(Flaw.DAMAGED)
    is_taken = _PREFIX in root  # by Open Badges 2.0, for example, under another namespace
    there, here = (b"", _DECLARED) if is_taken else (_DECLARED, b"")
    text = content.replace(b"]]>", b"]]\\u003e")  # in JSON it can only stand in a string
    made = b"<openbadges:credential%s><![CDATA[%s]]></openbadges:credential>" % (here, text)
    end = tags.root + len(root)
    return picture[: end - 1] + there + b">" + made + _without(picture, tags.credentials, end)


def _without(picture: bytes, spans: list[tuple[int, int]], start: int) -> bytes:
    kept = []
    for begin, end in spans:
        kept.append(picture[start:begin])
        start = end
    return b"".join([*kept, picture[start:]])


def _in_svg(file: bytes) -> list[bytes]:
    return ["".join(pieces).strip().encode() for pieces in _tags(file).texts]


def _start_tag(picture: bytes, begin: int) -> bytes:
    found = _START_TAG.match(picture, begin)
    if found is None:
        raise BadFile(Flaw.DAMAGED)
    return found[0]


class _Tags:
    """Where in the bytes the root begins, where credentials stand, and what they hold: an attribute ``verify`` or text."""

    def __init__(self, picture: bytes) -> None:
        self.picture = picture
        self.expat: Any = None
        self.root = -1
        self.credentials: list[tuple[int, int]] = []  # begin, end
        self.texts: list[list[str]] = []  # in pieces, one list for each
        self._open: list[int] = []  # begins
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_PARTS:
            raise BadFile(Flaw.TOO_MANY)
        if self.root < 0:
            self.root = self.expat.CurrentByteIndex
            if tag != _SVG:
                raise BadFile(Flaw.UNKNOWN_KIND)
        if tag == _CREDENTIAL:
            self._open.append(self.expat.CurrentByteIndex)
            self.texts.append([attributes.get("verify", "")])

    def data(self, text: str) -> None:
        if self._open:
            self.texts[-1].append(text)

    def end(self, tag: str) -> None:
        if tag != _CREDENTIAL:
            return
        begin = self._open.pop()
        tag_there = _start_tag(self.picture, begin)
        if tag_there.endswith(b"/>"):
            end = begin + len(tag_there)
        else:
            end = self.picture.index(b">", self.expat.CurrentByteIndex) + 1
        if not self._open:
            self.credentials.append((begin, end))

    def close(self) -> None:
        """The parser wants it."""


def _tags(picture: bytes) -> _Tags:
    """Only UTF-8, whose bytes expat counts as we do. Raises BadFile."""
    if b"\0" in picture or picture.startswith((b"\xfe\xff", b"\xff\xfe")):  # UTF-16
        raise BadFile(Flaw.DAMAGED)
    tags = _Tags(picture)
    parser = DefusedXMLParser(target=tags, encoding="utf-8", forbid_dtd=True)
    tags.expat = parser.parser
    try:
        parser.feed(picture)
        parser.close()
    except DefusedXmlException as error:
        raise BadFile(Flaw.DOCTYPE) from error
    except ParseError as error:
        raise BadFile(Flaw.DAMAGED) from error
    return tags


# PDF (ISO 32000-2, section 7.11.4, embedded file streams): read only, since whoever lays the page out attaches the file.


def _in_pdf(file: bytes) -> list[bytes]:

    import pikepdf

    if _LZW.search(file):
        raise BadFile(Flaw.COMPRESSED)
    try:
        with _limits(), pikepdf.open(BytesIO(file), attempt_recovery=False, inherit_page_attributes=False) as opened:
            if len(opened.attachments) > MOST_ATTACHED:
                raise BadFile(Flaw.TOO_MANY)
            specs = [one for one in opened.attachments.values() if one.filename == ATTACHMENT]
            return [one.get_file().read_bytes() for one in specs]
    except BadFile:
        raise
    except Exception as error:  # of a damaged file qpdf and its wrapper raise every kind
        raise BadFile(Flaw.DAMAGED) from error


@contextmanager
def _limits() -> Iterator[None]:

    from pikepdf.settings import set_qpdf_limits

    most = {f"{what}_max_memory": LARGEST_UNPACKED for what in ("flate", "png", "tiff", "run_length")}
    limits: dict[str, Any] = {**most, "max_stream_filters": 2, "doc_max_warnings": 100}
    with _ONE_AT_A_TIME:
        before: dict[str, Any] = set_qpdf_limits(**limits)
        try:
            yield
        finally:
            set_qpdf_limits(**before)
