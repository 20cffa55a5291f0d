"""Time zone rules that a test chooses, in place of the machine's own: a folder of compiled zone files."""

import subprocess
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lms.core.moments import zone_of
from lms.core.walls import rules_version

GOLDEN = Path(__file__).parent / "golden"


@contextmanager
def rules_in(folder: Path) -> Iterator[None]:
    """zoneinfo reads ``folder`` first (and the package tzdata last), as after an update and a restart."""
    usual = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([str(folder)])
    forget()
    try:
        yield
    finally:
        zoneinfo.reset_tzpath(usual)
        forget()


def forget() -> None:
    zoneinfo.ZoneInfo.clear_cache()
    zone_of.cache_clear()
    rules_version.cache_clear()


def compile_rules(folder: Path, *, edition: str, source: str) -> Path:
    """Zone files from the text of zic(8), in a folder that says its edition as systems do."""
    folder.mkdir(parents=True)
    table = folder / "source"
    table.write_text(source)
    subprocess.run(["/usr/sbin/zic", "-b", "slim", "-d", folder, table], check=True)
    (folder / "tzdata.zi").write_text(f"# version {edition}\n")
    return folder
