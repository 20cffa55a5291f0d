"""What holds for every rule and every record."""

import json
import re
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import product
from random import Random

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from badges.awarding.evaluating import Outcome, evaluate
from badges.awarding.facts import Fact, Held, Record
from badges.awarding.fullest import is_met_by_badges_alone, never_met
from badges.awarding.reading import read_rule
from badges.awarding.tree import Group, Leaf, Limits, Part, Rule, Within, canonical, parts_of, plain
from tests.badges.awarding.brute import Brute
from tests.badges.awarding.making import (
    ALICIA,
    CARMEN,
    FIRST_DAY,
    NOW,
    ZONES,
    cases,
    equivalences,
    mistakes_of,
    moments,
    of_alicia,
    on,
    rules,
)

Case = tuple[Rule, Record, tuple[Fact | Held, ...]]

pytestmark = pytest.mark.slow
MEANT = {"same_part_twice", "never_met", "met_by_badges_alone"}  # mistakes of rules that are written well


def number(outcome: Outcome) -> tuple[int, int]:
    """The period by its number, as ``Brute`` has it."""
    if not outcome.period:
        return 0, 0
    found = re.fullmatch(r"(\d+)(?:-(\d+)/P(\d+)M)?", outcome.period)
    assert found
    if found[2] is None:
        return int(found[1]), 12
    return (int(found[1]) * 12 + int(found[2]) - 1) // int(found[3]), int(found[3])


@settings(max_examples=300)
@given(cases(), st.sampled_from(ZONES), equivalences(), st.one_of(st.just(NOW), st.just(NOW), moments))
def test_evaluate_agrees_with_trying_every_beginning(
    case: Case, zone: tzinfo, counts_as: dict[str, str], now: datetime
) -> None:
    rule, record, _ = case
    found = evaluate(rule, record, now=now, zone=zone, counts_as=counts_as)
    brute = Brute(ALICIA, zone, counts_as)
    assert {number(one): one.met_at for one in found} == brute.met_at(rule, record, now)


@given(cases(), st.sampled_from(ZONES), st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(case: Case, zone: tzinfo, dice: Random) -> None:
    rule, record, _ = case
    some, badges = [*record.facts, *record.facts[::2]], [*record.held, *record.held[:1]]
    dice.shuffle(some)
    dice.shuffle(badges)
    again = Record(ALICIA, tuple(some), tuple(badges))
    assert evaluate(rule, again, now=NOW, zone=zone) == evaluate(rule, record, now=NOW, zone=zone)


@settings(max_examples=200)
@given(cases(more=1), st.sampled_from(ZONES))
def test_a_new_deed_takes_nothing_away(case: Case, zone: tzinfo) -> None:
    rule, record, (new,) = case
    moment = new.happened_at if isinstance(new, Fact) else new.earned_at
    more = of_alicia(*record.facts, *record.held, new)
    before = {one.period: one for one in evaluate(rule, record, now=NOW, zone=zone)}
    after = {one.period: one for one in evaluate(rule, more, now=NOW, zone=zone)}
    assert before.keys() <= after.keys()
    for period, then in before.items():
        now = after[period]
        if then.met_at is not None and moment > then.met_at:
            assert (now.met_at, now.shown_by) == (then.met_at, then.shown_by)
        elif then.met_at is not None:
            assert now.met_at is not None
            assert moment <= now.met_at <= then.met_at or now.met_at == then.met_at
        elif now.met_at is not None:
            assert moment <= now.met_at


@given(cases(), st.sampled_from(ZONES), equivalences())
def test_what_shows_it_is_enough_and_no_more_than_was_asked(
    case: Case, zone: tzinfo, counts_as: dict[str, str]
) -> None:
    rule, record, _ = case
    assume(not (rule.months and is_met_by_badges_alone(rule)))  # no rule that read_rule lets pass
    asked = sum(part.n for _, part in parts_of(rule.when) if isinstance(part, Leaf))
    for outcome in evaluate(rule, record, now=NOW, zone=zone, counts_as=counts_as):
        alone = of_alicia(*outcome.shown_by)
        again = evaluate(rule, alone, now=NOW, zone=zone, counts_as=counts_as)
        assert len(outcome.shown_by) <= asked
        assert bool(outcome.shown_by) == outcome.is_met
        if outcome.is_met:
            same = next(one for one in again if one.period == outcome.period)
            assert (same.met_at, same.shown_by) == (outcome.met_at, outcome.shown_by)


@given(cases(), st.sampled_from(ZONES))
def test_progress_of_the_whole_says_whether_it_is_met(case: Case, zone: tzinfo) -> None:
    rule, record, _ = case
    named = dict(parts_of(rule.when))
    for outcome in evaluate(rule, record, now=NOW, zone=zone):
        by_path = {one.path: one for one in outcome.progress}
        assert list(by_path) == list(named)
        assert by_path["$.when"].is_met == outcome.is_met
        for path, one in by_path.items():
            part = named[path]
            parts = [by_path[f"{path}.parts[{at}]"] for at in range(len(part.parts))] if isinstance(part, Group) else []
            assert 0 <= one.have <= one.need == part.n
            if parts:
                assert one.have == min(one.need, sum(other.is_met for other in parts))


@given(rules, st.randoms(use_true_random=False))
def test_canonical_does_not_mind_the_order_of_parts(rule: Rule, dice: Random) -> None:
    assert canonical(Rule(shuffled(rule.when, dice), rule.months)) == canonical(rule)


def shuffled(part: Part, dice: Random) -> Part:
    if isinstance(part, Leaf):
        return part
    return Group(
        part.kind,
        tuple(dice.sample([shuffled(one, dice) for one in part.parts], len(part.parts))),
        part.n,
        part.limits,
    )


@example((Rule(Group("all", (Leaf("taught"), Group("any", (Leaf("mentored"),), 1)), 2)), of_alicia(), ()))
@given(cases())
def test_canonical_means_the_same(case: Case) -> None:
    rule, record, _ = case
    written = json.loads(canonical(rule))
    assume(not mistakes_of(written))
    again = read_rule(written)
    assert canonical(again) == canonical(rule)
    was, now = (evaluate(one, record, now=NOW) for one in (rule, again))
    assert [(one.period, one.met_at) for one in now] == [(one.period, one.met_at) for one in was]


@given(rules)
def test_read_rule_reads_what_plain_writes(rule: Rule) -> None:
    written = json.loads(json.dumps(plain(rule)))
    wrong = {code for _, code in mistakes_of(written)}
    assert wrong <= MEANT
    assert wrong or read_rule(written) == rule


@settings(max_examples=60)
@given(rules)
def test_never_met_is_what_a_life_of_doing_everything_does_not_meet(rule: Rule) -> None:
    named = dict(parts_of(rule.when))
    life = everything_every_day([part for part in named.values() if isinstance(part, Leaf)])
    never = {
        path
        for path, part in named.items()
        if not any(one.is_met for one in evaluate(Rule(part, rule.months), life, now=NOW))
    }
    smallest = [path for path in named if path in never and not any(one.startswith(f"{path}.") for one in never)]
    assert list(never_met(rule)) == smallest


def everything_every_day(leaves: list[Leaf]) -> Record:
    """Three of everything that a leaf may ask for, on every day around those that ``making.days`` draws."""
    deeds: list[Fact | Held] = []
    most = max(leaf.n for leaf in leaves)
    for leaf, day, number in product(leaves, range(-1, 502), range(1, most + 1)):
        moment = datetime.combine(FIRST_DAY + timedelta(days=day), time(12), UTC)
        kind = leaf.what if leaf.name == "any" else next(iter(leaf.ask.kinds), "")
        thing = leaf.what if leaf.name == "object" else f"{kind}:{number}"
        series = leaf.what if leaf.name == "series" else ""
        if leaf.kind == "holds":
            deeds.append(Held(leaf.what, moment, str(number)))
        else:
            deeds.append(Fact(str(number), leaf.kind, thing, moment, CARMEN + number, series))
    return of_alicia(*deeds)


def test_a_window_is_found_that_neither_the_first_nor_the_last_deed_opens() -> None:
    """The law above all by hand: trying only what ends now, or begins first, would miss it."""
    days = ("2026-01-01", "2026-03-01", "2026-03-05", "2026-06-01")
    record = of_alicia(*(Fact(day, "mentored", "assignment:a", on(day)) for day in days))
    (outcome,) = evaluate(Rule(Leaf("mentored", 2, limits=Limits(Within(days=7)))), record, now=NOW)
    assert outcome.met_at == on("2026-03-05")
    assert [one.key for one in outcome.shown_by if isinstance(one, Fact)] == ["2026-03-01", "2026-03-05"]
