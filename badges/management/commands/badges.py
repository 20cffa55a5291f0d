import os
import secrets
from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from badges.domain import issuing, keys, status
from badges.enums import KeyPurpose, KeyState
from badges.exports.kit import write_kit
from badges.models import SigningKey, StatusList
from lms.core import clock

TOLD = """{name} is not in {did} any more: nothing that it signed verifies.
{credentials} credentials and {lists} status lists are being signed anew, under the same ids and with a later validFrom.

Publish, where your members and those who check badges read it:
- The key {name} ({public}) may be in other hands since {since}.
- Badges with its signature are not to be trusted, whenever they were signed; each of ours has a new file at its address.
- Whoever kept a file of theirs takes the new one from the page of their certificate.
Renew copies of the off-line kit (manage.py badges kit), and tell the holders."""


class Command(BaseCommand):
    help = "The keys that badges are signed with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        kit = what.add_parser("kit", help="all that it takes to check badges without this site, into a folder")
        kit.add_argument("folder", type=Path)
        of_keys = what.add_parser("keys", help="make and list signing keys").add_subparsers(dest="how", required=True)
        new = of_keys.add_parser("new", help="a new key signs from now on; what the one before signed stands")
        new.add_argument("--purpose", choices=KeyPurpose.values, default=KeyPurpose.CREDENTIALS)
        lost = of_keys.add_parser("compromised", help="somebody else may have it: all that it signed is signed anew")
        lost.add_argument("name")
        lost.add_argument("--since", required=True, type=_moment, help="a day or a moment (ISO 8601)")
        of_keys.add_parser("list", help="all of them, with their state")
        of_keys.add_parser("ready", help="a key of each purpose where there is none yet that can be opened here")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "kit":
            written = write_kit(options["folder"])
            self.stdout.write(f"{len(written)} files in {options['folder']}")
            return
        match options["how"]:
            case "new":
                made = keys.new_key(
                    purpose=KeyPurpose(options["purpose"]), key_encryption_key=self._opener(), now=clock.now()
                )
                self.stdout.write(f"{made.name} {made.public}")
            case "compromised":
                self._compromised(options["name"], options["since"])
            case "list":
                for key in SigningKey.objects.order_by("pk"):
                    self.stdout.write(f"{key.name} {key.state} {key.public}")
            case "ready":
                opener = self._opener()
                for purpose in [one for one in KeyPurpose if not keys.can_sign(one, opener)]:
                    keys.new_key(purpose=purpose, key_encryption_key=opener, now=clock.now())

    def _compromised(self, name: str, since: datetime) -> None:
        now = clock.now()
        key = SigningKey.objects.filter(name=name).first()
        if key is None:
            raise CommandError(f"There is no key {name}: manage.py badges keys list")
        with transaction.atomic():
            if key.state == KeyState.ACTIVE:
                made = keys.new_key(purpose=KeyPurpose(key.purpose), key_encryption_key=self._opener(), now=now)
                key.refresh_from_db()
                self.stdout.write(f"{made.name} signs from now on.")
            keys.declare_compromised(key=key, since=since, now=now)
            credentials, lists = issuing.sign_anew(key=key, now=now), list(StatusList.objects.filter(signing_key=key))
            for one in lists:
                status.promise_list(one)
        self.stdout.write(TOLD.format(
            name=key.name, public=key.public, since=f"{key.compromised_since:%Y-%m-%d %H:%M} UTC", credentials=credentials,
            lists=len(lists), did=f"{settings.SITE_URL}/.well-known/did.json",
        ))  # fmt: skip

    def _opener(self) -> str:
        """What is set; while developing, what lies in the data folder, made where it does not."""
        if settings.BADGES_KEK:
            return str(settings.BADGES_KEK)
        if not settings.DEVELOPMENT:
            raise CommandError("BADGES_KEK or BADGES_KEK_FILE must be set: at least 32 random characters.")
        return _kept(settings.BADGES_KEK_HERE)


def _kept(place: Path) -> str:
    if not place.exists():
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    return place.read_text(encoding="ascii")


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no day and no moment: 2026-03-01, 2026-03-01T14:00+00:00") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
