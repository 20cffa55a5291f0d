from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workshops", "0002_people_are_in_one_place_at_a_time")]

    operations = [
        migrations.AlterField(
            model_name="session",
            name="original_start",
            field=models.CharField(max_length=16, null=True),
        ),
    ]
