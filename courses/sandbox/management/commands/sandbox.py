"""Labs and their machines, from a terminal. What starts machines does it as the unprivileged user, here as in sandboxd."""

import os
import pwd
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from courses.sandbox import images
from courses.sandbox.domain.library import load_library
from courses.sandbox.judging import proving
from courses.sandbox.labs import library
from courses.sandbox.labs.mistakes import BadLab
from courses.sandbox.runtimes import rights
from courses.sandbox.runtimes.port import RuntimeFailure
from lms.core import clock
from lms.core.reachable import place_for_machines

WRONG = 20  # solutions that are none, tried on each lab


class Command(BaseCommand):
    help = "Labs and their machines: load, check, build, prove."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("load", help="the labs that come with Vereda, into the database; again changes nothing")
        check = acts.add_parser("check", help="what is wrong with the folder of a lab, with file and line")
        check.add_argument("folders", nargs="+", type=Path)
        build = acts.add_parser("build", help="images of machines, out of Debian packages; those that are there stay")
        build.add_argument("names", nargs="*", metavar="name", help=", ".join(images.PACKAGES))
        prove = acts.add_parser("prove", help="broken fails each check, solved passes all, wrong solutions do not")
        prove.add_argument("slugs", nargs="*", metavar="lab")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        acts: dict[str, Callable[..., None]] = {
            "load": self._load, "check": self._check, "build": self._build, "prove": self._prove,
        }  # fmt: skip
        acts[act](**options)

    def _load(self, verbosity: int, **options: Any) -> None:
        wrong = load_library(now=clock.now())
        for slug, error in wrong.items():
            self.stderr.write(f"sandbox: the lab {slug} is left as it was:")
            self.stderr.writelines(f"  {mistake}" for mistake in error.mistakes)
        if verbosity:
            self.stdout.write("sandbox: labs are loaded" + (f", {len(wrong)} not" if wrong else ""))

    def _check(self, folders: list[Path], **options: Any) -> None:
        count = 0
        for folder in folders:
            try:
                library.read_folder(folder)
            except BadLab as error:
                count += len(error.mistakes)
                self.stderr.writelines(f"{folder}/{mistake}" for mistake in error.mistakes)
            else:
                self.stdout.write(f"{folder}: nothing is wrong")
        if count:
            raise CommandError(f"{count} mistakes")

    def _build(self, names: list[str], **options: Any) -> None:
        unknown = set(names) - set(images.PACKAGES)
        if unknown:
            raise CommandError(f"no image is called {', '.join(sorted(unknown))}: {', '.join(images.PACKAGES)}")
        folder = _images()
        wanted = names or list(images.PACKAGES)
        for number, name in enumerate(wanted, start=1):
            self.stdout.write(f"sandbox: image {number} of {len(wanted)}: {name}, about half a minute")
            made = self._without_rights(lambda name=name: images.build(name, folder, rights.own_block()))
            self.stdout.write(f"sandbox: {name} {made.digest}")

    def _prove(self, slugs: list[str], **options: Any) -> None:
        unknown = set(slugs) - set(library.slugs())
        if unknown:
            raise CommandError(f"no lab is called {', '.join(sorted(unknown))}")
        folder = _images()
        labs = [library.read_folder(library.LIBRARY / slug) for slug in slugs or library.slugs()]
        proofs = self._without_rights(lambda: proving.prove(labs, folder, [1], WRONG))
        failed = [proof.slug for proof in proofs if not proof.is_proven]
        if failed:
            raise CommandError(f"not proven: {', '.join(failed)}")

    def _without_rights(self, work: Any) -> Any:
        try:
            return rights.without_rights(work)
        except (RuntimeFailure, rights.Failed) as failure:
            raise CommandError(str(failure)) from failure


def _images() -> Path:
    """The folder of images, made where it is missing and given to the user who starts machines."""
    place = Path(settings.SANDBOX_DATA) if settings.SANDBOX_DATA else place_for_machines(settings.DATA_DIR)
    folder = place / "images"
    for one in (place, folder):
        if one.is_dir():
            continue
        one.mkdir(mode=0o711, parents=True)
        if os.geteuid() == 0:
            person = pwd.getpwnam(rights.USER)
            os.chown(one, person.pw_uid, person.pw_gid)
            one.chmod(0o711)
    return folder
