"""The JavaScript verifiers of package.json, fetched once by npm into a folder that stays, and one run of a script on them.

Installed into VEREDA_VERIFIERS_HOME, or var/verifiers. No script of any package is run.
"""

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
NPM = ("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock")
PATIENCE = 300  # seconds for all cases of a tool, on a busy machine


def install() -> Path:
    """The folder of the installed packages; made if need be, by one process at a time."""
    folder = Path(os.environ.get("VEREDA_VERIFIERS_HOME") or ROOT / "var" / "verifiers").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    wanted = (HERE / "package.json").read_text()
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = folder / "installed"
        if not stamp.exists() or stamp.read_text() != wanted:
            stamp.unlink(missing_ok=True)
            shutil.rmtree(folder / "node_modules", ignore_errors=True)
            (folder / "package.json").write_text(wanted)
            subprocess.run(NPM, cwd=folder, check=True, stdin=subprocess.DEVNULL)
            stamp.write_text(wanted)
    return folder / "node_modules"


def run(script: str, arguments: Sequence[str], asked: Any, folder: Path) -> Any:
    """What a script answers. ``folder``: an empty one, from which it finds the packages."""
    for source in HERE.glob("*.mjs"):
        shutil.copy(source, folder)
    (folder / "node_modules").symlink_to(install())
    done = subprocess.run(
        ["node", script, *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"]},  # of no proxy
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
