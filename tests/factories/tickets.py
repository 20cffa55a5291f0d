"""Believable support tickets in English and Spanish, with identifiers in them that must not be left, in chosen disguises."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from courses.practice.rules.redaction import Known
from tests.factories.disguises import DISGUISES

FIRST = [
    "Ana",
    "Lucía",
    "Marisol",
    "Tomás",
    "Guadalupe",
    "Ricardo",
    "Jennifer",
    "Michael",
    "Beatriz",
    "Héctor",
    "Samantha",
    "Joshua",
    "Xóchitl",
    "Verónica",
    "Andrés",
    "Nicole",
]
LAST = [
    "Pérez",
    "Hernández",
    "Villaseñor",
    "Johnson",
    "Martínez",
    "Ñáñez",
    "Gutiérrez",
    "Thompson",
    "Velázquez",
    "Sandoval",
    "McCarthy",
    "Quiñones",
    "Ramírez",
    "Watson",
]
LISTED = [
    "Pérez",
    "Hernández",
    "Villaseñor",
    "Johnson",
    "Martínez",
    "Gutiérrez",
    "Thompson",
    "Velázquez",
    "Sandoval",
    "Quiñones",
    "Ramírez",
]
GROUPS = {
    "es": ["Cooperativa Tierra Brava", "Colectivo Luna Nueva", "Asociación Los Encinos, A.C.", "Comité Agua Clara"],
    "en": ["Brightwater Collective", "Oakridge Food Co-op", "Fernhill Tenants Union", "Riverstone Books LLC"],
}
DOMAINS = [
    "tierrabrava.org",
    "lunanueva.org.mx",
    "losencinos.example",
    "brightwater.coop",
    "fernhill.net",
    "agua-clara.com.mx",
]
STORIES = {
    "es": [
        "Hola, soy {person} de {group}. El sitio https://{host}/wp-admin/ da error 500 desde ayer.",
        "El correo {mail} no recibe nada; el servidor {ip} responde 550 5.7.1 en el puerto 587.",
        "Mi teléfono es {phone}, por si hace falta. Uso Firefox 122 en Ubuntu 22.04.",
        "La contraseña es {password} y no me deja entrar, ya limpié la caché.",
        "El {day} de marzo de 2026 a las 10:14, {person} <{mail}> escribió:\n> El plugin 3.9.2 no carga\n> Saludos",
        "De: {person} <{mail}>\nPara: soporte@{host}\nAsunto: no abre la página",
        "Mar  3 10:14:55 web1 postfix/smtp[2211]: to=<{mail}>, relay=mail.{host}[{ip}]:25, status=bounced",
        "RFC {rfc}, CURP {curp}, CLABE {clabe}. La factura marca CFDI40147.",
        'Traceback:\n  File "/home/{user}/sitio/app.py", line 45, in get\nValueError: 42',
        "DB_PASSWORD={password}\nDB_HOST=localhost\nDEBUG=False",
        "La tarjeta {card} fue rechazada, código 402.",
        "Gracias,\n{person}\n{group}\nTel. {phone}",
    ],
    "en": [
        "Hi, this is {person} from {group}. The page https://www.{host}/contact returns 502 since 10:14.",
        "Mail to {mail} bounces, the server is {ip} port 25, PHP 8.1.27.",
        "Call me at {phone}. I use Chrome 121 on Windows 11.",
        "The password is {password} but it says incorrect.",
        "On Mar {day}, 2026, at 10:14 AM, {person} <{mail}> wrote:\n> the backup is 1.2 GB\n> Thanks",
        "From: {person} <{mail}>\nTo: help@{host}\nSubject: site down",
        '{ip} - - [10/Oct/2026:13:55:36 -0600] "GET /u?email={mail} HTTP/1.1" 200 2326 "https://{host}/" "curl/8.5.0"',
        "export API_KEY={token}\ncurl -H 'Authorization: Bearer {token}' https://api.{host}/v1/orders",
        'File "C:\\Users\\{user}\\site\\app.py", line 9\nTypeError: not iterable',
        "SSN {ssn} was on the form, error 0x80070005.",
        "Card {card} was declined with code 402.",
        "Best regards,\n{person}\n{group}\n{phone}",
    ],
}
PHONES: list[Callable[[str], str]] = [
    lambda d: f"({d[:3]}) {d[3:6]}-{d[6:]}",
    lambda d: f"{d[:3]}-{d[3:6]}-{d[6:]}",
    lambda d: f"{d[:3]}.{d[3:6]}.{d[6:]}",
    lambda d: f"+1 {d[:3]} {d[3:6]} {d[6:]}",
    lambda d: f"+52 1 {d[:2]} {d[2:6]} {d[6:]}",
    lambda d: f"+52{d}",
    lambda d: f"{d[:2]} {d[2:6]} {d[6:]}",
    lambda d: f"{d[:2]}-{d[2:6]}-{d[6:]}",
]
MAIL_DISGUISES = [
    "plain",
    "upper",
    "percent",
    "quoted",
    "twice",
    "entities",
    "hexadecimal_entities",
    "qp",
    "base64",
    "hex",
    "wide",
    "zero",
    "soft",
    "escapes",
]
NAME_DISGUISES = [
    "plain",
    "plain",
    "upper",
    "bare",
    "decomposed",
    "qp",
    "entities",
    "zero",
    "soft",
    "wide",
    "percent",
    "base64",
]
OTHER_DISGUISES = ["plain", "plain", "wide", "zero", "entities", "base64", "percent"]


@dataclass
class Seeded:
    """``secrets``: in plain writing. ``known``: what the house would know of it."""

    parts: list[str]
    secrets: list[str] = field(default_factory=list)
    known: Known = field(default_factory=Known)


def _luhn(digits: str) -> str:
    total = sum(int(sign) if place % 2 else sum(divmod(2 * int(sign), 10)) for place, sign in enumerate(digits))
    return digits + str(-total % 10)


class _Writer:
    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.language = self.dice.choice(["en", "es"])
        self.secrets: list[str] = []
        self.first, self.last = self.dice.choice(FIRST), self.dice.choice(LISTED)
        self.group, self.domain = self.dice.choice(GROUPS[self.language]), self.dice.choice(DOMAINS)

    def digits(self, count: int) -> str:
        return "".join(self.dice.choice("23456789") for _ in range(count))

    def word(self, signs: str, count: int) -> str:
        return "".join(self.dice.choice(signs) for _ in range(count))

    def seed(self, disguises: list[str], shown: str, *secrets: str) -> str:
        self.secrets += secrets or (shown,)
        return DISGUISES[self.dice.choice(disguises)](shown)

    def person(self) -> str:
        first, last = (
            (self.first, self.last) if self.dice.random() < 0.6 else (self.dice.choice(FIRST), self.dice.choice(LISTED))
        )
        shown = self.dice.choice([f"{first} {last}", f"{first} {last}", f"{last}, {first}"])
        return self.seed(NAME_DISGUISES, shown, first, last)

    def mail(self) -> str:
        local = self.dice.choice(
            [f"{self.first}.{self.last}", f"{self.first[0]}{self.last}", f"{self.last}{self.digits(2)}"]
        )
        local = DISGUISES["bare"](local).lower()
        if self.dice.random() < 0.2:
            self.secrets += [local, self.domain]
            dots = self.domain.replace(
                ".",
                self.dice.choice([" dot ", " [dot] ", "(dot)"] if self.language == "en" else [" punto ", "(punto)"]),
            )
            at = self.dice.choice([" at ", " [at] ", "(at)"] if self.language == "en" else [" arroba ", "(arroba)"])
            return f"{local}{at}{dots}"
        return self.seed(MAIL_DISGUISES, f"{local}@{self.domain}", local, self.domain)

    def password(self) -> str:
        return self.word("abcdefgh", 5) + self.digits(3) + self.word("!-_+", 1) + self.word("KLMNP", 3)

    def born(self) -> str:
        """Four letters and a day, as RFC and CURP begin."""
        day = f"8{self.dice.randint(0, 9)}0{self.dice.randint(1, 9)}1{self.dice.randint(0, 9)}"
        return self.word("BCDFG", 4) + day

    def curp(self) -> str:
        rest = self.word("HM", 1) + "DF" + self.word("BCDFG", 3) + "0" + self.digits(1)
        return self.seed(["plain", "lower"], self.born() + rest)

    def fill(self, story: str) -> str:
        makers: dict[str, Callable[[], str]] = {
            "person": self.person,
            "mail": self.mail,
            "group": lambda: self.seed(["plain", "upper", "bare", "zero"], self.group),
            "host": lambda: self.seed(["plain", "upper"], self.domain),
            "ip": lambda: self.seed(["plain", "plain", "zero", "wide"], ".".join(self.digits(2) for _ in range(4))),
            "phone": lambda: self.phone(),
            "password": lambda: self.seed(["plain"], self.password()),
            "token": lambda: self.seed(["plain"], self.word("abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMN23456789", 36)),
            "rfc": lambda: self.seed(["plain", "lower", "zero"], self.born() + self.word("ABC", 2) + self.digits(1)),
            "curp": lambda: self.curp(),
            "clabe": lambda: self.seed(OTHER_DISGUISES, "0" + self.digits(17)),
            "card": lambda: self.card(),
            "ssn": lambda: self.seed(OTHER_DISGUISES, f"{self.digits(3)}-{self.digits(2)}-{self.digits(4)}"),
            "user": lambda: self.seed(["plain"], DISGUISES["bare"](self.first[:2] + self.last).lower()),
            "day": lambda: str(self.dice.randint(1, 28)),
        }  # fmt: skip
        for name, make in makers.items():
            while f"{{{name}}}" in story:
                story = story.replace(f"{{{name}}}", make(), 1)
        return story

    def phone(self) -> str:
        digits = self.digits(10)
        return self.seed(["plain", "plain", "wide", "zero", "entities"], self.dice.choice(PHONES)(digits), digits)

    def card(self) -> str:
        digits = _luhn("4" + self.digits(14))
        return self.seed(
            OTHER_DISGUISES, self.dice.choice([digits, " ".join(digits[at : at + 4] for at in range(0, 16, 4))]), digits
        )


def make_ticket(seed: int, *, is_known: bool = True) -> Seeded:
    """The same for the same seed. Where nothing is known of it, every name stands in the lists of names."""
    writer = _Writer(seed)
    stories = writer.dice.sample(STORIES[writer.language], k=writer.dice.randint(2, 6))
    texts = [writer.fill(story) for story in stories]
    cut = writer.dice.randint(1, len(texts))
    title = {"en": "The site does not work", "es": "No funciona la página"}[writer.language]
    parts = [title, "\n\n".join(texts[:cut]), "\n\n".join(texts[cut:])]
    known = Known((f"{writer.first} {writer.last}",), (writer.domain,), (writer.group,)) if is_known else Known()
    return Seeded(parts, writer.secrets, known)
