"""What a check answers. Nothing here knows Django: words are put to it where it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    INCONCLUSIVE = "inconclusive"  # could not be judged: too slow, too large, a machine that does not start


@dataclass(frozen=True)
class Result:
    """``found``: a code of ``courses.sandbox.judging.kinds.FOUND``, or one of the check's own ``says``; ``values``: what
    stands in its sentence, cut short, as text that is never trusted."""

    check: str
    verdict: Verdict
    found: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Judgement:
    """``digest``: of the snapshot that was judged, whatever the machine has become since."""

    digest: str
    results: tuple[Result, ...]
    milliseconds: int

    @property
    def verdict(self) -> Verdict:
        found = {result.verdict for result in self.results}
        if Verdict.FAILED in found:
            return Verdict.FAILED
        return Verdict.PASSED if found == {Verdict.PASSED} else Verdict.INCONCLUSIVE
