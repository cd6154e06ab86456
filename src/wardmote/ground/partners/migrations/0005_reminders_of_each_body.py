from django.db import migrations, models


class Migration(migrations.Migration):
    """One row a body. The table comes from the plan (its 0011); rows from before stand for every body."""

    dependencies = [
        ("partners", "0004_reminders"),
        ("plan", "0011_reminders_of_every_room"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="reminder",
            name="reminded_once_a_moment",
        ),
        migrations.AddField(
            model_name="reminder",
            name="body",
            field=models.CharField(default="", max_length=200),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("partnership", "about", "moment", "body"), name="reminded_once_a_moment"
            ),
        ),
    ]
