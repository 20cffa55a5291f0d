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
    call_command("migrate", interactive=False, verbosity=0, run_syncdb=True)  # its own tables, which name people's
    Group.objects.get_or_create(pk=1, defaults={"name": "readers"})
    person = User.objects.create_user("alicia")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person)  # type: ignore[arg-type]
    print(
        json.dumps(
            {"cookie": f"sessionid={client.cookies['sessionid'].value}", "queries": len(queries_of(client, "/"))}
        )
    )


def racers(people: int, meetings: int, seats: int) -> None:
    """People who are signed in, and so many meetings that they can race for."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User

    from bench.floor.models import Meeting
    from bench.race import TOKEN

    store = import_module(settings.SESSION_ENGINE).SessionStore
    rows = User.objects.bulk_create(User(username=f"racer-{number}") for number in range(people))
    cookies = []
    for person in rows:
        session = store()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session.save()
        cookies.append(f"sessionid={session.session_key}; csrftoken={TOKEN}")
    made = [Meeting.objects.create(seats=seats) for _ in range(meetings)]
    print(json.dumps({"cookies": cookies, "paths": [f"/meetings/{one.pk}/" for one in made]}))


def serve(port: int) -> None:
    command = web("127.0.0.1", port, 2).command
    os.execv(command[0], list(command))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare"]:
            django.setup()
            prepare()
        case ["racers", people, meetings, seats]:
            django.setup()
            racers(int(people), int(meetings), int(seats))
        case ["serve", port]:
            serve(int(port))
