"""A folder that another user than the site's can reach."""

import hashlib
import os
from pathlib import Path


def place_for_machines(data: Path) -> Path:
    """Where the sandboxd of a site that is tried or developed keeps its things: below the site's data where everybody may
    pass through to it; else in a place of its own, since root's home is closed to the user who starts machines."""
    if os.geteuid() != 0 or all(folder.stat().st_mode & 0o001 for folder in (data, *data.parents)):
        return data / "sandbox"
    return Path("/var/tmp") / f"vereda-sandbox-{hashlib.sha256(str(data).encode()).hexdigest()[:12]}"  # noqa: S108
