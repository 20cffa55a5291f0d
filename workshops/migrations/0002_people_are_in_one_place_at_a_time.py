"""Two commitments that hold never overlap. PostgreSQL says so itself; SQLite has one writer at a time, who looks first."""

from typing import Any

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

EXCLUDE = """
ALTER TABLE workshops_assignment ADD CONSTRAINT assignment_in_one_place_at_a_time
EXCLUDE USING gist (person_id WITH =, tstzrange(busy_from, busy_until) WITH &&) WHERE (holds)
"""
ALLOW = "ALTER TABLE workshops_assignment DROP CONSTRAINT assignment_in_one_place_at_a_time"


def run(statement: str) -> Any:
    def on_postgresql(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)

    return on_postgresql


class Migration(migrations.Migration):
    dependencies = [("workshops", "0001_initial")]
    operations = [BtreeGistExtension(), migrations.RunPython(run(EXCLUDE), run(ALLOW))]
