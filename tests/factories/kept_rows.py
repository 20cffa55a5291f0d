"""What takes long to make is made once in a process; later tests are given its rows."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.apps import apps
from django.db import connection, models

Row = tuple[Any, ...]
Rows = dict[Row, Row]  # key → the whole row, both as the database gives them

# Of Wagtail's own search, which makes its tables in ways of its own; nothing of ours reads them.
LEFT_OUT = {"wagtailsearch"}


@dataclass(frozen=True)
class Change:
    """What making did to one table."""

    before: Rows
    after: Rows


_kept: dict[Hashable, list[dict[type[models.Model], Change]]] = {}
WAYS = 8  # in which tables may have looked before; what is kept of more would hardly be met again


def once(key: Hashable, make: Callable[[], object]) -> None:
    """Calls ``make``; or, where it was called with this key before and its tables look as they did then, puts back the
    rows that it left. What ``make`` leaves outside the database is not put back.

    Outside a transaction it always makes: there the rows of before may be anybody's.
    """
    if not connection.in_atomic_block:
        make()
        return
    ways = _kept.setdefault(key, [])
    read: dict[type[models.Model], Rows] = {}
    for kept in ways:
        read |= {table: _read(table) for table in kept if table not in read}
        if all(read[table] == change.before for table, change in kept.items()):
            for table, change in kept.items():
                _put(table, change)
            return
    if len(ways) == WAYS:
        make()
        return
    before = {table: _read(table) for table in _tables()}
    make()
    after = {table: _read(table) for table in before}
    ways.append({table: Change(before[table], after[table]) for table in before if before[table] != after[table]})


def _tables() -> list[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return [one for one in every if one._meta.managed and not one._meta.proxy and one._meta.app_label not in LEFT_OUT]


def _columns(table: type[models.Model]) -> list[str]:
    return [_quoted(one.column) for one in table._meta.local_concrete_fields if one.column and not one.generated]


def _key_columns(table: type[models.Model]) -> list[str]:
    return [_quoted(one.column) for one in table._meta.pk_fields if one.column]


def _read(table: type[models.Model]) -> Rows:
    columns, keys = _columns(table), _key_columns(table)
    at = [columns.index(one) for one in keys]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {_quoted(table._meta.db_table)}")
        return {tuple(row[one] for one in at): tuple(row) for row in cursor.fetchall()}


def _put(table: type[models.Model], change: Change) -> None:
    name, columns, keys = _quoted(table._meta.db_table), _columns(table), _key_columns(table)
    gone = [key for key, row in change.before.items() if change.after.get(key) != row]
    new = [row for key, row in change.after.items() if change.before.get(key) != row]
    with connection.cursor() as cursor:
        if gone:
            where = " AND ".join(f"{one} = %s" for one in keys)
            cursor.executemany(f"DELETE FROM {name} WHERE {where}", gone)
        if new:
            places = ", ".join("%s" for _ in columns)
            sql = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({places})"
            cursor.executemany(sql, [tuple(map(_given, row)) for row in new])


def _given(value: Any) -> Any:
    """SQLite is given times as Django writes them: as text."""
    if connection.vendor == "sqlite" and isinstance(value, datetime | date | time):
        return str(value)
    return value


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
