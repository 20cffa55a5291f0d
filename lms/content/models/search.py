"""The index of the search: an inverted one of our own, the same on SQLite and PostgreSQL. Nothing in it is the truth;
``manage.py search rebuild`` writes it anew."""

from django.db import models

from lms.content.enums import Language


class SearchState(models.Model):
    """One row, locked by whoever writes the index: two that renew at once would each take the other's words for unused."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="search_state_is_one_row")]

    def __str__(self) -> str:
        return "search"


class SearchEntry(models.Model):
    """One thing in one language, as it was when it was described. ``stamp`` tells whether it still is."""

    source = models.CharField(max_length=100)
    source_id = models.BigIntegerField()
    language = models.CharField(max_length=5, choices=Language.choices)
    key = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    topic = models.CharField(max_length=20, blank=True)
    is_page = models.BooleanField()
    is_news = models.BooleanField()
    is_in_both = models.BooleanField(default=False)
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    text = models.TextField(blank=True)
    address = models.CharField(max_length=500, blank=True)
    published_at = models.DateTimeField(null=True)
    renewed_at = models.DateTimeField(null=True)
    stamp = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id", "language"], name="search_entry_once"),
            models.CheckConstraint(condition=models.Q(language__in=Language.values), name="search_entry_language"),
        ]
        indexes = [
            models.Index(fields=["key"], name="search_entry_key"),
            models.Index(
                fields=["language", "-renewed_at"], condition=models.Q(is_news=True), name="search_entry_news"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.language})"


class SearchTerm(models.Model):
    """A word without its ending, in the language of the pages that it stands in."""

    language = models.CharField(max_length=5)
    stem = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stem", "language"], name="search_term_once")]

    def __str__(self) -> str:
        return f"{self.stem} ({self.language})"


class SearchPosting(models.Model):
    """A term stands in an entry, and how much it says about it: the lower ``place``, the more. The primary key is the list
    of a term's entries in the order in which they are wanted, so that the best are read without the rest."""

    pk = models.CompositePrimaryKey("term", "place", "entry")
    term = models.ForeignKey(SearchTerm, on_delete=models.CASCADE, db_index=False)
    place = models.PositiveSmallIntegerField()
    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, db_index=False)

    class Meta:
        indexes = [models.Index(fields=["entry", "term", "place"], name="search_posting_entry")]

    def __str__(self) -> str:
        return f"{self.term_id} in {self.entry_id}"


class SearchWord(models.Model):
    """A word as it is written in some page (folded), or what is left of it without its ending, for those who write it with a
    letter wrong. ``shown``: the whole word."""

    term = models.ForeignKey(SearchTerm, on_delete=models.CASCADE)
    form = models.CharField(max_length=40)
    shown = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "form"], name="search_word_once")]

    def __str__(self) -> str:
        return self.form


class SearchSlip(models.Model):
    """What is left of a word without one letter, as a number (``lms.core.words.slips``)."""

    word = models.ForeignKey(SearchWord, on_delete=models.CASCADE)
    number = models.PositiveBigIntegerField(db_index=True)

    def __str__(self) -> str:
        return str(self.number)
