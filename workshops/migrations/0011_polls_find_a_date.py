import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0010_sessions_may_leave_their_rule"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
        ),
        migrations.AddConstraint(
            model_name="datepoll",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__gte", 5), ("minutes__lte", 960)), name="date_poll_minutes_are_possible"
            ),
        ),
        migrations.AddConstraint(
            model_name="datepoll",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__gte", 1), ("days__lte", 14)), name="date_poll_days_are_possible"
            ),
        ),
        migrations.AddConstraint(
            model_name="datepoll",
            constraint=models.CheckConstraint(
                condition=models.Q(("format__in", ["room", "online", "both"])), name="date_poll_format_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="datepoll",
            constraint=models.CheckConstraint(
                condition=models.Q(("spoken__in", ["en", "es", "both"])), name="date_poll_spoken_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="datepoll",
            constraint=models.CheckConstraint(
                condition=models.Q(("waitlist__in", ["confirm", "offer", "none"])), name="date_poll_waitlist_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="datepoll",
            constraint=models.CheckConstraint(
                condition=models.Q(("online_seats__lte", 5000), ("room_seats__lte", 5000)),
                name="date_poll_seats_are_possible",
            ),
        ),
        migrations.AddConstraint(
            model_name="datepoll",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("format", "room"), ("online_seats", 0), ("room_seats__gte", 1)),
                    models.Q(("format", "online"), ("online_seats__gte", 1), ("room_seats", 0)),
                    models.Q(("format", "both"), ("online_seats__gte", 1), ("room_seats__gte", 1)),
                    _connector="OR",
                ),
                name="date_poll_seats_fit_the_format",
            ),
        ),
        migrations.AddConstraint(
            model_name="datepoll",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "decided", "closed"])), name="date_poll_state_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="datepoll",
            constraint=models.CheckConstraint(
                condition=models.Q(("original_language__in", ["en", "es"])), name="date_poll_language_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="dateoption",
            constraint=models.UniqueConstraint(fields=("poll", "start", "fold"), name="date_option_once"),
        ),
        migrations.AddConstraint(
            model_name="dateoption",
            constraint=models.CheckConstraint(condition=models.Q(("fold__lte", 1)), name="date_option_fold_is_0_or_1"),
        ),
        migrations.AddConstraint(
            model_name="datepolltext",
            constraint=models.UniqueConstraint(fields=("poll", "language"), name="date_poll_text_once"),
        ),
        migrations.AddConstraint(
            model_name="datepolltext",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ["en", "es"])), name="date_poll_text_language"
            ),
        ),
        migrations.AddConstraint(
            model_name="pollvoter",
            constraint=models.UniqueConstraint(fields=("poll", "person"), name="poll_voter_once"),
        ),
        migrations.AddConstraint(
            model_name="datevote",
            constraint=models.UniqueConstraint(fields=("voter", "option"), name="date_vote_once"),
        ),
        migrations.AddConstraint(
            model_name="datevote",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["yes", "maybe", "no"])), name="date_vote_answer_is_known"
            ),
        ),
    ]
