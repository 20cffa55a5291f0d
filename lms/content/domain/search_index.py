"""Writing the index of the search: by jobs after the commit that changed something. Writers queue up behind one row."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from lms.content.domain.postings import Postings, postings_of
from lms.content.models import SearchEntry, SearchPosting, SearchSlip, SearchState, SearchTerm, SearchWord
from lms.content.queries.documents import documents, is_page, stamp_of, things
from lms.core import jobs
from lms.core.finding import Document, Source, source_of, sources
from lms.core.words import slips

BATCH = 500


def renew_later(*, source: str, pk: int) -> None:
    """After the caller's commit. Of a page type that nobody described there is nothing to renew."""
    if source_of(source):
        jobs.enqueue("content.renew_search", source.lower(), pk, dedupe=f"search:{source.lower()}:{pk}")


def mend_later() -> None:
    """When it is not known what changed: somebody limited a part of the tree, or opened it again."""
    jobs.enqueue("content.mend_search", dedupe="search:mend")


def renew(*, source: str, pk: int) -> None:
    """Describes one thing again. One that is gone, or that not everybody may see, is not found any more."""
    described = source_of(source)
    if described is not None:
        with transaction.atomic():
            _lock()
            _replace(described, [pk])


@dataclass(frozen=True)
class Difference:
    """Between the index and what there is: of one thing in one language."""

    source: str
    pk: int
    language: str
    what: str

    def __str__(self) -> str:
        return f"{self.source} {self.pk} ({self.language}): {self.what}"


def differences() -> list[Difference]:
    """Describes everything, and writes nothing."""
    known = {
        (source, pk, language): stamp
        for source, pk, language, stamp in SearchEntry.objects.values_list("source", "source_id", "language", "stamp")
    }
    found: list[Difference] = []
    for source in sources():
        for thing in things(source):
            for document in documents(source, thing):
                stamp = known.pop((source.label, thing.pk, document.language), None)
                if stamp != stamp_of(source, document):
                    what = "changed" if stamp else "missing"
                    found.append(Difference(source.label, thing.pk, document.language, what))
    return found + [Difference(*key, "left over") for key in known]


def mend() -> int:
    """Renews what differs. Gives how many things that were."""
    wrong = sorted({(one.source, one.pk) for one in differences()})
    for label, pk in wrong:
        with transaction.atomic():
            _lock()
            source = source_of(label)
            if source is None:
                SearchEntry.objects.filter(source=label, source_id=pk).delete()
            else:
                _replace(source, [pk])
    return len(wrong)


def rebuild() -> int:
    """Everything anew, in one transaction: whoever searches meanwhile finds what they found before."""
    with transaction.atomic():
        _lock()
        for model in (SearchSlip, SearchWord, SearchPosting, SearchTerm, SearchEntry):
            model.objects.all()._raw_delete(using=connection.alias)
        for source in sources():
            _add(source, (thing for thing in things(source)))
        return SearchEntry.objects.count()


def _lock() -> None:
    SearchState.objects.get_or_create(pk=1)
    SearchState.objects.select_for_update().get(pk=1)


def _replace(source: Source, pks: list[int]) -> None:
    old = SearchEntry.objects.filter(source=source.label, source_id__in=pks)
    keys = set(old.values_list("key", flat=True))
    terms = list(SearchPosting.objects.filter(entry__in=old).values_list("term", flat=True).distinct())
    old.delete()
    keys |= _add(source, things(source, pks))
    _note_languages(keys)
    _forget_unused(terms)


def _add(source: Source, described: Iterable[object]) -> set[str]:
    """Gives the keys of what was added."""
    keys: set[str] = set()
    batch: list[tuple[SearchEntry, Postings]] = []
    for thing in described:
        for document in documents(source, thing):
            batch.append((_entry(source, thing.pk, document), postings_of(source, document)))  # type: ignore[attr-defined]
            keys.add(document.key)
        if len(batch) >= BATCH:
            write_entries(batch)
            batch = []
    write_entries(batch)
    _note_languages(keys)
    return keys


def _entry(source: Source, pk: int, document: Document) -> SearchEntry:
    return SearchEntry(
        source=source.label,
        source_id=pk,
        language=document.language,
        key=document.key,
        kind=source.kind,
        topic=document.topic,
        is_page=is_page(source),
        is_news=source.is_news,
        title=document.title[:255],
        summary=document.summary,
        text=document.text,
        address=document.address,
        published_at=document.published_at,
        renewed_at=document.renewed_at or document.published_at,
        stamp=stamp_of(source, document),
    )


def write_entries(batch: list[tuple[SearchEntry, Postings]]) -> None:
    """New entries with their words. The caller holds the lock."""
    SearchEntry.objects.bulk_create([entry for entry, _ in batch], batch_size=BATCH)
    wanted = {(entry.language, stem) for entry, told in batch for stem in told.places}
    terms = _terms(wanted)
    SearchPosting.objects.bulk_create(
        [
            SearchPosting(term_id=terms[entry.language, stem], place=place, entry_id=entry.pk)
            for entry, told in batch
            for stem, place in told.places.items()
        ],
        batch_size=BATCH,
    )
    _add_words(
        {
            (terms[entry.language, stem], form): shown
            for entry, told in batch
            for (stem, form), shown in told.forms.items()
        }
    )


def _terms(wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """(language, stem) → the term, made where there is none yet."""
    rows = [SearchTerm(language=language, stem=stem) for language, stem in sorted(wanted)]
    SearchTerm.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    known: dict[tuple[str, str], int] = {}
    stems = sorted({stem for _, stem in wanted})
    for start in range(0, len(stems), BATCH):
        found = SearchTerm.objects.filter(stem__in=stems[start : start + BATCH])
        known |= {(language, stem): pk for pk, language, stem in found.values_list("pk", "language", "stem")}
    return known


def _add_words(wanted: dict[tuple[int, str], str]) -> None:
    """(term, form) → the word that is shown for it."""
    terms = sorted({term for term, _ in wanted})
    known: set[tuple[int, str]] = set()
    for start in range(0, len(terms), BATCH):
        known |= set(SearchWord.objects.filter(term__in=terms[start : start + BATCH]).values_list("term", "form"))
    new = sorted(wanted.keys() - known)
    words = [SearchWord(term_id=term, form=form, shown=wanted[term, form]) for term, form in new]
    SearchWord.objects.bulk_create(words, batch_size=BATCH)
    marks = [SearchSlip(word=word, number=number) for word in words for number in slips(word.form)]
    SearchSlip.objects.bulk_create(marks, batch_size=BATCH)


def _note_languages(keys: set[str]) -> None:
    """A thing that exists in both languages is shown in the reader's, whichever of the two was found."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), BATCH):
        some = SearchEntry.objects.filter(key__in=ordered[start : start + BATCH])
        other = SearchEntry.objects.filter(key=OuterRef("key")).exclude(language=OuterRef("language"))
        both = set(some.filter(Exists(other)).values_list("pk", flat=True))
        some.filter(pk__in=both).update(is_in_both=True)
        some.exclude(pk__in=both).update(is_in_both=False)


def _forget_unused(terms: list[int]) -> None:
    """Words that stand nowhere any more would be offered to whoever mistypes another."""
    unused = SearchTerm.objects.filter(~Exists(SearchPosting.objects.filter(term=OuterRef("pk"))))
    for start in range(0, len(terms), BATCH):
        unused.filter(pk__in=terms[start : start + BATCH]).delete()
