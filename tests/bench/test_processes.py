import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from bench import processes

BUSY = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
until = time.process_time() + 0.3
while time.process_time() < until: pass
print(child.pid, flush=True)
sys.stdin.read()
child.communicate()
"""


@pytest.fixture
def busy() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", BUSY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.communicate()


@pytest.mark.slow
def test_a_process_is_charged_for_what_it_burnt_and_its_child_belongs_to_it(busy: subprocess.Popen[str]) -> None:
    assert busy.stdout is not None
    child = int(busy.stdout.readline())

    assert processes.tree(busy.pid) == [busy.pid, child]
    assert processes.cpu_seconds(busy.pid) >= 0.28
    assert processes.memory([busy.pid, child]) > processes.memory([child]) > 0
    assert "stdin" in processes.command_of(child)


@pytest.mark.slow
def test_what_a_reaped_child_burnt_stays_on_the_bill() -> None:
    before = processes.cpu_seconds(os.getpid())
    burn = "import time\nuntil = time.process_time() + 0.2\nwhile time.process_time() < until: pass"
    subprocess.run([sys.executable, "-c", burn], check=True)

    assert processes.cpu_seconds(os.getpid()) - before >= 0.18


def test_a_process_that_is_gone_costs_nothing() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()

    assert processes.cpu_seconds(gone.pid) == 0
    assert processes.command_of(gone.pid) == ""
