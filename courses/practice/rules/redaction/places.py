"""Where people live and where their files are: streets, coordinates, home directories, names of accounts in logs."""

import re
from collections.abc import Iterator

from courses.practice.rules.redaction.lists import is_ordinary, is_plain, public_names, words
from courses.practice.rules.redaction.terms import Certainty, Find, Kind
from courses.practice.rules.redaction.views import fold

MAYBE, SURE = Certainty.MAYBE, Certainty.SURE

_W = r"[^\W\d_][\w.'’-]{0,30}"
_STREET_ES = re.compile(
    r"(?<![^\W_])(?:calle|calz(?:ada|\.)|avenida|avda?\.?|av\.|boulevard|blvd\.?|bulevar|callej[oó]n|"
    r"cerrada|andador|privada|priv\.|paseo|prolongaci[oó]n|prol\.|camino|carretera|circuito|retorno|"
    r"eje|perif[eé]rico|colonia|col\.|fracc(?:ionamiento|\.)|barrio|ejido|rancho|c\.)[ "
    rf"]{{1,2}}(?:(?:\d{{1,2}}|{_W})[ ,]{{1,2}}){{0,6}}?"
    r"(?:#|n[uú]m(?:ero|\.)?|no\.?|n[°º]|s/n|km\.?|mz\.?|manzana|lote|int\.?|ext\.?|depto\.?)?[ "
    r"]{0,2}#?\d{1,5}[ ]?[A-Za-z]?(?![\w.:])(?![ ](?:del?|norte|sur|oriente|poniente|ote|pte|nte)(?![^\W_]))"
    rf"(?:[, \n]{{1,3}}(?:(?:col(?:onia|\.)?|int(?:erior|\.)?|depto\.?|departamento|piso|edif(?:icio|"
    r"\.)?|mz\.?|manzana|lote|lt\.?|c\.?p\.?|barrio|fracc\.?|alcald[ií]a|del(?:egaci[oó]n|\.)|#)[ "
    rf"]{{0,2}}"
    rf"(?:[\w.'’-]{{1,30}}[ ]?){{1,4}}|\d{{5}}(?:[ ,]{{1,2}}{_W}){{0,3}})){{0,4}}",
    re.IGNORECASE,
)
_COLONIA = re.compile(
    r"(?<![^\W_])(?:colonia|col\.|fraccionamiento|fracc\.|barrio|delegaci[oó]n|alcald[ií]a|calle|"
    r"avenida|av\.|callej[oó]n|privada|rancho|ejido|municipio de|pueblo de)[ ]{1,2}"
    r"(?:(?:de|del|la|las|los|el|san|santa)[ ]){0,3}(?-i:[A-ZÁÉÍÓÚÑ0-9])[\w'’.-]{1,30}(?:[ ](?:(?:de|"
    r"del|la|las|los|el)[ ]){0,2}(?-i:[A-ZÁÉÍÓÚÑ])[\w'’-]{1,30}){0,3}",
    re.IGNORECASE,
)
_STREET_EN = re.compile(
    rf"(?<![\w.:#-])\d{{1,6}}[A-Za-z]?(?:[ ]1/2)?[ ]{{1,2}}(?:(?:N|S|E|W|NE|NW|SE|SW|North|South|East|"
    rf"West)\.?[ ]{{1,2}})?(?:(?:\d{{1,3}}(?:st|nd|rd|th)|{_W})[ ]{{1,2}}){{0,4}}?"
    r"(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|court|ct|circle|cir|boulevard|blvd|highway|hwy|"
    r"parkway|pkwy|terrace|trail|trl|square|sq|alley|pike|route|broadway|way|place|pl|loop|plaza|row)"
    rf"(?![\w])\.?(?:[ ](?:N|S|E|W|NE|NW|SE|SW)\b)?(?:[, \n]{{1,3}}(?:apt|apartment|unit|suite|ste|fl|"
    rf"floor|rm|room|bldg|\#)\.?[ ]{{0,2}}\#?[\w-]{{1,8}})?"
    rf"(?:[, \n]{{1,3}}{_W}(?:[ ]{_W}){{0,2}},?[ ]{{1,2}}(?-i:[A-Z]{{2}})\.?(?:[ ]{{1,2}}\d{{5}}(?:-\d{{4}})?)?)?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?<![\w.:#-])\d{1,3}[ ](?:norte|sur|oriente|poniente|nte\.?|ote\.?|pte\.?)[ ](?:#|n[uú]m\.?[ ]|"
    r"no\.?[ ])?\d{1,5}(?:-?[A-Za-z])?(?![\w.:])",
    re.IGNORECASE,
)
_BOX = re.compile(
    r"(?<![^\W_])(?:p\.?[ ]?o\.?[ ]?box|apartado postal|apdo\.?(?: postal)?)[ ]{0,2}#?[ ]{0,2}\d{1,8}", re.IGNORECASE
)
_POSTAL = re.compile(
    r"(?<![^\W_])(?:c\.?[ ]?p\.?|zip(?: code)?|c[oó]digo postal|postal code)[ "
    rf":]{{1,3}}\d{{5}}(?:-\d{{4}})?|(?<![\w.]){_W}(?:[ ]{_W}){{0,1}},[ ](?:A[LKZR]|C[AOT]|D[CE]|FL|GA|"
    r"HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY])[ "
    rf"]\d{{5}}(?:-\d{{4}})?(?![\w.-])",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"(?<![\w.,-])\d{5}[ ,]{1,2}(?-i:CDMX|D\.?F\.?|M[eé]x(?:ico|\.)|Edo\.?|Ciudad|Ags|B\.?C|Camp|Chis|Chih|Coah|Col\.|"
    r"Dgo|Gto|Gro|Hgo|"
    r"Jal|Mich|Mor\.|Nay|N\.?L|Oax|Pue|Qro|Q\.? ?R|S\.?L\.?P|Sin\.|Son\.|Tab\.|Tamps|Tlax|Ver\.|Veracruz|Yuc|Zac)\w{0,10}"
)
_PAIR = re.compile(
    r"(?<![\w.])[-+]?\d{1,3}\.\d{3,16}[ ]?°?[ ]?[NSns]?[ ]{0,2}[,;/ ][ ]{0,3}[-+]?\d{1,3}\.\d{3,16}(?:[ "
    r"]?°?[ ]?[EWOewo](?!\w))?(?![\w])(?!\.\d)"
)
_DEGREES = re.compile(
    r"\d{1,3}[ ]?(?:[°º]|deg(?:rees|\.)?|"
    r"grados)[ ]?\d{1,2}(?:\.\d{1,6})?[ ]?['’′][ ]?(?:\d{1,2}(?:\.\d{1,6})?[ ]?(?:[\"”″]|''))?[ "
    r"]?[NSEWO]?(?:[ ,;]{1,4}\d{1,3}[ ]?(?:[°º]|deg(?:rees|\.)?|grados)[ ]?\d{1,2}(?:\.\d{1,6})?[ ]?['’′][ "
    r"]?(?:\d{1,2}(?:\.\d{1,6})?[ ]?(?:[\"”″]|''))?[ ]?[NSEWO]?)?"
)
_ONE_DEGREE = re.compile(
    r"(?<![\w.])(?:lat(?:itude|itud)?|lon(?:g|gitude|gitud)?|lng)[\"']?[ ]{0,2}[:=]?[ "
    r"]{0,2}[\"']?(?P<value>[-+]?\d{1,3}\.\d{2,16})",
    re.IGNORECASE,
)
_EMBEDDED = re.compile(r"![1-4]d(?P<value>-?\d{1,3}\.\d{3,16})")  # in links to maps
_PLUS_CODE = re.compile(
    r"(?<![\w+])[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?![\w+])|"
    r"(?<!/)///[a-z]{3,20}\.[a-z]{3,20}\.[a-z]{3,20}"
)
_HOME = re.compile(
    r"(?:(?:/(?:export/|usr/|data/|mnt/\w{1,12}/)?(?:home\d{0,2}|Users|users)/)|"
    r"(?<![A-Za-z])[A-Za-z]:[\\/]{1,4}(?:Users|Usuarios|Documents and Settings|Archivos de "
    r"usuario)[\\/]{1,4}|"
    r"[\\/]{1,4}(?:Usuarios|Users)[\\/]{1,4})(?P<who>[^\\/\s:\"'<>|*?,;()\]]{1,60}(?:[ "
    r"](?-i:[A-Z\u00c0-\u00de])[^\\/\s:\"'<>|*?,;()\]]{1,40}(?=[\\/])){0,3})",
    re.IGNORECASE,
)
_WEB_HOME = re.compile(
    r"(?:/(?:var/www(?:/vhosts)?|srv(?:/www)?|opt|backups?|mail|var/(?:mail|spool/mail|vmail|"
    r"mail/vhosts)|sites|webapps|clientes?|clients)/|(?<![\w/])~)(?P<who>[A-Za-z][\w.-]{1,60})"
)
_PROMPT = re.compile(
    r"(?<![\w.@/-])(?P<who>[a-z_][\w.-]{0,31})@(?P<host>[\w-]{1,60})(?=[:~ \]]{1,3}[~/\w]{0,60}[$#\] ])"
)
_ROLE = re.compile(
    r"(?<![^\W_])(?P<cue>user ?name|user ?id|usuari[oa]|user|login|log-?in|sasl_username|ruser|uid|owner|account "
    r"name|nombre de usuario|acct|cuenta|for user|invalid user|password for|publickey for|session "
    r"(?:opened|closed) for user|"
    r"logname|sender|remote_user|php_auth_user|db_user|db_name|database|base de datos|dbname|grupo|"
    r"telegram|skype|discord|signal|twitter|instagram|insta|facebook|mastodon|nick(?:name)?|alias|"
    r"handle|bucket|hostname|host|equipo|hostname es)"
    r"(?P<sep>[\"'”]?(?:\s{0,2}[:=]{1,2}>?\s{0,2}|\s(?:is|es|name is|llamad[oa]|called|named)\s|[ "
    r"]{1,2}))(?=[\"'`“«(<@]{0,2}(?P<who>[\w.@+-]{2,60}))",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"(?<![^\W_])(?:servers?|servidor|machine|m[aá]quina|droplet|vps|nodo|node|wi-?fi|e?ssid|red)"
    r"(?::|[ ](?:is|es|se llama|called|named|llamad[oa]))?[ ][\"'`“«]?(?P<who>\w{2,30}(?:[-_]\w{1,30}){1,4})(?![\w.-])",
    re.IGNORECASE,
)
_DEFINED = re.compile(
    r"define\([ ]{0,2}['\"]DB_(?:USER|NAME|HOST)['\"][ ]{0,2},[ ]{0,2}['\"](?P<who>[\w.@:-]{2,60})['\"]|"
    r"'(?P<grant>[\w.-]{2,60})'@'(?P<from>[\w.%-]{1,60})'|(?<=[A-Z]_USER=)['\"]?(?P<env>[\w.-]{2,60})|"
    r"(?<=_USERNAME=)['\"]?(?P<env2>[\w.-]{2,60})|(?<=_DATABASE=)['\"]?(?P<env3>[\w.-]{2,60})|"
    r"(?<=_DB=)['\"]?(?P<env4>[\w.-]{2,60})|(?<![^\W_])(?:admin\w{0,10}|account|cuenta|member|editor|bot|perfil|profile)"
    r"[ ](?:called|named|llamad[oa])[ ][\"'“«`]?(?P<called>[\w.@+-]{2,60})|_shared_by_(?P<shared>[\w.@-]{2,60})"
)
_ACCESS_LOG = re.compile(r"(?<![\w])-[ ](?P<who>[\w.@-]{2,60})[ ]\[\d{1,2}/\w{3}/\d{4}")
_SYSLOG = re.compile(
    r"(?m)^(?:[>\s]{0,4})(?:\w{3}[ ]{1,2}\d{1,2}[ ]\d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.+Z-]{8,24})[ "
    r"](?P<who>[\w.-]{2,60})[ ](?=[\w/.@-]{1,60}(?:\[\d{1,8}\])?:)"
)


_ENDS = words("file_ends") | words("tlds")
_ZONE = re.compile(
    r"(?m)^[>\s]{0,4}(?P<host>[A-Za-z0-9_][\w-]{1,60})[ \t]{1,40}(?:\d{1,7}[ \t]{1,20})?IN[ \t]{1,20}(?:A|AAAA|CNAME|"
    r"MX|TXT|SRV|NS)[ \t]"
)
_NETBIOS = re.compile(
    r"(?<![\w\\])\\{2,4}(?P<server>[A-Za-z0-9][\w.-]{1,60})(?=\\)|"
    r"(?<![\w\\/:.$])(?P<domain>[A-Z][A-Z0-9-]{2,30})\\{1,2}(?P<member>[a-z][\w.-]{1,40})(?![\w\\])"
)
# Columns of ls, ps, who, id, /etc/passwd.
_COLUMNS = re.compile(
    r"(?m)^[>\s]{0,8}(?:[-dlbcps](?:[r-][w-][xsStT-]){3}[+.@]?[ \t]{1,8}\d{1,6}[ \t]{1,6}(?P<who>[A-Za-z_][\w.-]{1,40})"
    r"[ \t]{1,20}(?P<group>[A-Za-z_][\w.-]{1,40})(?=[ \t])|"
    r"(?P<running>[a-z_][\w.-]{1,31}\+?)[ \t]{1,12}(?:\d{1,8}[ \t]{1,8}\d{1,3}\.\d[ \t]{1,6}\d{1,3}\.\d[ \t]|"
    r"(?:pts/|tty)\d{1,3}[ \t])|"
    r"(?P<entry>[a-z_][\w.-]{1,31}):[x*!]?:\d{1,6}:)|"
    r"(?<![^\W_])(?:[ug]id|groups)=\d{1,6}\((?P<id>[\w.-]{2,40})\)"
)
_PEOPLE_CUES = frozenset({"user", "username", "user name", "usuario", "usuaria", "login", "owner", "nombre de usuario"})


def streets(text: str) -> Iterator[Find]:
    for pattern in (_STREET_ES, _COLONIA, _STREET_EN, _BOX, _POSTAL, _STATE, _NUMBERED):
        for found in pattern.finditer(text):
            written = found.group().rstrip(" ,\n")
            if pattern is not _STREET_EN or any(sign.isupper() for sign in written):
                yield Find(
                    found.start(), found.start() + len(written), Kind.STREET, " ".join(fold(written).split()), MAYBE
                )


def coordinates(text: str) -> Iterator[Find]:
    for found in _PAIR.finditer(text):
        numbers = [float(number) for number in re.findall(r"\d{1,3}\.\d+", found.group())]
        decimals = [len(number.split(".")[1]) for number in re.findall(r"\d{1,3}\.\d+", found.group())]
        if len(numbers) == 2 and numbers[0] <= 90 and numbers[1] <= 180:
            clear = min(decimals) >= 4 and "," in found.group() and max(numbers) > 10
            yield Find(*found.span(), Kind.COORDINATES, found.group(), SURE if clear else MAYBE)
    for found in _DEGREES.finditer(text):
        yield Find(*found.span(), Kind.COORDINATES, found.group())
    for pattern in (_ONE_DEGREE, _EMBEDDED):
        for found in pattern.finditer(text):
            yield Find(*found.span("value"), Kind.COORDINATES, found.group("value"))
    for found in _PLUS_CODE.finditer(text):
        yield Find(*found.span(), Kind.COORDINATES, found.group())


def paths(text: str) -> Iterator[Find]:
    for found in _HOME.finditer(text):
        who = found.group("who").rstrip(".")
        if who and fold(who) not in words("generic_users") and who[0] not in "$%{~":
            yield Find(found.start("who"), found.start("who") + len(who), Kind.PATH, f"user {fold(who)}")
    for found in _WEB_HOME.finditer(text):
        who = found.group("who").rstrip(".")
        if fold(who) not in words("generic_users") and not is_plain(who):
            yield Find(found.start("who"), found.start("who") + len(who), Kind.PATH, f"user {fold(who)}", MAYBE)


def accounts_in_logs(text: str) -> Iterator[Find]:
    """Names of accounts, machines and databases, where a word or the shape of a log says what they are."""
    for found in _ROLE.finditer(text):
        who = found.group("who").strip(".-@+")
        written = found.group("sep").strip("\"'” \n") in {":", "=", "=>", "=="}
        marked = any(sign in who for sign in "_-.@") or any(sign.isdigit() for sign in who)
        if (
            len(who) < 2
            or who.isdigit()
            or _ordinary(who)
            or fold(who.rsplit(".", 1)[-1]) in _ENDS
            or fold(who).split("-")[0] == "agent"
        ):
            continue
        log = re.search(
            r"sasl|ruser|logname|invalid|password for|publickey|session|for user|remote_user|auth_user",
            fold(found.group("cue")),
        )
        if (
            written
            or log
            or marked
            or not who.islower()
            or not is_ordinary(who)
            or fold(found.group("cue")) in _PEOPLE_CUES
        ):
            start = found.start("who") + found.group("who").index(who)
            yield Find(start, start + len(who), Kind.USER_NAME, f"user {fold(who)}", SURE if log else MAYBE)
    for pattern in (_CALLED, _DEFINED, _ACCESS_LOG, _SYSLOG, _PROMPT, _ZONE, _NETBIOS, _COLUMNS):
        for found in pattern.finditer(text):
            for name, who in found.groupdict().items():
                if who and not _ordinary(who) and not who[0].isdigit() and not (name == "group" and is_ordinary(who)):
                    certainty = SURE if pattern is _ACCESS_LOG else MAYBE
                    yield Find(*found.span(name), Kind.USER_NAME, f"user {fold(who)}", certainty)


def _ordinary(who: str) -> bool:
    low = fold(who)
    return (
        low in words("generic_users")
        or low in public_names()
        or low in words("generic_labels")
        or is_plain(low)
        or all(is_plain(piece) or piece.isdigit() for piece in re.split(r"[_.-]+", low))
    )
