"""The words of redaction: what is found, how sure that is, and what takes its place."""

import enum
from dataclasses import dataclass, field


class Kind(enum.Enum):
    PERSON = "person"
    ORGANISATION = "organisation"
    DOMAIN = "domain"
    EMAIL = "email"
    ADDRESS_IP = "address_ip"
    PHONE = "phone"
    URL = "url"
    USER_NAME = "user_name"
    SECRET = "secret"  # noqa: S105 - keys, tokens, passwords, hashes
    CARD = "card"
    BANK_ACCOUNT = "bank_account"  # IBAN, CLABE, numbers of accounts
    GOVERNMENT_ID = "government_id"  # CURP, RFC, SSN, INE, passports
    STREET = "street"
    COORDINATES = "coordinates"
    PATH = "path"  # whose home directory it is
    TICKET_NUMBER = "ticket_number"
    OTHER = "other"  # devices, UUIDs, dates of birth


class Certainty(enum.Enum):
    SURE = "sure"
    MAYBE = "maybe"  # shown to the person who confirms as a question


@dataclass(frozen=True)
class Known:
    """Names that the house knows. Shown by no ``repr``.

    ``people`` as they are written ("Ana Pérez"), ``addresses`` are e-mail addresses and domains.
    """

    people: tuple[str, ...] = field(default=(), repr=False)
    addresses: tuple[str, ...] = field(default=(), repr=False)
    organisations: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Span:
    """``original`` is ``parts[part][start:end]``, in whatever disguise it stood there."""

    part: int
    start: int
    end: int
    kind: Kind
    original: str = field(repr=False)
    replacement: str
    certainty: Certainty


@dataclass(frozen=True)
class Proposal:
    """Spans by part and position; none overlaps another."""

    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Left:
    """Where something still looks identifying."""

    part: int
    start: int
    end: int
    kind: Kind


@dataclass(frozen=True)
class Find:
    """What a detector found, in positions of the text that it was given.

    ``key`` says whose it is: finds with one kind and key get one replacement. ``label`` is the word that a placeholder
    starts with, where the kind alone says too little ("TOKEN").
    """

    start: int
    end: int
    kind: Kind
    key: str = field(repr=False)
    certainty: Certainty = Certainty.SURE
    label: str = ""
