"""Numbers that lead to somebody: phones, cards, accounts, papers, tickets."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from courses.practice.rules.redaction.lists import words
from courses.practice.rules.redaction.spoken import said
from courses.practice.rules.redaction.terms import Certainty, Find, Kind
from courses.practice.rules.redaction.views import fold

MAYBE, SURE = Certainty.MAYBE, Certainty.SURE

_RUN = re.compile(r"(?<![\w./#-])(?<!\d:)[+(]{0,2}\d(?:[\d() \t.\-/·_]|\n[> ]{0,3}(?=\d)){5,40}(?<=\d)(?![\w])")
_LOOSE = re.compile(r"(?<![\d.])\+?\d{7,40}(?![^\W_])")
_PHONE_CUE = re.compile(
    r"(?:tel(?:[eé]fono|ephone|s)?|phone|cel(?:ular|l|lphone)?|m[oó]vil|mobile|whats?app|wsp|wa|fax|"
    r"call|text|llam\w{0,6}|marc\w{0,6}|sms|"
    r"n[uú]mero|number|contact\w{0,3}|lada|ext(?:ension|ensi[oó]n)?|home|work|casa|oficina|"
    r"office)\W{0,12}(?:me |us |al? |at |on |is |es |no\.? ?|el ){0,3}\W{0,3}$"
)
_MARKS = frozenset(",:=")
_NUMBER = re.compile(r"[+(]{0,2}\d(?:.*\d)?", re.DOTALL)
_GROUPS = re.compile(r"\d+")
_PHONE_SHAPES = {tuple(map(int, shape.split("-"))) for shape in words("phone_shapes")}  # digits of each group
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d[-/. ](?:0?[1-9]|1[0-2])[-/. ](?:0?[1-9]|[12]\d|3[01])(?!\d)|"
    r"(?<!\d)(?<!\d[-.])(?:(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])[-/.](?:1[3-9]|2\d|"
    r"3[01]))[-/.](?:19|20)?\d\d(?!\d)"
)
_CARD = re.compile(r"(?<![\w.])\d(?:[ .\-_/\t]{0,2}\d){12,18}(?![\w])")
_QUAD = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}(?![A-Za-z0-9])", re.IGNORECASE)
_CLABE = re.compile(r"(?<![\w.])\d(?:[ .\-]{0,2}\d){17}(?![\w])")
_PAPERS = [
    ("CURP", re.compile(r"(?<![A-Za-z0-9])[A-Z]{4}[ \-]?\d{2}[ \-]?\d{2}[ \-]?\d{2}[ \-]?[HMX][ \-]?[A-Z]{2}[ \-]?[A-Z]{3}[ "
        r"\-]?[A-Z0-9][ \-]?\d(?![A-Za-z0-9])", re.IGNORECASE)),
    ("RFC", re.compile(r"(?<![A-Za-z0-9])[A-ZÑ&]{3,4}[ \-]?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ "
        r"\-]?[A-Z0-9]{3}(?![A-Za-z0-9])", re.IGNORECASE)),
    ("INE", re.compile(r"(?<![A-Za-z0-9])[A-Z]{6}[ \-]?\d{8}[ \-]?[HM][ \-]?\d{3}(?![A-Za-z0-9])", re.IGNORECASE)),
    ("SSN", re.compile(r"(?<![\w.-])\d{3}([- .])\d{2}\1\d{4}(?![\w]|[-.]\d)")),
    ("EIN", re.compile(r"(?<![\w.-])\d{2}-\d{7}(?![\w-])")),
    ("A-NUMBER", re.compile(r"(?<![\w-])A(?:[#-][ ]?|# )\d{3}-?\d{3}-?\d{3}(?![\w-])")),
    ("LICENCE", re.compile(r"(?:(?<=[Ll]icense )|(?<=[Ll]icence )|(?<=[Ll]icencia )|(?<=DL ))[A-Z]{1,4}\d{6,14}(?!\w)")),
    ("IDMEX", re.compile(r"IDMEX\d{6,12}<{0,4}\d{0,16}|P<(?:USA|MEX)[A-Z<]{6,40}[A-Z0-9<]{0,50}")),
]  # fmt: skip
_PAPER_CUE = re.compile(
    r"(?<![^\W_])(?P<what>s\.?s\.?n|n\.s\.s|c\.u\.r\.p|r\.f\.c|s/n(?=[:# ]{1,3}[A-Z\d])|social security(?: (?:number|"
    r"no\.?|#))?|itin|ein|tax id|taxpayer id|curp|"
    r"rfc|ine|ife|nss|imss|passport|pasaporte|licencia(?: de (?:conducir|manejo))?|"
    r"driver'?s licen[cs]e|licen[cs]e (?:number|no\.?|plate)|placas?|matr[ií]cula|c[eé]dula(?: "
    r"profesional)?|c[eé]d\.(?: ?prof\.?)?|clave de elector|credencial(?: de elector)?|ocr|cic|"
    r"seguro social|green card|alien number|a-number|visa|acta|account(?: number| no\.?| #)?|acct|"
    r"routing(?: number)?|aba|n[uú]mero de cuenta|cuenta(?: bancaria)?|clabe|iban|swift|bic|"
    r"card(?: number)?|tarjeta|dob|date of birth|birth ?date|birthday|born(?: on)?|fecha de nacimiento|"
    r"nacid[oa] el|nac[ií] el|imei|serial(?: number)?|serie|vin|p[oó]liza|policy(?: number)?|"
    r"medicare|medicaid|patient id|"
    r"expediente)\b\.?(?P<between>[^\n\d]{0,24}?)(?P<value>[A-Z]{0,4}-?\d(?-i:[A-Z0-9 \-/.]{1,30}(?<=\d))(?:-?[A-Z])?|"
    r"(?-i:[A-Z0-9]{1,4}(?:-[A-Z0-9]{1,4}){1,3}|[A-Z0-9]{6,20}))(?![\w])",
    re.IGNORECASE,
)
_MIXED = re.compile(r"serial|serie|s/n|placa|licen|matric|vin|passport|pasaporte")  # letters are digits there
_BANKS = re.compile(r"account|acct|routing|aba|cuenta|clabe|iban|swift|bic")
_MONTH = (
    r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre|january|february|march|"
    r"april|may|june|july|august|september|october|november|december|(?:ene|feb|mar|abr|apr|jun|jul|ago|aug|sept?|oct|nov|"
    r"dic|dec)\.?)"
)
_BIRTH = re.compile(
    r"(?<![^\W_])(?:f(?:echa|\.)[ ](?:de[ ])?nac\w{0,10}|nac(?:i[oó]|[ií]|id[oa]s?|imiento)|d\.?o\.?b|bday|"
    r"birth ?(?:day|date)|"
    r"date of birth|born|cumple(?:a[ñn]os)?)(?![^\W_])[^\n\d]{0,24}?"
    rf"(?P<value>(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/. ]\d{{1,2}}[-/. ](?:19|20)?\d\d|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?[ ](?:de[ ]|of[ ])?{_MONTH}(?:,?[ ](?:del?[ ])?(?:19|20)\d\d)?|"
    rf"{_MONTH}[ ]\d{{1,2}}(?:st|nd|rd|th)?(?:,?[ ](?:19|20)\d\d)?)(?![\w])",
    re.IGNORECASE,
)
_BIRTH_COLUMN = re.compile(
    r"f(?:echa|ec)?_?(?:de_)?nac\w{0,10}|nacimiento|birth_?(?:date|day)?|(?<![^\W_])dob(?![^\W_])", re.IGNORECASE
)
_OLD_DATE = re.compile(
    rf"(?<![\w/.-])(?:(?:19[2-9]\d|20[01]\d)[-/.]\d{{1,2}}[-/.]\d{{1,2}}|"
    rf"\d{{1,2}}[-/. ](?:\d{{1,2}}|{_MONTH})[-/. ](?:19[2-9]\d|20[01]\d))(?![\w/-])",
    re.IGNORECASE,
)
_LONGEST_TABLE = 2_000  # signs after the name of a column
_TICKET = re.compile(
    r"(?<![^\W_])(?:ticket|case|caso|folio|incident(?:e|cia)?|reporte|report|rt|req(?:uest)?|solicitud|"
    r"orden|order|pedido|invoice|factura|member(?:ship)?|socio|socia|cliente|customer|contrato|contract|"
    r"referencia|reference|ref|gu[ií]a|tracking|issue|donation|donativo|recibo|receipt|matter|"
    r"expediente|poliza|bug|conversation|chat|meeting id|id de reuni[oó]n)"
    r"(?:[ ]?(?:(?:id|no|num|number|n[uú]mero|núm|nro|de|del|es|is|compra|pago|servicio|soporte|trabajo|env[ií]o|fedex|ups|"
    r"dhl|usps|estafeta|redpack)\b\.?|n\.?[°ºo]\.?|#)){0,4}[ "
    r"\t]{0,2}[:#=№]{0,2}[ \t]{0,2}[\[(]?(?P<value>#?(?:[A-Z]{1,6}[-/ ]?)?\d[\dA-Z/-]{1,24})(?!\w|\.\d)",
    re.IGNORECASE,
)
_CELL = re.compile(r"(?m)(?:^[>\s]{0,4}|[|;\t][ ]{0,4})(?P<row>[A-Z]{1,5}\d{0,4}-\d{2,8}[A-Z]?)(?=[ ]{0,4}[|;\t])")
_CODE = re.compile(r"(?<![\w-])[A-Z0-9]{10,15}(?![\w-])")  # of some register
_SERIALS = re.compile(
    r"(?i:serials?|series|serial numbers|n[uú]meros de serie)[^\n\dA-Z]{1,12}"
    r"(?P<all>[A-Z0-9-]{6,24}(?:(?:, ?| y | and | / ?)[A-Z0-9-]{6,24}){0,20})"
)
_CALLS = re.compile(
    r"(?<![^\W_])(?:call ?sign|my call|indicativo|repeaters?|repetidor|ham|aprs|73)(?![^\W_])", re.IGNORECASE
)
_CALL = re.compile(r"(?<![\w-])(?:[AKNW][A-Z]?|X[EF])\d[A-Z]{2,3}(?![\w-])")
_HASH_NUMBER = re.compile(
    r"(?<![\w&/#])#(?P<value>\d{2,10}|(?-i:[A-Z]{1,5})-?\d{3,10})(?![\w])|(?<![\w/])(?P<case>(?!(?:CVE|CWE|ISO|PHP|KB|DSA|DLA|USN|UTF|"
    r"RHSA|GHSA|WCAG|RFC|PEP)-)(?:(?:19|20)\d\d-[A-Z]{1,4}-\d{3,8}|[A-Z]{1,5}-(?:[A-Z]{1,5}-){0,2}(?:19|20)\d\d-\d{2,8}(?:-[A-Z0-9]{1,5})?))(?![\w/-])|"
    r"(?<![\w/])(?P<circuit>(?:\d{1,3}|[A-Z]{2})/[A-Z]{4}/"
    r"\d{5,7}(?:/[\w-]{1,8}){0,2})(?![\w/])|(?<![\w-])(?P<key>(?:INC|REQ|CASE|TCK|TKT|SUP|HELP|CAS|"
    r"RITM|SR|RT|FOLIO|SOP)[-_#]?\d{3,12})(?![\w])"
)


def luhn(digits: str) -> bool:
    total = 0
    for place, sign in enumerate(reversed(digits)):
        number = int(sign) * (2 if place % 2 else 1)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def _only(text: str) -> str:
    return re.sub(r"\D", "", text)


def cards(text: str) -> Iterator[Find]:
    for found in _CARD.finditer(text):
        digits = _only(found.group())
        if len(digits) == 18 or _DATE.match(found.group()):
            continue
        grouped = tuple(len(group) for group in _GROUPS.findall(found.group()))
        has_sum = luhn(digits) and digits[0] in "23456" and len(set(digits)) > 1
        if grouped in {(4, 4, 4, 4), (4, 6, 5)} or (has_sum and (len(grouped) == 1 or max(grouped) < 7)):
            yield Find(
                *found.span(), Kind.CARD, digits, SURE if len(grouped) == 1 or grouped in _CARD_SHAPES else MAYBE
            )
        elif len(grouped) == 1 and len(digits) >= 15:
            yield Find(*found.span(), Kind.BANK_ACCOUNT, digits, MAYBE)


_CARD_SHAPES = {(4, 4, 4, 4), (4, 6, 5), (4, 4, 4, 3), (4, 4, 4, 1), (4, 4, 4, 4, 3), (8, 8)}
_CLABE_SHAPES = {
    (18,),
    (3, 3, 11, 1),
    (3, 15),
    (4, 4, 4, 4, 2),
    (3, 3, 3, 3, 3, 3),
    (6, 6, 6),
    (3, 3, 12),
    (6, 12),
    (6, 11, 1),
    (17, 1),
    (2, 4, 4, 4, 4),
}


def accounts(text: str) -> Iterator[Find]:
    for found in _IBAN.finditer(text):
        written = re.sub(r"[ -]", "", found.group()).upper()
        for length in range(len(written), 14, -1):
            if _iban(written[:length]):
                end = _end_of(found.group(), length)
                yield Find(found.start(), found.start() + end, Kind.BANK_ACCOUNT, written[:length])
                break
    for found in _CLABE.finditer(text):
        grouped = tuple(len(group) for group in _GROUPS.findall(found.group()))
        cued = "clabe" in fold(text[max(0, found.start() - 40) : found.start()])
        if (
            not _DATE.match(found.group())
            and not _QUAD.match(found.group())
            and (cued or max(grouped) < 7 or grouped in _CLABE_SHAPES)
        ):
            yield Find(
                *found.span(),
                Kind.BANK_ACCOUNT,
                _only(found.group()),
                SURE if cued or grouped in _CLABE_SHAPES else MAYBE,
            )


def _end_of(text: str, count: int) -> int:
    for place, sign in enumerate(text):
        count -= sign.isalnum()
        if not count:
            return place + 1
    return len(text)


def _iban(written: str) -> bool:
    turned = written[4:] + written[:4]
    if not turned.isascii():
        return False
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def papers(text: str) -> Iterator[Find]:
    for label, pattern in _PAPERS:
        for found in pattern.finditer(text):
            if (
                label == "SSN"
                and found.group(1) == "."
                and not re.search(r"ssn|social|seguro", fold(text[max(0, found.start() - 30) : found.start()]))
            ):
                continue
            key = re.sub(r"[ \-.]", "", found.group()).upper()
            yield Find(*found.span(), Kind.GOVERNMENT_ID, key, label="ID")
    for found in _PAPER_CUE.finditer(text):
        digits = len(_only(found.group("value")))
        what = fold(found.group("what"))
        is_mixed = bool(re.match(r"(?=[-\d]{0,20}[A-Z])[A-Z\d-]{6,}$", found.group("value")))
        if is_mixed and digits > 1 and _MIXED.match(what):
            digits = max(digits, 6)
        if (
            digits < 4
            or (digits < 6 and what in {"rfc", "ine", "visa", "acta", "imss", "ocr", "serie", "account", "cuenta"})
            or (re.match(r"(?:19|20)\d\d$", found.group("value")) and "birth" not in what)
        ):
            continue
        kind = (
            Kind.BANK_ACCOUNT
            if _BANKS.match(what)
            else Kind.CARD
            if what.startswith(("card", "tarjeta"))
            else Kind.GOVERNMENT_ID
        )
        if re.match(r"dob|date|birth|born|fecha|nac|imei|serial|serie", what):
            kind = Kind.OTHER
        yield Find(
            *found.span("value"),
            kind,
            re.sub(r"[\s\-./]", "", found.group("value")).upper(),
            SURE if digits > 5 else MAYBE,
        )


def births(text: str) -> Iterator[Find]:
    cues = [cue.end() for cue in _BIRTH_COLUMN.finditer(text)]
    for date in _OLD_DATE.finditer(text) if cues else ():
        place = bisect_right(cues, date.start())
        if place and date.start() - cues[place - 1] < _LONGEST_TABLE:
            yield Find(*date.span(), Kind.OTHER, " ".join(fold(date.group()).split()), MAYBE)
    for found in _BIRTH.finditer(text):
        yield Find(*found.span("value"), Kind.OTHER, " ".join(fold(found.group("value")).split()))


def phones(text: str) -> Iterator[Find]:
    for start, end in _runs(text):
        yield from _phone(text, start, end)
    for found in _LOOSE.finditer(text):
        digits = _only(found.group())
        cued = _cued(text, found.start())
        if len(digits) > _LONGEST_PHONE or (11 <= len(digits) <= 14 and not cued and found.group()[0] != "+"):
            if not re.match(r"1[4-9]\d{11}$|20[12]\d[01]\d[0-3]\d", digits):
                yield Find(*found.span(), Kind.OTHER, digits, MAYBE)
        elif found.group()[0] == "+" or (cued and 7 <= len(digits) <= 15):
            yield Find(*found.span(), Kind.PHONE, digits[-10:], SURE)
        elif (
            len(digits) == 10
            and not re.match(r"1[4-9]|20[12]\d[01]", digits)
            and text[found.start() - 1 : found.start()] not in {"=", ":", "/", "#"}
        ):
            yield Find(*found.span(), Kind.PHONE, digits[-10:], MAYBE)
    if len(text) > 8:
        yield from said(text, _DATE)


_LONGEST_PHONE = 20  # digits


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Digits that stand together; without dates."""
    for found in _RUN.finditer(text):
        done = found.start()
        for date in _DATE.finditer(text, *found.span()) if text[done] not in "+(" else ():
            yield done, date.start()
            done = date.end()
        yield done, found.end()


def _cued(text: str, at: int) -> bool:
    return _PHONE_CUE.search(fold(text[max(0, at - 32) : at])) is not None


def _phone(text: str, start: int, end: int) -> Iterator[Find]:
    found = _NUMBER.search(text, start, end)
    if not found:
        return
    written = found.group()
    groups = tuple(len(group) for group in _GROUPS.findall(written))
    count, cued = sum(groups), _cued(text, found.start())
    signed = written[0] in "+("
    if text[found.start() - 1 : found.start()] in _MARKS and len(groups) < 3 and not cued:
        return  # 1,234 567
    if re.fullmatch(r"\d+(?:\.\d+){3}", written) and groups not in _PHONE_SHAPES:
        return
    if groups in _PHONE_SHAPES or (signed and 8 <= count <= 15 and len(groups) > 1) or (cued and 7 <= count <= 15):
        plain = len(groups) == 1
        sure = signed or cued or (groups in _PHONE_SHAPES and not plain and (count >= 10))
        yield Find(*found.span(), Kind.PHONE, _only(written)[-10:], SURE if sure else MAYBE)
    elif groups in {(3, 4), (4, 4)} and re.match(r"\d{3,4}[-.]\d{4}$", written):
        yield Find(*found.span(), Kind.PHONE, _only(written), MAYBE)
    elif count >= 10 and len(groups) >= 3 and max(groups) <= 4 and count <= 15 and "/" not in written:
        yield Find(*found.span(), Kind.PHONE, _only(written)[-10:], MAYBE)


def tickets(text: str) -> Iterator[Find]:
    for found in _TICKET.finditer(text):
        if sum(sign.isdigit() for sign in found.group("value")) >= 3:
            yield Find(*found.span("value"), Kind.TICKET_NUMBER, fold(found.group("value")).lstrip("#"), MAYBE)
    for found in _HASH_NUMBER.finditer(text):
        name = found.lastgroup or "value"
        if len(found.group(name)) > 2 and not re.search(
            r"(?:colou?r|background|border)[\w-]{0,20}:[^;\n]{0,30}$", text[max(0, found.start() - 60) : found.start()]
        ):
            yield Find(*found.span(name), Kind.TICKET_NUMBER, fold(found.group(name)), MAYBE)


def registers(text: str) -> Iterator[Find]:
    """Serial numbers, call signs, cells of tables, and codes that mix letters and digits as registers do."""
    for found in _SERIALS.finditer(text):
        for one in re.finditer(r"(?=[A-Z-]{0,24}\d)[A-Z0-9-]{6,24}", found.group("all")):
            start = found.start("all") + one.start()
            yield Find(start, start + len(one.group()), Kind.OTHER, fold(one.group()), MAYBE)
    for found in _CALL.finditer(text) if _CALLS.search(text) else ():
        yield Find(*found.span(), Kind.OTHER, fold(found.group()), MAYBE)
    for found in _CELL.finditer(text):
        yield Find(*found.span("row"), Kind.TICKET_NUMBER, fold(found.group("row")), MAYBE)
    for found in _CODE.finditer(text):
        word = found.group()
        kinds = [sign.isdigit() for sign in word]
        if (
            2 < sum(kinds) < len(word) - 2
            and sum(one != two for one, two in pairwise(kinds)) > 3
            and re.search("[G-Z]", word)
        ):
            yield Find(*found.span(), Kind.OTHER, fold(word), MAYBE)
