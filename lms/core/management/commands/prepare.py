from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """One process for what would be five: a start after an upgrade, or after nothing at all, stays a matter of seconds."""

    help = "Brings the data folder and the database to this version: messages, tables, home pages, static files."
    requires_system_checks = []  # some read tables that do not exist yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo world where it is not loaded yet")

    def handle(self, *args: Any, demo: bool, verbosity: int, **options: Any) -> None:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        call_command("catalogues", "compile")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("found", verbosity=0)
        call_command("sandbox", "load", verbosity=0)
        if settings.DEVELOPMENT:
            call_command("badges", "keys", "ready", verbosity=0)
        if not settings.DEVELOPMENT:
            call_command("collectstatic", interactive=False, verbosity=0)
        if demo:
            call_command("demo", verbosity=verbosity)
