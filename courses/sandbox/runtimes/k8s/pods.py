"""What a machine is to Kubernetes: one pod, whose objects are made here and nowhere else.

Source: Kubernetes API reference, Pod v1 core; kubernetes.io, Share Process Namespace between Containers in a Pod and
Ephemeral Containers.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from courses.sandbox.runtimes.local.spaces import KEPT, SMALL
from courses.sandbox.runtimes.port import HostSpec, Limits, RuntimeFailure, SandboxSpec

PART, OWNER = "app.kubernetes.io/part-of", "vereda-machines"
LABEL = "vereda/machine"  # on all that belongs to one, with its name
KEY = "vereda/key"  # an annotation: a label takes fewer letters
LAB, AGENT = "lab", "agent"
# The learner's first process and the agent's, told from each other by their words. The agent's is longer than any pod lives.
WAITS, AGENT_WAITS = ("/bin/sleep", "infinity"), ("/bin/sleep", "2147483647")
SEEN = "/srv"  # where a pristine machine finds the judged one's files
SEEN_SIZE = "1Gi"  # a whole copy of them: what a pod writes counts against the limits of all its containers together
OWN = ("run", "tmp")
# What the agent may beyond an ordinary program: look into the learner's processes, and make their files whole again.
AGENT_MAY = (
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "SYS_CHROOT",
    "SYS_PTRACE",
)


@dataclass(frozen=True)
class Place:
    """Where pods are made. ``images``: with ``{base}`` where the name of a base goes. ``runtime_class``: that isolates;
    empty: the cluster's own, which shares its kernel. ``longest``: seconds after which Kubernetes itself ends a machine."""

    namespace: str = "vereda-machines"
    images: str = "registry.example.org/vereda/{base}:1"
    runtime_class: str = "gvisor"
    longest: int = 6 * 3600

    @staticmethod
    def of(environment: Mapping[str, str]) -> "Place":
        """Raises RuntimeFailure where nobody said which images."""
        images = environment.get("SANDBOX_K8S_IMAGES", "")
        if "{base}" not in images:
            raise RuntimeFailure("SANDBOX_K8S_IMAGES: the name of the images, with {base} in it")
        namespace = environment.get("SANDBOX_K8S_NAMESPACE") or Place.namespace
        return Place(namespace, images, environment.get("SANDBOX_K8S_RUNTIME_CLASS", Place.runtime_class))


def name_of(key: str) -> str:
    """Of the pod: a key may have capitals and be long."""
    return f"machine-{hashlib.sha256(key.encode()).hexdigest()[:24]}"


def image(place: Place, host: HostSpec) -> str:
    return place.images.format(base=host.base.name)


def pod(key: str, spec: SandboxSpec, place: Place) -> dict[str, Any]:
    host, limits = spec.hosts[0], spec.limits
    own = [{"name": name, "mountPath": f"/{name}"} for name in OWN]
    lab = {
        "name": LAB,
        "image": image(place, host),
        "command": list(WAITS),
        "workingDir": "/root",
        "env": [{"name": name, "value": value} for name, value in spec.environment.items()],
        "resources": {"limits": _limits(limits), "requests": {"cpu": "50m", "memory": "64Mi"}},
        "securityContext": _may(KEPT),
        "volumeMounts": own,
    }
    agent = {
        "name": AGENT,
        "image": image(place, host),
        "command": list(AGENT_WAITS),
        "resources": {
            "limits": {"cpu": "500m", "memory": "128Mi", "ephemeral-storage": SEEN_SIZE},
            "requests": {"cpu": "10m", "memory": "16Mi"},
        },
        "securityContext": _may(AGENT_MAY) | {"readOnlyRootFilesystem": True},
        "volumeMounts": [{"name": "seen", "mountPath": "/seen"}],
    }
    small = {"emptyDir": {"medium": "Memory", "sizeLimit": str(SMALL)}}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": name_of(key),
            "namespace": place.namespace,
            "labels": {PART: OWNER, LABEL: name_of(key)},
            "annotations": {KEY: key},
        },
        "spec": {
            **({"runtimeClassName": place.runtime_class} if place.runtime_class else {}),
            "hostname": host.name,
            "restartPolicy": "Never",
            "activeDeadlineSeconds": place.longest,
            "terminationGracePeriodSeconds": 0,
            "automountServiceAccountToken": False,
            "enableServiceLinks": False,
            "shareProcessNamespace": True,
            "dnsPolicy": "None",
            "dnsConfig": {"nameservers": ["127.0.0.1"]},
            "securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
            "containers": [lab, agent],
            "volumes": [
                *({"name": name, **small} for name in OWN),
                {"name": "seen", "emptyDir": {"sizeLimit": SEEN_SIZE}},
            ],
        },
    }


def box(name: str, judged: Mapping[str, Any]) -> dict[str, Any]:
    """A pristine machine: a container of the image in the judged pod, so that it has its network, loopback and all."""
    lab = next(one for one in judged["spec"]["containers"] if one["name"] == LAB)
    return {
        "name": name,
        "image": lab["image"],
        "command": list(AGENT_WAITS),
        "env": lab.get("env") or [],
        "securityContext": _may(KEPT),
        "volumeMounts": [{"name": "seen", "mountPath": SEEN, "readOnly": True}],
    }


def _limits(limits: Limits) -> dict[str, str]:
    return {
        "cpu": f"{int(limits.cpu * 1000)}m",
        "memory": str(limits.memory),
        "ephemeral-storage": str(limits.disk),
    }


def _may(rights: tuple[str, ...]) -> dict[str, Any]:
    return {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"], "add": list(rights)}}


def problem(found: Mapping[str, Any]) -> str:
    """Why this pod will never be ready, in the words of Kubernetes; empty while it may be."""
    status = found.get("status") or {}
    if status.get("phase") in ("Failed", "Succeeded"):
        return str(status.get("reason") or status.get("message") or status["phase"])
    for container in [*(status.get("containerStatuses") or ()), *(status.get("ephemeralContainerStatuses") or ())]:
        waiting = (container.get("state") or {}).get("waiting") or {}
        if waiting.get("reason") in ("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "CreateContainerConfigError",
                                     "CreateContainerError", "RunContainerError"):  # fmt: skip
            return f"{container['name']}: {waiting['reason']} {waiting.get('message') or ''}".strip()
    return ""


def runs(found: Mapping[str, Any], container: str) -> bool:
    status = found.get("status") or {}
    for one in [*(status.get("containerStatuses") or ()), *(status.get("ephemeralContainerStatuses") or ())]:
        if one["name"] == container:
            return "running" in {name for name, state in (one.get("state") or {}).items() if state}
    return False
