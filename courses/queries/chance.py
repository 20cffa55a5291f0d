"""Whether two rates differ more than chance explains. Exact, in whole numbers."""

from collections.abc import Sequence
from fractions import Fraction
from math import comb

LEVEL = 0.05  # of a whole quiz: how often one where nothing is wrong has any flag at all


def fisher(right_a: int, wrong_a: int, right_b: int, wrong_b: int) -> float:
    """Fisher's exact test, two-sided: how likely a table is that is no likelier than this one, if both rates are the same.

    The margins are held; a table counts when its probability is at most that of the one given (R. A. Fisher, Statistical
    Methods for Research Workers, § 21.02; the rule of R's ``fisher.test``).
    """
    of_a, of_b, right = right_a + wrong_a, right_b + wrong_b, right_a + right_b
    least, most = max(0, right - of_b), min(of_a, right)
    weight = comb(of_a, least) * comb(of_b, right - least)
    weights = []
    for k in range(least, most + 1):
        weights.append(weight)
        weight = weight * (of_a - k) * (right - k) // ((k + 1) * (of_b - right + k + 1))
    seen = weights[right_a - least]
    return float(Fraction(sum(one for one in weights if one <= seen), sum(weights)))


def holm(chances: Sequence[float], level: float = LEVEL) -> list[bool]:
    """Which of several tests stand out together: the probability that any does by chance alone stays at ``level``
    (S. Holm, A Simple Sequentially Rejective Multiple Test Procedure, 1979)."""
    stands_out = [False] * len(chances)
    by_chance = sorted(range(len(chances)), key=chances.__getitem__)
    for rank, place in enumerate(by_chance):
        if chances[place] > level / (len(chances) - rank):
            break
        stands_out[place] = True
    return stands_out
