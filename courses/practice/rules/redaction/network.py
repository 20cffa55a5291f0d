"""Addresses of mail, domains, links."""

import re
from collections.abc import Iterator

from courses.practice.rules.redaction.lists import is_plain, words
from courses.practice.rules.redaction.terms import Certainty, Find, Kind
from courses.practice.rules.redaction.views import fold

MAYBE, SURE = Certainty.MAYBE, Certainty.SURE

_HOST = re.compile(
    r"(?<![\w.%-])(?!(?<==)[2-7][0-9A-F][a-z])(?:[\w-]{1,63}\.){1,12}(?:xn--[a-zA-Z0-9-]{2,59}|[^\W\d_]{2,24})(?![\w-])"
)
_MAIL = re.compile(
    r"(?<![\w.+%'-])[\w.+%'=~#!&*/-]{1,128}+[ \t]{0,2}[\r\n]{0,2}[> \t]{0,4}@[ \t]{0,2}[\r\n]{0,2}[> \t]{0,4}(?=[\w\[])"
)
_AFTER = re.compile(
    r"\d{1,3}(?:\.\d{1,3}){3}|(?:[\w-]{1,63}[ \t]{0,1}\.[ \t\r\n>]{0,4}){1,8}[^\W\d_][\w-]{1,62}|"
    r"[\w-]{1,63}|\[[\d.:a-fA-FIPv]{3,48}\]"
)
_AT = (
    r"(?:\s{0,3}[(\[{<*|]{1,2}\s{0,2}(?:at|arroba|aroba|a|@|ät)\s{0,2}"
    r"[)\]}>*|]{1,2}\s{0,3}|[\s_-]{1,3}(?:at|arroba|aroba|@)[\s_-]{1,3}|\s{0,3}@\s{0,3})"
)
_DOT = (
    r"(?:\s{0,3}[(\[{<*|]{1,2}\s{0,2}(?:dot|punto|pto|\.)\s{0,2}"
    r"[)\]}>*|]{1,2}\s{0,3}|\s{1,3}(?:dot|punto|pto)\s{1,3}|\s{0,1}\.\s{0,1})"
)
_SAID_DOT = (
    r"(?:\s{0,3}[(\[{<*|]{1,2}\s{0,2}(?:dot|punto|pto|\.)\s{0,2}"
    r"[)\]}>*|]{1,2}\s{0,3}|\s{1,3}(?:dot|punto|pto)\s{1,3}|\.|\s\.\s)"
)
_JOINED = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z0-9.+]{1,40}(?:_|--?)(?:at|AT|arroba|ARROBA)(?:_|"
    r"--?)[A-Za-z0-9.]{1,40}(?:(?:_|--?)(?:dot|DOT|punto|PUNTO)(?:_|--?)[A-Za-z0-9]{1,40}){1,4}"
)
_SPELLED = re.compile(
    rf"(?<![\w.+-])(?P<who>[\w+-]{{1,40}}(?:{_SAID_DOT}[\w+-]{{1,40}}){{0,4}}){_AT}(?P<where>[\w-]{{1,40}}(?:{_DOT}[\w-]{{1,40}}){{1,4}})(?![\w-])",
    re.IGNORECASE,
)
_SPELLED_HOST = re.compile(
    r"(?<![\w.-])(?:[\w-]{1,40}(?:\s{1,3}(?:dot|punto)\s{1,3}|\s{0,2}[(\[{<]\s{0,1}(?:dot|punto|"
    r"\.)\s{0,1}[)\]}>]\s{0,2})){1,4}"
    r"[a-z]{2,12}(?![\w-])",
    re.IGNORECASE,
)
_POINT_OF = re.compile(
    r"[ ](?:venta|vista|encuentro|acceso|partida|control|reuni[oó]n|apoyo|red|montaje|restauraci[oó]n)"
)
_DOT_SIGN = re.compile(_DOT, re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@./+-])@(?=[\w.]{0,40}[^\W\d])[\w.-]{2,40}")
_SCHEME = re.compile(r"(?<![a-z0-9])[a-z][a-z0-9+.-]{1,20}:(?:\\?/){2}(?=[^\s/])", re.IGNORECASE)
_URL_END = re.compile(r"[\s<>\"`{}|^\u00ab\u00bb\u201c\u201d]")
_LINK = re.compile(r"(?<![\w.-])(?:[\w-]{1,63}\.){1,4}[a-z]{2,12}/", re.IGNORECASE)
_MEMBER_PATH = re.compile(r"(?<![\w.])/(?P<group>[a-z]{1,12})/(?P<who>[^\W\d][\w-]{2,60})(?![\w./-])", re.IGNORECASE)
_SEGMENT = re.compile(r"(?<=/)[^/?#\s\"'<>,;)\]]{1,200}")
_DATABASES = re.compile(r"(?:postgres|mysql|mariadb|mongodb|mssql|sqlserver|amqp|pgsql)", re.IGNORECASE)
_DATABASE = re.compile(r"/(?P<name>[^\W\d][\w-]{1,60})")
_QUERY = re.compile(r"(?<=[?&;])([\w.\[\]-]{1,60})=([^&#\s\"'<>]{1,4000})")


def _second_level(labels: list[str]) -> int:
    """How many labels the registered name has."""
    if (
        len(labels) >= 3
        and len(labels[-1]) == 2
        and labels[-2] in {"com", "org", "net", "gob", "gov", "edu", "co", "ac", "nom", "or", "k12"}
    ):
        return 3
    return 2


def host_parts(text: str, at: int, certainty: Certainty, canonical: str | None = None) -> Iterator[Find]:
    """What of a host name tells whose it is: the registered name as one find, telling labels of sub-domains each."""
    labels = fold(canonical or text).rstrip(".").split(".")
    if len(labels) < 2:
        return
    own = _second_level(labels)
    name = ".".join(labels[-own:])
    hosted = name in words("hosting")
    known = name in words("public") or ".".join(labels) in words("public")
    subs = labels[:-own]
    if canonical is not None and canonical != text:
        if not known or hosted:
            yield Find(at, at + len(text), Kind.DOMAIN, name, certainty)
        return
    place = at
    for label in subs:
        telling = hosted or not known or sum(sign.isdigit() for sign in label) > 2  # of one rented machine
        if telling and label not in words("generic_labels") and not label.startswith("_"):
            yield Find(place, place + len(label), Kind.DOMAIN, f"label {label}", certainty)
        place += len(label) + 1
    if not known:
        example = name in {"example.com", "example.org", "example.net", "example.edu"}
        yield Find(place, at + len(text.rstrip(".")), Kind.DOMAIN, name, MAYBE if example else certainty)


def _host_certainty(text: str, found: re.Match[str]) -> Certainty | None:
    """None: a file or a piece of a program."""
    host, end = found.group(), found.end()
    labels = fold(host).split(".")
    last, context = labels[-1], text[max(0, found.start() - 3) : found.start()]
    if last not in words("tlds") and not last.startswith("xn--"):
        return None
    if context.endswith(("//", "@")) or labels[0] in {"www", "mail", "smtp", "imap", "ftp", "webmail"}:
        return SURE
    if last in words("file_ends"):
        return None
    after = text[end : end + 1]
    if after == "(" or any("_" in label for label in labels[-2:]) or all(label.isdigit() for label in labels[:-1]):
        return None
    if (
        host != host.lower()
        and not host.isupper()
        and any(label[:1].islower() and not label.islower() for label in host.split("."))
    ):
        return MAYBE
    strong = {
        "com",
        "org",
        "net",
        "edu",
        "gov",
        "mil",
        "coop",
        "mx",
        "onion",
        "es",
        "gob",
        "us",
        "example",
        "ong",
        "ngo",
        "museum",
        "gal",
        "lat",
    }
    if last in strong or last.startswith("xn--"):
        return SURE
    return MAYBE


def hosts(text: str) -> Iterator[Find]:
    for found in _HOST.finditer(text):
        certainty = _host_certainty(text, found)
        if certainty is not None:
            yield from host_parts(found.group(), found.start(), certainty)
    for found in _SPELLED_HOST.finditer(text):
        name = _DOT_SIGN.sub(".", found.group())
        last = fold(name.rsplit(".", 1)[-1])
        if last in words("tlds") and not (last == "de" and _POINT_OF.match(text, found.end())):
            yield from host_parts(found.group(), found.start(), MAYBE, name)


def mails(text: str) -> Iterator[Find]:
    """The local part and the host, as finds of their own."""
    for found in _MAIL.finditer(text) if "@" in text else ():
        raw = found.group()
        local = re.split(r"[\s>@]", raw, maxsplit=1)[0]
        begin = max((local.rfind(sign) for sign in "=!&*/#"), default=-1) + 1
        host = _AFTER.match(text, found.end())
        if not local[begin:] or host is None or _is_release(host.group()):
            continue
        dotted = "." in host.group()
        if dotted or raw == f"{local}@":
            yield from _who(local[begin:], found.start() + begin, SURE if dotted else MAYBE)
            yield from _at_host(_first_line(host.group()), found.end(), dotted)


def _is_release(host: str) -> bool:
    """webpack@5.89.0"""
    return re.fullmatch(r"[\^~]?\d[\d.]*", host) is not None and host.count(".") != 3


def _first_line(host: str) -> str:
    """Without what follows a line's end, unless the name goes on there."""
    if not re.search(r"[ \t\r\n>]", host) or fold(host.rsplit(".", 1)[-1].strip(" \t\r\n>")) in words("tlds"):
        return host
    return re.split(r"[ \t\r\n>]", host, maxsplit=1)[0].rstrip(".")


def _at_host(written: str, at: int, dotted: bool) -> Iterator[Find]:
    canonical = re.sub(r"[ \t\r\n>]", "", written)
    if re.fullmatch(r"\d{1,3}(?:\.\d{1,3}){3}", written):
        return
    if dotted and "." in canonical:
        yield from host_parts(written, at, SURE, canonical)
    elif not written.startswith("[") and fold(written) not in words("generic_users") | words("generic_labels"):
        yield Find(at, at + len(written), Kind.DOMAIN, f"label {fold(written)}", MAYBE)


def _who(local: str, at: int, certainty: Certainty) -> Iterator[Find]:
    bare = local.strip("'.%")
    if bare and fold(bare) not in words("generic_users"):
        start = at + local.index(bare)
        yield Find(start, start + len(bare), Kind.EMAIL, f"local {fold(bare)}", certainty)


def spelled_mails(text: str) -> Iterator[Find]:
    """name [at] place dot org, nombre arroba lugar punto org."""
    for found in _SPELLED.finditer(text):
        name = _DOT_SIGN.sub(".", found.group("where"))
        who = _DOT_SIGN.sub(".", found.group("who"))
        if fold(name.rsplit(".", 1)[-1]) not in words("tlds"):
            continue
        worded = not re.fullmatch(r"[\w.-]+\s{1,3}at\s{1,3}[\w.-]+", found.group(), re.IGNORECASE)
        certainty = SURE if worded else MAYBE
        if fold(who) in words("generic_users") or (not worded and is_plain(who)):
            continue
        yield Find(found.start("who"), found.end("who"), Kind.EMAIL, f"local {fold(who)}", certainty)
        yield from host_parts(found.group("where"), found.start("where"), certainty, name)
    for found in _JOINED.finditer(text):
        yield Find(*found.span(), Kind.EMAIL, f"local {fold(found.group())}")


def handles(text: str) -> Iterator[Find]:
    for found in _HANDLE.finditer(text):
        name = fold(found.group()[1:].rstrip(".-"))
        certain = name not in words("decorators") and text[found.end() : found.end() + 1] not in {"(", "/"}
        if (certain and "." not in name) or certain:
            yield Find(found.start() + 1, found.start() + 1 + len(name), Kind.USER_NAME, f"user {name}", MAYBE)


def links(text: str) -> Iterator[Find]:
    """Of a link what names somebody: user and password, segments of pages of members, values of telling parameters."""
    schemes = list(_SCHEME.finditer(text))
    for place, found in enumerate(schemes):
        after = schemes[place + 1].start() if place + 1 < len(schemes) else len(text)
        rest = text[found.end() : min(found.end() + 4000, after)]
        end = _URL_END.search(rest)
        yield from _link(rest[: end.start()] if end else rest, found.end(), found.group())
    bare = list(_LINK.finditer(text))
    for place, found in enumerate(bare):
        if text[max(0, found.start() - 1) : found.start()] not in {"/", "@"} and _is_social(found.group()[:-1]):
            after = bare[place + 1].start() if place + 1 < len(bare) else len(text)
            rest = text[found.start() : min(found.start() + 2000, after)]
            end = _URL_END.search(rest)
            yield from _link(rest[: end.start()] if end else rest, found.start(), "")

    for found in _MEMBER_PATH.finditer(text):
        who = found.group("who").rstrip(".")
        if (
            fold(found.group("group")) in words("members")
            and not is_plain(who)
            and fold(who) not in words("generic_users")
        ):
            yield Find(found.start("who"), found.start("who") + len(who), Kind.URL, f"user {fold(who)}", MAYBE)


def _is_social(host: str) -> bool:
    low = fold(host).removeprefix("www.").split(":")[0]
    return low in words("social") or (
        ".".join(low.split(".")[-2:]) in words("social")
        and low.split(".")[0] in {"m", "mx", "es", "web", "api", "chat"}
    )


def _link(url: str, at: int, scheme: str) -> Iterator[Find]:  # noqa: C901, PLR0912 - one part of a link after the other
    head = re.split(r"[/?#]", url, maxsplit=1)[0]
    if "@" in head:
        yield from _account(head.rsplit("@", 1)[0], at)
    host = head.rsplit("@", 1)[-1]
    social = _is_social(host)
    base = _DATABASE.match(url, len(head)) if _DATABASES.match(scheme) else None
    if base and fold(base.group("name")) not in words("generic_users"):
        yield Find(
            at + base.start("name"), at + base.end("name"), Kind.USER_NAME, f"user {fold(base.group('name'))}", MAYBE
        )
    for segment in _SEGMENT.finditer(url, len(head)):
        word = segment.group().rstrip(".")
        low = fold(word)
        previous = fold(url[: segment.start() - 1].rsplit("/", 1)[-1])
        if previous in words("members") or low.startswith(("~", "@")) or (social and low not in words("not_members")):
            skip = 1 if low[:1] in "~@" else 0
            if word[skip:] and low not in words("generic_users"):
                yield Find(
                    at + segment.start() + skip,
                    at + segment.start() + len(word),
                    Kind.URL,
                    f"user {low[skip:]}",
                    SURE if social else MAYBE,
                )
    for value in _QUERY.finditer(url):
        name = fold(value.group(1))
        if (
            name in words("sensitive_names")
            or any(name.endswith(f"_{end}") for end in ("token", "key", "secret"))
            or name in {"code", "state", "sig"}
        ):
            if len(value.group(2)) > 3:
                yield Find(at + value.start(2), at + value.end(2), Kind.SECRET, value.group(2), label="TOKEN")
        elif (name in words("query_names") or social) and (
            (len(value.group(2)) > 2 and not value.group(2).isdigit()) or social
        ):
            yield Find(at + value.start(2), at + value.end(2), Kind.URL, f"user {fold(value.group(2))}", MAYBE)
    if (
        fold(scheme).startswith(("ssh:", "ftp:", "sftp:", "smb:", "git"))
        and "@" not in head
        and "." not in host
        and host
    ):
        yield Find(at + len(head) - len(host), at + len(head), Kind.DOMAIN, f"label {fold(host)}", MAYBE)


def _account(info: str, at: int) -> Iterator[Find]:
    user, colon, secret = info.partition(":")
    if user and fold(user) not in words("generic_users"):
        yield Find(at, at + len(user), Kind.USER_NAME, f"user {fold(user)}")
    if colon and secret:
        yield Find(at + len(user) + 1, at + len(info), Kind.SECRET, secret, label="PASSWORD")
