from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from courses.sandbox.domain.library import load_library
from lms.core import clock


class Command(BaseCommand):
    help = "Labs and their machines. load: the labs that come with Vereda, into the database; again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("load", help="labs of the library into the database")

    def handle(self, *args: Any, act: str, verbosity: int, **options: Any) -> None:
        wrong = load_library(now=clock.now())
        for slug, error in wrong.items():
            self.stderr.write(f"sandbox: the lab {slug} is left as it was:")
            self.stderr.writelines(f"  {mistake}" for mistake in error.mistakes)
        if verbosity:
            self.stdout.write("sandbox: labs are loaded" + (f", {len(wrong)} not" if wrong else ""))
