import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Reminders come from the plan: its migration 0011 gives their table its name here, rows and all."""

    dependencies = [("partners", "0003_removed_memberships")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Reminder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("about", models.CharField(max_length=80)),
                        (
                            "moment",
                            models.CharField(
                                choices=[
                                    ("ahead", "due in two weeks"),
                                    ("at", "due today"),
                                    ("after", "overdue"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("to", models.JSONField(default=list)),
                        ("at", models.DateTimeField()),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="partners.partnership"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("pk",),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("partnership", "about", "moment"), name="reminded_once_a_moment"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
