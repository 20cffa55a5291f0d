"""How much a word says about a document: from 200, when it is the whole title, to a mention in passing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import log2, sqrt

from django.utils.translation import override

from lms.core.finding import Document, Source, topic_names
from lms.core.words import SHORTEST_MISTYPED, stem, telling_words

MOST = 200
TITLE, SUMMARY, HEADING, TOPIC, KIND = 120, 36, 30, 14, 8
MENTION, MOST_MENTIONS = 8, 40
MOST_TERMS = 400  # of one document; of a longer one the words that stand in it most often
LONGEST_MISTYPED = 24


@dataclass(frozen=True)
class Postings:
    """``places``: stem → place, the lower the better. ``forms``: (stem, what may be mistyped) → the word in the document."""

    places: dict[str, int]
    forms: dict[tuple[str, str], str] = field(default_factory=dict)


def postings_of(source: Source, document: Document) -> Postings:
    language = document.language
    forms: dict[str, str] = {}

    def stems(text: str) -> list[str]:
        words = telling_words(text, language)
        forms.update((word, stem(word, language)) for word in words)
        return [forms[word] for word in words]

    title = set(stems(document.title))
    weights: Counter[str] = Counter(dict.fromkeys(title, round(TITLE * (0.6 + 0.4 / sqrt(max(len(title), 1))))))
    weights.update(dict.fromkeys(stems(document.summary), SUMMARY))
    weights.update(dict.fromkeys(stems(" ".join(document.headings)), HEADING))
    for one, times in Counter(stems(document.text)).items():
        weights[one] += min(MOST_MENTIONS, round(MENTION * log2(1 + times)))
    with override(language):
        weights.update(dict.fromkeys(stems(str(topic_names().get(document.topic, ""))), TOPIC))
        weights.update(dict.fromkeys(stems(str(source.name)), KIND))
    kept = dict(weights.most_common(MOST_TERMS))
    return Postings(
        places={one: MOST - min(weight, MOST) for one, weight in kept.items()},
        forms=dict(_mistyped({word: one for word, one in sorted(forms.items()) if one in kept})),
    )


def _mistyped(forms: dict[str, str]) -> Iterator[tuple[tuple[str, str], str]]:
    """Each word, and its stem: somebody mistypes the singular of what stands here in the plural."""
    for word, one in forms.items():
        if _may_be_mistyped(one) and one not in forms:
            yield (one, one), word
        if _may_be_mistyped(word):
            yield (one, word), word


def _may_be_mistyped(word: str) -> bool:
    return SHORTEST_MISTYPED <= len(word) <= LONGEST_MISTYPED and not any(letter.isdigit() for letter in word)
