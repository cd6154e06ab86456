"""The words that fields may hold stand in the models; nothing in the tables changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plan", "0014_one_person"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel(old_name="Statement", new_name="PlanText"),
                migrations.AlterModelTable(name="plantext", table="plan_statement"),
                migrations.AlterField(
                    model_name="action",
                    name="recurring",
                    field=models.BooleanField(),
                ),
                migrations.AlterField(
                    model_name="action",
                    name="type",
                    field=models.CharField(
                        choices=[
                            ("enforcement", "Enforcement"),
                            ("prevention", "Prevention"),
                            ("situational", "Situational"),
                            ("engagement", "Engagement"),
                            ("communications", "Communications"),
                            ("support", "Support"),
                            ("data", "Data"),
                            ("partnership", "Partnership"),
                        ],
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="fact",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("percentage", "Percentage"),
                            ("count", "Count"),
                            ("rank", "Rank"),
                            ("statement", "Statement"),
                            ("intelligence", "Intelligence"),
                            ("external", "External"),
                        ],
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="fact",
                    name="shape",
                    field=models.CharField(
                        blank=True,
                        choices=[("share", "A part of a whole"), ("change", "A change from a period before")],
                        max_length=10,
                    ),
                ),
                migrations.AlterField(
                    model_name="linkedstrategy",
                    name="level",
                    field=models.CharField(
                        choices=[("national", "National"), ("county", "County"), ("local", "Local")],
                        max_length=10,
                    ),
                ),
                migrations.AlterField(
                    model_name="measureuse",
                    name="national",
                    field=models.BooleanField(),
                ),
                migrations.AlterField(
                    model_name="planbody",
                    name="part",
                    field=models.CharField(
                        choices=[
                            ("responsible", "Responsible authority"),
                            ("attending", "Attends"),
                            ("lead", "Leads work"),
                            ("parent", "The partnership answers to it"),
                            ("linked", "Linked, no member"),
                        ],
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="planedition",
                    name="two_tier",
                    field=models.BooleanField(),
                ),
                migrations.AlterField(
                    model_name="target",
                    name="path",
                    field=models.CharField(
                        choices=[("linear", "Linear"), ("compound", "Compound")],
                        default="linear",
                        max_length=10,
                    ),
                ),
            ],
        ),
    ]
