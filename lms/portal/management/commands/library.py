from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.content.errors import BrokenLibraryFile
from lms.core import clock
from lms.portal.domain.library import load_course, load_writings


class Command(BaseCommand):
    help = (
        "Brings courses, guides, essays and the glossary from folders of files (docs/course-files.md), or renews them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folders",
            nargs="+",
            type=Path,
            help="folders that hold a course.yaml; or guides/, essays/ and a glossary.yaml, any of them",
        )

    def handle(self, *args: Any, folders: list[Path], **options: Any) -> None:
        broken = 0
        for folder in folders:
            try:
                self.stdout.write(self._load(folder))
            except BrokenLibraryFile as error:
                broken += 1
                self.stderr.write(self.style.ERROR(str(error)))
        if broken:
            raise CommandError(f"{broken} of {len(folders)} could not be read; nothing of them was changed.")

    def _load(self, folder: Path) -> str:
        if any((folder / name).exists() for name in ("guides", "essays", "glossary.yaml")):
            writings, terms = load_writings(folder=folder, now=clock.now())
            return f"{folder.name}: {len(writings)} guides and essays, {len(terms)} terms in both languages"
        course = load_course(folder=folder, now=clock.now())
        return f"{course.slug_key}: {len(course.units)} units in both languages"
