"""script: what only this lab can know, run in a pristine machine. Its exit status is the verdict; nothing but 0 passes."""

import re
from collections.abc import Mapping
from typing import Any

from courses.sandbox.judging.bench import PASSED, Bench, Failed, Finding, Unsure, text_of

CODE = re.compile(r"^found: ([a-z][a-z0-9_-]{0,30})$", re.MULTILINE)
VALUE = re.compile(r"^value ([a-z][a-z0-9_]{0,30}): (.*)$", re.MULTILINE)
FAILED = 1


def judge_script(bench: Bench, asked: Mapping[str, Any]) -> Finding:
    ran = bench.run(
        ("/bin/sh", "-c", bench.files[asked["run"]], "check"), borrowed=asked["borrow"], seconds=float(asked["seconds"]),
        environment=bench.environment,
    )  # fmt: skip
    if ran.code == 0:
        return PASSED
    if ran.code != FAILED:
        raise Unsure("ended_badly", code=ran.code)
    told = text_of(ran.output)
    code = CODE.search(told)
    raise Failed(code[1] if code else "script", **dict(VALUE.findall(told)))
