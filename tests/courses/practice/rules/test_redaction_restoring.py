"""What learners write turns back into what stood in the ticket, and into nothing else."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.practice.rules.redaction import Certainty, Kind, Known, Span, apply, mapping_of, propose, restore
from tests.factories.tickets import make_ticket

SALT = b"0123456789abcdef"
TICKET = [
    "cumbres.example does not open",
    "Leobardo Xolotzin (leobardo@cumbres.example, from 45.76.12.9) says that https://cumbres.example/ answers 502. "
    "password: tulip-Engine-42. The folder is /home/leobardo/www, call 951 555 0177.",
]
SEEDS = st.integers(min_value=0, max_value=2**32)
# How a learner may set a word down: at the beginning of a sentence, in quotation marks, in a link, in capitals.
SETTINGS = [
    "{0} is where it began.",
    "I looked. {0} answers again.",
    '"{0}"',
    "“{0}”, «{0}», '{0}' and ({0})",
    "https://{0}/shop?from={0}#top",
    "write to x@{0}, or look into /srv/{0}/log",
    "{0}'s page; {0}.",
    "> {0}\n\n{0}\n",
]


def capital(word: str) -> str:
    return word[:1].upper() + word[1:]


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=SEEDS, frame=st.sampled_from(SETTINGS), change=st.sampled_from([str, capital, str.upper]))
def test_every_original_comes_back_wherever_its_replacement_is_set_down(seed: int, frame: str, change: object) -> None:
    ticket = make_ticket(seed)
    mapping = mapping_of(propose(ticket.parts, known=ticket.known, salt=SALT).spans)
    assert callable(change)
    for new, original in mapping.items():
        assert restore(frame.format(change(new)), mapping) == frame.format(original)


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=SEEDS)
def test_the_story_word_for_word_gives_each_original(seed: int) -> None:
    ticket = make_ticket(seed)
    spans = propose(ticket.parts, known=ticket.known, salt=SALT).spans
    mapping = mapping_of(spans)
    expected = apply(
        ticket.parts,
        [Span(s.part, s.start, s.end, s.kind, s.original, mapping[s.replacement], s.certainty) for s in spans],
    )
    assert [restore(part, mapping) for part in apply(ticket.parts, spans)] == expected


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=SEEDS, chosen=st.sets(st.integers(min_value=0, max_value=40)))
def test_what_was_not_replaced_cannot_be_asked_for(seed: int, chosen: set[int]) -> None:
    """A person left some as they are; a learner guesses at the replacements that would have been."""
    ticket = make_ticket(seed)
    spans = propose(ticket.parts, known=ticket.known, salt=SALT).spans
    used = [span for place, span in enumerate(spans) if place not in chosen]
    shown = {span.replacement for span in used}
    guesses = sorted({span.replacement for span in spans} - shown)
    words = "\n".join([*guesses, *map(str.upper, guesses), *map(capital, guesses)])
    assert restore(words, mapping_of(used)) == words


def test_of_two_spans_at_one_place_only_the_one_that_is_shown_can_be_asked_for() -> None:
    spans = [
        Span(0, 0, 9, Kind.OTHER, "one two 3", "Fern", Certainty.SURE),
        Span(0, 4, 7, Kind.OTHER, "two", "Clover", Certainty.SURE),
    ]
    assert apply(["one two 3"], spans) == ["Fern"]
    assert restore("Fern Clover", mapping_of(spans)) == "one two 3 Clover"


def test_an_original_that_looks_like_a_replacement_is_not_turned_once_more() -> None:
    assert restore("Fern KEY-1", {"Fern": "KEY-1", "KEY-1": "Fern"}) == "KEY-1 Fern"


@pytest.mark.parametrize(
    "smuggled",
    [
        "KEY-2 KEY-10 XKEY-1a KEY -1 KEY\u200b-1",
        "Ferns Fernando Fe-rn F e r n Fe\u200brn",
        "the fern in the yard. Mind the fern.",
        "mihuerto.example huertos.example huerto.examples huerto . example huerto",
        "192.0.2.10 192.0.2.1011 1192.0.2.101",
        r".* (?:) \1 \g<0> {0} %(Fern)s $Fern_ {{Fern",
    ],
)
def test_what_is_nearly_a_replacement_stays(smuggled: str) -> None:
    mapping = {"Fern": "secret a", "KEY-1": "secret b", "huerto.example": "secret c", "192.0.2.101": "secret d"}
    expected = smuggled.replace("$Fern_", "$secret a_").replace("{{Fern", "{{secret a").replace("(Fern)", "(secret a)")
    assert restore(smuggled, mapping) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("FERN, fern@x, /srv/fern/www, fern.log", "Ana, Ana@x, /srv/Ana/www, Ana.log"),
        ("Coyote wrote; COYOTE; coyote", "ana.p wrote; ana.p; ana.p"),
        ("Huerto.example, HTTPS://WWW.HUERTO.EXAMPLE/A", "pinos.org, HTTPS://WWW.pinos.org/A"),
        ("key-1 Key-1 KEY-1", "a\\1b a\\1b a\\1b"),
        ("from192.0.2.101", "from45.76.12.9"),
        ("%40coyote =40coyote \\u0040coyote %2540coyote", "%40ana.p =40ana.p \\u0040ana.p %2540ana.p"),
    ],
)
def test_a_replacement_in_other_capitals_or_behind_an_escape_is_known(written: str, expected: str) -> None:
    mapping = {
        "Fern": "Ana",
        "coyote": "ana.p",
        "huerto.example": "pinos.org",
        "KEY-1": "a\\1b",
        "192.0.2.101": "45.76.12.9",
    }
    assert restore(written, mapping) == expected


def test_two_replacements_that_differ_in_capitals_only_stay_apart() -> None:
    assert restore("Fern fern", {"Fern": "Ana", "fern": "ana.p"}) == "Ana ana.p"


def test_a_whole_ticket_goes_out_and_comes_back() -> None:
    spans = propose(TICKET, known=Known(), salt=SALT).spans
    done = apply(TICKET, spans)
    for secret in ("cumbres", "Leobardo", "Xolotzin", "45.76.12.9", "tulip-Engine-42", "951 555 0177"):
        assert secret not in "\n".join(done)
    assert [restore(part, mapping_of(spans)) for part in done] == TICKET


@pytest.mark.parametrize("written", ["(718) 555-0142", "718 555 01 42", "555-0142"])
def test_an_invented_number_never_ends_like_the_real_one(written: str) -> None:
    """Whatever the salt draws: who knows the number by its end must not find it again."""
    text = [f"Call Desmond at {written} please."]
    for number in range(400):
        found = mapping_of(propose(text, known=Known(), salt=number.to_bytes(16, "big")).spans)
        assert not [new for new in found if new.endswith("555-0142")]
