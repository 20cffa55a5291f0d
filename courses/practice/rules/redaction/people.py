"""Names of people that no list of the house holds: from lists of names, and from where they stand."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from courses.practice.rules.redaction.lists import is_ambiguous, is_given, is_ordinary, is_plain, is_surname, words
from courses.practice.rules.redaction.terms import Certainty, Find, Kind
from courses.practice.rules.redaction.views import fold

MAYBE, SURE = Certainty.MAYBE, Certainty.SURE

_L = r"[^\W\d_]"
_WORD = re.compile(rf"{_L}{{1,40}}(?:['’\-]{_L}{{2,40}}){{0,3}}")
_GAP = re.compile(r"[ \t]{1,3}|[\"']?[,;|_\t][\"']?[ ]?|\.[ \t]{1,2}|[ \t]{0,2}\r?\n[> \t]{0,4}")
_NAME = rf"{_L}[\w'’.\-]{{0,30}}(?:[ \t]{{1,2}}{_L}[\w'’.\-]{{0,30}}){{0,4}}"
_HEADER = re.compile(
    r"(?m)^[>\s|*]{0,8}\**(?P<cue>from|de|to|para|cc|cco|bcc|ccp|c\.c\.p\.|reply-to|sender|remitente|"
    r"responder a|enviado por|sent by|reported by|reporter|reporta|reportado por|autora?|author|name|"
    r"nombre(?: completo)?|full name|"
    r"contact(?: person|o)?|assigned to|owner|asignad[oa] a|responsable|firma(?:do por)?|"
    r"signed(?:-off-by)?|attn|atn|atenci[oó]n|recipient|destinatari[oa]|titular|beneficiari[oa]|cliente|"
    r"paciente|patient|student|alumn[oa]|"
    r"member|socia|socio|user|usuari[oa]|requester|solicitante|elabor[oó]|account holder|nombre del "
    r"titular|cardholder|apellidos?|surname|last name|first name|given name|manager|supervisor|"
    r"coordinador[a]?|tesorer[oa]|president[ea])"
    rf"\**[ \t]{{0,2}}[:：]\**[ \t]{{0,4}}[\"'“]?(?P<who>{_NAME}(?:,[ \t]{{1,2}}{_NAME})?)",
    re.IGNORECASE,
)
_FIRST_LINES = {"from", "de", "to", "para", "cc", "cco", "bcc", "sender", "remitente", "reply-to"}
_WROTE = re.compile(
    r"(?:wrote|escribi[oó]|writes|escribe|said|dijo|a écrit)[ \t]{0,2}(?:lo siguiente|the following)?[ \t]{0,2}:",
    re.IGNORECASE,
)
_BEFORE_WROTE = re.compile(
    r"(?:[\d,)>]|[ap]\.?[ ]?m\.?|hrs?\.?|"
    rf"^)[,:\s]{{0,4}}(?P<who>{_L}[\w'’.\-]{{0,30}}(?:\s{{1,3}}{_L}[\w'’.\-]{{0,30}}){{0,5}})[\s>]{{0,4}}(?:<[^<>\n]{{0,200}}\n?[^<>\n]{{0,100}}>|"
    rf"\([^()\n]{{0,200}}\)|\[[^\[\]\n]{{0,200}}\])?\s{{0,3}}$",
    re.IGNORECASE,
)
_GREETING = re.compile(
    rf"(?:(?m:^)|(?<=[.!?>\n] ))[>\s¡]{{0,6}}(?:hi|hello|hey|dear|hola|estimad[oa]s?|querid[oa]s?|"
    r"apreciad[oa]s?|buen(?:os|as)? (?:d[ií]as?|tardes?|noches?)|good (?:morning|afternoon|evening)|"
    r"thanks|thank you|thx|gracias|saludos|"
    r"un abrazo|abrazos|best|cheers|regards|sincerely|atentamente|atte\.?|cordialmente|hi there|morning|"
    rf"oye|ey|yours)[ ,!]{{1,3}}(?:again |otra vez |so much |muchas |mil |a |to |estimad[oa] |dear |de |"
    rf"from )?(?P<who>{_NAME})(?=\s{{0,2}}(?:[,:;.!\n\-—]|$|and |y |&))",
    re.IGNORECASE,
)
_POST = re.compile(
    r"(?<![^\W_])(?:locutora?|conductora?|organizadora?|fundadora?|promotora?|instructora?|facilitadora?|moderadora?|"
    r"redactora?|"
    r"t[eé]cnic[oa]|encargad[oa]|responsable|contador[a]?|abogad[oa]|intérprete|invitad[oa]|ponente|host|speaker|teacher|"
    r"instructor|presenter|organi[sz]er|founder|moderator|facilitator|interpreter|lawyer|caretaker|landlord|bookkeeper)"
    rf"[ ]?:[ ]{{1,2}}(?P<who>{_NAME})",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"(?m)^[>\s]{0,6}(?:(?:many |muchas |mil |best |kind |warm |un |con |muy )?(?:thanks|thank you|thx|"
    r"gracias|regards|best|wishes|cheers|sincerely|saludos|abrazos?|atentamente|atte|cordialmente|"
    r"cordiales|cari[ñn]os|in solidarity|"
    r"yours|respectfully|peace|love|xoxo|solidariamente|afectuosamente|fraternalmente|quedo atent[oa]|"
    r"quedo al pendiente|slds|bye|salu2|en solidaridad)[^\n]{0,40}|--[ \t]{0,2}|__{1,40}|—[ "
    r"\t]{0,2})\n{1,2}"
)
_SAYS = re.compile(
    r"(?<![^\W_])(?:my name is|me llamo|mi nombre es|(?:yo )?soy|i am|i'm|im|this is|habla|se llama|"
    r"named|called|llamad[oa]|spoke (?:with|to)|talk(?:ed)? (?:with|to)|habl[eé] con|hablar con|"
    rf"pregunt\w{{1,5}} (?:a|por)|ask(?:ed)? (?:for)?|"
    r"contact[ae]?(?:r)? (?:a|with|con)?|atn\.?|cc|co-?worker|colleague|colega|compa[ñn]er[oa]|amig[oa]|"
    r"friend|hij[oa]|daughter|son|wife|husband|espos[oa]|herman[oa]|sister|brother|mother|father|"
    r"mam[aá]|pap[aá]|t[ií][oa]|prim[oa]|"
    r"coordinador[a]?|tesorer[oa]|secretari[oa]|president[ea]|director[a]?|maestr[oa]|voluntari[oa]|"
    r"volunteer|treasurer|secretary|socia|socio|vecin[oa]|neighbou?r|le dije a|told|me dijo|seg[uú]n|"
    r"according to|de parte de|on behalf of|"
    r"signed by|firmado por|sent by|enviado por|created by|creado por|nuestr[oa] compa[ñn]er[oa]|"
    rf"member)[ ]{{1,2}}(?P<who>{_NAME})",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"(?<![^\W_])(?:call|text|tell|told|ask|asked|ping|phone|e?mail|bug|love|it['’]?s|its|this is|soy|de parte de|"
    r"(?:dile|avisa(?:le)?|av[ií]sale|preg[uú]nta(?:le)?|m[aá]rca(?:le)?|h[aá]bla(?:le)?|ll[aá]ma(?:le)?|p[ií]de(?:le)?|"
    rf"m[aá]nda(?:le)?|escr[ií]be(?:le)?) a)[ ]{{1,2}}(?P<who>{_L}{{2,20}})(?![\w])",
    re.IGNORECASE,
)
_NICK = re.compile(
    r"(?<![^\W_])(?:l[aeo]s? dec(?:imos|ían)|[lm]e dicen|apodad[oa]|alias|a\.?k\.?a\.?|goes by|known as|nicknamed|"
    r"we call (?:him|her|them)|conocid[oa] como)[ ]{1,2}(?:el |la )?[\"“'«]?"
    rf"(?P<who>{_L}[\w'’-]{{1,30}})",
    re.IGNORECASE,
)
_DOING = re.compile(r"[a-z]{3,12}ing(?![\w'’-])")
_TITLE = re.compile(
    r"(?<![^\W_])(?:mrs?|ms|miss|mx|dra?|prof[ea]?|sr(?:a|ta|es)?|don|do[ñn]a|lic|ing|arq|mtr[ao]|rev|"
    r"sister|brother|padre|se[ñn]or(?:a|ita)?|doctora?|licenciad[oa]|ingenier[oa]|maestr[oa]|compas?|"
    rf"profesora?)\.?[ ]{{1,2}}(?P<who>{_NAME})",
    re.IGNORECASE,
)


_SHORTEST_SHOUT = 5
_CONTRACTED = re.compile(
    r"(?:i|we|you|they|he|she|it|that|who|what|there|here|how|let)['’](?:ll|re|ve|d|m|s)|[a-z]{2,6}n['’]t",
    re.IGNORECASE,
)
LONGEST_RUN = 16  # words
_MONTHS = frozenset({"abril", "julio"})  # in capitals only as names, where no date is near
_SMALL_IN_CAPITALS = re.compile(
    r"(?<![^\W_])(?:DE|LA|EL|LOS|LAS|QUE|CON|POR|PARA|MI|NO|SE|ES|LIC|THE|MY|OUR|OF|HAS|PLEASE|A|Y)(?![^\W_])"
)
# What people do and programs do not.
_ACTS = re.compile(
    r"[ ](?:(?:me|nos|les?|te|se|ya|no|también|tampoco|siempre|nunca|todavía|also|never|just|already|then|still|has|"
    r"had)[ ]){0,3}"
    r"(?:dic[ei]|dijo|llam[óo]|contest[óo]|pregunt[óao]|pidi[óo]|quiere|quería|sabe|sabía|cree|piensa|vive|trabaja|"
    r"escribi[óo]|"
    r"coment[óao]|avis[óo]|olvid[óo]|perdi[óo]|renunci[óo]|falleci[óo]|prometi[óo]|insiste|puede (?:entrar|iniciar|acceder)|"
    r"here(?=[ ,.!])|says|said|told|calls|called|asks|asked|wants|wanted|thinks|thought|knows|knew|wrote|believes|"
    r"forgot|lives|replied|"
    r"answered|mentioned|hung up|quit|resigned|phoned|texted|emailed|promised|insists|(?:can['’]t|cannot|"
    r"could(?:n['’]t| not)) "
    r"(?:log|sign|get) in)(?![^\W_])",
    re.IGNORECASE,
)
_DOES = (
    r"[ ](?:(?:lo|la|le|les|me|nos|se|ya|no|just|also|already|never)[ ]){0,2}(?:tried|left|came|went|helped|gave|paid|"
    r"brought|bought|signed|intent[óo]|trat[óo]|vino|trajo|arregl[óo]|hizo|puso|mand[óo]|instal[óo]|configur[óo]|movi[óo]|"
    r"borr[óo]|subi[óo]|pag[óo]|firm[óo]|ayud[óo]|anda|est[áa] (?:de|enferm[oa]|fuera)|se fue)(?![^\W_])"
)
_TAG = re.compile(r"(?<![\w@/.-])(?=[A-Z][a-z]{3,14}[A-Z\d])[A-Za-z\d]{5,30}(?![\w(.-])")  # CarolineHaw33
_PLAYER = re.compile(r"(?<![\w@/.-])[xX]{1,2}_?[A-Za-z]{3,20}_?[xX]{1,2}(?:_\w{1,12})?(?![\w(.-])")
_HUMP = re.compile(r"[A-Z][a-z]{3,14}")
_ACTOR = re.compile(rf"(?<![\w.@/\\-])(?P<who>{_L}[a-zà-ÿ'’-]{{2,20}})(?:{_ACTS.pattern}|{_DOES})", re.IGNORECASE)
_FROM_PLACE = re.compile(
    r"(?<![^\W_])(?:viv(?:o|e|es|en|imos|ía)[ ](?:\w{2,8}[ ])?en|(?:soy|somos|es|son)[ ]de|"
    r"(?:live|lives|living|based|born)[ ]in)"
    rf"[ ]{{1,2}}(?P<who>{_L}{{3,30}})(?![\w])",
    re.IGNORECASE,
)
_CHAT = re.compile(
    r"(?m)^[>\s\[(]{0,6}(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},?[ ]{1,2})?"
    r"\d{1,2}:\d\d(?::\d\d)?(?:[ ]?[APap]\.?[ ]?[Mm]\.?)?[\])]?"
    rf"[ ]{{0,2}}[-–]?[ ]{{0,2}}(?:<[@+ ]?(?P<nick>[\w^\[\]|.-]{{2,30}})>|(?P<who>{_NAME}):(?=\s))"
)


class Token(NamedTuple):
    start: int
    end: int
    text: str
    gap: str  # what stands before it

    @property
    def is_title(self) -> bool:
        return self.text[0].isupper() and (len(self.text) == 1 or not self.text.isupper())


def tokens(text: str) -> Iterator[Token]:
    done = 0
    for found in _WORD.finditer(text):
        word = found.group()
        if _CONTRACTED.fullmatch(word):
            continue
        if word[-2:] in {"'s", "’s"}:
            word = word[:-2]
        if len(word) < 4 and word.isupper() and text[found.end() : found.end() + 1].isdigit():
            continue  # ED25519
        yield Token(found.start(), found.start() + len(word), word, text[done : found.start()])
        done = found.end()


def _found(at: int, word: str, certainty: Certainty) -> Find:
    return Find(at, at + len(word), Kind.PERSON, f"name {fold(word)}", certainty)


def named(text: str) -> Iterator[Find]:
    """Words of the lists of names, and capital letters where no sentence begins."""
    run: list[Token] = []
    for token in tokens(text):
        joined = bool(run) and _GAP.fullmatch(token.gap) is not None
        if run and (not joined or len(run) == LONGEST_RUN):
            yield from _judge_run(run, text)
            run = []
        if (
            token.is_title
            or is_given(token.text)
            or is_surname(token.text)
            or (run and fold(token.text) in words("particles"))
            or (token.text.isupper() and len(token.text) > 2)
        ):
            run.append(token)
        elif run:
            yield from _judge_run(run, text)
            run = []
    if run:
        yield from _judge_run(run, text)


def _judge_run(run: list[Token], text: str) -> Iterator[Find]:
    """Each name of a run as a find; particles stay."""
    names = [token for token in run if fold(token.text) not in words("particles")]
    listed = [any(is_given(one) or is_surname(one) for one in (token.text, *token.text.split("-"))) for token in names]
    for place, token in enumerate(names):
        near = [names[other] for other in (place - 1, place + 1) if 0 <= other < len(names)]
        certainty = _judge(token, listed[place], near, text)
        if certainty is not None:
            pieces = [piece for piece in re.finditer(rf"{_L}+", token.text) if len(piece.group()) > 1]
            if "-" in token.text and len(pieces) > 1:
                for piece in pieces:
                    yield _found(token.start + piece.start(), piece.group(), certainty)
            else:
                yield _found(token.start, token.text, certainty)


def _judge(token: Token, is_listed: bool, near: list[Token], text: str) -> Certainty | None:
    word, capital = token.text, token.text[0].isupper()
    beside = [other for other in near if other.is_title and (not is_plain(other.text) or is_surname(other.text))]
    near = [other for other in near if fold(other.text) not in words("plain") or is_given(other.text)]
    named_near = any((is_given(other.text) or is_surname(other.text)) and not is_plain(other.text) for other in near)
    if word.isupper() and len(word) > 3 and not is_listed and not is_plain(word):
        telling = [other for other in near if other.text.isupper() and len(other.text) > 2]
        strange = any(
            len(one) > _SHORTEST_SHOUT and not is_ordinary(one) for one in (word, *(near.text for near in telling))
        )
        return MAYBE if telling and (named_near or strange or _is_shouted(token, text)) else None
    if is_listed:
        if not is_ambiguous(word):
            sure = capital and (is_given(word) or named_near)
            return SURE if sure else MAYBE
        if named_near:
            return _beside_a_name(token, text)
        if text[token.end : token.end + 2] in {"'s", "’s"} and not is_plain(word):
            return MAYBE
        lone = _is_common(token, bool(beside), text)
        return MAYBE if capital and not lone and len(word) > 2 and not (word.isupper() and is_plain(word)) else None
    if not token.is_title or is_plain(word) or len(word) < 3 or _mixed(word):
        return MAYBE if token.is_title and named_near and len(word) > 1 and not is_plain(word) else None
    if named_near:
        return SURE if any(is_given(other.text) and not is_ambiguous(other.text) for other in near) else MAYBE
    is_owner = text[token.end : token.end + 2] in {"'s", "’s", "s'", "s’"}
    lone = not (near or beside or is_owner or _ACTS.match(text, token.end))
    return None if lone and is_ordinary(word) and _begins_sentence(token, text) else MAYBE


def _beside_a_name(token: Token, text: str) -> Certainty | None:
    if token.text[0].isupper() and not is_plain(token.text):
        return SURE
    ends = is_plain(token.text) and text[token.end : token.end + 1] in {".", "!", "?"}
    return None if ends and token.text[0].islower() else MAYBE  # "a white page. Perla"


def _is_common(token: Token, has_company: bool, text: str) -> bool:
    """Whether a name that is an ordinary word as well is one here."""
    begins = _begins_sentence(token, text)
    if fold(token.text) in _MONTHS and not begins:
        return any(map(str.isdigit, text[max(0, token.start - 8) : token.end + 8]))
    return is_plain(token.text) and not has_company and (not is_given(token.text) or begins)


def _mixed(word: str) -> bool:
    if "-" in word and any(len(piece) < 2 or is_plain(piece) for piece in word.split("-")):
        return True
    pieces = [
        re.sub(r"^(?:Mc|Mac|D[aeiu]|L[ae]|Van|Von|Fitz|[ODL]['’])(?=[A-ZÁÉÍÓÚÑ])", "", piece)
        for piece in word.split("-")
    ]
    return any(sign.isupper() for piece in pieces for sign in piece[1:])


def _is_shouted(token: Token, text: str) -> bool:
    """In a line that is written in capitals, not in a statement for a database."""
    begin = text.rfind("\n", max(0, token.start - 120), token.start) + 1 or max(0, token.start - 120)
    end = text.find("\n", token.end, token.end + 120)
    return len(_SMALL_IN_CAPITALS.findall(text, begin, end if end >= 0 else token.end + 120)) >= 3


def _begins_sentence(token: Token, text: str) -> bool:
    before = text[max(0, token.start - 24) : token.start]
    if before[-2:] in {'" ', "” ", "» "}:
        return False  # Eusebia "la China" Tlacotzin
    before = before.rstrip(" \t")
    wrapped = before[:-1].rstrip(" \t")
    if before.endswith("\n") and wrapped and (wrapped[-1].isalpha() or wrapped[-1] == ","):
        return False  # a line that goes on in the next one
    return (
        not before
        or before[-1] in ".!?:;\n>*-#|([{\"'“¿¡«/\\=+_<@`~•"
        or re.search(r"\n[>\s]{0,8}$", before) is not None
        or before[-1].isdigit()
    )


def _each(who: str, at: int, certainty: Certainty, most: int = 5, only_capital: bool = False) -> Iterator[Find]:
    """The names in a stretch that ought to hold a name; it ends at the first ordinary small word."""
    taken = 0
    for found in re.finditer(rf"{_L}[\w'’]*", who):
        word = found.group().removesuffix("'s").removesuffix("’s")
        low = fold(word)
        if low in words("particles") or low in words("titles"):
            continue
        ends = (
            (only_capital and not word[0].isupper())
            or (is_plain(word) and not (is_given(word) or is_surname(word)))
            or (is_plain(word) and word.islower())
        )
        if ends or taken == most:
            return
        if len(word) > 1:
            taken += 1
            yield _found(at + found.start(), word, certainty)


def placed(text: str) -> Iterator[Find]:
    """Names by where they stand: headers, greetings, signatures, after titles and words that bring a name."""
    for found in _HEADER.finditer(text):
        certainty = SURE if fold(found.group("cue")) in _FIRST_LINES and found.group("who")[0].isupper() else MAYBE
        yield from _each(found.group("who"), found.start("who"), certainty)
    for found in _GREETING.finditer(text):
        yield from _each(found.group("who"), found.start("who"), MAYBE, 3)
    yield from _posts_and_chats(text)
    for found in _TITLE.finditer(text):
        who, is_capital = found.group("who"), found.group("who")[0].isupper()
        yield from _each(who, found.start("who"), SURE if is_capital else MAYBE, 4, is_capital)
    yield from _quoted(text)
    yield from _signatures(text)
    yield from _last_line(text)


def spoken_of(text: str) -> Iterator[Find]:
    """Names, in capitals or not, by what is said of them."""
    for found in _SAYS.finditer(text):
        who = found.group("who")
        if not _DOING.match(who):
            yield from _each(who, found.start("who"), MAYBE, 4, who[:1].isupper())
    for pattern in (_ACTOR, _FROM_PLACE):
        for found in pattern.finditer(text):
            if not any(is_ordinary(found.group("who")) or is_plain(one) for one in found.group("who").split("-")):
                yield _found(found.start("who"), found.group("who"), MAYBE)
    for found in _ASIDE.finditer(text):
        who = found.group("who")
        if not is_ordinary(who) or (is_given(who) and not (is_plain(who) and who.islower())):
            yield _found(found.start("who"), found.group("who"), MAYBE)


def nicknames(text: str) -> Iterator[Find]:
    """What somebody is called, and what people call themselves where they play."""
    for found in _NICK.finditer(text):
        yield from _each(found.group("who"), found.start("who"), MAYBE, 1)
    for found in _TAG.finditer(text):
        if any(is_given(piece) and not is_plain(piece) for piece in _HUMP.findall(found.group())):
            yield Find(*found.span(), Kind.USER_NAME, f"user {fold(found.group())}", MAYBE)
    for found in _PLAYER.finditer(text):
        yield Find(*found.span(), Kind.USER_NAME, f"user {fold(found.group())}", MAYBE)


def _posts_and_chats(text: str) -> Iterator[Find]:
    for found in _POST.finditer(text):
        yield from _each(found.group("who"), found.start("who"), MAYBE, 4, only_capital=True)
    for found in _CHAT.finditer(text):
        if found.group("nick"):
            yield Find(*found.span("nick"), Kind.USER_NAME, f"user {fold(found.group('nick'))}", MAYBE)
        elif found.group("who")[0].isupper() and not found.group("who").isupper():
            yield from _each(found.group("who"), found.start("who"), MAYBE)


def _quoted(text: str) -> Iterator[Find]:
    """On … Ana Pérez <…> wrote:"""
    for wrote in _WROTE.finditer(text):
        begin = max(0, wrote.start() - 240)
        before = text[begin : wrote.start()]
        starts = [cut for cut, sign in enumerate(before) if sign in ",>)0123456789mM." or cut == 0]
        fitting = [found for found in (_BEFORE_WROTE.match(before, cut) for cut in starts) if found]
        if fitting:
            yield from _each(fitting[-1].group("who"), begin + fitting[-1].start("who"), SURE)


def _signatures(text: str) -> Iterator[Find]:
    for found in _SIGN_OFF.finditer(text):
        at = found.end()
        has_mark = found.group().strip("> \n\t").startswith(("--", "__", "—"))
        for line in text[at : at + 600].split("\n")[: 6 if has_mark else 2]:
            if len(line) < 80 and (has_mark or len(line.split()) <= 5):
                yield from _signed(line, at, has_mark)
            at += len(line) + 1


def _signed(line: str, at: int, only_capital: bool) -> Iterator[Find]:
    for found in _WORD.finditer(line):
        word = found.group().removesuffix("'s")
        is_name = len(word) > 1 and not is_plain(word) and fold(word) not in words("particles")
        if is_name and (word[0].isupper() or not only_capital):
            yield _found(at + found.start(), word, MAYBE)


def _last_line(text: str) -> Iterator[Find]:
    """Where it holds nothing but a name."""
    lines = text.strip()
    last = lines.rsplit("\n", 1)[-1].strip("> \t-~—–")
    if "\n" in lines and len(last.split()) <= 3 and re.fullmatch(r"[^\W\d_](?:[^\W\d]|['’.,\- ])*", last):
        yield from _signed(last, text.rindex(last), only_capital=False)
