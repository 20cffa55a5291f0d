"""Real brokers on free ports of 127.0.0.1, with all their files in a folder of the test; no system service."""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from tests.core.processes import Watched, until

RABBITMQ = Path("/usr/lib/rabbitmq/bin")  # the programs behind Debian's wrappers, which insist on a user of the system


class Broker(Protocol):
    url: str

    def start(self) -> None: ...
    def stop(self) -> None: ...


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Server:
    """A process that listens on a port."""

    def __init__(self, command: list[str], port: int, environment: Mapping[str, str]) -> None:
        self.command = command
        self.port = port
        self.environment = environment
        self._watched: Watched | None = None

    def start(self) -> None:
        self._watched = Watched(self.command, self.environment)
        until(lambda: listens(self.port), f"{self.command[0]} listens: {self._watched.process.poll()}")

    def stop(self) -> None:
        """As an operator would; then its group is ended, with whatever it left behind."""
        if self._watched:
            if self._watched.process.poll() is None:
                self._watched.end()
            self._watched.__exit__()
        self._watched = None


class Redis(Server):
    """Keeps nothing: a restart loses every message, as a cache may."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
        super().__init__(["redis-server", *options], port, {})
        self.url = f"redis://127.0.0.1:{port}/0"


class RabbitMQ(Server):
    """A node of its own name, with a name server (epmd), a cookie and a home of its own."""

    def __init__(self, folder: Path) -> None:
        port, self._names_port = free_port(), free_port()
        home = folder / "rabbitmq"
        home.mkdir(mode=0o700)
        environment = {
            "HOME": str(home),
            "ERL_EPMD_PORT": str(self._names_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"vereda{port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "RABBITMQ_MNESIA_BASE": str(home / "mnesia"),
            "RABBITMQ_LOG_BASE": str(home / "log"),
            "RABBITMQ_CONFIG_FILE": str(home / "none"),
            "RABBITMQ_CONF_ENV_FILE": str(home / "none.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "plugins"),
            "RABBITMQ_PID_FILE": str(home / "pid"),
        }
        super().__init__([str(RABBITMQ / "rabbitmq-server")], port, environment)
        self._names = Server(["epmd", "-address", "127.0.0.1", "-port", str(self._names_port)], self._names_port, {})
        self.url = f"amqp://guest:guest@127.0.0.1:{port}"

    def start(self) -> None:
        if not listens(self._names_port):
            self._names.start()
        super().start()
        self.control("await_startup")

    def close(self) -> None:
        self.stop()
        self._names.stop()

    def control(self, *arguments: str) -> str:
        """What ``rabbitmqctl`` answers."""
        done = subprocess.run(
            [str(RABBITMQ / "rabbitmqctl"), "--quiet", *arguments],
            env={**os.environ, **self.environment},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout


def celery_worker(environment: Mapping[str, str]) -> Watched:
    """Two processes that take messages, as ``manage.py up`` starts them; it also knows the tests' tasks."""
    options = ["--include", "tests.core.jobs.chores", "--without-gossip", "--without-mingle", "--concurrency", "2"]
    command = [sys.executable, "-m", "celery", "--app", "lms.celery:application", "worker", "--loglevel", "INFO"]
    return Watched([*command, *options], {**environment, "LOG_LEVEL": "INFO"})


def sweep(environment: Mapping[str, str]) -> Watched:
    return Watched([sys.executable, "manage.py", "jobs", "--sweep"], environment)
