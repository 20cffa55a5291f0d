"""What a translator has before them: each text of a page beside its translation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from lms.content.enums import Language, SegmentKind, SegmentState
from lms.content.models import Segment
from lms.content.queries.fingerprints import fingerprint
from lms.content.queries.glossary import Glossary, glossary
from lms.content.queries.memory import Remembered, memory_for
from lms.content.queries.paragraphs import normal
from lms.content.queries.published import published_number
from lms.content.queries.worddiff import Change, word_diff

ON_A_PAGE = 80
MARKUP = (SegmentKind.PARAGRAPH, SegmentKind.RICH)


@dataclass(frozen=True)
class Hit:
    """A term of the glossary that an original uses, and its word in the other language."""

    word: str
    translation: str


@dataclass(frozen=True)
class Line:
    """One segment with everything that helps. ``seen`` names the original that is shown."""

    segment: Segment
    text: str  # what stands in the form
    seen: str
    has_draft: bool
    is_old_draft: bool
    changes: tuple[Change, ...] = ()
    hits: list[Hit] = field(default_factory=list)
    memory: list[Remembered] = field(default_factory=list)
    error: str = ""

    @property
    def has_markup(self) -> bool:
        return self.segment.kind in MARKUP

    @property
    def height(self) -> int:
        return min(12, 2 + len(self.segment.original_text) // 60)


def segments_of(page_key: UUID) -> list[Segment]:
    """In the order of the original, with their drafts. One query."""
    here = Segment.objects.filter(page_key=page_key, position__isnull=False)
    return list(here.select_related("draft", "made_by").order_by("position"))


def to_do(rows: list[Segment]) -> list[Segment]:
    return [row for row in rows if row.state != SegmentState.FRESH or hasattr(row, "draft")]


def hits(known: Glossary, text: str, language: Language) -> list[Hit]:
    """What the glossary says of the words of a text, in the order in which they come."""
    return [Hit(term.words[language], term.words[language.other]) for term in known.hits(text, language)]


def lines(rows: list[Segment], typed: Mapping[str, tuple[str, str]] | None = None) -> list[Line]:
    """``typed``: path → (what was given and refused, why)."""
    typed, known = typed or {}, glossary(published_number())
    memory = memory_for(row for row in rows if row.state in (SegmentState.MISSING, SegmentState.STALE))
    found = []
    for row in rows:
        draft = getattr(row, "draft", None)
        text, error = typed.get(row.path, (draft.text if draft else row.translated_text, ""))
        is_changed = bool(row.made_from) and normal(row.made_from or "") != normal(row.original_text)
        found.append(
            Line(
                segment=row,
                text=text,
                seen=fingerprint(row.original_text),
                has_draft=draft is not None,
                is_old_draft=draft is not None and draft.made_from != row.original_text,
                changes=word_diff(row.made_from or "", row.original_text) if is_changed else (),
                hits=hits(known, row.original_text, Language(row.language)),
                memory=memory.get(row.pk, []),
                error=error,
            )
        )
    return found
