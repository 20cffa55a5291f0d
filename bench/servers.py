"""Starting what is measured, and ending exactly that."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType

from bench import processes

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
PATIENCE = 60.0  # seconds until a first answer, on a machine that others use too


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def python(*arguments: str, variables: Mapping[str, str], log: Path | None = None) -> str:
    """Runs a Python of ours to its end; what it printed. Raises with its own words where it failed."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment(variables), capture_output=True, text=True, check=False
    )
    if log:
        log.write_text(done.stdout + done.stderr)
    if done.returncode:
        raise RuntimeError(f"python {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Compiled files are kept, as they are in production: without them every start would compile everything."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **variables}


class Server:
    """A command that answers HTTP. ``started_in`` is the time from the command to the first 200 at ``path``."""

    def __init__(self, command: Sequence[str], variables: Mapping[str, str], port: int, path: str, log: Path) -> None:
        self.port = port
        self.path = path
        self.log = log
        self._command = [sys.executable, *command]
        self._variables = variables
        self.started_in = 0.0

    def __enter__(self) -> "Server":
        with self.log.open("ab") as log:
            begun = time.perf_counter()
            self.process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=environment(self._variables),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        try:
            while not self._answers():
                if self.process.poll() is not None or time.perf_counter() - begun > PATIENCE:
                    raise RuntimeError(f"{' '.join(self._command)} does not answer:\n{self.log.read_text()[-4000:]}")
                time.sleep(0.01)
        except BaseException:
            self._stop()
            raise
        self.started_in = time.perf_counter() - begun
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop()

    def _stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _answers(self) -> bool:
        connection = HTTPConnection(HOST, self.port, timeout=20)
        try:
            connection.request("GET", self.path)
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    @property
    def web(self) -> int:
        """The main process of the web server: this command itself, or the child of a supervisor."""
        found = processes.tree(self.process.pid)
        return next(process for process in found if "-m granian" in processes.command_of(process))

    @property
    def workers(self) -> list[int]:
        """The processes that answer requests: those under the main one that share its program."""
        return [
            process
            for process in processes.tree(self.web)[1:]
            if "resource_tracker" not in processes.command_of(process)
        ]
