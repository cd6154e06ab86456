from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plan", "0009_reminders_of_all_owed")]

    operations = [migrations.AddField("planexception", "joint", models.JSONField(default=list))]
