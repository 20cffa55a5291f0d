import uuid

import django.core.validators
import django.db.models.deletion
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models

import workshops.models.around
import workshops.models.materials


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_local_chapters"),
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Venue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("address", models.CharField(max_length=300, verbose_name="address")),
                ("time_zone", models.CharField(max_length=64, verbose_name="time zone")),
                ("seats", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="seats")),
            ],
            options={
                "verbose_name": "place",
                "verbose_name_plural": "places",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("minutes", models.PositiveSmallIntegerField(default=90, verbose_name="minutes")),
                ("days", models.PositiveSmallIntegerField(default=1, verbose_name="days in a row")),
                (
                    "format",
                    models.CharField(
                        choices=[("room", "In person"), ("online", "Online"), ("both", "In person and online")],
                        default="online",
                        max_length=8,
                        verbose_name="format",
                    ),
                ),
                ("room_seats", models.PositiveSmallIntegerField(default=0, verbose_name="seats in the room")),
                ("online_seats", models.PositiveSmallIntegerField(default=0, verbose_name="seats online")),
                ("meeting_link", models.URLField(blank=True, max_length=300, verbose_name="link of the meeting")),
                ("telephone", models.CharField(blank=True, max_length=60, verbose_name="telephone")),
                (
                    "spoken",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español"), ("both", "Both languages")],
                        default="both",
                        max_length=5,
                        verbose_name="spoken",
                    ),
                ),
                (
                    "is_interpreted",
                    models.BooleanField(default=False, verbose_name="interpreted into the other language"),
                ),
                (
                    "interpretation_link",
                    models.URLField(blank=True, max_length=300, verbose_name="channel of the interpretation"),
                ),
                (
                    "waitlist",
                    models.CharField(
                        choices=[
                            ("confirm", "The next person gets it at once"),
                            ("offer", "It is offered to the next person, and held for them until a deadline"),
                            ("none", "There is no waitlist: when it is full, nobody else can register"),
                        ],
                        default="offer",
                        max_length=8,
                        verbose_name="waitlist",
                    ),
                ),
                (
                    "offer_hours",
                    models.PositiveSmallIntegerField(default=24, verbose_name="hours that an offered seat is held"),
                ),
                (
                    "stop_hours",
                    models.PositiveSmallIntegerField(
                        default=12, verbose_name="hours before the start without silent confirmations"
                    ),
                ),
                (
                    "cancel_hours",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="hours before the start until which one may cancel"
                    ),
                ),
                (
                    "needs_approval",
                    models.BooleanField(default=False, verbose_name="a trainer approves each registration"),
                ),
                ("is_listed", models.BooleanField(default=True, verbose_name="everybody can find it")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("zone", models.CharField(max_length=64, verbose_name="whose clock is kept")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("starts_time", models.TimeField(verbose_name="start")),
                ("fold", models.PositiveSmallIntegerField(default=0)),
                ("rule", models.JSONField(default=dict)),
                ("made_until", models.DateField(null=True)),
                (
                    "original_language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español")], max_length=5, verbose_name="original language"
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "chapter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.chapter",
                        verbose_name="local chapter",
                    ),
                ),
                ("organisers", models.ManyToManyField(related_name="series_organised", to=settings.AUTH_USER_MODEL)),
                (
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workshops.venue",
                    ),
                ),
            ],
            options={
                "verbose_name": "series",
                "verbose_name_plural": "series",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 5), ("minutes__lte", 960)),
                        name="series_minutes_are_possible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 1), ("days__lte", 14)), name="series_days_are_possible"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("format__in", ["room", "online", "both"])), name="series_format_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("spoken__in", ["en", "es", "both"])), name="series_spoken_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("waitlist__in", ["confirm", "offer", "none"])),
                        name="series_waitlist_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("online_seats__lte", 5000), ("room_seats__lte", 5000)),
                        name="series_seats_are_possible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("format", "room"), ("online_seats", 0), ("room_seats__gte", 1)),
                            models.Q(("format", "online"), ("online_seats__gte", 1), ("room_seats", 0)),
                            models.Q(("format", "both"), ("online_seats__gte", 1), ("room_seats__gte", 1)),
                            _connector="OR",
                        ),
                        name="series_seats_fit_the_format",
                    ),
                    models.CheckConstraint(condition=models.Q(("fold__lte", 1)), name="series_fold_is_0_or_1"),
                    models.CheckConstraint(
                        condition=models.Q(("original_language__in", ["en", "es"])), name="series_language_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_required", models.BooleanField(default=False, verbose_name="must be answered")),
                ("is_asked", models.BooleanField(default=True, verbose_name="asked")),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="workshops.series"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("minutes", models.PositiveSmallIntegerField(default=90, verbose_name="minutes")),
                ("days", models.PositiveSmallIntegerField(default=1, verbose_name="days in a row")),
                (
                    "format",
                    models.CharField(
                        choices=[("room", "In person"), ("online", "Online"), ("both", "In person and online")],
                        default="online",
                        max_length=8,
                        verbose_name="format",
                    ),
                ),
                ("room_seats", models.PositiveSmallIntegerField(default=0, verbose_name="seats in the room")),
                ("online_seats", models.PositiveSmallIntegerField(default=0, verbose_name="seats online")),
                ("meeting_link", models.URLField(blank=True, max_length=300, verbose_name="link of the meeting")),
                ("telephone", models.CharField(blank=True, max_length=60, verbose_name="telephone")),
                (
                    "spoken",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español"), ("both", "Both languages")],
                        default="both",
                        max_length=5,
                        verbose_name="spoken",
                    ),
                ),
                (
                    "is_interpreted",
                    models.BooleanField(default=False, verbose_name="interpreted into the other language"),
                ),
                (
                    "interpretation_link",
                    models.URLField(blank=True, max_length=300, verbose_name="channel of the interpretation"),
                ),
                (
                    "waitlist",
                    models.CharField(
                        choices=[
                            ("confirm", "The next person gets it at once"),
                            ("offer", "It is offered to the next person, and held for them until a deadline"),
                            ("none", "There is no waitlist: when it is full, nobody else can register"),
                        ],
                        default="offer",
                        max_length=8,
                        verbose_name="waitlist",
                    ),
                ),
                (
                    "offer_hours",
                    models.PositiveSmallIntegerField(default=24, verbose_name="hours that an offered seat is held"),
                ),
                (
                    "stop_hours",
                    models.PositiveSmallIntegerField(
                        default=12, verbose_name="hours before the start without silent confirmations"
                    ),
                ),
                (
                    "cancel_hours",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="hours before the start until which one may cancel"
                    ),
                ),
                (
                    "needs_approval",
                    models.BooleanField(default=False, verbose_name="a trainer approves each registration"),
                ),
                ("is_listed", models.BooleanField(default=True, verbose_name="everybody can find it")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveIntegerField()),
                ("original_start", models.CharField(max_length=16, null=True)),
                ("start", models.CharField(max_length=16)),
                ("end", models.CharField(max_length=16)),
                ("zone", models.CharField(max_length=64, verbose_name="time zone")),
                ("fold", models.PositiveSmallIntegerField(default=0)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("rules", models.CharField(max_length=20)),
                ("own", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("announced", "announced"),
                            ("confirmed", "confirmed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "state_before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("draft", "draft"),
                            ("announced", "announced"),
                            ("confirmed", "confirmed"),
                            ("cancelled", "cancelled"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("understaffed_reason", models.CharField(blank=True, max_length=500)),
                ("uid", models.CharField(max_length=80, unique=True)),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="workshops.series"
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workshops.venue",
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "indexes": [
                    models.Index(fields=["starts_at"], name="session_starts"),
                    models.Index(fields=["ends_at"], name="session_ends"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 5), ("minutes__lte", 960)),
                        name="session_minutes_are_possible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 1), ("days__lte", 14)), name="session_days_are_possible"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("format__in", ["room", "online", "both"])), name="session_format_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("spoken__in", ["en", "es", "both"])), name="session_spoken_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("waitlist__in", ["confirm", "offer", "none"])),
                        name="session_waitlist_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("online_seats__lte", 5000), ("room_seats__lte", 5000)),
                        name="session_seats_are_possible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("format", "room"), ("online_seats", 0), ("room_seats__gte", 1)),
                            models.Q(("format", "online"), ("online_seats__gte", 1), ("room_seats", 0)),
                            models.Q(("format", "both"), ("online_seats__gte", 1), ("room_seats__gte", 1)),
                            _connector="OR",
                        ),
                        name="session_seats_fit_the_format",
                    ),
                    models.UniqueConstraint(fields=("series", "original_start"), name="session_once_in_its_series"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "announced", "confirmed", "cancelled"])),
                        name="session_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state_before", ""),
                            ("state_before__in", ["draft", "announced", "confirmed", "cancelled"]),
                            _connector="OR",
                        ),
                        name="session_state_before_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), ("state_before__in", ("announced", "confirmed"))),
                            models.Q(models.Q(("state", "cancelled"), _negated=True), ("state_before", "")),
                            _connector="OR",
                        ),
                        name="session_cancelled_knows_its_state_before",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="session_ends_after_it_starts"
                    ),
                    models.CheckConstraint(condition=models.Q(("fold__lte", 1)), name="session_fold_is_0_or_1"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("minutes", models.PositiveIntegerField()),
                ("starts_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("sent", "sent"),
                            ("overtaken", "overtaken"),
                            ("passed", "passed before it could be planned"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminder_rounds",
                        to="workshops.session",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "planned")), fields=["due_at"], name="reminder_round_planned"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("session", "starts_at", "minutes"), name="reminder_round_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "sent", "overtaken", "passed"])),
                        name="reminder_round_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("state", "planned")),
                            models.Q(models.Q(("state", "planned"), _negated=True), ("closed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="reminder_round_closed_has_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("lead", "Lead trainer"),
                            ("co_trainer", "Co-trainer"),
                            ("helper", "Helper"),
                            ("interpreter", "Interpreter"),
                            ("access", "Access support"),
                            ("host", "Host"),
                            ("attendee", "Participant"),
                        ],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        blank=True,
                        choices=[("en-es", "English → Spanish"), ("es-en", "Spanish → English"), ("both", "both ways")],
                        max_length=5,
                        verbose_name="direction",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("holds", models.BooleanField(default=False)),
                ("travel_minutes", models.PositiveSmallIntegerField(default=0, verbose_name="minutes of travel")),
                ("busy_from", models.DateTimeField()),
                ("busy_until", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="assignments", to="workshops.session"
                    ),
                ),
            ],
            options={
                "verbose_name": "assignment",
                "indexes": [
                    models.Index(
                        condition=models.Q(("holds", True)), fields=["person", "busy_from"], name="assignment_busy"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("session", "person", "role"), name="assigned_once_in_a_role"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["lead", "co_trainer", "helper", "interpreter", "access", "host", "attendee"])
                        ),
                        name="assignment_role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "accepted", "declined", "withdrawn"])),
                        name="assignment_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("holds", False), ("state", "accepted"), _connector="OR"),
                        name="assignment_holds_when_accepted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("busy_until__gt", models.F("busy_from"))), name="assignment_busy_forwards"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("direction__in", ["en-es", "es-en", "both"]), ("role", "interpreter")),
                            models.Q(models.Q(("role", "interpreter"), _negated=True), ("direction", "")),
                            _connector="OR",
                        ),
                        name="assignment_direction_of_interpreters",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DatePoll",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("minutes", models.PositiveSmallIntegerField(default=90, verbose_name="minutes")),
                ("days", models.PositiveSmallIntegerField(default=1, verbose_name="days in a row")),
                (
                    "format",
                    models.CharField(
                        choices=[("room", "In person"), ("online", "Online"), ("both", "In person and online")],
                        default="online",
                        max_length=8,
                        verbose_name="format",
                    ),
                ),
                ("room_seats", models.PositiveSmallIntegerField(default=0, verbose_name="seats in the room")),
                ("online_seats", models.PositiveSmallIntegerField(default=0, verbose_name="seats online")),
                ("meeting_link", models.URLField(blank=True, max_length=300, verbose_name="link of the meeting")),
                ("telephone", models.CharField(blank=True, max_length=60, verbose_name="telephone")),
                (
                    "spoken",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español"), ("both", "Both languages")],
                        default="both",
                        max_length=5,
                        verbose_name="spoken",
                    ),
                ),
                (
                    "is_interpreted",
                    models.BooleanField(default=False, verbose_name="interpreted into the other language"),
                ),
                (
                    "interpretation_link",
                    models.URLField(blank=True, max_length=300, verbose_name="channel of the interpretation"),
                ),
                (
                    "waitlist",
                    models.CharField(
                        choices=[
                            ("confirm", "The next person gets it at once"),
                            ("offer", "It is offered to the next person, and held for them until a deadline"),
                            ("none", "There is no waitlist: when it is full, nobody else can register"),
                        ],
                        default="offer",
                        max_length=8,
                        verbose_name="waitlist",
                    ),
                ),
                (
                    "offer_hours",
                    models.PositiveSmallIntegerField(default=24, verbose_name="hours that an offered seat is held"),
                ),
                (
                    "stop_hours",
                    models.PositiveSmallIntegerField(
                        default=12, verbose_name="hours before the start without silent confirmations"
                    ),
                ),
                (
                    "cancel_hours",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="hours before the start until which one may cancel"
                    ),
                ),
                (
                    "needs_approval",
                    models.BooleanField(default=False, verbose_name="a trainer approves each registration"),
                ),
                ("is_listed", models.BooleanField(default=True, verbose_name="everybody can find it")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("zone", models.CharField(max_length=64, verbose_name="whose clock is kept")),
                (
                    "original_language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español")], max_length=5, verbose_name="original language"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open for answers"),
                            ("decided", "a date is set"),
                            ("closed", "closed without a date"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="date_polls",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="date_poll",
                        to="workshops.session",
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workshops.venue",
                    ),
                ),
            ],
            options={
                "verbose_name": "date poll",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 5), ("minutes__lte", 960)),
                        name="date_poll_minutes_are_possible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 1), ("days__lte", 14)), name="date_poll_days_are_possible"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("format__in", ["room", "online", "both"])), name="date_poll_format_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("spoken__in", ["en", "es", "both"])), name="date_poll_spoken_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("waitlist__in", ["confirm", "offer", "none"])),
                        name="date_poll_waitlist_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("online_seats__lte", 5000), ("room_seats__lte", 5000)),
                        name="date_poll_seats_are_possible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("format", "room"), ("online_seats", 0), ("room_seats__gte", 1)),
                            models.Q(("format", "online"), ("online_seats__gte", 1), ("room_seats", 0)),
                            models.Q(("format", "both"), ("online_seats__gte", 1), ("room_seats__gte", 1)),
                            _connector="OR",
                        ),
                        name="date_poll_seats_fit_the_format",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "decided", "closed"])),
                        name="date_poll_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("original_language__in", ["en", "es"])), name="date_poll_language_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DateOption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start", models.CharField(max_length=16)),
                ("fold", models.PositiveSmallIntegerField(default=0)),
                ("starts_at", models.DateTimeField()),
                (
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="options", to="workshops.datepoll"
                    ),
                ),
            ],
            options={
                "ordering": ("starts_at",),
                "constraints": [
                    models.UniqueConstraint(fields=("poll", "start", "fold"), name="date_option_once"),
                    models.CheckConstraint(condition=models.Q(("fold__lte", 1)), name="date_option_fold_is_0_or_1"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DatePollText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español")], max_length=5, verbose_name="language"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("summary", models.CharField(blank=True, max_length=280, verbose_name="summary")),
                (
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="workshops.datepoll"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("poll", "language"), name="date_poll_text_once"),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["en", "es"])), name="date_poll_text_language"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FeedLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seed", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feed_link",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PackReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sent_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(null=True)),
                (
                    "assignment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pack_receipt",
                        to="workshops.assignment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PollVoter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("may_register", models.BooleanField(default=False)),
                ("voted_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="voters", to="workshops.datepoll"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("poll", "person"), name="poll_voter_once")],
            },
        ),
        migrations.CreateModel(
            name="DateVote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "answer",
                    models.CharField(
                        choices=[("yes", "I can"), ("maybe", "If need be"), ("no", "I cannot")], max_length=5
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="workshops.dateoption"
                    ),
                ),
                (
                    "voter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="workshops.pollvoter"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("voter", "option"), name="date_vote_once"),
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["yes", "maybe", "no"])), name="date_vote_answer_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español")], max_length=5, verbose_name="language"
                    ),
                ),
                ("label", models.CharField(max_length=200, verbose_name="question")),
                ("options", models.TextField(blank=True, max_length=1000, verbose_name="answers to choose from")),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="workshops.question"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("question", "language"), name="question_text_once"),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["en", "es"])), name="question_text_language"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pool", models.CharField(choices=[("room", "in the room"), ("online", "online")], max_length=8)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "waits for approval"),
                            ("confirmed", "confirmed"),
                            ("waitlisted", "on the waitlist"),
                            ("offered", "a seat is offered"),
                            ("declined", "declined"),
                            ("cancelled", "cancelled"),
                            ("attended", "was there"),
                            ("partial", "was there for a part"),
                            ("absent", "was not there"),
                        ],
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("place", models.PositiveIntegerField(null=True)),
                (
                    "listens_in",
                    models.CharField(blank=True, choices=[("en", "English"), ("es", "Español")], max_length=5),
                ),
                ("answers", models.JSONField(default=dict)),
                ("submit_key", models.CharField(max_length=64)),
                ("registered_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("offered_until", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="registrations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="workshops.session",
                    ),
                ),
            ],
            options={
                "verbose_name": "registration",
                "indexes": [
                    models.Index(fields=["session", "pool", "state"], name="registration_counted"),
                    models.Index(fields=["person", "state"], name="registration_of_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ("requested", "waitlisted", "confirmed", "offered", "attended", "partial", "absent"),
                            )
                        ),
                        fields=("session", "person"),
                        name="registered_once_at_a_time",
                    ),
                    models.UniqueConstraint(fields=("person", "submit_key"), name="registration_submitted_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waitlisted")),
                        fields=("session", "pool", "place"),
                        name="waitlist_place_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "requested",
                                    "confirmed",
                                    "waitlisted",
                                    "offered",
                                    "declined",
                                    "cancelled",
                                    "attended",
                                    "partial",
                                    "absent",
                                ],
                            )
                        ),
                        name="registration_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pool__in", ["room", "online"])), name="registration_pool_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "waitlisted"), _negated=True), ("place__isnull", False), _connector="OR"
                        ),
                        name="waiting_has_a_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("offered_until__isnull", False), ("state", "offered")),
                            models.Q(models.Q(("state", "offered"), _negated=True), ("offered_until__isnull", True)),
                            _connector="OR",
                        ),
                        name="an_offer_has_a_deadline",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegistrationStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("requested", "waits for approval"),
                            ("confirmed", "confirmed"),
                            ("waitlisted", "on the waitlist"),
                            ("offered", "a seat is offered"),
                            ("declined", "declined"),
                            ("cancelled", "cancelled"),
                            ("attended", "was there"),
                            ("partial", "was there for a part"),
                            ("absent", "was not there"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "waits for approval"),
                            ("confirmed", "confirmed"),
                            ("waitlisted", "on the waitlist"),
                            ("offered", "a seat is offered"),
                            ("declined", "declined"),
                            ("cancelled", "cancelled"),
                            ("attended", "was there"),
                            ("partial", "was there for a part"),
                            ("absent", "was not there"),
                        ],
                        max_length=12,
                    ),
                ),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="workshops.registration"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("told_at", None)), fields=["registration"], name="step_untold")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "requested",
                                    "confirmed",
                                    "waitlisted",
                                    "offered",
                                    "declined",
                                    "cancelled",
                                    "attended",
                                    "partial",
                                    "absent",
                                ],
                            )
                        ),
                        name="step_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("before", ""),
                            (
                                "before__in",
                                [
                                    "requested",
                                    "confirmed",
                                    "waitlisted",
                                    "offered",
                                    "declined",
                                    "cancelled",
                                    "attended",
                                    "partial",
                                    "absent",
                                ],
                            ),
                            _connector="OR",
                        ),
                        name="step_before_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReleaseOffer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("offered", "offered"), ("released", "released"), ("stays", "stays")],
                        default="offered",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("offered_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="releases", to="workshops.assignment"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "offered")),
                        fields=("assignment",),
                        name="release_offered_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["offered", "released", "stays"])),
                        name="release_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("promised_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="workshops.reminderround",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("round", "person"), name="reminded_once_in_a_round")],
            },
        ),
        migrations.CreateModel(
            name="Around",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reminders", models.JSONField(default=workshops.models.around.usual_reminders)),
                (
                    "whole_percent",
                    models.PositiveSmallIntegerField(
                        default=75,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="part of a session that counts as attended, in percent",
                    ),
                ),
                (
                    "enough_percent",
                    models.PositiveSmallIntegerField(
                        default=75,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="part of the sessions that counts as attending the series, in percent",
                    ),
                ),
                (
                    "series",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="around", to="workshops.series"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("whole_percent__gte", 1), ("whole_percent__lte", 100)),
                        name="around_whole_is_a_part",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("enough_percent__gte", 1), ("enough_percent__lte", 100)),
                        name="around_enough_is_a_part",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SeriesPriority",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateField(verbose_name="until")),
                ("joined_since", models.DateField(blank=True, null=True, verbose_name="people who joined since")),
                ("people", models.ManyToManyField(blank=True, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="priorities", to="workshops.series"
                    ),
                ),
            ],
            options={
                "verbose_name": "priority",
                "verbose_name_plural": "priorities",
            },
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="workshops.seriespriority"
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
        migrations.CreateModel(
            name="SeriesText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español")], max_length=5, verbose_name="language"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("summary", models.CharField(blank=True, max_length=280, verbose_name="summary")),
                ("description", models.TextField(blank=True, max_length=5000, verbose_name="description")),
                ("bring", models.TextField(blank=True, max_length=1000, verbose_name="what to bring")),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="workshops.series"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("series", "language"), name="series_text_once"),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["en", "es"])), name="series_text_language"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PackItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("glossary", "Glossary"), ("slides", "Slides")], max_length=10, verbose_name="kind"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español")], max_length=5, verbose_name="language"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("link", models.URLField(blank=True, max_length=300, verbose_name="web address")),
                ("words", models.TextField(blank=True, max_length=10000, verbose_name="words")),
                ("added_at", models.DateTimeField()),
                (
                    "series",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pack_items",
                        to="workshops.series",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pack_items",
                        to="workshops.session",
                    ),
                ),
            ],
            options={
                "ordering": ("kind", "language", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("series__isnull", True), ("session__isnull", False)),
                            models.Q(("series__isnull", False), ("session__isnull", True)),
                            _connector="OR",
                        ),
                        name="pack_item_of_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["glossary", "slides"])), name="pack_item_kind_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["en", "es"])), name="pack_item_language_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("link", ""), _negated=True),
                            models.Q(("words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="pack_item_has_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Material",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[("en", "English"), ("es", "Español")],
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("link", models.CharField(blank=True, max_length=500, verbose_name="link")),
                (
                    "file",
                    models.FileField(
                        blank=True, upload_to=workshops.models.materials.material_place, verbose_name="file"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120)),
                ("size", models.PositiveIntegerField(default=0)),
                (
                    "open_to",
                    models.CharField(
                        choices=[("everybody", "Everybody"), ("seated", "Those who had a seat")],
                        default="seated",
                        max_length=10,
                        verbose_name="for whom",
                    ),
                ),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="materials", to="workshops.session"
                    ),
                ),
            ],
            options={
                "verbose_name": "material",
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["", "en", "es"])), name="material_language"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("open_to__in", ["everybody", "seated"])), name="material_open_to_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("link", ""), _negated=True), ("file", "")),
                            models.Q(("link", ""), models.Q(("file", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="material_is_a_link_or_a_file",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("method", models.CharField(choices=[("REQUEST", "REQUEST"), ("CANCEL", "CANCEL")], max_length=8)),
                ("sequence", models.PositiveIntegerField()),
                ("session_sequence", models.PositiveIntegerField()),
                ("told_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="workshops.session"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("session", "person"), name="invited_once"),
                    models.CheckConstraint(
                        condition=models.Q(("method__in", ["REQUEST", "CANCEL"])), name="invitation_method_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FeedbackGiven",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("moment", models.CharField(choices=[("before", "before"), ("after", "after")], max_length=6)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feedback_given",
                        to="workshops.session",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("session", "person", "moment"), name="feedback_given_once"),
                    models.CheckConstraint(
                        condition=models.Q(("moment__in", ["before", "after"])), name="feedback_given_moment_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FeedbackAnswer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("question", models.CharField(max_length=20)),
                ("choice", models.CharField(blank=True, max_length=20)),
                ("text", models.TextField(blank=True, max_length=1000)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feedback_answers",
                        to="workshops.session",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("choice", ""), models.Q(("text", ""), _negated=True)),
                            models.Q(models.Q(("choice", ""), _negated=True), ("text", "")),
                            _connector="OR",
                        ),
                        name="feedback_answer_says_one_thing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Ending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ending", to="workshops.session"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("access", "Access: an aid, a person, a place that fits"),
                            ("childcare", "Childcare"),
                            ("stipend", "Stipend"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="what somebody needs")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("taken", "somebody sees to it"),
                            ("met", "met"),
                            ("unmet", "not possible"),
                            ("withdrawn", "taken back"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("deadline_on", models.DateField(verbose_name="to be settled by")),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="answer")),
                ("notes", models.TextField(blank=True, max_length=4000, verbose_name="notes")),
                ("asked_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cases", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "steward",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cases", to="workshops.session"
                    ),
                ),
            ],
            options={
                "verbose_name": "request for support",
                "indexes": [models.Index(fields=["session", "state"], name="case_of_session")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "withdrawn"), _negated=True),
                        fields=("session", "person", "kind"),
                        name="case_once_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["access", "childcare", "stipend"])), name="case_kind_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "taken", "met", "unmet", "withdrawn"])),
                        name="case_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "written_to",
                    models.CharField(
                        choices=[
                            ("seated", "Those who have a seat"),
                            ("waiting", "Those on the waitlist"),
                            ("there", "Those who were there"),
                        ],
                        max_length=8,
                        verbose_name="to whom",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("submit_key", models.CharField(max_length=64, unique=True)),
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
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="announcements",
                        to="workshops.session",
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("written_to__in", ["seated", "waiting", "there"])),
                        name="announcement_to_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SessionText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español")], max_length=5, verbose_name="language"
                    ),
                ),
                ("theme", models.CharField(blank=True, max_length=120, verbose_name="theme of this session")),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="workshops.session"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("session", "language"), name="session_text_once"),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["en", "es"])), name="session_text_language"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffingRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("overlap", "Somebody would be in two sessions at once"),
                            ("travel", "Somebody would have no time for the way between two sessions"),
                            ("interpreters", "Interpreters are missing"),
                            ("role", "A role has too few people"),
                            ("unavailable", "Somebody said that they have no time then"),
                        ],
                        max_length=12,
                        unique=True,
                        verbose_name="conflict",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("block", "Refuse it"),
                            ("publishing", "Let it happen, but do not confirm the session without a written reason"),
                            ("warn", "Let it happen and show it"),
                            ("ignore", "Do not look at it, for a written reason"),
                        ],
                        max_length=10,
                        verbose_name="what happens",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["overlap", "travel", "interpreters", "role", "unavailable"])),
                        name="staffing_rule_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["block", "publishing", "warn", "ignore"])),
                        name="staffing_rule_level_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("level", "ignore"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="staffing_rule_ignored_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffNeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("lead", "Lead trainer"),
                            ("co_trainer", "Co-trainer"),
                            ("helper", "Helper"),
                            ("interpreter", "Interpreter"),
                            ("access", "Access support"),
                            ("host", "Host"),
                            ("attendee", "Participant"),
                        ],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                ("people", models.PositiveSmallIntegerField(default=1, verbose_name="people")),
                (
                    "series",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staff_needs",
                        to="workshops.series",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staff_needs",
                        to="workshops.session",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("series", "role"), name="staff_need_once_in_a_series"),
                    models.UniqueConstraint(fields=("session", "role"), name="staff_need_once_in_a_session"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("series__isnull", True), ("session__isnull", False)),
                            models.Q(("series__isnull", False), ("session__isnull", True)),
                            _connector="OR",
                        ),
                        name="staff_need_of_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["lead", "co_trainer", "helper", "interpreter", "access", "host", "attendee"]),
                            models.Q(("role", "attendee"), _negated=True),
                        ),
                        name="staff_need_role_is_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("people__lte", 20)), name="staff_need_is_possible"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffSkill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("lead", "Lead trainer"),
                            ("co_trainer", "Co-trainer"),
                            ("helper", "Helper"),
                            ("interpreter", "Interpreter"),
                            ("access", "Access support"),
                            ("host", "Host"),
                            ("attendee", "Participant"),
                        ],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        blank=True,
                        choices=[("en-es", "English → Spanish"), ("es-en", "Spanish → English"), ("both", "both ways")],
                        max_length=5,
                        verbose_name="direction",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staff_skills",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "role"), name="staff_skill_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["lead", "co_trainer", "helper", "interpreter", "access", "host", "attendee"]),
                            models.Q(("role", "attendee"), _negated=True),
                        ),
                        name="staff_skill_role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("direction__in", ["en-es", "es-en", "both"]), ("role", "interpreter")),
                            models.Q(models.Q(("role", "interpreter"), _negated=True), ("direction", "")),
                            _connector="OR",
                        ),
                        name="staff_skill_direction_of_interpreters",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Steward",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("named_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stewardships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stewards", to="workshops.series"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("series", "person"), name="steward_once")],
            },
        ),
        migrations.CreateModel(
            name="Tick",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("requested", "waits for approval"),
                            ("confirmed", "confirmed"),
                            ("waitlisted", "on the waitlist"),
                            ("offered", "a seat is offered"),
                            ("declined", "declined"),
                            ("cancelled", "cancelled"),
                            ("attended", "was there"),
                            ("partial", "was there for a part"),
                            ("absent", "was not there"),
                        ],
                        max_length=12,
                    ),
                ),
                ("minutes", models.PositiveIntegerField(null=True)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("code", "signed in with the code"),
                            ("device", "signed in on a shared device"),
                            ("room", "by a trainer"),
                            ("sheet", "typed in from the paper sheet"),
                            ("walk_in", "came without a registration"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "assignment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ticks",
                        to="workshops.assignment",
                    ),
                ),
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
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ticks",
                        to="workshops.registration",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("assignment__isnull", True), ("registration__isnull", False)),
                            models.Q(("assignment__isnull", False), ("registration__isnull", True)),
                            _connector="OR",
                        ),
                        name="tick_is_about_one_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ("attended", "partial", "absent"))),
                        name="tick_outcome_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("how__in", ["code", "device", "room", "sheet", "walk_in"])),
                        name="tick_how_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("minutes__isnull", False), ("outcome", "partial")),
                            models.Q(models.Q(("outcome", "partial"), _negated=True), ("minutes__isnull", True)),
                            _connector="OR",
                        ),
                        name="tick_of_a_part_has_minutes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VenueText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español")], max_length=5, verbose_name="language"
                    ),
                ),
                ("directions", models.TextField(blank=True, max_length=2000, verbose_name="how to get there")),
                ("access", models.TextField(blank=True, max_length=2000, verbose_name="access")),
                (
                    "venue",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="workshops.venue"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("venue", "language"), name="venue_text_once"),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["en", "es"])), name="venue_text_language"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.URLField(max_length=300, verbose_name="address")),
                ("events", models.JSONField(default=list)),
                ("seed", models.CharField(max_length=64)),
                ("is_active", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField()),
                ("last_status", models.PositiveSmallIntegerField(null=True)),
                ("last_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "webhook",
                "verbose_name_plural": "webhooks",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "event",
                    models.CharField(
                        choices=[
                            ("session.announced", "A session is announced"),
                            ("session.changed", "A session is changed or confirmed"),
                            ("session.cancelled", "A session is cancelled"),
                            ("session.restored", "A cancelled session takes place after all"),
                            ("session.withdrawn", "A session is a draft again"),
                        ],
                        max_length=20,
                    ),
                ),
                ("sequence", models.PositiveIntegerField()),
                ("body", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("sent", "taken"), ("failed", "failed")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("last_error", models.CharField(blank=True, max_length=60)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.session"
                    ),
                ),
                (
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="workshops.webhook"
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("webhook", "session", "event", "sequence"), name="delivered_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "sent", "failed"])), name="delivery_state_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "event__in",
                                [
                                    "session.announced",
                                    "session.changed",
                                    "session.cancelled",
                                    "session.restored",
                                    "session.withdrawn",
                                ],
                            )
                        ),
                        name="delivery_event_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state", "waiting")),
                            models.Q(models.Q(("state", "waiting"), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="delivery_ends_at_a_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WeeklyHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weekday", models.PositiveSmallIntegerField(verbose_name="day of the week")),
                ("starts", models.PositiveSmallIntegerField()),
                ("ends", models.PositiveSmallIntegerField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="weekly_hours",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("weekday", "starts"),
                "constraints": [
                    models.UniqueConstraint(fields=("person", "weekday", "starts"), name="weekly_hours_once"),
                    models.CheckConstraint(condition=models.Q(("weekday__lte", 6)), name="weekly_hours_day_is_known"),
                    models.CheckConstraint(
                        condition=models.Q(("ends__gt", models.F("starts")), ("ends__lte", 1440)),
                        name="weekly_hours_forwards",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnnouncementText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español")], max_length=5, verbose_name="language"
                    ),
                ),
                ("subject", models.CharField(max_length=120, verbose_name="subject")),
                ("body", models.TextField(max_length=5000, verbose_name="text")),
                (
                    "announcement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="workshops.announcement"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("announcement", "language"), name="announcement_text_once"),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["en", "es"])), name="announcement_text_language"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AvailabilityException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_on", models.DateField(verbose_name="first day")),
                ("last_on", models.DateField(verbose_name="last day")),
                ("is_available", models.BooleanField(default=False, verbose_name="there all day")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exceptions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("first_on", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))), name="exception_forwards"
                    )
                ],
            },
        ),
    ]
