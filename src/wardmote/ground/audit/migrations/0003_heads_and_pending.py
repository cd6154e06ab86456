"""Heads, what waits to be chained, reviews; and the database refuses to write over a row as well."""

from django.db import migrations, models

from wardmote.ground.audit import guarding

NUMBER = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))
KINDS = [
    ("day", "once a day"),
    ("stop", "when the worker ended"),
    ("year", "at the end of a year"),
    ("retired", "when a year was taken away"),
]


def guard(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    guarding.unguard(vendor, schema_editor, [guarding.ENTRIES])
    guarding.guard(vendor, schema_editor)
    if vendor == "postgresql":  # until now a write that was undone took a number; from now on that is a row
        numbers = "pg_get_serial_sequence('audit_entry', 'id')"
        schema_editor.execute(f"SELECT setval({numbers}, max(id)) FROM audit_entry HAVING max(id) > 0")


def unguard(apps, schema_editor):
    guarding.unguard(schema_editor.connection.vendor, schema_editor, [guarding.HEADS])


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_guard")]
    operations = [
        migrations.CreateModel(
            name="PendingEntry",
            fields=[
                NUMBER,
                ("at", models.CharField(max_length=32)),
                ("partnership", models.CharField(max_length=60)),
                ("by", models.CharField(max_length=200)),
                ("what", models.CharField(max_length=80)),
                ("subject", models.CharField(blank=True, max_length=300)),
                ("detail", models.JSONField(default=dict)),
                ("gather", models.CharField(blank=True, db_index=True, max_length=300)),
                ("times", models.PositiveIntegerField(default=1)),
            ],
            options={"ordering": ("id",), "verbose_name_plural": "pending entries"},
        ),
        migrations.CreateModel(
            name="SignedHead",
            fields=[
                NUMBER,
                ("at", models.CharField(max_length=32)),
                ("kind", models.CharField(choices=KINDS, max_length=10)),
                ("row", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
                ("detail", models.JSONField(default=dict)),
                ("key", models.CharField(max_length=64)),
                ("signature", models.CharField(max_length=128)),
            ],
            options={"ordering": ("id",)},
        ),
        migrations.CreateModel(
            name="LogReview",
            fields=[
                NUMBER,
                ("partnership", models.CharField(max_length=60)),
                ("month", models.DateField()),
                ("found", models.TextField()),
                ("alerts", models.PositiveIntegerField(default=0)),
                ("by", models.CharField(max_length=200)),
                ("person", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("-month",),
                "constraints": [
                    models.UniqueConstraint(fields=("partnership", "month"), name="month_reviewed_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["partnership", "at"], name="audit_entry_day"),
        ),
        migrations.RunPython(guard, unguard),
    ]
