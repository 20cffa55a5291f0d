"""A page's texts as a PO file for any translation program, and back."""

from collections.abc import Iterable
from uuid import UUID

import polib

from lms.content.domain.translating import Given
from lms.content.enums import SegmentKind, SegmentState
from lms.content.errors import BrokenFile, OtherPage
from lms.content.models import Segment

PAGE = "X-Vereda-Page"
MARKED = {SegmentState.STALE}


def write_po(rows: Iterable[Segment], *, page_key: UUID, source: str, target: str, title: str) -> str:
    """Drafts included; a stale translation is marked fuzzy, with the original that it was made from."""
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "MIME-Version": "1.0",
        "Language": target,
        "X-Source-Language": source,
        PAGE: str(page_key),
    }
    file.header = title.replace("\n", " ")
    for row in rows:
        draft = getattr(row, "draft", None)
        is_stale = row.state in MARKED and draft is None
        file.append(
            polib.POEntry(
                msgctxt=row.path,
                msgid=row.original_text,
                msgstr=draft.text if draft else row.translated_text,
                comment=str(SegmentKind(row.kind).label),
                flags=["fuzzy"] if is_stale else [],
                previous_msgid=row.made_from if is_stale and row.made_from else None,
            )
        )
    return str(file)


def read_po(text: str, *, page_key: UUID) -> list[Given]:
    """What the file gives, of every entry that has a translation and is not marked fuzzy.

    Raises BrokenFile, or OtherPage where the header names another page.
    """
    if "msgid" not in text:  # polib would take it for the name of a file
        raise BrokenFile
    try:
        file = polib.pofile(f"{text}\n")
    except (OSError, ValueError, IndexError, KeyError, AttributeError) as error:
        raise BrokenFile from error
    if file.metadata.get(PAGE) != str(page_key):
        raise OtherPage
    entries = (entry for entry in file if entry.msgctxt and entry.msgstr and not entry.obsolete and not entry.fuzzy)
    return [Given(entry.msgctxt, entry.msgstr, original=entry.msgid) for entry in entries]
