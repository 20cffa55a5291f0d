"""What a proof found, in words; whatever a report holds, nothing breaks."""

import json
from typing import Any

import pytest

from courses.sandbox.judging.proving import Attempt, Proof, Trouble, report
from courses.sandbox.judging.verdicts import Judgement, Result, Verdict
from courses.sandbox.judging.wrong import WAYS as TRIED
from courses.sandbox.labs.reading import read
from courses.sandbox.rules import proofs
from courses.sandbox.rules.proofs import Shown, refusal_in_words, shown, way_in_words
from tests.courses.sandbox.daemon.support import LAB

SPEC = read("words", LAB)


def test_every_way_to_cheat_has_words() -> None:
    assert set(proofs.WAYS) == set(TRIED)
    assert way_in_words("nothing + touched") == "nothing is done + files are only touched"
    assert way_in_words("something new") == "something new"


def test_what_is_wrong_is_said_by_check_and_by_way() -> None:
    judged = {
        "broken": Judgement("d", (Result("right", Verdict.PASSED, "as_asked"), _fails("there")), 1),
        "solved": Judgement("d", (Result("right", Verdict.PASSED, "as_asked"), _fails("there")), 1),
    }
    proof = Proof(
        "words", "d", 1, {}, ("some",), **judged, attempts=(Attempt("nothing", "", 1.0), Attempt("touched", "x", 1.0)),
        seconds={"start": 1.2, "attempts": 3.0}, trouble=(Trouble("solve.sh", 3, "oh"), Trouble("boot.sh", None, "")),
    )  # fmt: skip
    told = shown(_sent(proof), SPEC, "en")
    assert told.broken == ["It says right: It is so."]
    assert told.solved == ["Another one: `/srv/other` is not there."]
    assert told.passing == ["nothing is done"]
    assert [(one.sentence, one.said) for one in told.trouble] == [
        ("`solve.sh` ended with 3.", "oh"), ("`boot.sh` took too long.", ""),
    ]  # fmt: skip
    assert told.attempts == [("nothing is done", False), ("files are only touched", True)]
    assert told.seconds == 4


def test_a_proof_in_which_all_is_well_says_nothing() -> None:
    proof = Proof("words", "d", 1, {}, (), Judgement("d", (_fails("right"),), 1), None)
    assert shown(_sent(proof), SPEC, "es") == Shown()


@pytest.mark.parametrize(
    "hostile",
    [
        {}, {"broken": 5}, {"broken": {"results": [5, {}, {"check": "right", "values": 3}]}}, {"attempts": "x"},
        {"attempts": [{"name": 3}, {"name": "nothing"}]}, {"seconds": {"a": "x"}, "seed": "x"}, {"trouble": [{"code": []}]},
    ],
)  # fmt: skip
def test_a_report_of_another_version_breaks_nothing(hostile: dict[str, Any]) -> None:
    shown(hostile, SPEC, "en")


def test_why_it_was_not_made() -> None:
    assert "could not be reached" in str(refusal_in_words("MachinesAway"))
    assert "may have to update" in str(refusal_in_words("Whatever"))


def _sent(proof: Proof) -> Any:
    return json.loads(json.dumps(report(proof)))


def _fails(check: str) -> Result:
    return Result(check, Verdict.FAILED, "missing", {"path": "/srv/other"})
