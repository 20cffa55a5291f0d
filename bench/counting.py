"""Counts statements inside one process, away from the servers whose time is measured."""

from typing import Any

from django.db import connection
from django.test import Client


def queries_of(client: Client, path: str) -> list[str]:
    """The SQL of one request, every statement of it."""
    statements: list[str] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: dict[str, Any]) -> Any:
        statements.append(sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}.")
    return statements
