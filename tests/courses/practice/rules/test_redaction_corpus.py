"""Tickets written by hand, lines that are nobody's, and two thousand invented tickets: nothing is left, little is lost."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.practice.rules.redaction import (
    Certainty,
    Known,
    apply,
    looks_left,
    mapping_of,
    propose,
    restore,
    strip_for_search,
)
from tests.factories.corpus import Written, tickets
from tests.factories.disguises import fold, leaks
from tests.factories.tickets import make_ticket

SALT = b"sixteen bytes at least"
CORPUS = list(tickets())
INNOCENT = [line for line in (Path(__file__).parent / "innocent.txt").read_text(encoding="utf-8").splitlines() if line]


def test_corpus_is_large() -> None:
    assert len(CORPUS) >= 60
    assert len(INNOCENT) >= 200


@pytest.mark.slow
@pytest.mark.parametrize("ticket", CORPUS, ids=lambda ticket: ticket.name)
def test_nothing_is_left_of_a_ticket_written_by_hand(ticket: Written) -> None:
    assert leaks(ticket.secrets, "\n".join(ticket.parts)) == ticket.secrets, "the ticket must hold what is looked for"

    spans = propose(ticket.parts, known=ticket.known, salt=SALT).spans
    done = apply(ticket.parts, spans)

    assert leaks(ticket.secrets, "\n".join(done)) == []
    assert [part.start for part in looks_left(done)] == []
    assert [word for word in ticket.stays if word not in "\n".join(done)] == []
    if ticket.known == Known():
        assert leaks(ticket.secrets, "\n".join(map(strip_for_search, ticket.parts))) == []


@pytest.mark.slow
@pytest.mark.parametrize("line", INNOCENT)
def test_of_an_innocent_line_nothing_is_taken_for_sure(line: str) -> None:
    spans = propose([line], known=Known(), salt=SALT).spans
    assert [span.original for span in spans if span.certainty is Certainty.SURE] == []


@pytest.mark.slow
def test_most_innocent_lines_stay_as_they_are() -> None:
    changed = [line for line in INNOCENT if propose([line], known=Known(), salt=SALT).spans]
    assert len(changed) < len(INNOCENT) / 12


@pytest.mark.slow
@settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(min_value=0, max_value=2**32), is_known=st.booleans())
def test_nothing_is_left_of_invented_tickets(seed: int, is_known: bool) -> None:
    ticket = make_ticket(seed, is_known=is_known)

    spans = propose(ticket.parts, known=ticket.known, salt=SALT).spans
    done = apply(ticket.parts, spans)

    assert leaks(ticket.secrets, "\n".join(done)) == []
    assert leaks(ticket.secrets, "\n".join(map(strip_for_search, ticket.parts))) == []
    for one, two in pairwise(spans):
        assert (one.part, one.end) <= (two.part, two.start) or one.part < two.part
    for span in spans:
        assert ticket.parts[span.part][span.start : span.end] == span.original
    mapping = mapping_of(spans)
    back = restore("\n".join(done), mapping)
    assert set(leaks(ticket.secrets, "\n".join(ticket.parts))) == set(ticket.secrets)
    assert set(leaks(ticket.secrets, back)) == set(ticket.secrets)
    everything = fold("\n".join(ticket.parts))
    for new in mapping:
        assert fold(new) not in everything
        assert not [other for other in mapping if other != new and new in other]
