import random
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.queries.chance import LEVEL, fisher, holm


@pytest.mark.parametrize(
    ("table", "chance"),
    [
        # Fisher's lady tasting tea (The Design of Experiments, 1935): 3 of 4 cups each way, 34 of 70 arrangements.
        ((3, 1, 1, 3), 34 / 70),
        ((4, 0, 0, 4), 2 / 70),
        # Fisher's twins of convicts (R's own example, Convictions): two-sided 0.0005367 there.
        ((2, 15, 10, 3), 0.0005367241),
        # The studying example of the encyclopaedia: 1 of 12 men and 9 of 12 women study.
        ((1, 11, 9, 3), 0.0027594561852200836),
        ((0, 5, 0, 7), 1.0),
        ((5, 0, 7, 0), 1.0),
    ],
)
def test_fisher_gives_what_the_literature_gives(table: tuple[int, int, int, int], chance: float) -> None:
    assert fisher(*table) == pytest.approx(chance, rel=1e-6)


counts = st.integers(0, 25)


@given(counts, counts, counts, counts)
def test_fisher_is_the_sum_over_all_tables_with_these_margins(a: int, b: int, c: int, d: int) -> None:
    of_a, of_b, right = a + b, c + d, a + c

    def weight(k: int) -> int:
        return comb(of_a, k) * comb(of_b, right - k) if 0 <= right - k <= of_b and k <= of_a else 0

    everything = [weight(k) for k in range(right + 1)]
    expected = sum(one for one in everything if one <= weight(a)) / sum(everything)
    assert fisher(a, b, c, d) == pytest.approx(expected)
    assert fisher(a, b, c, d) == fisher(c, d, a, b) == fisher(b, a, d, c)


def test_fisher_copes_with_thousands() -> None:
    assert fisher(5000, 5000, 5000, 5000) == 1.0
    assert fisher(6000, 4000, 4000, 6000) < 1e-100


def test_holm_steps_down_and_stops() -> None:
    # Holm 1979: 0.01 <= 0.05/4, 0.016 <= 0.05/3, then 0.03 > 0.05/2 ends it.
    assert holm([0.03, 0.01, 0.016, 0.04]) == [False, True, True, False]
    assert holm([0.02, 0.02, 0.02]) == [False, False, False]
    assert holm([]) == []


def test_a_quiz_without_fault_is_flagged_less_often_than_the_level() -> None:
    flagged, quizzes = 0, 1500
    for seed in range(quizzes):
        dice = random.Random(seed)
        chances = []
        for _question in range(8):
            ease = dice.uniform(0.2, 0.95)
            in_a, in_b = dice.randint(5, 60), dice.randint(5, 60)
            a = sum(dice.random() < ease for _ in range(in_a))
            b = sum(dice.random() < ease for _ in range(in_b))
            chances.append(fisher(a, in_a - a, b, in_b - b))
        flagged += any(holm(chances))
    assert flagged / quizzes < LEVEL


def test_a_true_fault_is_found() -> None:
    found = 0
    for seed in range(100):
        dice = random.Random(seed)
        chances = []
        for question in range(8):
            a = sum(dice.random() < 0.85 for _ in range(40))
            b = sum(dice.random() < (0.35 if question == 3 else 0.85) for _ in range(40))
            chances.append(fisher(a, 40 - a, b, 40 - b))
        found += holm(chances)[3]
    assert found > 90
