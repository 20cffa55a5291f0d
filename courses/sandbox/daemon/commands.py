"""One command of a learner's without a terminal: where the last one left off, and where this one does."""

import secrets
from collections.abc import Sequence

LONGEST = 4_096  # characters
SECONDS = 10.0
MOST = 64 * 1024  # bytes of output
# The command runs in the shell itself, so that `cd` counts; the folder is told at its end however it ends.
SCRIPT = """trap 'code=$?; printf "\\n%s%s\\n" "$mark" "$PWD"; exit "$code"' EXIT
mark=$3
cd -- "$1" 2>/dev/null || cd /root
eval "$2"
"""


def in_folder(command: str, folder: str) -> tuple[Sequence[str], str]:
    """What to run, and the mark before the folder at the end of its output."""
    mark = secrets.token_hex(12)
    return ("/bin/sh", "-c", SCRIPT, "sh", folder, command, mark), mark


def apart(output: bytes, mark: str, folder: str) -> tuple[str, str]:
    """The output for a person, and the folder in which it ended; ``folder`` where it does not say."""
    shown, found, rest = output.rpartition(b"\n" + mark.encode())
    if not found:
        shown, rest = output, b""
    ended = rest.decode("utf-8", "replace").removesuffix("\n")
    return shown.decode("utf-8", "replace"), ended if ended.startswith("/") and len(ended) < 1_024 else folder
