from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from lms.core import clock
from lms.core.walls import rules_version
from workshops.domain.retiming import Retimed, retime


class Command(BaseCommand):
    help = (
        "retime: after an update of the time zone database (and a restart of everything that runs). Sessions keep their "
        "wall clocks; those whose moment is another one are listed, and their people get one update each."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        retiming = actions.add_parser("retime", help="derive every session that is not over again")
        retiming.add_argument("--dry-run", action="store_true", help="list what would change, and change nothing")

    def handle(self, *args: Any, action: str, dry_run: bool = False, **options: Any) -> None:
        changed = moved = lost = 0
        for one in retime(now=clock.now(), is_trial=dry_run):
            self.stdout.write(line_of(one))
            changed += one.after is not None
            moved += one.is_moved
            lost += one.after is None
        self.stdout.write(
            f"Rules {rules_version()}: {changed} sessions changed, {moved} of them to another wall clock; "
            f"{lost} in zones that are gone." + (" Nothing was written." if dry_run else "")
        )


def line_of(one: Retimed) -> str:
    session = one.session
    place = f"{session.key} {one.was} {session.zone}"
    if one.after is None:
        return f"{place}: this zone is not in the database any more; it stays at {one.before:%Y-%m-%dT%H:%MZ}"
    moments = f"{one.before:%Y-%m-%dT%H:%MZ} → {one.after:%Y-%m-%dT%H:%MZ}"
    return f"{place}: {moments}" + (f", at {one.start}: clocks skip the hour it had" if one.is_moved else "")
