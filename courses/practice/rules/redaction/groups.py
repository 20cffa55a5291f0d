"""Names of organisations that no list of the house holds."""

import re
from collections.abc import Iterator

from courses.practice.rules.redaction.lists import is_ordinary, is_plain, words
from courses.practice.rules.redaction.people import LONGEST_RUN, Token, tokens
from courses.practice.rules.redaction.terms import Certainty, Find, Kind
from courses.practice.rules.redaction.views import fold, squeeze

MAYBE, SURE = Certainty.MAYBE, Certainty.SURE

_LEGAL = re.compile(
    r",?[ ]{0,2}(?:S\.?[ ]?A\.?(?:[ ]?P\.?[ ]?I\.?)?[ ]de[ ]C\.?[ ]?V\.?|S\.?[ ]de[ ]R\.?[ ]?L\.?(?:[ "
    r"]de[ ]C\.?[ ]?V\.?)?|A\.[ ]?C\.|\bAC\b|S\.[ ]?C\.|I\.[ ]?A\.[ ]?P\.|\bIAP\b|S\.[ ]?P\.[ ]?R\.|"
    r"Inc\b\.?|LLC\b|L\.L\.C\.|Ltd\b\.?|Corp\b\.?|Co-?op\b|P\.?C\.|501\(c\)\(?3?\)?)"
)
_BEFORE_LEGAL = re.compile(
    r"(?:[A-ZÁÉÍÓÚÑ0-9][\w'’&.\-]{0,30}[ ](?:(?:de|del|la|las|los|el|y|e|of|the|for|and|&)[ "
    r"]){0,3}){0,6}[A-ZÁÉÍÓÚÑ0-9][\w'’&\-]{0,30}$"
)
_SIGN = r"[A-ZÁÉÍÓÚÑ0-9][\w'’&-]{1,30}"
_GROUP = (
    r"(?:org|organi[sz]ation|organizaci[oó]n|orga|group|co-?op|collective|cooperativa|colectiv[oa]|asociaci[oó]n|"
    r"agrupaci[oó]n)"
)
_INNER = r"(?:(?:de|del|la|las|los|el|y|e|of|the|for|and|in|&|en|que|por)[ ]){0,2}"
_OURS = re.compile(
    r"(?<![^\W_])(?i:we are|we['’]re|somos|nosotr[oa]s de|"
    rf"(?:our|the|my|la|mi|nuestra|nuestro|el) {_GROUP}(?: is| es| se llama|:)|our name(?: is|:)|"
    r"(?:i am|i['’]m|it['’]s \w{2,20}|this is \w{2,20}|speaking) (?:with|from|at)|here at|"
    r"(?:work|volunteer) (?:with|at|for)|trabaj(?:o|a|amos) (?:en|con|para)|"
    rf"(?:en|de) (?:la|el) {_GROUP})[ ]{{1,2}}"
    rf"(?:(?i:el|la|los|las|the)[ ])?[\"“«]?(?P<who>{_SIGN}(?:[ ]{_INNER}{_SIGN}){{0,5}})"
)
_SUBJECT = re.compile(r"(?<![^\W_])(?:O|OU|L|ST|CN|GN|SN)[ ]?=[ ]?(?P<who>[^\W_][^,/\n=\"]{1,60})(?=,|/|\n|$)")
_CALL_SIGN = re.compile(
    r"(?<![\w-])(?:X[EH][A-Z]{1,5}|[KW][A-Z]{2,3}(?=(?:-(?:FM|AM|TV|LP|LPFM|DT))|[ ]{1,2}\d{2,4}(?:\.\d)?[ ]?(?:AM|FM)))"
    r"(?:-(?:FM|AM|TV|TDT|LP|LPFM|DT))?(?![\w-])"
)


def organisations(text: str) -> Iterator[Find]:
    """Runs of capitals with a word of organisations at one end, and whatever stands before a legal form."""
    for found in _LEGAL.finditer(text):
        begin = max(0, found.start() - 160)
        before = text[begin : found.start()]
        starts = re.finditer(r"(?:(?<=[\s(\"'“])|^)(?=[A-ZÁÉÍÓÚÑ0-9])", before)
        last = next(filter(None, (_BEFORE_LEGAL.match(before, start.start()) for start in starts)), None)
        if last and not all(is_plain(word) for word in last.group().split()):
            key = f"org {squeeze(last.group())}"
            yield Find(begin + last.start(), found.start(), Kind.ORGANISATION, key, SURE)
    yield from _capitals(text)


def _capitals(text: str) -> Iterator[Find]:
    run: list[Token] = []
    for token in tokens(text):
        if len(run) == LONGEST_RUN or (run and token.gap not in _ORG_GAPS):
            yield from _organisation(run, text)
            run = []
        low = fold(token.text)
        if token.text[0].isupper() or low in words("particles_of_groups" if run else "organisations"):
            run.append(token)
        elif run:
            yield from _organisation(run, text)
            run = []
    yield from _organisation(run, text)


_ORG_GAPS = frozenset({" ", " & ", "  ", ' "', " “", " «"})


def _organisation(run: list[Token], text: str) -> Iterator[Find]:
    while run and fold(run[-1].text) in words("particles_of_groups"):
        run = run[:-1]
    for place, token in enumerate(run):
        low = fold(token.text)
        rest = [other for other in run[place + 1 :] if fold(other.text) not in words("particles_of_groups")]
        telling = any(not is_plain(other.text) or fold(other.text) in words("organisations") for other in rest)
        if low in words("organisations") and telling and (len(rest) > 1 or not is_plain(rest[0].text)):
            yield _org(token.start, run[-1].end, text)
            return
        before = [other for other in run[:place] if fold(other.text) not in words("particles_of_groups")]
        if (
            low in words("org_ends")
            and before
            and token.text[0].isupper()
            and any(not is_plain(other.text) for other in before)
        ):
            yield _org(before[0].start, token.end, text)
            return


def _org(start: int, end: int, text: str) -> Find:
    return Find(start, end, Kind.ORGANISATION, f"org {squeeze(text[start:end])}", MAYBE)


def told(text: str) -> Iterator[Find]:
    """What somebody says to be theirs, of whatever words: "We are Rose City Repair"; subjects of certificates."""
    for found in _OURS.finditer(text):
        who = found.group("who").rstrip(" .'’-")
        pieces = who.split()
        if len(pieces) > 1 or not is_plain(who):
            yield _org(found.start("who"), found.start("who") + len(who), text)
    for found in _SUBJECT.finditer(text):
        who = found.group("who").strip()
        if not all(is_plain(piece) for piece in re.findall(r"[^\W_]{2,}", who)):
            yield _org(found.start("who"), found.start("who") + len(who), text)


def glued(text: str) -> Iterator[Find]:
    """Rose City Repair, where rosecityrepair stands somewhere else."""
    solid = list(_SOLID.finditer(text))
    unknown: dict[str, list[int]] = {}
    for found in solid:
        if len(found.group()) >= _SHORTEST_GLUED and not is_ordinary(found.group()):
            unknown.setdefault(fold(found.group()), []).append(found.start())
    for place, first in enumerate(solid if unknown else ()):
        for end, run in _runs(solid[place : place + _MOST_GLUED], text) if first.group()[0].isupper() else ():
            if run in unknown:
                yield _org(first.start(), end, text)
                yield from (_org(start, start + len(run), text) for start in unknown[run])
                unknown[run] = []  # each is told once


def _runs(some: list[re.Match[str]], text: str) -> Iterator[tuple[int, str]]:
    """Where each ends that begins with the first word and ends with a capital one, and its letters."""
    run, last = fold(some[0].group()), some[0]
    for other in some[1:]:
        if other.start() - last.end() > 2 or text[last.end() : other.start()].strip(" &'’-"):
            return
        run, last = run + fold(other.group()), other
        if last.group()[0].isupper():
            yield last.end(), run


_SOLID = re.compile(r"[^\W\d_]+")
_SHORTEST_GLUED = 8
_MOST_GLUED = 6  # words


def stations(text: str) -> Iterator[Find]:
    """Call signs of radios, which are nobody else's."""
    for found in _CALL_SIGN.finditer(text):
        yield Find(*found.span(), Kind.ORGANISATION, f"org {fold(found.group())}", MAYBE)
