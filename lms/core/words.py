"""Words as a search compares them: without case and accents, without endings, with a letter wrong.

The same for both databases, because it happens before them. A change of what comes out here needs RULES raised: the index
is then written anew by itself.
"""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any
from zlib import crc32

import snowballstemmer

RULES = 1
LONGEST_WORD = 40
SHORTEST_MISTYPED = 4  # one letter of three is not a slip, it is another word
ALGORITHMS = {"en": "english", "es": "spanish"}
WORD = re.compile(r"[^\W_]+")
COMPOUND = re.compile(r"[^\W_]+(?:[-.'’][^\W_]+)+")

# Words that stand in every page and say nothing of it. In a question they count in neither language.
ENGLISH = """
a about all also am an and any are as at be been but by can could did do does doing for from get had has have having
he her here him his how i if in into is it its just let me my no not of off on or our out she should so some such
than that the their them then there these they this those to too up us was we were what when where which while who
whom whose why will with would you your don doesn didn isn cant wont im ive
"""
SPANISH = """
a al algo algun alguna algunas algunos ante aquel aquella asi aun aunque cada como con cual cuales cuando cuanto de
del desde donde dos e el ella ellas ellos en entre era es esa esas ese eso esos esta estas este esto estos estoy
estan ha hace hacer hago han has hasta hay he hemos la las le les lo los mas me mi mis muy nada ni no nos nosotros o
otra otras otro otros para pero poco por porque pues puede puedo que quien quiero se sea ser si sin sobre solo son
soy su sus tambien tan te tengo ti tiene todo todos tu tus u un una unas uno unos usted y ya yo
"""
STOP_WORDS = {"en": frozenset(ENGLISH.split()), "es": frozenset(SPANISH.split())}
EVERY_STOP_WORD = STOP_WORDS["en"] | STOP_WORDS["es"]


class _Folded(dict[int, str]):
    """Code point → one plain letter, worked out when it is met: a folded text is as long as the text."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(code)).casefold()[:1]
        self[code] = plain or chr(code)
        return self[code]


_folded = _Folded()


def composed(text: str) -> str:
    """Without the characters that nobody sees (marks of direction, soft hyphens, NUL), and each accent in its letter."""
    text = unicodedata.normalize("NFC", text)
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cf", "Cc", "Cs", "Co", "Cn"))


def fold(text: str) -> str:
    """«Contraseña» and «CONTRASENA» become the same; of the same length, so that a place here is the place there."""
    return text.translate(_folded)


def words_of(text: str) -> list[str]:
    """Folded, in order. A compound counts in pieces and in one: e-mail, wp-config.php."""
    folded = fold(text)
    words = [word for word in WORD.findall(folded) if len(word) <= LONGEST_WORD]
    joined = ("".join(WORD.findall(one)) for one in COMPOUND.findall(folded))
    return words + [word for word in joined if len(word) <= LONGEST_WORD]


def telling_words(text: str, language: str) -> list[str]:
    """Those of a page that somebody could look for."""
    stops = STOP_WORDS.get(language, frozenset())
    return [word for word in words_of(text) if word not in stops and (len(word) > 1 or word.isdigit())]


@cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(ALGORITHMS[language])


@lru_cache(maxsize=20_000)
def stem(word: str, language: str) -> str:
    """Of a folded word. Spanish pages are full of English words whose plural Spanish rules leave alone: backups, logs."""
    if word.isdigit() or language not in ALGORITHMS:
        return word
    root = str(_stemmer(language).stemWord(word))
    if language == "es" and len(root) > 3 and root.endswith("s") and root[-2] not in "aeiou":
        return root[:-1]
    return root


def slips(word: str) -> list[int]:
    """The word and everything that is left of it without one letter, as numbers. Two words that differ by one letter (more,
    less, another, two exchanged) have one of them in common."""
    return sorted({crc32(form.encode()) for form in (word, *(word[:i] + word[i + 1 :] for i in range(len(word))))})


def is_slip(one: str, other: str) -> bool:
    """Whether one letter lies between two words."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        wrong = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        exchanged = len(wrong) == 2 and wrong[1] == wrong[0] + 1
        return len(wrong) == 1 or (exchanged and one[wrong[0]] + one[wrong[1]] == other[wrong[1]] + other[wrong[0]])
    short, long = sorted((one, other), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def neighbours(words: list[str]) -> list[tuple[int, str]]:
    """Two words that somebody may have meant as one («back up»), with the place of the second."""
    return [(place, a + b) for place, (a, b) in enumerate(pairwise(words), start=1) if len(a + b) <= LONGEST_WORD]
