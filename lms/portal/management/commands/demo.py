from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from deploy.demo_trac import PERSON
from deploy.real_trac import NotInstalled
from lms.core import clock
from lms.portal.domain.demo import PEOPLE, load_demo
from lms.portal.domain.demo_desk import NoDesk, load_desk


class Command(BaseCommand):
    help = "Loads the demo world once and prints its people, their passwords and what each of them can do."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError("The demo world is for development only: its passwords are printed.")
        passwords = load_demo(now=clock.now())
        desk = self._load_desk() if settings.DEMO_TRAC_PORT else ""
        self.stdout.write("\nThe demo people (invented; the passwords are this installation's own):\n")
        for one in PEOPLE:
            self.stdout.write(f"  {one.email:<22} {passwords[one.email]:<14} {one.can}")
        self.stdout.write(
            "\nStaff (Carmen, Diego, Elena, Fátima, Gloria) are asked for a second factor:"
            f"\n  SECRET_KEY_FILE={settings.DATA_DIR}/secrets/secret_key DEVELOPMENT=1 .venv/bin/python manage.py totp EMAIL"
            f"\nMail is not sent but kept as files in {settings.DATA_DIR}/mail\n{desk}"
        )

    def _load_desk(self) -> str:
        """What to tell of it. Without a Trac the demo goes on: its desk stays empty."""
        try:
            desk = load_desk(now=clock.now())
        except (NotInstalled, NoDesk, OSError) as error:
            why = (str(error) or type(error).__name__).splitlines()[0].rstrip(":")
            return f"No ticket system beside the demo: {why}\n"
        return f"Its ticket system, a Trac: {desk.address}/login as {PERSON}, password {desk.passwords[PERSON]}\n"
