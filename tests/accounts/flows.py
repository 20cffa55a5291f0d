"""What a person does with the sign-in pages, and what they find in their mailbox."""

import re
from typing import Any

from django.core.cache import cache
from django.test import Client

from lms.accounts.domain import current_code, kept_secret
from lms.accounts.models import Person
from lms.core import clock
from lms.mail.models import Message
from tests.conftest import PASSWORD

CODE = re.compile(r"^ {4}(\S+)$", re.MULTILINE)


def mails_to(address: str) -> list[Message]:
    return list(Message.objects.filter(to=address).order_by("pk"))


def code_for(address: str) -> str:
    """The code in the newest mail to that address."""
    return CODE.findall(mails_to(address)[-1].text)[0]


def sign_up(client: Client, address: str, *, language: str = "en", **fields: str) -> Any:
    answers = {"chosen_name": "Nayeli", "email": address, "password1": PASSWORD, "time_zone": "America/Mexico_City"}
    return client.post(f"/{language}/accounts/signup/", answers | fields)


def confirm(client: Client, code: str, *, language: str = "en") -> Any:
    return client.post(f"/{language}/accounts/confirm-email/", {"code": code})


def log_in(client: Client, email: str, password: str = PASSWORD, *, language: str = "en", **fields: str) -> Any:
    return client.post(f"/{language}/accounts/login/", {"login": email, "password": password, **fields})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def code_of_app(person: Person) -> str:
    return current_code(secret=kept_secret(person=person), now=clock.now())


def wait_out_limits() -> None:
    """The next minute, as far as rate limits know."""
    cache.clear()
