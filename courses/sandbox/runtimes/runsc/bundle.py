"""What a gVisor container is made of, as an OCI bundle.

Source: opencontainers/runtime-spec 1.0.2, config.md and config-linux.md; gVisor, runsc/specutils (annotations of CRI).
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from courses.sandbox.runtimes.local.spaces import KEPT, SMALL

KIND, POD = "io.kubernetes.cri.container-type", "io.kubernetes.cri.sandbox-id"
LAB = "lab"  # the name of the container that is the learner's; a pristine one is beside it in the same sandbox
WAITING = (
    "/bin/sleep",
    "infinity",
)  # the base's: only the first container of a sandbox takes a program as a descriptor
AROUND = {"type": "network", "path": "/proc/1/ns/net"}  # of the first process in the namespaces around it
OWN = ("/run", "/tmp")  # noqa: S108  places of the sandbox, in memory


def process(command: Sequence[str], environment: Mapping[str, str], *, has_terminal: bool) -> dict[str, Any]:
    kept = [f"CAP_{name}" for name in KEPT]
    return {
        "terminal": has_terminal,
        "user": {"uid": 0, "gid": 0, "additionalGids": [0]},
        "args": list(command),
        "env": [f"{name}={value}" for name, value in environment.items()],
        "cwd": "/root",
        "noNewPrivileges": True,
        "capabilities": dict.fromkeys(("bounding", "effective", "permitted"), kept),
    }


def write(folder: Path, root: Path, name: str) -> None:
    """Of the learner's host. Its places in memory are ours, so that files there can be looked at from outside."""
    mounts = [_bound(place, f"{root}{place}") for place in OWN]
    _write(folder, root, name, mounts, ("init",), {KIND: "sandbox"})


def write_pristine(folder: Path, root: Path, judged: Path) -> None:
    mounts = [_in_memory(place, "0755" if place == "/run" else "1777") for place in OWN]
    mounts.append(_bound("/srv", str(judged), "ro"))
    _write(folder, root, LAB, mounts, WAITING, {KIND: "container", POD: LAB})


def _write(
    folder: Path, root: Path, name: str, mounts: Sequence[Mapping[str, Any]], first: Sequence[str],
    annotations: Mapping[str, str],
) -> None:  # fmt: skip
    folder.mkdir(mode=0o755)
    content = {
        "ociVersion": "1.0.2",
        "process": process(first, {}, has_terminal=False),
        "root": {"path": str(root), "readonly": False},
        "hostname": name,
        "mounts": [
            *mounts,
            {"destination": "/proc", "type": "proc", "source": "proc"},
            {"destination": "/dev", "type": "tmpfs", "source": "dev", "options": ["mode=0755", f"size={SMALL}"]},
            _in_memory("/dev/shm", "1777"),  # noqa: S108
        ],
        "linux": {"namespaces": [*({"type": kind} for kind in ("pid", "ipc", "uts", "mount")), AROUND]},
        "annotations": dict(annotations),
    }
    file = folder / "config.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    file.chmod(0o644)


def _bound(place: str, source: str, *options: str) -> dict[str, Any]:
    return {"destination": place, "type": "bind", "source": source, "options": ["rbind", "nosuid", "nodev", *options]}


def _in_memory(place: str, mode: str) -> dict[str, Any]:
    options = [f"mode={mode}", f"size={SMALL}", "nosuid", "nodev"]
    return {"destination": place, "type": "tmpfs", "source": "memory", "options": options}
