import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from badges.credentials.baking import BadFile, unbake
from badges.credentials.checking import check
from badges.credentials.findings import Code, Finding, Outcome, Report, Verdict, What
from badges.credentials.resolving import FolderResolver
from badges.domain.checking import known
from badges.views.telling import VERDICTS, rows
from lms.core import clock

CODES = {Verdict.VALID: 0, Verdict.INVALID: 1, Verdict.UNREADABLE: 2, Verdict.REVOKED: 3}


class Command(BaseCommand):
    help = "Checks a badge: 0 valid, 1 invalid, 2 unreadable, 3 revoked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="JSON, or a PNG, SVG or PDF with the badge in it")
        parser.add_argument(
            "--offline", type=Path, metavar="DIR", help="a kit (manage.py badges kit) instead of this site"
        )

    def handle(self, *args: Any, file: Path, offline: Path | None, **options: Any) -> None:
        if offline is not None and not (offline / "did.json").is_file():
            raise CommandError(f"There is no did.json in {offline}: make a kit with manage.py badges kit.")
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}", returncode=CODES[Verdict.UNREADABLE]) from error
        report = self._report(content, offline)
        with override("en"):
            self.stdout.write(f"{report.verdict}: {VERDICTS[report.verdict]}")
            for row in rows(report):
                self.stdout.write(f"  {row.answer:>9}  {row.looked_at}" + (f": {row.reason}" if row.reason else ""))
        sys.exit(CODES[report.verdict])

    def _report(self, content: bytes, offline: Path | None) -> Report:
        resolver = FolderResolver(offline) if offline else known()
        try:
            return check(unbake(content), resolver, clock.now())
        except BadFile as error:
            return Report.of([Finding(What.READING, Outcome.FAILED, Code(error.code))])
