"""What a redaction keeps, what it gives back, and that it comes to an end."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.practice.rules.redaction import (
    Certainty,
    Kind,
    Known,
    Span,
    apply,
    looks_left,
    mapping_of,
    propose,
    restore,
    strip_for_search,
)

SALT, OTHER_SALT = b"0123456789abcdef", b"fedcba9876543210"
HOUSE = Known(
    people=("Ana Pérez López", "Tobias Quillmark"),
    addresses=("ana.perez@huertolospinos.org",),
    organisations=("Huerto Los Pinos",),
)
TICKET = [
    "huertolospinos.org does not open",
    "Hi, Ana Pérez from Huerto Los Pinos wrote from ana.perez@huertolospinos.org that "
    "https://www.huertolospinos.org/shop "
    "answers 502 on port 8080. The host mail.huertolospinos.org is 45.76.12.9, PHP 8.1.27, since 2026-03-02 10:14.",
    "Pérez, Ana (213) 867-5309. ANA.PEREZ@HUERTOLOSPINOS.ORG, password: tulip-Engine-42, from 45.76.12.9 again",
]


def redacted(parts: list[str], known: Known = HOUSE, salt: bytes = SALT) -> tuple[tuple[Span, ...], list[str]]:
    spans = propose(parts, known=known, salt=salt).spans
    return spans, apply(parts, spans)


@pytest.mark.slow
def test_the_story_still_reads() -> None:
    _, done = redacted(TICKET)
    for word in (
        "https://www.",
        "/shop",
        "502",
        "port 8080",
        "mail.",
        "PHP 8.1.27",
        "2026-03-02 10:14",
        "does not open",
        "answers",
    ):
        assert word in "\n".join(done)


def test_one_original_has_one_replacement_over_all_parts() -> None:
    spans, done = redacted(TICKET)
    domains = {span.replacement for span in spans if span.original.lower() == "huertolospinos.org"}
    assert len(domains) == 1
    domain = domains.pop()
    assert domain.endswith(".example")
    assert [part.count(domain) for part in done] == [1, 3, 1]
    for original in ("45.76.12.9", "Ana", "Pérez"):
        assert len({span.replacement for span in spans if span.original == original}) == 1


def test_the_same_ticket_gives_the_same_and_another_salt_another() -> None:
    assert propose(TICKET, known=HOUSE, salt=SALT) == propose(TICKET, known=HOUSE, salt=SALT)
    assert {span.replacement for span in redacted(TICKET)[0] if span.kind is Kind.PERSON} != {
        span.replacement for span in redacted(TICKET, salt=OTHER_SALT)[0] if span.kind is Kind.PERSON
    }


def test_a_later_comment_changes_no_earlier_replacement() -> None:
    _, before = redacted(TICKET)
    _, after = redacted(
        [*TICKET, "Soy Leobardo Xolotzin, 951 555 0177, clave: girasoles#9, 45.76.12.10, otra@lalaguna.org"]
    )
    assert after[:3] == before


def test_names_fit_the_language() -> None:
    english, spanish = (
        redacted(["", "Hi, this is Jennifer Watson, the site is down"]),
        redacted(["", "Hola, soy Jennifer Watson, la página no abre"]),
    )
    assert not set(mapping_of(english[0])) & set(mapping_of(spanish[0]))


def test_public_names_and_subdomains_stay() -> None:
    _, done = redacted(
        ["", "Write to tulipanes77@gmail.com about wordpress.org and letsencrypt.org, not mail.losencinos.org.mx"]
    )
    assert "@gmail.com about wordpress.org and letsencrypt.org, not mail." in done[1]
    assert "tulipanes77" not in done[1]
    assert "losencinos" not in done[1]


@pytest.mark.parametrize("address", ["192.168.1.20", "10.0.0.5", "172.16.3.4"])
def test_private_addresses_are_only_asked_about(address: str) -> None:
    (span,) = redacted(["", f"the printer is {address}"])[0]
    assert (span.original, span.kind, span.certainty) == (address, Kind.ADDRESS_IP, Certainty.MAYBE)


def test_what_was_written_comes_back() -> None:
    spans, done = redacted(TICKET)
    assert restore(done[1], mapping_of(spans)) == TICKET[1]
    assert restore(done[0], mapping_of(spans)) == TICKET[0]


def test_restoring_takes_whole_words_once_and_the_longest_first() -> None:
    mapping = {"Fern": "Clover", "Clover": "Fern", "Fern Hill": "Los Pinos", "KEY-1": "a\\1b"}
    assert (
        restore("Fern, Clover. Fern Hill, Fernando, KEY-1 KEY-10", mapping)
        == "Clover, Fern. Los Pinos, Fernando, a\\1b KEY-10"
    )
    assert restore("nothing", {}) == "nothing"


def test_the_plainest_way_of_writing_comes_back() -> None:
    spans, _ = redacted(["", "%61na.perez%40huertolospinos.org, ANA, Ana, ana"])
    assert "Ana" in mapping_of(spans).values()


def test_replacements_never_stand_in_the_ticket() -> None:
    _, first = redacted(TICKET)
    spans, _ = redacted([*TICKET, *first])
    for span in spans:
        assert span.replacement not in "\n".join([*TICKET, *first])


def test_some_spans_may_be_left_out_or_added() -> None:
    parts = ["one two three"]
    spans = [
        Span(0, 4, 7, Kind.OTHER, "two", "2", Certainty.MAYBE),
        Span(0, 4, 13, Kind.OTHER, "two three", "all", Certainty.SURE),
        Span(0, 0, 3, Kind.OTHER, "one", "1", Certainty.SURE),
    ]
    assert apply(parts, spans) == ["1 all"]
    assert apply(parts, spans[:1]) == ["one 2 three"]


def test_nothing_of_a_ticket_is_shown_by_repr() -> None:
    spans, _ = redacted(TICKET)
    shown = repr(spans) + repr(HOUSE) + repr(looks_left(TICKET))
    for secret in ("Ana", "Pérez", "huertolospinos", "45.76", "tulip-Engine"):
        assert secret not in shown


def test_looks_left_finds_what_a_person_overlooked() -> None:
    _, done = redacted(TICKET)
    assert looks_left(done) == ()
    kinds = {
        left.kind
        for left in looks_left([*done, "mail jo@lalaguna.org, 951 555 0177, password: tulip-Engine-43, 203.0.114.7"])
    }
    assert {Kind.EMAIL, Kind.DOMAIN, Kind.PHONE, Kind.SECRET, Kind.ADDRESS_IP} <= kinds
    assert (
        looks_left(
            ["I restarted nginx and renewed the certificate with certbot.", "Reinicié PHP 8.2 y ya responde 200."]
        )
        == ()
    )


def test_search_keeps_the_words_of_the_trade() -> None:
    kept = strip_for_search(TICKET[1])
    assert "502" in kept
    assert "PHP 8.1.27" in kept
    for secret in ("Pérez", "huertolospinos", "45.76.12.9"):
        assert secret not in kept


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(max_size=200), min_size=1, max_size=3))
def test_any_text_is_taken(parts: list[str]) -> None:
    spans = propose(parts, known=HOUSE, salt=SALT).spans
    assert len(apply(parts, spans)) == len(parts)
    looks_left(parts)
    for span in spans:
        assert span.original == parts[span.part][span.start : span.end] != ""
