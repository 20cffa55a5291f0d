"""A page's texts as XLIFF 1.2, and back. Inline markup travels as escaped text: what a program does not know it keeps."""

from collections.abc import Iterable
from uuid import UUID
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from lms.content.domain.translating import Given
from lms.content.enums import SegmentKind, SegmentState
from lms.content.errors import BrokenFile, OtherPage
from lms.content.models import Segment

SPACE = "urn:oasis:names:tc:xliff:document:1.2"
STATES = {
    SegmentState.FRESH: "translated",
    SegmentState.MINOR: "translated",
    SegmentState.STALE: "needs-review-translation",
    SegmentState.MISSING: "new",
}
UNFINISHED = {"new", "needs-translation", "needs-review-translation", "needs-adaptation", "needs-l10n"}


def write_xliff(rows: Iterable[Segment], *, page_key: UUID, source: str, target: str, title: str) -> str:
    root = Element("xliff", {"version": "1.2", "xmlns": SPACE})
    languages = {"source-language": source, "target-language": target}
    file = SubElement(root, "file", {"original": str(page_key), "datatype": "plaintext", **languages})
    body = SubElement(file, "body")
    for row in rows:
        draft = getattr(row, "draft", None)
        unit = SubElement(
            body, "trans-unit", {"id": row.path, "{http://www.w3.org/XML/1998/namespace}space": "preserve"}
        )
        SubElement(unit, "source").text = row.original_text
        state = "translated" if draft else STATES[SegmentState(row.state)]
        SubElement(unit, "target", {"state": state}).text = draft.text if draft else row.translated_text
        SubElement(unit, "note").text = str(SegmentKind(row.kind).label)
        if row.state == SegmentState.STALE and row.made_from:
            SubElement(unit, "note").text = row.made_from
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def read_xliff(text: str, *, page_key: UUID) -> list[Given]:
    """As ``read_po``. The parser resolves no entities. A unit whose target still says what needs review is passed over."""
    try:
        root = fromstring(text.encode(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, UnicodeEncodeError) as error:
        raise BrokenFile from error
    if root.tag != f"{{{SPACE}}}xliff":
        raise BrokenFile
    files = root.findall(f"{{{SPACE}}}file")
    if [file.get("original") for file in files] != [str(page_key)]:
        raise OtherPage
    found = []
    for unit in files[0].iter(f"{{{SPACE}}}trans-unit"):
        source, target = unit.find(f"{{{SPACE}}}source"), unit.find(f"{{{SPACE}}}target")
        if source is None or target is None or target.get("state") in UNFINISHED:
            continue
        words = "".join(target.itertext())
        if words.strip():
            found.append(Given(unit.get("id", ""), words, original="".join(source.itertext())))
    return found
