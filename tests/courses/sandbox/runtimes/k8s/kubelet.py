"""What a kubelet does, for tests: containers of one pod on this machine, each with its own files over one base, with the
processes and the network in common. No limits, no runtime class: a real cluster has those."""

import subprocess
from pathlib import Path
from typing import Any

from courses.sandbox.runtimes.local.spaces import NSENTER, SHELL, UNSHARE, around, new_block

SETPRIV = "/usr/bin/setpriv"
CONTAINER = """set -eu
how=$3 first=$4
mkdir -p "$1" && cd "$1"
mkdir over root
mount -t tmpfs over over
mkdir over/up over/work
mount -t overlay -o "lowerdir=$2,upperdir=over/up,workdir=over/work,userxattr" root root
mount -t proc proc root/proc
mount -t tmpfs -o mode=755 dev root/dev
for one in null zero urandom random tty; do : >root/dev/$one; mount --bind /dev/$one root/dev/$one; done
shift 4
for one in "$@"; do
  mkdir -p "root${one#*:}"
  mount --bind "../${one%%:*}" "root${one#*:}"
  [ "${one#*:}" != /srv ] || mount -o remount,bind,ro root/srv
done
cd root
pivot_root . .
umount -l .
[ "$how" = rw ] || mount -o remount,ro /
echo ready
exec $first </dev/null >/dev/null 2>&1
"""
POD = """set -eu
ip link set lo up
for one in "$@"; do mkdir "$one"; mount -t tmpfs "$one" "$one"; done
echo ready
exec sleep infinity
"""


class Pod:
    """``manifest``: as it was sent, with a status of ours."""

    def __init__(self, manifest: dict[str, Any], folder: Path, base: Path, block: tuple[int, int]) -> None:
        self.manifest, self.base = manifest, base
        self.folder = folder / manifest["metadata"]["name"]
        self.folder.mkdir(parents=True)
        self.folder.chmod(0o777)
        volumes = [one["name"] for one in manifest["spec"]["volumes"]]
        self.outside = subprocess.Popen(
            [*new_block(block), "--net", SETPRIV, "--pdeathsig", "KILL", UNSHARE, "--ipc", "--uts", "--pid", "--fork",
             "--kill-child", "--mount-proc", SHELL, "-c", POD, "pod", *volumes],
            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=_searched(),
        )  # fmt: skip
        assert self.outside.stdout is not None
        assert self.outside.stdout.readline() == b"ready\n"
        self.asked = 0
        self.first: dict[str, int] = {}
        self.entering: list[subprocess.Popen[bytes]] = []
        for container in manifest["spec"]["containers"]:
            self.start(container)

    def start(self, container: dict[str, Any]) -> None:
        """In a mount namespace of its own, whose root is its files: so names of running programs are as inside."""
        mounts = [f"{one['name']}:{one['mountPath']}" for one in container["volumeMounts"]]
        how = "ro" if container["securityContext"].get("readOnlyRootFilesystem") else "rw"
        first = " ".join([*_within(container), *container["command"]])
        entering = subprocess.Popen(
            [*self._inside(), UNSHARE, "--mount", "--propagation", "private", SHELL, "-c", CONTAINER, "container",
             container["name"], str(self.base), how, first, *mounts],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=_searched(),
        )  # fmt: skip
        assert entering.stdout is not None
        assert entering.stdout.readline() == b"ready\n"
        entering.stdout.close()
        told = Path(f"/proc/{entering.pid}/task/{entering.pid}/children").read_text(encoding="utf-8")
        self.first[container["name"]] = int(told.split()[0])
        self.entering.append(entering)

    def _inside(self) -> list[str]:
        outer = self.outside.pid
        return [*around(outer), f"--net=/proc/{outer}/ns/net", f"--ipc=/proc/{outer}/ns/ipc", f"--uts=/proc/{outer}/ns/uts",
                f"--pid=/proc/{outer}/ns/pid_for_children"]  # fmt: skip

    def command(self, name: str, command: list[str]) -> list[str]:
        spec = self.manifest["spec"]
        found = next(one for one in [*spec["containers"], *spec.get("ephemeralContainers", [])] if one["name"] == name)
        first = self.first[name]
        return [NSENTER, "--target", str(first), "--user", "--mount", "--net", "--ipc", "--uts", "--pid", "--root", "--wd=/",
                "--setuid", "0", "--setgid", "0", *_within(found), *command]  # fmt: skip

    def described(self, problem: str = "") -> dict[str, Any]:
        """At first it is only being made; with a ``problem`` for ever."""
        self.asked += 1
        spec, runs = self.manifest["spec"], self.asked > 1 and not problem
        waiting = {"reason": problem or "ContainerCreating"}
        state = {"running": {"startedAt": "2026-11-23T10:00:00Z"}} if runs else {"waiting": waiting}

        def states(containers: list[dict[str, Any]]) -> list[dict[str, Any]]:
            same = {"imageID": "", "ready": runs, "restartCount": 0, "state": state}
            return [{"name": one["name"], "image": one["image"], **same} for one in containers]

        status = {
            "phase": "Running" if runs else "Pending",
            "containerStatuses": states(spec["containers"]),
            "ephemeralContainerStatuses": states(spec.get("ephemeralContainers", [])),
        }
        return self.manifest | {"apiVersion": "v1", "kind": "Pod", "status": status}

    def end(self) -> None:
        self.outside.kill()
        self.outside.wait()
        assert self.outside.stdout is not None
        self.outside.stdout.close()
        for one in self.entering:
            one.wait()


def _within(container: dict[str, Any]) -> list[str]:
    kept = ",".join(f"+{one.lower()}" for one in container["securityContext"]["capabilities"]["add"])
    words = [f"{one['name']}={one['value']}" for one in container.get("env", [])]
    return [SETPRIV, f"--bounding-set=-all,{kept}", "--no-new-privs", "/usr/bin/env", "-i", "-C", "/root",
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin", *words]  # fmt: skip


def _searched() -> dict[str, str]:
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
