"""A unit may move to another course: where it stands is asked of the tree, and no row says otherwise any more."""

from uuid import UUID

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="unitprogress", name="unit_progress_of_course"),
        # A default first, so that the column can come back where rows are already.
        migrations.AlterField(
            model_name="unitprogress", name="course_key", field=models.UUIDField(default=UUID(int=0))
        ),
        migrations.RemoveField(model_name="unitprogress", name="course_key"),
    ]
