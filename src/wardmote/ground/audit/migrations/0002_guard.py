"""The database refuses to change or take away rows of the log."""

from django.db import migrations

from wardmote.ground.audit import guarding


def guard(apps, schema_editor):
    guarding.guard(schema_editor.connection.vendor, schema_editor, [guarding.ENTRIES])


def unguard(apps, schema_editor):
    guarding.unguard(schema_editor.connection.vendor, schema_editor, [guarding.ENTRIES])


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
