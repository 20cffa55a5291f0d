from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.errors import BrokenCourseFile
from lms.core import clock
from lms.portal.domain.library import load_course


class Command(BaseCommand):
    help = "Brings courses from folders of files (docs/course-files.md) into the site, or renews them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folders", nargs="+", type=Path, help="folders that hold a course.yaml")

    def handle(self, *args: Any, folders: list[Path], **options: Any) -> None:
        broken = 0
        for folder in folders:
            try:
                course = load_course(folder=folder, now=clock.now())
            except BrokenCourseFile as error:
                broken += 1
                self.stderr.write(self.style.ERROR(str(error)))
            else:
                self.stdout.write(f"{course.slug_key}: {len(course.units)} units in both languages")
        if broken:
            raise CommandError(f"{broken} of {len(folders)} could not be read; nothing of them was changed.")
