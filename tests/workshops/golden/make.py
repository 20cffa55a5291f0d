"""Makes the golden files beside it: wall clock → moment (UTC), for twelve zones, from 2026 to the end of 2028.

    python -m tests.workshops.golden.make

Nothing here is ours, so that what our code says can be held against it. The zone files are compiled by ``zic`` from the
edition that the system carries, and kept in ``zones``. Every half hour of the three years is then read by glibc, through
``date``; the table is turned round: a wall clock that ``date`` never shows is "skipped", one that it shows twice has two
moments. When clocks change is what ``zdump`` says. The time zone database is in the public domain.

The zone files are pinned so that these expectations hold whatever edition a machine carries; a newer edition of the system
makes ``test_golden`` tell what it would move, without failing. To adopt it, run this again and read the difference.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).parent
ZONES = HERE / "zones"
TABLE = Path("/usr/share/zoneinfo/tzdata.zi")
FIRST, LAST = datetime(2025, 12, 31, tzinfo=UTC), datetime(2029, 1, 2, tzinfo=UTC)
NAMES = (
    "America/Asuncion",
    "America/Havana",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Ojinaga",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/Tijuana",
    "Europe/London",
    "Europe/Madrid",
    "UTC",
)
# The first day of each weekly series, and its time: half past one and two are what clocks skip or show twice at most places,
# half past midnight in Havana and Santiago.
SERIES = (
    (date(2026, 1, 1), time(18, 0)),
    (date(2026, 1, 4), time(0, 30)),
    (date(2026, 1, 4), time(1, 30)),
    (date(2026, 1, 4), time(2, 30)),
)


def main() -> None:
    edition = TABLE.read_text().partition("\n")[0].removeprefix("# version ")
    compile_zones(edition)
    for name in NAMES:
        shown = read_by_glibc(name)
        golden = {
            "zone": name,
            "edition": edition,
            "sha256": hashlib.sha256((ZONES / name).read_bytes()).hexdigest(),
            "changes": changes_of(name),
            "series": [
                {"first": first.isoformat(), "at": at.isoformat("minutes"), "moments": weekly(first, at, shown)}
                for first, at in SERIES
            ],
        }
        path = HERE / f"{name.replace('/', '-')}.json"
        path.write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n")


def compile_zones(edition: str) -> None:
    shutil.rmtree(ZONES, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        run("zic", "-b", "slim", "-d", folder, str(TABLE))
        for name in NAMES:
            (ZONES / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(folder, name), ZONES / name)
    (ZONES / TABLE.name).write_text(f"# version {edition}\n")  # where zoneinfo's folders say their edition


def read_by_glibc(name: str) -> dict[str, list[str]]:
    """Wall clock → the moments at which ``date`` shows it."""
    moments = [FIRST + timedelta(minutes=30 * step) for step in range(int((LAST - FIRST) / timedelta(minutes=30)))]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as asked:
        asked.write("".join(f"@{moment.timestamp():.0f}\n" for moment in moments))
        asked.flush()
        walls = run("date", "-f", asked.name, "+%Y-%m-%dT%H:%M", zone=str(ZONES / name)).split()
    shown = defaultdict(list)
    for moment, wall in zip(moments, walls, strict=True):
        shown[wall].append(f"{moment:%Y-%m-%dT%H:%MZ}")
    return shown


def weekly(first: date, at: time, shown: dict[str, list[str]]) -> dict[str, str]:
    moments = {}
    day = first
    while day.year <= 2028:
        wall = f"{day}T{at:%H:%M}"
        moments[wall] = " ".join(shown.get(wall, ["skipped"]))
        day += timedelta(weeks=1)
    return moments


def changes_of(name: str) -> dict[str, str]:
    """Moment at which clocks change → what they show a second before and from then on."""
    readings = []
    for line in run("zdump", "-v", "-c", "2026,2029", str(ZONES / name)).splitlines():
        words = line.split()  # path, "Sun Mar 8 06:59:59 2026 UT", "=", "Sun Mar 8 01:59:59 2026 EST", …
        if "UT" in words and "=" in words:
            moment, wall = words[2:6], words[9:13]
            readings.append((read(moment), read(wall)))
    return {
        f"{moment:%Y-%m-%dT%H:%MZ}": f"{before:%Y-%m-%dT%H:%M:%S} {after:%Y-%m-%dT%H:%M:%S}"
        for (earlier, before), (moment, after) in pairwise(readings)
        if moment - earlier == timedelta(seconds=1) and moment.year >= 2026
    }


def read(words: list[str]) -> datetime:
    """Only to be written again in another form: that a wall clock is called UTC here means nothing."""
    return datetime.strptime(" ".join(words), "%b %d %H:%M:%S %Y").replace(tzinfo=UTC)


def run(*words: str, zone: str = "UTC") -> str:
    """Time is what the zone file says: a path in TZ is read by glibc as it is."""
    path = f"{os.environ['PATH']}:/usr/sbin"
    environment = {"TZ": zone, "LC_ALL": "C", "PATH": path}
    return subprocess.run(words, env=environment, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
