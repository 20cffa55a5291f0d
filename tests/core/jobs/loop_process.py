"""A job loop that knows the tests' tasks: ``python -m tests.core.jobs.loop_process <lease> [<between looks>]``, seconds."""

import signal
import sys
from datetime import timedelta

import django

django.setup()

from lms.core.jobs import loop as job_loop  # noqa: E402  models come after the set-up
from lms.core.jobs import nudge  # noqa: E402
from lms.core.jobs.loop import Loop  # noqa: E402
from tests.core.jobs import chores  # noqa: E402, F401

if len(sys.argv) > 2:
    job_loop.BUSY = job_loop.IDLE = float(sys.argv[2])
with nudge.Listener(nudge.socket_folder()) as listener:
    loop = Loop(listener, lease=timedelta(seconds=float(sys.argv[1])))
    signal.signal(signal.SIGTERM, lambda *_: loop.stop())
    sys.stdout.write("the loop runs\n")
    sys.stdout.flush()
    loop.run()
