from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.management.commands import makemessages

from lms.core import catalogues

IGNORED = [".venv*", "var", "tests", "bench", "deploy", "docs"]


class Collector(makemessages.Command):
    """No guessing: a message whose words changed is a new one and waits for its translation."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]


class Command(BaseCommand):
    help = "Message catalogues: compile them, check them, collect new messages (needs gettext), merge a PO file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("compile", help="write the .mo files that are missing or old")
        verbs.add_parser("check", help="exit 1 where a message is missing, fuzzy, unused or has other placeholders")
        verbs.add_parser("collect", help="find the messages of code and templates")
        merging = verbs.add_parser("merge", help="fill translations in from PO files")
        merging.add_argument("language", choices=self.languages())
        merging.add_argument("files", nargs="+", type=Path)

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        {"compile": self.compile, "check": self.check_all, "collect": self.collect, "merge": self.merge}[verb](
            **options
        )

    def languages(self) -> list[str]:
        return [code for code, _ in settings.LANGUAGES]

    def compile(self, **options: Any) -> None:
        for language in self.languages():
            catalogues.compile_catalogue(catalogues.path_of(settings.BASE_DIR, language))

    def check_all(self, **options: Any) -> None:
        faults = catalogues.find_faults(settings.BASE_DIR, self.languages())
        if faults:
            raise CommandError("\n".join([*faults, f"{len(faults)} faults in the message catalogues."]))
        self.stdout.write("Every message is translated.")

    def collect(self, **options: Any) -> None:
        call_command(
            Collector(),
            locale=self.languages(),
            extensions=["html", "txt", "py"],
            ignore_patterns=IGNORED,
            no_obsolete=True,
            no_wrap=True,
            add_location="file",
            verbosity=0,
        )
        for language in self.languages():
            catalogues.tidy(catalogues.path_of(settings.BASE_DIR, language))

    def merge(self, *, language: str, files: list[Path], **options: Any) -> None:
        for file in files:
            filled, unknown = catalogues.merge(catalogues.path_of(settings.BASE_DIR, language), file)
            self.stdout.write("\n".join([*unknown, f"{file}: {filled} filled."]))
