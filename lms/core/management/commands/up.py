import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lms.core.reachable import place_for_machines
from lms.core.supervisor import Child, Readiness, Supervisor, is_taken

ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  where to reach what listens everywhere
THREADS = 4  # of one web process


class Command(BaseCommand):
    help = "Serves the site and runs its jobs under one supervisor, until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=settings.PORT, help="the port to listen on (PORT, or 8000)")
        workers = 1 if settings.DEVELOPMENT else 2
        parser.add_argument("--workers", type=int, default=workers, help=f"web processes ({workers})")

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        if is_taken(host, port):
            raise CommandError(f"Port {port} of {host} is in use. Choose another with PORT=….")
        children = [web(host, port, workers), *job_runners(), *signer(), *self._demo_trac(), *self._sandboxd(port)]
        reach = ANY_ADDRESS.get(host, host)
        announce = f"ready on {settings.SITE_URL}/" if not settings.DEVELOPMENT else f"ready on {_address(reach, port)}"
        ready = Readiness(address=reach, port=port, host=settings.SITE_HOST, announce=announce)
        pid_file = Path(settings.DATA_DIR) / "up.pid"
        pid_file.parent.mkdir(parents=True, exist_ok=True)
        pid_file.write_text(f"{os.getpid()}\n", encoding="ascii")
        try:
            Supervisor(children, self._say, ready).run()
        finally:
            pid_file.unlink(missing_ok=True)

    def _demo_trac(self) -> list[Child]:
        """The ticket system that ``prepare --demo`` put beside the site, if it did."""
        port, serve = settings.DEMO_TRAC_PORT, settings.DATA_DIR / "trac-demo" / "serve"
        if not port or not serve.exists():
            return []
        if is_taken("127.0.0.1", port):
            self._say(f"no demo Trac: port {port} is in use. Choose another with DEMO_TRAC_PORT=….")
            return []
        return [Child("trac", [str(serve), str(port)], grace=5)]

    def _sandboxd(self, port: int) -> list[Child]:
        """The machines of labs, beside a site that is developed or tried. Elsewhere it is a unit of its own."""
        if not settings.SANDBOX_HERE:
            return []
        bound = f"127.0.0.1:{settings.SANDBOX_PORT}"
        if is_taken("127.0.0.1", settings.SANDBOX_PORT):
            self._say(
                f"no machines for labs: port {settings.SANDBOX_PORT} is in use. Choose another with SANDBOX_PORT=…."
            )
            return []
        environment = {
            "SANDBOX_KEY": settings.SANDBOX_KEY,
            "SANDBOX_KEY_FILE": "",  # one of the two
            "SANDBOX_DATA": str(settings.SANDBOX_DATA or place_for_machines(settings.DATA_DIR)),
            "SANDBOX_BIND": bound,
            "SANDBOX_ORIGINS": f"{settings.SITE_URL} http://127.0.0.1:{port} http://localhost:{port}",
            "SANDBOX_PREVIEW": settings.SANDBOX_PREVIEW,
        }
        command = [sys.executable, "-m", settings.SANDBOXD]
        return [Child("sandboxd", command, grace=20, environment=environment)]

    def _say(self, line: str) -> None:
        self.stdout.write(f"up: {line}")
        self.stdout.flush()


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def web(host: str, port: int, workers: int) -> Child:
    options = ["--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers)]
    options += ["--blocking-threads", str(THREADS), "--respawn-failed-workers", "--workers-kill-timeout", "4s"]
    application = ":".join(settings.WSGI_APPLICATION.rsplit(".", 1))
    command = [sys.executable, "-m", "granian", *options, "--no-ws", "--log-level", "warning", application]
    return Child("web", command, grace=6)


def signer() -> list[Child]:
    """It alone is told what opens the signing keys. Elsewhere it is a unit of its own, of another user."""
    if not settings.DEVELOPMENT or not settings.BADGES_KEK_HERE.exists():
        return []
    command = [sys.executable, os.path.abspath(sys.argv[0]), "jobs", "--queue", "signing"]
    return [Child("signer", command, grace=15, environment={"BADGES_KEK_FILE": str(settings.BADGES_KEK_HERE)})]


def job_runners() -> list[Child]:
    manage = [sys.executable, os.path.abspath(sys.argv[0]), "jobs"]
    if not settings.BROKER_URL:
        return [Child("jobs", manage, grace=15)]
    application = ":".join(settings.JOBS_APPLICATION.rsplit(".", 1))
    worker = [sys.executable, "-m", "celery", "--app", application, "worker", "--loglevel", "WARNING"]
    worker += ["--without-gossip", "--without-mingle", "--concurrency", "2"]
    return [Child("worker", worker, grace=15), Child("sweep", [*manage, "--sweep"], grace=3)]
