from django.db import migrations, models

WAITLIST = models.CharField(
    choices=[
        ("confirm", "The next person gets it at once"),
        ("offer", "It is offered to the next person, and held for them until a deadline"),
        ("none", "There is no waitlist: when it is full, nobody else can register"),
    ],
    default="offer",
    max_length=8,
    verbose_name="waitlist",
)


def known(name: str) -> list[migrations.operations.base.Operation]:
    constraint = models.CheckConstraint(
        condition=models.Q(("waitlist__in", ["confirm", "offer", "none"])), name=f"{name}_waitlist_is_known"
    )
    return [
        migrations.RemoveConstraint(model_name=name, name=f"{name}_waitlist_is_known"),
        migrations.AlterField(model_name=name, name="waitlist", field=WAITLIST.clone()),
        migrations.AddConstraint(model_name=name, constraint=constraint),
    ]


class Migration(migrations.Migration):
    dependencies = [("workshops", "0021_priorities_of_series")]
    operations = [*known("series"), *known("session")]
