"""How much a word looks like chance."""

import math
import re
from collections import Counter
from itertools import pairwise

_NAME_OF_PROGRAM = re.compile(r"(?:[A-Z][a-z]{2,12}){1,6}\d{0,2}(?:[/_-]\d{1,5}){0,3}")  # AppleWebKit/537


def entropy(word: str) -> float:
    """Bits a sign."""
    counts = Counter(word)
    return -sum(count / len(word) * math.log2(count / len(word)) for count in counts.values())


def looks_random(word: str) -> bool:
    """Mixed as chance mixes: not a path, not a name of many words, not a number."""
    if _NAME_OF_PROGRAM.fullmatch(word):
        return False
    sample = word[:400]
    lower, upper = any(sign.islower() for sign in sample), any(sign.isupper() for sign in sample)
    digits = sum(sign.isdigit() for sign in sample)
    if not (lower and upper and digits) and not (lower and upper and len(word) >= 40):
        return False
    pieces = [piece for piece in re.split(r"[/_\-+=]", sample) if piece]
    longest = max((len(piece) for piece in pieces), default=0)
    if longest < 10 and len(pieces) > 1 and ("/" in sample or "-" in sample or "_" in sample) and "+" not in sample:
        return False
    changes = sum(_class(one) != _class(two) for one, two in pairwise(sample))
    return changes / len(sample) > 0.25 and entropy(sample) > 3.2


def _class(sign: str) -> int:
    return 0 if sign.islower() else 1 if sign.isupper() else 2 if sign.isdigit() else 3
