from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from lms.core import clock
from lms.records.domain import settling


class Command(BaseCommand):
    help = (
        "Derives every cache of the learning record again. With --check it only compares: exit 1 where they disagree."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["rebuild"])
        parser.add_argument("--check", action="store_true", help="change nothing; print the differences and exit 1")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        people = found = 0
        for person_id in settling.everybody():
            people += 1
            for difference in settling.differences(person_id):
                found += 1
                self.stdout.write(str(difference))
            if not check:
                settling.settle(person_id=person_id, now=clock.now())
        self.stdout.write(f"{people} people, {found} differences")
        if check and found:
            raise SystemExit(1)
