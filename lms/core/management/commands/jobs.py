import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lms.core.jobs import drain, nudge
from lms.core.jobs.loop import Loop, Sweep


class Command(BaseCommand):
    help = "Runs the jobs that are due, and goes on doing so. Several may run at once, on one machine or many."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queue", default="", help="only the jobs that are reserved for this queue: signing")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--once", action="store_true", help="run what is due now, and stop")
        how.add_argument("--sweep", action="store_true", help="beside Celery workers: only send them what they missed")

    def handle(self, *args: Any, once: bool, sweep: bool, queue: str, **options: Any) -> None:
        if once:
            ran = drain(queue=queue)
            self.stdout.write(", ".join(f"{outcome}: {count}" for outcome, count in sorted(ran.items())) or "none due")
            return
        if sweep and not settings.BROKER_URL:
            raise CommandError("--sweep sends messages to the broker, and BROKER_URL is not set.")
        with nudge.Listener(nudge.socket_folder()) as listener:
            loop = Sweep(listener) if sweep else Loop(listener, queue=queue)
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: loop.stop())
            loop.run()
