from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.core import stylesheet


class Command(BaseCommand):
    help = "Builds static/vereda/vereda.css from its sources. With --check only says whether it is up to date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        built = stylesheet.build()
        served = stylesheet.SERVED
        if served.exists() and served.read_text("utf-8") == built:
            return
        if check:
            raise CommandError(f"{served.name} is older than its sources: run manage.py build_css.")
        served.write_text(built, "utf-8")
        self.stdout.write(f"{served.name}: {len(built):,} characters")
