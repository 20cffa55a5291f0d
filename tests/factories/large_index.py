"""An index as a very large house would have it: rows written directly, words as unevenly spread as in any language."""

from collections.abc import Iterator
from itertools import accumulate
from random import Random

from django.db import transaction

from lms.content.domain.postings import postings_of
from lms.content.domain.search_index import write_entries
from lms.content.models import SearchEntry
from lms.core.finding import Document, Source

BATCH = 500
SYLLABLES = [
    "ba",
    "co",
    "di",
    "fe",
    "gu",
    "la",
    "me",
    "ni",
    "po",
    "ru",
    "sa",
    "te",
    "vi",
    "zo",
    "cha",
    "bri",
    "tro",
    "pla",
    "ser",
    "men",
]
MADE = Source("made.page", "lesson", "Lesson", is_news=False, is_part=False, describe=lambda thing: ())


def vocabulary(random: Random, size: int) -> list[str]:
    words: dict[str, None] = {}
    while len(words) < size:
        words["".join(random.choices(SYLLABLES, k=random.randint(2, 5)))] = None
    return list(words)


def made_documents(entries: int, *, words: list[str], random: Random) -> Iterator[Document]:
    """Each word is as frequent as its place in the list says (Zipf); every other document is in Spanish."""
    weights = list(accumulate(1 / place for place in range(1, len(words) + 1)))
    for number in range(entries):
        text = random.choices(words, cum_weights=weights, k=170)
        yield Document(
            key=f"made:{number}",
            language="es" if number % 2 else "en",
            title=" ".join(text[:5]).capitalize(),
            summary=" ".join(text[5:22]).capitalize() + ".",
            text=" ".join(text[22:]),
            topic="mail" if number % 3 else "web",
            address=f"/en/made/{number}/",
        )


def fill_index(entries: int = 20_000, *, words: list[str] | None = None, seed: int = 7) -> list[str]:
    """Adds so many entries. Gives the words of which they are made, the most frequent first."""
    random = Random(seed)
    known = words or vocabulary(random, 30_000)
    batch = []
    with transaction.atomic():
        for document in made_documents(entries, words=known, random=random):
            entry = SearchEntry(
                source=MADE.label,
                source_id=int(document.key.partition(":")[2]),
                language=document.language,
                key=document.key,
                kind=MADE.kind,
                topic=document.topic,
                is_page=False,
                is_news=False,
                title=document.title,
                summary=document.summary,
                text=document.text,
                address=document.address,
                stamp="made",
            )
            batch.append((entry, postings_of(MADE, document)))
            if len(batch) == BATCH:
                write_entries(batch)
                batch = []
        write_entries(batch)
    return known
