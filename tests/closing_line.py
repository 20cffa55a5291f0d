"""Sums the results of several pytest runs (JUnit files) into one line in pytest's own words."""

import sys
from pathlib import Path
from xml.etree import ElementTree


def closing_line(files: list[Path]) -> str:
    suites = [suite for file in files for suite in ElementTree.parse(file).getroot().iter("testsuite")]
    counted, failed, broken, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    )
    words = [
        f"{number} {word}"
        for number, word in (
            (failed, "failed"),
            (counted - failed - broken - skipped, "passed"),
            (skipped, "skipped"),
            (broken, "errors"),
        )
        if number or word == "passed"
    ]
    return f"===== {', '.join(words)} in {sum(float(suite.get('time', 0)) for suite in suites):.2f}s ====="


if __name__ == "__main__":
    sys.stdout.write(closing_line([Path(name) for name in sys.argv[1:]]) + "\n")
