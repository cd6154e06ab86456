from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Cast, Concat


def name_actions(apps, schema_editor):
    """What was reminded of until now were actions. Records are also filled beside those in use (a restore)."""
    number = Cast(F("action_id"), models.CharField())
    rows = apps.get_model("plan", "Reminder").objects.using(schema_editor.connection.alias)
    rows.update(about=Concat(Value("action:"), number))


class Migration(migrations.Migration):
    dependencies = [("plan", "0008_group_chair_ends")]

    operations = [
        migrations.AddField("reminder", "about", models.CharField(default="", max_length=80), False),
        migrations.RunPython(name_actions, migrations.RunPython.noop),
        migrations.RemoveConstraint("reminder", "reminded_once_a_moment"),
        migrations.RemoveField("reminder", "action"),
        migrations.AddConstraint(
            "reminder",
            models.UniqueConstraint(fields=("partnership", "about", "moment"), name="reminded_once_a_moment"),
        ),
    ]
