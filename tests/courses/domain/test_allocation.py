"""Every size of a group, with anybody dropping out at any time: everybody gets feedback, and nothing waits unseen."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.domain.allocation import AT_ONCE, PATIENCE, Waiting, allocate
from tests.factories.people import MONDAY

HOUR = timedelta(hours=1)
LAST_HOUR = 24 * 40
THREE_DAYS = int(PATIENCE / HOUR)


@dataclass
class Work:
    author: int
    since: int
    told: int
    asked: dict[int, int] = field(default_factory=dict)  # reviewer → hour
    given: set[int] = field(default_factory=set)
    lapsed: set[int] = field(default_factory=set)
    with_mentor: bool = False
    done_at: int | None = None


@dataclass(frozen=True)
class Peer:
    hands_in: int
    answers_after: int | None  # hours; None: never reviews anything


def simulate(peers: list[Peer], wanted: int, mentor_after: int) -> list[Work]:
    """Hour by hour, by the rules of ``courses.domain.tending``: ask, replace after three days, tell a mentor."""
    works: dict[int, Work] = {}
    silent: set[int] = set()
    for hour in range(LAST_HOUR):
        works |= {one: Work(one, hour, hour) for one, peer in enumerate(peers) if peer.hands_in == hour}
        for work in works.values():
            if work.done_at is None:
                _answer(work, peers, silent, hour, wanted, mentor_after)
        waiting = {key: work for key, work in works.items() if work.done_at is None}
        for work in waiting.values():
            _replace_the_silent(work, silent, hour)
        load = Counter(person for work in waiting.values() for person in work.asked)
        plan = allocate(
            [
                Waiting(
                    key, work.author, MONDAY + work.since * HOUR,
                    frozenset(work.asked.keys() | work.given), frozenset(work.lapsed),
                )
                for key, work in waiting.items()
            ],
            participants=[person for person in works if person not in silent],
            load=load,
            wanted=wanted,
        )  # fmt: skip
        for key, reviewer in plan:
            assert reviewer != works[key].author
            assert reviewer not in works[key].asked.keys() | works[key].given | works[key].lapsed
            load[reviewer] += 1
            assert load[reviewer] <= AT_ONCE
            works[key].asked[reviewer] = works[key].told = hour
        for work in waiting.values():
            _tell_a_mentor(work, hour)
    return list(works.values())


def _replace_the_silent(work: Work, silent: set[int], hour: int) -> None:
    late = {person for person, at in work.asked.items() if hour - at >= THREE_DAYS}
    work.lapsed |= late
    silent |= late
    work.asked = {person: at for person, at in work.asked.items() if person not in late}


def _tell_a_mentor(work: Work, hour: int) -> None:
    assert hour - work.told <= THREE_DAYS, "something waited for more than three days and nobody was told"
    if hour - work.told == THREE_DAYS:
        work.with_mentor, work.told = True, hour


def _answer(work: Work, peers: list[Peer], silent: set[int], hour: int, wanted: int, mentor_after: int) -> None:
    for person, at in list(work.asked.items()):
        after = peers[person].answers_after
        if after is not None and hour - at >= after:
            del work.asked[person]
            work.given.add(person)
            silent.discard(person)
    if len(work.given) >= wanted or (work.with_mentor and hour - work.told >= mentor_after):
        work.done_at = hour


PEERS = st.builds(
    Peer,
    hands_in=st.integers(0, 24 * 5),
    answers_after=st.one_of(st.none(), st.integers(1, 24 * 5)),
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, derandomize=True)
@given(peers=st.lists(PEERS, min_size=1, max_size=30), wanted=st.integers(1, 5), mentor_after=st.integers(0, 71))
def test_everybody_gets_feedback_whoever_drops_out(peers: list[Peer], wanted: int, mentor_after: int) -> None:
    works = simulate(peers, wanted, mentor_after)

    assert len(works) == len(peers)
    assert all(work.done_at is not None for work in works)


def test_a_lone_participant_is_read_by_a_mentor() -> None:
    [work] = simulate([Peer(0, 1)], wanted=2, mentor_after=0)
    assert (work.with_mentor, work.done_at) == (True, 73)


def test_three_who_answer_need_no_mentor() -> None:
    works = simulate([Peer(0, 1)] * 3, wanted=2, mentor_after=0)
    assert [(work.with_mentor, len(work.given)) for work in works] == [(False, 2)] * 3


def test_every_work_has_its_readers_and_nobody_is_flooded() -> None:
    works = [Waiting(key, key, MONDAY) for key in range(10)]
    plan = allocate(works, participants=range(10), load=Counter(), wanted=2)
    load = Counter(reviewer for _work, reviewer in plan)
    assert Counter(work for work, _reviewer in plan) == dict.fromkeys(range(10), 2)
    assert set(load) == set(range(10))
    assert max(load.values()) <= AT_ONCE
