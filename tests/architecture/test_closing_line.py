from pathlib import Path

from tests.closing_line import closing_line

SUITE = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}" time="{}"/></testsuites>'


def results(folder: Path, *counts: tuple[float, ...]) -> list[Path]:
    files = [folder / f"{number}.xml" for number in range(len(counts))]
    for file, numbers in zip(files, counts, strict=True):
        file.write_text(SUITE.format(*numbers), encoding="utf-8")
    return files


def test_several_runs_make_one_line(tmp_path: Path) -> None:
    files = results(tmp_path, (420, 0, 0, 0, 141.6), (8, 0, 0, 0, 60.4))

    assert closing_line(files) == "===== 428 passed in 202.00s ====="


def test_what_failed_stands_first(tmp_path: Path) -> None:
    files = results(tmp_path, (10, 2, 1, 1, 3.0))

    assert closing_line(files) == "===== 2 failed, 6 passed, 1 skipped, 1 errors in 3.00s ====="
