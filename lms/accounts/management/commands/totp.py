from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lms.accounts.domain import current_code, kept_secret
from lms.accounts.queries import person_by_address
from lms.core import clock


class Command(BaseCommand):
    help = "Print the code that somebody's authenticator app shows now (only where DEVELOPMENT=1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError("This prints codes only where DEVELOPMENT=1.")
        person = person_by_address(email)
        secret = kept_secret(person=person) if person else ""
        if not secret:
            raise CommandError(f"{email} has no authenticator app here.")
        self.stdout.write(current_code(secret=secret, now=clock.now()))
