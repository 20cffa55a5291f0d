"""What opens doors: keys, tokens, passwords, hashes, cookies; and whatever looks as random as they do."""

import re
from collections.abc import Iterator

from courses.practice.rules.redaction.chance import entropy, looks_random
from courses.practice.rules.redaction.lists import is_plain, words
from courses.practice.rules.redaction.terms import Certainty, Find, Kind
from courses.practice.rules.redaction.views import fold

MAYBE, SURE = Certainty.MAYBE, Certainty.SURE

_BLOCK_START = re.compile(r"-{4,5} ?BEGIN [A-Z0-9 ]{2,60}-{4,5}")
_BLOCK_END = re.compile(r"-{4,5} ?END [A-Z0-9 ]{2,60}-{4,5}")
_SHAPES = [
    (
        "KEY",
        r"(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d{3}|sk-(?:ssh|ecdsa)[\w.@-]{5,40})[ "
        r"\t]{1,4}[A-Za-z0-9+/=]{16,}+(?:[ \t]{1,3}[\w.@+-]{1,80})?",
    ),
    ("TOKEN", r"(?<![\w-])eyJ[\w-]{6,}+(?:\.[\w-]{2,}+){0,4}"),
    ("KEY", r"(?<![A-Za-z0-9])(?:AKIA|ASIA|AGPA|AROA|AIDA|ANPA)[A-Z0-9]{12,20}(?![A-Za-z0-9])"),
    (
        "TOKEN",
        r"(?<![A-Za-z0-9])(?:gh[pousr]_|github_pat_|glpat-|glrt-|gldt-|npm_|dop_v1_|pypi-|hf_|shpat_|"
        r"sq0[a-z]{3}-|lin_api_|ntn_|secret_|dckr_pat_|figd_)[\w-]{8,}+",
    ),
    ("TOKEN", r"(?<![A-Za-z0-9])xox[a-z]-[\w-]{6,}+|(?<![A-Za-z0-9])xapp-[\w-]{6,}+"),
    (
        "KEY",
        r"(?<![A-Za-z0-9])AIza[\w-]{20,}+|(?<![A-Za-z0-9])ya29\.[\w.-]{10,}+|"
        r"(?<![A-Za-z0-9])GOCSPX-[\w-]{8,}+|(?<![A-Za-z0-9])1//0[\w-]{20,}+",
    ),
    (
        "KEY",
        r"(?<![A-Za-z0-9])(?:sk|pk|rk|whsec|sk-ant|sk-proj|key|APP_USR|TEST)[_-](?:live|test|proj|"
        r"ant)?[_-]?(?=[\w-]{0,40}\d)[A-Za-z0-9][\w-]{11,}+",
    ),
    (
        "KEY",
        r"(?<![A-Za-z0-9])SG\.[\w-]{10,}+\.[\w-]{10,}+|(?<![A-Za-z0-9])key-[0-9a-f]{16,}+|"
        r"(?<![A-Za-z0-9])[0-9a-f]{32}-us\d{1,2}",
    ),
    ("TOKEN", r"(?<![\d:])\d{8,10}:[A-Za-z0-9_-]{30,}+"),
    (
        "HASH",
        r"\$(?:2[abxy]?|1|5|6|7|y|apr1|argon2(?:id|i|d)?|P|H|S|pbkdf2[\w-]{0,16}|sha1|md5|scrypt|wp)\$[\w./$,=+-]{8,}+",
    ),
    (
        "HASH",
        r"\$[PHS]\$[\w./]{20,}+|pbkdf2_sha\d{1,3}\$[\w$+/=]{12,}+|\{S?S(?:HA|MD5|HA256|"
        r"HA512)\}[A-Za-z0-9+/=$]{8,}+|\{CRYPT\}[\w./$]{8,}+|(?i:\*[0-9A-F]{40})(?!\w)",
    ),
    (
        "KEY",
        r"SHA256:[A-Za-z0-9+/]{40,}+=?|MD5:(?:[0-9a-f]{2}:){15}[0-9a-f]{2}|"
        r"(?<![\w:])(?:[0-9A-Fa-f]{2}:){15,63}[0-9A-Fa-f]{2}(?![\w:])",
    ),
    ("KEY", r"(?<![A-Za-z0-9])[a-z]{2,8}[0-9a-f]{32,}+(?![A-Za-z0-9])"),
    (
        "KEY",
        r"AGE-SECRET-KEY-1[A-Z0-9]{20,}+|age1[a-z0-9]{50,}+|(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{4} "
        r"{1,2}){9}[0-9A-Fa-f]{4}(?![0-9A-Fa-f])",
    ),
    ("TOKEN", r"(?<=TXT[ \t]\")(?=[^\s\"]{0,60}\d)[\w+/-]{20,}+=?=?(?=\")"),
    ("TOKEN", r"(?<=verification=)[\w-]{8,}+|(?<=verify=)[\w-]{8,}+|(?<=MS=)ms\d{6,}+"),
    ("KEY", r"(?<![\w])(?:DKIM|p|k)=(?:MI[A-Za-z0-9+/=\s\"]{60,2000})"),
    (
        "TOKEN",
        r"https://hooks\.slack\.com/(?:services|workflows)/[\w/-]{8,}+|(?:discord|"
        r"discordapp)\.com/api/webhooks/[\w/-]{8,}+",
    ),
    (
        "KEY",
        r"(?<![A-Za-z0-9])1Z[A-Z0-9]{16}(?![A-Za-z0-9])|"
        r"(?<![A-Za-z0-9_])(?=[A-Z]{0,30}\d)(?=\d{0,30}[A-Z])[A-Z0-9]{16,40}(?![A-Za-z0-9_])",
    ),
    ("KEY", r"otpauth://[^\s\"'<>]{8,}+|(?<![A-Za-z0-9])T[A-Z0-9]{8,10}/B[A-Z0-9]{8,10}/[A-Za-z0-9]{16,}+"),
    ("KEY", r"(?<![A-Za-z0-9])(?:bc1[a-z0-9]{25,60}|[13][a-km-zA-HJ-NP-Z1-9]{25,34}|0x[0-9a-fA-F]{40})(?![A-Za-z0-9])"),
    ("KEY", r"(?<![A-Za-z0-9])[a-z2-7]{16}(?:[a-z2-7]{40})?\.onion"),
    (
        "KEY",
        r"(?<![\w-])(?=[A-Za-z-]{0,40}\d)(?=[\d-]{0,40}[A-Za-z])(?:(?:[A-Za-z0-9]{4}-){3,8}[A-Za-z0-9]{4}|"
        r"(?:[A-Za-z0-9]{5}-){2,8}[A-Za-z0-9]{5}|(?:[A-Za-z0-9]{6}-){2,8}[A-Za-z0-9]{6})(?![\w-])",
    ),
    ("PASSWORD", r"(?<![A-Za-z0-9])(?:[a-z]{4} ){3}[a-z]{4}(?![A-Za-z0-9 ])(?=[^\w]{0,3}(?:\n|$|\)))"),
]
_SHAPED = [(label, re.compile(shape)) for label, shape in _SHAPES]

_RADIO = re.compile(r"(?<![^\W_])(?:wi-?fi|wlan|ssid|hotspot|router|m[oó]dem)(?![^\W_])", re.IGNORECASE)
_NEAR_RADIO = 80  # signs
_QUOTES = "\"'`“”‘’«»"
_CUE_WORD = (
    r"(?:pass(?:word|wd|phrase|code|wort)|contrase(?:ñ|n|nn|ni)as?|api[ _-]?key|access[ _-]?key(?:[ "
    r"_-]?id)?|secret[ _-]?key|private[ _-]?key|"
    r"license[ _-]?key|client[ _-]?secret|access[ _-]?token|(?<![A-Za-z])(?:pwd|pw|psw|pswd|pass|clave|"
    r"secret[oa]?|token|llave|salt|credential(?:e?s)?|"
    r"credencial(?:es)?|pin|nip|cvv2?|cvc|otp|c[oó]digo|code|frase|seed|auth|nonce|sess(?:ion)?(?:[ _-]?id)?|psk|wpa2?|key)|"
    r"(?<=[a-z])(?:Pass|Pwd|Secret|Token|Key))"
)
_CUE = re.compile(
    rf"{_CUE_WORD}s?(?![A-Za-z]|-0{{0,9}}\d)(?P<tail>(?:[0-9_.-][\w.-]{{0,24}}|"
    rf"['’]s(?=[ \t:]))?)(?P<after>[{_QUOTES}\])>*_ \t]{{0,4}}"
    rf"(?:\((?:[^()\n]{{1,40}})\)[ \t]{{0,2}})?)"
    r"(?P<sign>[:=]{1,2}>?|->|=>|,(?=[ ]?[\"'])|→|(?<=[\s\"'])(?:is|es|era|was|now|fue|son|are|ser[aá]|"
    r"quedó|queda)(?=\s)|(?=[ \t\n>\"'])|(?<=[>\"']))"
    r"(?P<gap>[ \t]{0,4}(?:\r?\n[> \t]{0,6})?)",
    re.IGNORECASE,
)
_OPENED = re.compile(rf"[ \t][{_QUOTES}]$")
_FILLER = re.compile(
    r"(?:(?:is|es|era|was|now|fue|the|la|el|of|de|del|for|para|to|a|en|on|in|my|mi|our|nuestra|nueva|"
    r"new|old|vieja|temporal|temporary|actual|current|"
    r"sigue|siendo|still|ahora|just|again|otra|vez|esta|this|user|usuario|usuaria|wifi|wi-fi|admin|"
    r"correo|mail|panel|cpanel|ftp|ssh|router|"
    r"sitio|site|cuenta|account|server|servidor|wordpress|wp|base|datos|database|db|that|which|cual|que|"
    r"quedó|queda|puse|use|usa|usen|set|changed|cambié|root|"
    r"following|siguiente|igual|same|called|it's|its|simply|simplemente|either|o|or|be|should|will|debe|"
    r"tiene|con|with|por|by|as|como|using|word|palabra|"
    r"secreto|secreta|secret|acceso|access|login|is:|es:)(?:[ \t:=]{1,4}))",
    re.IGNORECASE,
)
_VALUE = re.compile(
    rf"(?P<q>[{_QUOTES}])(?P<quoted>[^\n{_QUOTES}]{{1,200}})[{_QUOTES}]|"
    rf"(?P<bare>[^\s{_QUOTES}<>]{{1,400}})|<(?P<tag>[^\s<>]{{1,100}})>"
)
_FILE = re.compile(r"[\w.-]{1,60}\.(?:php|conf|cnf|cfg|ini|ya?ml|json|xml|txt|py|sh|sql|html?|log|env|rc)")
_EMPTY = re.compile(
    r"[*•x.#_~-]{1,64}|\$\{?[\w.]{1,60}\}?|\{\{?[^{}]{0,60}\}?\}?|%[\w.()]{1,40}|\d{1,2}|[\W_]+|"
    r"env[:(.]\S*|getenv\S*|os\.\S*|process\.\S*|/\S*"
    r"|<[A-Za-z_ -]{1,40}>|(?i:your)[_-][\w-]{1,40}|unix:\S*|https?://(?:localhost|127\.)\S*|https?:/{0,2}|"
    r"0x[0-9a-fA-F]{1,16}"
)
_OPTIONS = re.compile(
    r"(?<![\w-])(?:(?:mysql|mysqldump|mariadb|mysqladmin|sshpass|smbclient|htpasswd|ldapsearch|"
    r"redis-cli|mongo|mongosh|psql|zip|7z|unzip)"
    r"[^\n|;]{0,160}?[ \t]-(?:p|a|w|P)[ \t]?['\"]?(?P<p>[^\s'\"-][^\s'\"]{2,100})|-u[ "
    r"\t]{1,3}['\"]?(?P<u>[\w.@+-]{1,80}):(?P<up>[^\s'\"]{1,100})"
    r"|identified\s{1,3}(?:with\s\w{1,40}\s)?by\s{1,3}(?:password\s{1,3})?['\"](?P<i>[^'\"\n]{1,100})"
    r"|htpasswd[ \t](?:-\w{1,8}[ \t]){1,4}\S{1,80}[ \t](?P<h>\S{1,40})[ \t](?P<hp>\S{1,80})"
    r"|chpasswd[^\n]{0,20}|echo[ \t]{1,3}['\"]?(?P<cu>[\w.-]{1,40}):(?P<c>[^\s'\"|]{3,80})['\"]?[ "
    r"\t]{0,3}\|[ \t]{0,3}(?:sudo[ ])?chpasswd)",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"(?<![\w-])(?P<name>(?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]{0,40}(?:key|token|auth|"
    r"secret)[\w-]{0,20}|x-csrf-token|"
    r"auth(?:enticate)?[ \t](?:plain|login|cram-md5))(?P<sep>['\"]?[ \t]{0,3}[:= \t][ "
    r"\t]{0,3}['\"]?)(?P<value>[^\n'\"]{1,8000})",
    re.IGNORECASE,
)
_COOKIE = re.compile(r"([\w.%\[\]-]{1,120})=([^;,\s]{1,4000})")
_BEARER = re.compile(
    r"(?<![\w-])(?:bearer|basic|digest|negotiate|token)[ "
    r"\t]{1,3}(?P<value>(?=[\w.~+/=-]{0,60}[\d=A-Z])[\w.~+/=-]{8,}+)",
    re.IGNORECASE,
)
_RUN = re.compile(r"[A-Za-z0-9+/_-]{10,}+={0,2}")
_POINTER = re.compile(r"(?:0x)?(?:0000|ffff)[0-9a-f]{12}")
_SEGMENT = re.compile(r"[^/]{10,}")
_HEX = re.compile(r"(?<![A-Za-z0-9])(?:0x)?[0-9a-fA-F]{16,}+(?![A-Za-z0-9])")
_ATTRIBUTES = frozenset(
    ["path", "domain", "expires", "max-age", "samesite", "secure", "httponly", "priority", "lang", "language", "theme"]
)


def blocks(text: str) -> Iterator[Find]:
    """-----BEGIN … END-----, to the end of the text where the end was cut off."""
    done = 0
    for begin in _BLOCK_START.finditer(text):
        if begin.start() < done:
            continue
        end = _BLOCK_END.search(text, begin.end())
        done = end.end() if end else _cut_block(text, begin.end())
        yield Find(begin.start(), done, Kind.SECRET, text[begin.start() : done], label="KEY")


def _cut_block(text: str, at: int) -> int:
    """After the last line that belongs to a block without an end."""
    while at < len(text):
        end = text.find("\n", at)
        line = text[at : end if end >= 0 else len(text)].strip("> \t\r")
        if line and " " in line and ":" not in line:
            return at
        if end < 0:
            return len(text)
        at = end + 1
    return at


def shapes(text: str) -> Iterator[Find]:
    for label, pattern in _SHAPED:
        for found in pattern.finditer(text):
            yield Find(*found.span(), Kind.SECRET, found.group(), label=label)


def cued(text: str) -> Iterator[Find]:
    """A word that announces a secret, and what follows it."""
    for cue in _CUE.finditer(text):
        at = cue.end()
        if not cue.group("sign") and _OPENED.search(cue.group("after")):
            at = cue.end("after") - 1
        for _ in range(6):
            filler = _FILLER.match(text, at)
            if filler is None:
                break
            at = filler.end()
        value = _VALUE.match(text, at)
        if value is not None:
            yield from _judged(cue, value, text)


def _judged(cue: re.Match[str], value: re.Match[str], text: str) -> Iterator[Find]:
    group = "quoted" if value.group("quoted") else "tag" if value.group("tag") else "bare"
    word = value.group(group)
    if group == "bare":
        word = (
            word.rstrip(".,;:)]}!?")
            if cue.group("sign").strip() not in {"=", "=>"}
            else re.split(r"[;&]", word, maxsplit=1)[0].rstrip(",)")
        )
    cued_by, sign = fold(cue.group()), cue.group("sign").strip()
    if not word or _EMPTY.fullmatch(word) or (not sign and (word[-1] == "=" or _FILE.fullmatch(word))):
        return
    weak = (
        re.search(
            r"(?:key|llave|code|codigo|auth|seed|frase|nonce|pin|salt|secret[oa]?|credential\w*|"
            r"credencial\w*)\W*(?:is|es|was|era)?\W*$",
            cued_by,
        )
        is not None
    ) and not _RADIO.search(text, max(0, cue.start() - _NEAR_RADIO), cue.start())
    pure = word.isalpha()
    ordinary = (pure and (is_plain(word) or len(word) < 3) and group != "quoted") or (
        " " in word and group == "quoted" and len(word) > 60
    )
    written = sign in {"=", ":", "=>", "==", "->", "→", ","}
    if ordinary or (pure and is_plain(word) and not written):
        return
    random = (
        any(sign.isdigit() for sign in word)
        or not word.replace("-", "").replace("_", "").isalnum()
        or (word not in {word.lower(), word.title()} and not (weak and word.isupper()))
    )
    if not written and not random and (weak or group != "quoted") and not (sign and not weak):
        return
    if weak and re.search(
        r"(?:error|status|exit|http|estado|salida|country|area|lada|zip|postal|sql|source|"
        r"fuente)\W{0,3}(?:de error )?$",
        fold(text[max(0, cue.start() - 12) : cue.start()]),
    ):
        return
    if weak and not (random and len(word) >= 6) and not (word.isdigit() and len(word) >= 3):
        return
    if re.fullmatch(
        r"\d{1,3}(?:\.\d+)*|\d{1,5}(?:px|ms|s|kb|mb|gb|%)|v?\d+(?:\.\d+)+|[A-Za-z_.]+\(.*", word, re.IGNORECASE
    ) and ("." in word or not re.search(r"pin|nip|cvv|cvc|otp", cued_by)):
        return
    start = value.start(group)
    clear = (written and (random or not weak)) or (random and not weak)
    yield Find(start, start + len(word), Kind.SECRET, word, SURE if clear else MAYBE, label="PASSWORD")


def options(text: str) -> Iterator[Find]:
    """Passwords in command lines and statements of databases."""
    for found in _OPTIONS.finditer(text):
        for name in ("p", "up", "i", "hp", "c"):
            if found.group(name) and not _EMPTY.fullmatch(found.group(name)):
                yield Find(*found.span(name), Kind.SECRET, found.group(name), label="PASSWORD")
        for name in ("u", "h", "cu"):
            if (
                found.group(name)
                and fold(found.group(name)) not in words("generic_users")
                and "@" not in found.group(name)
            ):
                yield Find(*found.span(name), Kind.USER_NAME, f"user {fold(found.group(name))}")


def headers(text: str) -> Iterator[Find]:  # noqa: C901 - one header each way
    """Authorization, cookies, keys that services ask for in headers."""
    for found in _HEADER.finditer(text):
        at, value = found.start("value"), found.group("value")
        if "cookie" in found.group("name").lower():
            for cookie in _COOKIE.finditer(value):
                if fold(cookie.group(1)) not in _ATTRIBUTES and len(cookie.group(2)) > 3:
                    yield Find(at + cookie.start(2), at + cookie.end(2), Kind.SECRET, cookie.group(2), label="COOKIE")
                    tail = re.search(
                        r"(?:logged_in|sec|settings-\d|wordpress|session)_([0-9a-f]{8,})$", cookie.group(1)
                    )
                    if tail:
                        yield Find(
                            at + cookie.start(1) + tail.start(1),
                            at + cookie.start(1) + tail.end(1),
                            Kind.SECRET,
                            tail.group(1),
                            label="HASH",
                        )
            continue
        scheme = re.match(r"(?:bearer|basic|digest|token|negotiate|plain|login)[ \t]{1,3}", value, re.IGNORECASE)
        begin = scheme.end() if scheme else 0
        word = value[begin:].split(" ")[0].rstrip(",;")
        if len(word) > 5 and not _EMPTY.fullmatch(word) and not is_plain(word):
            yield Find(at + begin, at + begin + len(word), Kind.SECRET, word, label="TOKEN")
    for found in _BEARER.finditer(text):
        if not found.group("value").isalpha() or len(found.group("value")) > 20:
            yield Find(*found.span("value"), Kind.SECRET, found.group("value"), label="TOKEN")


def random_runs(text: str) -> Iterator[Find]:
    """Hexadecimal and base64 that nobody typed by heart."""
    for found in _HEX.finditer(text):
        word = found.group()
        digits = sum(sign.isdigit() for sign in word)
        if (
            word.isdigit()
            or _POINTER.fullmatch(word)
            or (len(word) < 20 and not 3 < digits < len(word) - 2)
            or entropy(word[:200].lower()) < 2.6
        ):
            continue
        before = fold(text[max(0, found.start() - 24) : found.start()])
        build = re.search(
            r"(?:commit|sha1|sha256|sha512|digest|checksum|md5sum|rev|revision|buildid|etag|trace|0x|address|"
            r"at)\W{0,4}$",
            before,
        )
        yield Find(*found.span(), Kind.SECRET, word, SURE if len(word) >= 24 and not build else MAYBE, label="HASH")
    for run in _RUN.finditer(text):
        is_path = "/" in run.group() and text[run.start() - 1 : run.start()] == "."  # docs.example.org/d/…
        for found in _SEGMENT.finditer(text, *run.span()) if is_path else (run,):
            word = found.group()
            if looks_random(word):
                yield Find(*found.span(), Kind.SECRET, word, SURE if len(word) >= 24 else MAYBE, label="KEY")
