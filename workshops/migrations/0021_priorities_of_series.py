import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0020_steps_of_registrations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SeriesPriority",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateField(verbose_name="until")),
                (
                    "joined_since",
                    models.DateField(blank=True, null=True, verbose_name="people who joined since"),
                ),
                ("people", models.ManyToManyField(blank=True, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="priorities", to="workshops.series"
                    ),
                ),
            ],
            options={"verbose_name": "priority", "verbose_name_plural": "priorities"},
        ),
        migrations.CreateModel(
            name="SeriesPriorityText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español")], max_length=5, verbose_name="language"
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="who is first")),
                (
                    "priority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="workshops.seriespriority",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("priority", "language"), name="priority_text_once"),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["en", "es"])), name="priority_text_language"
                    ),
                ],
            },
        ),
    ]
