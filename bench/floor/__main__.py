"""``prepare`` makes the floor's database and prints the cookie of a person who is signed in; ``serve <port>`` serves it
with the very command, workers and threads of ``manage.py up``."""

import json
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor.settings"

import django
from django.core.management import call_command

from lms.core.management.commands.up import web


def prepare() -> None:
    from django.contrib.auth.models import Group, User
    from django.test import Client

    from bench.counting import queries_of

    call_command("migrate", interactive=False, verbosity=0)
    Group.objects.get_or_create(pk=1, defaults={"name": "readers"})
    person = User.objects.create_user("alicia")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person)  # type: ignore[arg-type]
    print(
        json.dumps(
            {"cookie": f"sessionid={client.cookies['sessionid'].value}", "queries": len(queries_of(client, "/"))}
        )
    )


def serve(port: int) -> None:
    command = web("127.0.0.1", port, 2).command
    os.execv(command[0], list(command))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare"]:
            django.setup()
            prepare()
        case ["serve", port]:
            serve(int(port))
