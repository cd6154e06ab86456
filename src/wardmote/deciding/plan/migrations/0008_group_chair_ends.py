from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plan", "0007_scoring")]

    operations = [
        migrations.AddField(
            "plangroup", "chair", models.CharField(blank=True, default="", max_length=200), False
        ),
        migrations.AddField("plangroup", "ends", models.DateField(blank=True, null=True)),
    ]
