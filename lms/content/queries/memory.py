"""What was translated before, anywhere, from the same or nearly the same words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from lms.content.models import Segment
from lms.content.queries.fingerprints import fingerprint
from lms.content.queries.paragraphs import normal, similarity

MOST_ASKED = 60
MOST_READ = 400
BEGINNING = 14  # characters that two similar texts share at one of their ends
SIMILAR = 0.6
OFFERED = 3


@dataclass(frozen=True)
class Remembered:
    """``original`` is empty where it is the same text."""

    original: str
    translation: str
    likeness: int  # of 100


def memory_for(rows: Iterable[Segment]) -> Mapping[int, list[Remembered]]:
    """Segment → the best that is remembered for it. Two queries for all of them."""
    asked = list(rows)[:MOST_ASKED]
    if not asked:
        return {}
    language = asked[0].language
    made = Segment.objects.filter(language=language).exclude(fingerprint="").only("made_from", "made_to", "fingerprint")
    same = list(made.filter(fingerprint__in={fingerprint(row.original_text) for row in asked})[:MOST_READ])
    ends = Q()
    for row in asked:
        text = normal(row.original_text)
        if len(text) >= BEGINNING:
            ends |= Q(made_from__startswith=text[:BEGINNING]) | Q(made_from__endswith=text[-BEGINNING:])
    near = list(made.filter(ends)[:MOST_READ]) if ends else []
    return {row.pk: _best(row, same, near) for row in asked}


def _best(row: Segment, same: list[Segment], near: list[Segment]) -> list[Remembered]:
    found: dict[str, Remembered] = {}
    mark = fingerprint(row.original_text)
    for other in same:
        if other.fingerprint == mark and other.made_to != row.translated_text:
            found.setdefault(other.made_to, Remembered("", other.made_to, 100))
    scored: dict[str, list[tuple[float, Segment]]] = defaultdict(list)
    for other in near:
        if other.fingerprint != mark and other.pk != row.pk:
            likeness = similarity(other.made_from or "", row.original_text)
            if likeness >= SIMILAR:
                scored[other.made_to].append((likeness, other))
    ranked = sorted(scored.values(), key=lambda some: -some[0][0])
    for some in ranked[:OFFERED]:
        likeness, other = some[0]
        found.setdefault(other.made_to, Remembered(other.made_from or "", other.made_to, int(likeness * 100)))
    return list(found.values())[:OFFERED]
