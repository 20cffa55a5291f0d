"""Passwords that stand some words after one was spoken of, and whatever looks like one; codes and phrases in lists."""

import re
from collections.abc import Iterator

from courses.practice.rules.redaction.lists import is_plain
from courses.practice.rules.redaction.terms import Certainty, Find, Kind
from courses.practice.rules.redaction.views import fold

MAYBE = Certainty.MAYBE

_MENTION = re.compile(
    r"contrase(?:ñ|n|nn|ni)a|(?<![^\W_])contra(?=[ ](?:es|era|de|del|nueva|vieja|anterior)(?![^\W_]))|pass(?:word|wd|"
    r"phrase|code)|(?<![^\W_])(?:pwd?|psw|clave|secret[oa]?|pass|"
    r"credential|credencial|value|login|acceso)(?![^\W_])",
    re.IGNORECASE,
)
_LIKELY = re.compile(r"[^\s\"'`“”‘’«»<>=;,()\[\]{}|]{6,}+")
_CODES = re.compile(
    r"(?:backup|recovery|rescue|one-time|scratch) codes?|c[oó]digos? de (?:respaldo|recuperaci[oó]n|emergencia|un solo uso)",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?=[a-z]{0,10}[-\d])[A-Za-z0-9]{4,10}(?:[- ][A-Za-z0-9]{4,10}){0,4}(?![\w-])")
_BULLET = re.compile(r"[>\s]{0,6}(?:[-*•]|\d{1,2}[.)])?[ \t]{0,4}")
_TECHNICAL = re.compile(
    r"0x[0-9a-f]{1,16}|\d{1,2}/[a-z]{3}/\d{4}[\d:]*|[a-z]{3,20}/\d[\d.]{0,10}|(?-i:[0-9A-F]{9,11})|(?:https?|unix|tcp|fcgi)://?\S*|unix:\S*|(?-i:[A-Z]{2,10}[-_]?\d{1,8})|(?:v|php|python|utf|iso|"
    r"sha|base|http|mp|ipv|oauth|"
    r"tls|ssl|win|x|amd|arm|log|mysql|mariadb|ubuntu|debian|windows|web|wp|html|css|h|md|es|i|"
    r"node|firefox|chrome|android|ios|safari|version|port|error|cve|rfc|server|mail|ns|mx|eth|"
    r"en)[-_/]?v?\d[\w.-]*|[\d.:,/-]+[a-z]{0,4}|\w+\.(?:\d+\.?)+|[\w.-]*/[\w./-]*|"
    r"[\w.-]*\.(?:php|js|css|html?|txt|log|zip|gz|png|jpe?g|pdf|sql|conf|py|sh|xml|json|csv|svg|webp|mp[34])(?::\d+)?",
    re.IGNORECASE,
)
_NUMBER_CUE = re.compile(
    r"(?<![^\W_])(?:(?:screen time|unlock|lock|gate|door|alarm|entry|access|safe|parental)[ -](?:code|combo|combination)|"
    r"(?:c[oó]digo|clave|combinaci[oó]n)[ ](?:de|del)[ ](?:la[ ])?(?:puerta|alarma|entrada|reja|candado|caja|pantalla))"
    r"(?![^\W_])[^\n\d]{0,30}?(?<!\d)(?P<code>\d{3,8})(?![\w.]\d|\w)|"
    r"(?<![^\W_])(?:pin|nip|cvv2?|cvc|otp|passcode|security code|c[oó]digo de (?:seguridad|"
    r"verificaci[oó]n|acceso)|verification code|one-time "
    r"code)(?![^\W_])[^\n\d]{0,30}?"
    r"(?:ext(?:ensi[oó]n|ension)?\.?[ ]?\d{1,4}[^\n\d]{1,20})?(?<!\d)(?P<value>\d{3,8})(?![\w.]\d|\w)",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"(?:passphrase|frase|seed (?:phrase|words)|seed(?= ?:)|recovery (?:phrase|words)|mnemonic|"
    r"palabras?)[^:\n]{0,40}:[ ]{1,3}(?P<value>[^\W\d_][\w' -]{8,160})",
    re.IGNORECASE,
)
_PAIR = re.compile(
    r"(?<![^\W_])(?:wi-?fi|ssid|wlan|login|log-?in|acceso|credenciales|credentials|creds|cuenta|account|cpanel|ftp|sftp|panel)"
    r"(?![^\W_])[^\n():/]{0,24}[(:][ ]{0,2}(?P<who>[^\W_][^()/\n:\"]{1,40}?)[ ]{1,2}/[ ]{1,2}(?P<value>[^\s()/,;]{4,60})",
    re.IGNORECASE,
)
_AFTER_MAIL = re.compile(
    r"@[\w.-]{3,80}\.[a-z]{2,12}[ ]{0,2}(?:[/|]|->|:)[ ]{0,2}(?P<value>[^\s()/|<>,;]{4,60})(?![\w.-]*@)"
)
_ANSWER = re.compile(
    r"(?<![^\W_])(?:mascota|pet|maiden name|apellido de soltera|respuesta(?: secreta)?|security answer|first school|"
    r"primera escuela)[ ]{0,2}(?::|=|\bis\b|\bes\b)[ ]{1,2}[\"“'«]?(?P<value>[^\W_][\w'’-]{2,30})",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s")
_LONGEST_PASSWORD = 40  # signs
_NEAR = 240  # signs after a word for password in which one may stand


def mentioned(text: str) -> Iterator[Find]:
    """What looks like a password some words after one was spoken of; numbers after "PIN"; phrases."""
    done = 0
    for cue in _MENTION.finditer(text):
        until = cue.end() + _NEAR
        space = _SPACE.search(text, until, until + _NEAR)
        until = space.start() if space else until  # no word is cut
        for found in _LIKELY.finditer(text, max(done, cue.end()), min(until, len(text))):
            word = _one_value(found.group(), text, found.end()).rstrip(".,:!?")
            if _like_password(word):
                yield Find(found.start(), found.start() + len(word), Kind.SECRET, word, MAYBE, label="PASSWORD")
        done = max(done, until)
    for pattern in (_NUMBER_CUE, _PHRASE):
        for found in pattern.finditer(text):
            name = found.lastgroup or "value"
            yield Find(*found.span(name), Kind.SECRET, found.group(name), MAYBE, label="PASSWORD")
    yield from _listed(text)
    for found in _LIKELY.finditer(text):
        word = _one_value(found.group(), text, found.end()).rstrip(".,:?")
        if (
            len(word) >= 8
            and re.search(r"[!@#$%^&*]", found.group()[1:])
            and _like_password(word)
            and "@" not in word.rstrip("@")
            and "%" not in word
            and "/" not in word
            and "\\" not in word
            and not word.rstrip("!").isalpha()
        ):
            yield Find(found.start(), found.start() + len(word), Kind.SECRET, word, MAYBE, label="PASSWORD")


def pairs(text: str) -> Iterator[Find]:
    """our wifi (Name / password), login: user / password."""
    for found in _PAIR.finditer(text):
        who = found.group("who")
        if not is_plain(who):
            yield Find(*found.span("who"), Kind.USER_NAME, f"user {fold(who)}", MAYBE)
        yield Find(*found.span("value"), Kind.SECRET, found.group("value"), MAYBE, label="PASSWORD")

    for found in _ANSWER.finditer(text):
        if not is_plain(found.group("value")):
            yield Find(*found.span("value"), Kind.SECRET, found.group("value"), MAYBE, label="PASSWORD")
    for found in _AFTER_MAIL.finditer(text):
        if _like_password(found.group("value").rstrip(".,:")) or "-" in found.group("value"):
            yield Find(*found.span("value"), Kind.SECRET, found.group("value"), MAYBE, label="PASSWORD")


def _one_value(written: str, text: str, end: int) -> str:
    """Without the name of the next one, in ?id=14&key=…"""
    return written.rpartition("&")[0] if "&" in written and text[end : end + 1] == "=" else written


def _listed(text: str) -> Iterator[Find]:
    """Codes for the day on which the telephone is lost, one a line."""
    done = 0
    for cue in _CODES.finditer(text):
        at = max(done, cue.end())
        for line in text[at : at + 400].splitlines(keepends=True):
            bullet = _BULLET.match(line)
            begin = bullet.end() if bullet else 0
            for found in _CODE.finditer(line, begin):
                if any(sign.isdigit() for sign in found.group()):
                    yield Find(
                        at + found.start(), at + found.end(), Kind.SECRET, found.group(), MAYBE, label="PASSWORD"
                    )
            at += len(line)
        done = at


def _like_password(word: str) -> bool:
    has_letter, has_digit = any(sign.isalpha() for sign in word), any(sign.isdigit() for sign in word)
    signs = any(sign in "!#$%^&*" for sign in word)
    return (
        has_letter
        and (has_digit or signs)
        and 5 < len(word) <= _LONGEST_PASSWORD
        and not _TECHNICAL.fullmatch(word)
        and not is_plain(word.rstrip("0123456789").rstrip("-_.") or "a")
        and not word.startswith(("$", "&", "%", "#", "--"))
    )
