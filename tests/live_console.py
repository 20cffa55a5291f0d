"""One process inside a site under test that runs what it is given, so that not each sentence starts Django anew."""

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Mapping
from contextlib import redirect_stdout
from io import StringIO

from tests.core.processes import ROOT


class Console:
    """Started when it is first asked. Ends with ``close``."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._process: subprocess.Popen[str] | None = None

    def run(self, code: str) -> str:
        """What the code printed. What it raised fails the test, with its own words."""
        process = self._process = self._process or self._start()
        process.stdin.write(json.dumps(code) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        assert answer, "The console of the site ended."
        printed, raised = json.loads(answer)
        assert not raised, raised
        return str(printed)

    def _start(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "tests.live_console"],
            cwd=ROOT,
            env=os.environ | self._environment | {"DJANGO_SETTINGS_MODULE": "lms.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        if self._process:
            self._process.communicate()  # which ends its input
            self._process = None


def _answer(code: str) -> tuple[str, str]:
    from django.conf import settings
    from django.db import connections
    from django.utils import translation

    printed = StringIO()
    try:
        with redirect_stdout(printed), translation.override(settings.LANGUAGE_CODE):
            exec(code, {})
    except Exception:  # noqa: BLE001  told to whoever asked
        return printed.getvalue(), traceback.format_exc()
    finally:
        connections.close_all()  # a file or a server may be looked at, copied, ended
    return printed.getvalue(), ""


def main() -> None:
    import django

    answers, sys.stdout = sys.stdout, sys.stderr  # what prints by itself is no answer
    django.setup()
    for line in sys.stdin:
        answers.write(json.dumps(_answer(json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
