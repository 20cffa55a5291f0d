"""The kinds that a lab may ask for are those that are judged, and every code has its place."""

import ast
from collections.abc import Iterator
from pathlib import Path

from courses.sandbox import judging
from courses.sandbox.judging.kinds import FOUND, JUDGES, running
from courses.sandbox.judging.verdicts import Judgement, Result, Verdict
from courses.sandbox.labs.asking import CONFIGURED, KINDS


def test_every_kind_is_judged() -> None:
    assert KINDS.keys() == JUDGES.keys()
    assert set(CONFIGURED) == running.TESTS.keys()


def calls() -> Iterator[tuple[str, set[str], bool]]:
    """Each code that is told, the names of its values, and whether there are more that the source does not name."""
    for path in Path(judging.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Failed", "Unsure"):
                names = {one.arg for one in node.keywords}
                told = [node.args[0]]
                if isinstance(told[0], ast.IfExp):
                    told = [told[0].body, told[0].orelse]
                for one in told:
                    if isinstance(one, ast.Constant):
                        yield one.value, {name for name in names if name}, None in names


def test_every_code_has_its_values() -> None:
    """``FOUND`` is what the web side has sentences for."""
    told = list(calls())
    assert len(told) > 40
    for code, names, has_more in told:
        assert code in FOUND
        assert names >= set(FOUND[code]) or has_more, code


def test_inconclusive_is_not_passed() -> None:
    def verdict(*verdicts: Verdict) -> Verdict:
        return Judgement("", tuple(Result(str(one), one, "") for one in verdicts), 0).verdict

    assert verdict(Verdict.PASSED, Verdict.PASSED) == Verdict.PASSED
    assert verdict(Verdict.PASSED, Verdict.INCONCLUSIVE) == Verdict.INCONCLUSIVE
    assert verdict(Verdict.PASSED, Verdict.INCONCLUSIVE, Verdict.FAILED) == Verdict.FAILED
    assert verdict() == Verdict.INCONCLUSIVE
