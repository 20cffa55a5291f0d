"""``python -m courses.sandbox.daemon``: everything is loaded, the key read and the socket opened; then whoever is root lays
that down for good. Never PR_SET_NO_NEW_PRIVS: newuidmap, which gives machines their own users, is setuid."""

import ctypes
import logging
import os
import pwd
import signal
import socket
import sys
import time
from pathlib import Path

from courses.sandbox.daemon.benches import Bench
from courses.sandbox.daemon.drivers import open_driver
from courses.sandbox.daemon.serving import build, listen, load, server
from courses.sandbox.daemon.settings import Settings, WrongSetting, read
from courses.sandbox.runtimes import rights
from courses.sandbox.runtimes.port import RuntimeFailure

SUPERVISED = "VEREDA_SUPERVISED"  # set by lms.core.supervisor
PR_SET_PDEATHSIG = 1

logger = logging.getLogger("sandboxd")


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    supervisor = os.getppid() if os.environ.get(SUPERVISED) else 0
    try:
        settings = read(os.environ)
        listening = listen(*settings.bind)
        load()
        become_nobody(settings.data)
    except (WrongSetting, RuntimeFailure, OSError) as error:
        logger.error("does not start: %s", error)  # noqa: TRY400
        return 2
    if os.geteuid() == 0:
        logger.error("does not start: still root")
        return 2
    os.environ.pop("SANDBOX_KEY", None)
    end_with(supervisor)
    serve(settings, listening)
    logging.shutdown()
    os._exit(0)  # everything is saved and ended; a thread that still builds an image is not waited for


def become_nobody(data: Path) -> None:
    """The folder is made, and given to the user, while we may. Raises WrongSetting where they cannot write in it."""
    os.umask(0o022)
    data.mkdir(mode=0o711, parents=True, exist_ok=True)
    if os.geteuid() == 0 and data.stat().st_uid == 0:
        try:
            person = pwd.getpwnam(rights.USER)
        except KeyError as error:
            raise RuntimeFailure(f"there is no user {rights.USER}: deploy/sandbox_host.py makes one") from error
        os.chown(data, person.pw_uid, person.pw_gid)
        data.chmod(0o711)
    rights.lay_down()
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        raise WrongSetting(f"SANDBOX_DATA: {pwd.getpwuid(os.geteuid()).pw_name} may not write there")


def end_with(supervisor: int) -> None:
    """Laying down rights took away the supervisor's word to the kernel that we end with it; we save first."""
    if not supervisor:
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != supervisor:  # it went before
        os._exit(os.EX_TEMPFAIL)


def serve(settings: Settings, listening: socket.socket) -> None:
    bench = Bench(settings.images, needs_images=settings.runtime != "fake")
    app = build(settings, open_driver(settings), bench, time.time)
    server(app).run(sockets=[listening])


if __name__ == "__main__":
    sys.exit(main())
