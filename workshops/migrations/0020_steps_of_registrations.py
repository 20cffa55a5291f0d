import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STATES = [
    ("requested", "waits for approval"),
    ("confirmed", "confirmed"),
    ("waitlisted", "on the waitlist"),
    ("offered", "a seat is offered"),
    ("declined", "declined"),
    ("cancelled", "cancelled"),
    ("attended", "was there"),
    ("partial", "was there for a part"),
    ("absent", "was not there"),
]
KNOWN = [state for state, _label in STATES]


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0011_polls_find_a_date"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RegistrationStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.CharField(blank=True, choices=STATES, max_length=12)),
                ("state", models.CharField(choices=STATES, max_length=12)),
                ("at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="workshops.registration",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("told_at", None)), fields=["registration"], name="step_untold")
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("state__in", KNOWN)), name="step_state_is_known"),
                    models.CheckConstraint(
                        condition=models.Q(("before", ""), ("before__in", KNOWN), _connector="OR"),
                        name="step_before_is_known",
                    ),
                ],
            },
        ),
    ]
