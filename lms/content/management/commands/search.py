from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.content.domain import search_index


class Command(BaseCommand):
    help = "The index of the search: write it anew, or only say where it differs from what is published."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        rebuild = verbs.add_parser("rebuild", help="write all of it anew")
        rebuild.add_argument(
            "--check", action="store_true", help="change nothing; exit 1 where the index is not current"
        )

    def handle(self, *args: Any, verb: str, check: bool, **options: Any) -> None:
        if not check:
            self.stdout.write(f"{search_index.rebuild()} entries.")
            return
        found = search_index.differences()
        if found:
            raise CommandError("\n".join([*map(str, found), f"{len(found)} entries are not current."]))
        self.stdout.write("The index is current.")
