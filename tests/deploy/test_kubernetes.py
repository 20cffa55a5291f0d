"""The manifests say what the driver does, and no more."""

from pathlib import Path
from typing import Any

import yaml

from courses.sandbox.runtimes.k8s import pods
from courses.sandbox.runtimes.k8s.pods import Place
from courses.sandbox.runtimes.port import HostSpec, SandboxSpec

FOLDER = Path(__file__).parents[2] / "deploy" / "kubernetes"
FOUND: list[dict[str, Any]] = [
    one for file in sorted(FOLDER.glob("*.yaml")) for one in yaml.safe_load_all(file.read_text(encoding="utf-8"))
]


def of(kind: str) -> dict[str, Any]:
    return next(one for one in FOUND if one["kind"] == kind)


def test_the_account_may_do_nothing_but_run_machines() -> None:
    rules = {resource: rule["verbs"] for rule in of("Role")["rules"] for resource in rule["resources"]}
    assert of("Role")["metadata"]["namespace"] == Place.namespace
    assert rules == {
        "pods": ["get", "list", "create", "delete"],
        "pods/exec": ["get", "create"],
        "pods/portforward": ["get", "create"],
        "pods/ephemeralcontainers": ["patch"],
    }
    assert not [one for one in FOUND if one["kind"].startswith("Cluster")]


def test_machines_reach_nobody() -> None:
    policy = of("NetworkPolicy")
    assert policy["metadata"]["namespace"] == Place.namespace
    assert policy["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_what_the_driver_makes_fits_into_what_the_namespace_allows() -> None:
    made = pods.pod("one", SandboxSpec((HostSpec(Path("web")),)), Place())
    most = next(one["max"] for one in of("LimitRange")["spec"]["limits"] if one["type"] == "Container")
    assert most["ephemeral-storage"] == pods.SEEN_SIZE
    assert made["metadata"]["namespace"] == of("LimitRange")["metadata"]["namespace"]
    assert made["spec"]["runtimeClassName"] == of("RuntimeClass")["metadata"]["name"]


def test_the_daemon_is_told_what_it_reads() -> None:
    container = of("Deployment")["spec"]["template"]["spec"]["containers"][0]
    place = Place.of({one["name"]: one["value"] for one in container["env"]})
    assert place == Place(images="registry.example.org/vereda/{base}:1")
