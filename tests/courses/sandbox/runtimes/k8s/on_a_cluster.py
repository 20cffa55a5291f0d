"""The promises of the port, kept on a real cluster: ``./vereda test-k8s``, or

    KUBECONFIG=… SANDBOX_K8S_IMAGES=registry.example.org/vereda/{base}:1 pytest …/k8s/on_a_cluster.py

It makes pods in SANDBOX_K8S_NAMESPACE (``vereda-machines``) and removes them. Not collected otherwise: most have no cluster.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from courses.sandbox.runtimes.k8s.cluster import Cluster
from courses.sandbox.runtimes.k8s.driver import KubernetesDriver
from courses.sandbox.runtimes.k8s.pods import Place
from courses.sandbox.runtimes.port import HostSpec, SandboxSpec
from tests.courses.sandbox.runtimes.contract import PROMISES, Promise
from tests.courses.sandbox.runtimes.machine import SEARCHED


@pytest.fixture
def driver() -> Iterator[KubernetesDriver]:
    place = Place.of(os.environ)
    found = KubernetesDriver(Cluster(place.namespace), place)
    assert found.list() == [], "the namespace has machines: a suite that removes some is not for it"
    yield found
    for one in found.list():
        found.stop(one.key)


@pytest.mark.parametrize("promise", PROMISES, ids=lambda one: one.__name__)
def test_promise_is_kept(driver: KubernetesDriver, tmp_path: Path, promise: Promise) -> None:
    promise(driver, SandboxSpec((HostSpec(Path("shell")),), environment=SEARCHED), tmp_path)


def test_nobody_reaches_anything(driver: KubernetesDriver) -> None:
    """Neither the API of the cluster, nor its names, nor the Internet, nor another machine."""
    driver.create("one", SandboxSpec((HostSpec(Path("shell")),), environment=SEARCHED))
    api = driver.cluster.configuration.host
    tries = f"for one in {api} https://kubernetes.default.svc http://1.1.1.1 http://169.254.169.254; do curl -skm 3 $one >/dev/null && echo reached $one; done; ls /var/run/secrets 2>/dev/null; id -u; uname -r"  # noqa: E501  a command is one line
    said = driver.run("one", ("/bin/sh", "-c", tries), seconds=30).output.decode()
    assert "reached" not in said
    assert said.split()[0] == "0"
