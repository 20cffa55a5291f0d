"""The promises of the port, kept over the API of Kubernetes; and what only this runtime must do."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from kubernetes.client import Configuration

from courses.sandbox.runtimes.k8s import pods
from courses.sandbox.runtimes.k8s.cluster import Cluster
from courses.sandbox.runtimes.k8s.driver import KubernetesDriver
from courses.sandbox.runtimes.k8s.pods import Place
from courses.sandbox.runtimes.port import HostSpec, Phase, RuntimeFailure, SandboxSpec
from deploy.sandbox_host import Host
from tests.courses.sandbox.runtimes import test_judging_from_outside as judging
from tests.courses.sandbox.runtimes.contract import PROMISES, Promise
from tests.courses.sandbox.runtimes.k8s.api import TOKEN, Api, served
from tests.courses.sandbox.runtimes.machine import SEARCHED, Open, empty, without_rights

pytestmark = pytest.mark.slow
_open = ExitStack()  # of the child that has no rights; it ends with it


def driver_at(address: str, namespace: str = "vereda-machines") -> KubernetesDriver:
    configuration = Configuration(host=address, api_key={"authorization": f"Bearer {TOKEN}"})
    return KubernetesDriver(Cluster(namespace, configuration), Place(namespace))


def on(base: Path) -> Open:
    """A cluster of its own for each driver that a test opens."""

    def opened(folder: Path, block: tuple[int, int]) -> Any:
        return driver_at(_open.enter_context(served(Api(folder, base, block))))

    return opened


def tried(host: Host, folder: Path, base: Path, work: Callable[[KubernetesDriver, Api], Any]) -> Any:
    def trying() -> Any:
        api = Api(empty(folder), base, host.block)
        with served(api) as address:
            return work(driver_at(address), api)

    return without_rights(host, trying)


@pytest.mark.parametrize("promise", PROMISES, ids=lambda one: one.__name__)
def test_promise_is_kept(host: Host, place: Path, base: Path, promise: Promise) -> None:
    folder = place / f"k8s-{promise.__name__}"
    spec = SandboxSpec((HostSpec(base),), environment=SEARCHED)
    tried(host, folder, base, lambda driver, _api: promise(driver, spec, folder))


def test_replaced_programs_do_not_judge(host: Host, place: Path, base: Path) -> None:
    judging.test_replaced_programs_do_not_judge(on(base), host, place / "k8s", base)


def test_a_program_is_pristine_only_with_all_that_it_loaded(host: Host, place: Path, web: Path) -> None:
    judging.test_a_program_is_pristine_only_with_all_that_it_loaded(on(web), host, place / "k8s", web)


def test_a_pod_is_shut_in(tmp_path: Path) -> None:
    spec = SandboxSpec((HostSpec(tmp_path / "web"),), environment={"LAB_SITE": "quetzal"})
    made = pods.pod("Lab-1", spec, Place(images="images.example.org/{base}:3"))
    inside = made["spec"]
    assert inside["runtimeClassName"] == "gvisor"
    assert (inside["automountServiceAccountToken"], inside["enableServiceLinks"]) == (False, False)
    assert (inside["restartPolicy"], inside["activeDeadlineSeconds"]) == ("Never", 6 * 3600)
    assert not {"hostNetwork", "hostPID", "hostIPC", "serviceAccountName"} & set(inside)
    assert all(set(volume) == {"name", "emptyDir"} for volume in inside["volumes"])
    for container in inside["containers"]:
        assert container["image"] == "images.example.org/web:3"
        assert set(container["resources"]["limits"]) == {"cpu", "memory", "ephemeral-storage"}
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
        assert container["securityContext"]["capabilities"]["drop"] == ["ALL"]
        assert "SYS_ADMIN" not in container["securityContext"]["capabilities"]["add"]
    assert made["metadata"]["annotations"] == {"vereda/key": "Lab-1"}
    assert made["metadata"]["labels"]["app.kubernetes.io/part-of"] == "vereda-machines"


def test_a_connection_that_nobody_takes_is_refused(host: Host, place: Path, base: Path) -> None:
    def work(driver: KubernetesDriver, _api: Api) -> tuple[bytes, bool]:
        driver.create("one", SandboxSpec((HostSpec(base),), environment=SEARCHED))
        serves = "perl -MIO::Socket -e '$s = IO::Socket::INET->new(Listen => 1, LocalPort => 80, LocalAddr => \"127.0.0.1\"); $c = $s->accept; print $c \"hello\"; close $c' >/dev/null 2>&1 & until perl -e 'exit !grep { /:0050 / } <>' /proc/net/tcp; do :; done"  # noqa: E501  a command is one line
        driver.run("one", ("/bin/sh", "-c", serves))
        with driver.connect("one", 80) as connection:
            said = connection.recv(100)
        try:
            driver.connect("one", 81)
        except ConnectionRefusedError:
            return said, True
        return said, False

    assert tried(host, place / "k8s-connect", base, work) == (b"hello", True)


def test_another_daemon_finds_the_same_machines(host: Host, place: Path, base: Path) -> None:
    def work(driver: KubernetesDriver, _api: Api) -> list[tuple[str, Phase]]:
        driver.create("one", SandboxSpec((HostSpec(base),)))
        later = KubernetesDriver(driver.cluster, driver.place)
        found = [(one.key, one.phase) for one in later.list()]
        later.stop("one")
        return found + [(one.key, one.phase) for one in driver.list()]

    assert tried(host, place / "k8s-later", base, work) == [("one", Phase.READY)]


@pytest.mark.parametrize("reason", ["ErrImagePull", "Unauthorized", "Forbidden"])
def test_what_the_cluster_refuses_is_said_and_leaves_nothing(host: Host, place: Path, base: Path, reason: str) -> None:
    def work(driver: KubernetesDriver, api: Api) -> tuple[str, list[str]]:
        api.image_problem = reason if reason == "ErrImagePull" else ""
        if reason == "Unauthorized":
            driver.cluster.configuration.api_key = {"authorization": "Bearer of-somebody-else"}
        if reason == "Forbidden":
            driver.cluster.namespace = "another"
        try:
            driver.create("one", SandboxSpec((HostSpec(base),)))
        except RuntimeFailure as failure:
            return failure.reason, sorted(api.pods)
        return "", sorted(api.pods)

    said, left = tried(host, place / f"k8s-{reason}", base, work)
    assert reason in said
    assert left == []


def test_several_hosts_are_refused(host: Host, place: Path, base: Path) -> None:
    def work(driver: KubernetesDriver, _api: Api) -> tuple[bool, str]:
        hosts = (HostSpec(base, "web", "10.77.0.10"), HostSpec(base, "mail", "10.77.0.11"))
        try:
            driver.create("one", SandboxSpec(hosts))
        except RuntimeFailure as failure:
            return driver.capabilities().several_hosts, failure.reason
        return True, ""

    assert tried(host, place / "k8s-several", base, work) == (False, "Kubernetes: a machine has one host here")
