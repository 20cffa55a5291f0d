"""An index as a very large house would have it: words as unevenly spread as in any language.

Some hundred documents are described by the index's own functions. All others say the same under addresses of their own, and
the database copies what is known of them: lists of words as long as in a real house, in a fraction of the time.
"""

from collections.abc import Iterator
from itertools import accumulate
from random import Random

from django.db import connection, transaction

from lms.content.domain.postings import postings_of
from lms.content.domain.search_index import write_entries
from lms.content.models import SearchEntry, SearchPosting
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
DESCRIBED = 500
ENTRIES, POSTINGS = SearchEntry._meta.db_table, SearchPosting._meta.db_table
COPY_POSTINGS = f"""
    INSERT INTO {POSTINGS} (term_id, place, entry_id)
    SELECT posting.term_id, posting.place, copy.id
    FROM {ENTRIES} AS original
    JOIN {ENTRIES} AS copy ON copy.source = original.source AND copy.source_id = original.source_id + %s
    JOIN {POSTINGS} AS posting ON posting.entry_id = original.id
    WHERE original.source = %s AND original.source_id BETWEEN %s AND %s
    ORDER BY posting.term_id, posting.place
"""
MADE = Source("made.page", "lesson", "Lesson", is_news=False, is_part=False, describe=lambda thing: ())


def vocabulary(random: Random, size: int) -> list[str]:
    words: dict[str, None] = {}
    while len(words) < size:
        words["".join(random.choices(SYLLABLES, k=random.randint(2, 5)))] = None
    return list(words)


def made_documents(entries: int, *, words: list[str], random: Random, first: int) -> Iterator[Document]:
    """Each word is as frequent as its place in the list says (Zipf); every other document is in Spanish."""
    weights = list(accumulate(1 / place for place in range(1, len(words) + 1)))
    for number in range(first, first + entries):
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


def fill_index(entries: int = 20_000, *, words: list[str] | None = None, seed: int = 7, first: int = 0) -> list[str]:
    """Adds so many entries, numbered from ``first``. Gives the words of which they are made, the most frequent first."""
    random = Random(seed)
    known = words or vocabulary(random, 30_000)
    described = min(entries, DESCRIBED)
    with transaction.atomic():
        batch = []
        for number, document in enumerate(made_documents(described, words=known, random=random, first=first), first):
            batch.append((_entry(number, document), postings_of(MADE, document)))
            if len(batch) == BATCH:
                write_entries(batch)
                batch = []
        write_entries(batch)
        _copy(first, described, entries)
    return known


def _entry(number: int, document: Document) -> SearchEntry:
    return SearchEntry(
        source=MADE.label,
        source_id=number,
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


def _copy(first: int, described: int, entries: int) -> None:
    """What was described, round by round. ``described`` is even: a copy is in the language of its original."""
    numbers = (first, first + described - 1)
    originals = list(SearchEntry.objects.filter(source=MADE.label, source_id__range=numbers).order_by("source_id"))
    copies = (_copied(originals[number % described], first + number) for number in range(described, entries))
    SearchEntry.objects.bulk_create(copies, batch_size=BATCH)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA cache_size = -200000")  # of this connection; kibibytes
        for away in range(described, entries, described):
            last = first + min(described, entries - away) - 1
            cursor.execute(COPY_POSTINGS, [away, MADE.label, first, last])


def _copied(entry: SearchEntry, number: int) -> SearchEntry:
    fields = {field.name: getattr(entry, field.name) for field in SearchEntry._meta.concrete_fields}
    fields |= {"id": None, "source_id": number, "key": f"made:{number}", "address": f"/en/made/{number}/"}
    return SearchEntry(**fields)
