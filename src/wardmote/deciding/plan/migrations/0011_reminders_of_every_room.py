from django.db import migrations


class Migration(migrations.Migration):
    """The table goes to the partners as it is, so that every room is reminded of."""

    dependencies = [("plan", "0010_joint_leads"), ("partners", "0004_reminders")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable("reminder", "partners_reminder")],
            state_operations=[migrations.DeleteModel("Reminder")],
        ),
    ]
