"""Reading /proc."""

import os
from pathlib import Path

from bench.figures import descendants, read_pss, read_stat

PROC = Path("/proc")
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def tree(root: int) -> list[int]:
    parents = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit() and (stat := _read(folder / "stat")):
            parents[int(folder.name)] = read_stat(stat).parent
    return descendants(root, parents)


def cpu_seconds(root: int) -> float:
    """User and system time of a process, everything under it and every child that was reaped there."""
    stats = (_read(PROC / str(process) / "stat") for process in tree(root))
    return sum(read_stat(stat).ticks for stat in stats if stat) / TICKS_PER_SECOND


def memory(processes: list[int]) -> int:
    return sum(read_pss((PROC / str(process) / "smaps_rollup").read_text()) for process in processes)


def command_of(process: int) -> str:
    return _read(PROC / str(process) / "cmdline").replace("\0", " ")


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):  # it ended while we looked
        return ""
