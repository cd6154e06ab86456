"""What a plan states for an action is pounds and pence, no float.

What stands there is rounded to pence; an amount no plan can state any more goes into the action's note.
"""

from typing import Any

from django.db import migrations, models

MOST = 10**12


def to_pence(apps: Any, schema_editor: Any) -> None:
    actions = apps.get_model("plan", "Action").objects.using(schema_editor.connection.alias)
    for row in actions.exclude(funds=None).only("funds", "note"):
        if row.funds < MOST:
            row.funds = round(row.funds, 2)
        else:
            row.note = f"{row.note} Money as it was stated: £{row.funds:g}.".strip()
            row.funds = None
        row.save(update_fields=("funds", "note"))


class Migration(migrations.Migration):
    dependencies = (("plan", "0011_reminders_of_every_room"),)
    operations = (
        migrations.RunPython(to_pence, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="action",
            name="funds",
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
        ),
    )
