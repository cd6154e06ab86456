from django.db import migrations


def kinds_as_the_plan_has_them(apps, schema_editor):
    """A body that stands in an edition is of the kind the newest edition says."""
    alias = schema_editor.connection.alias
    rows = apps.get_model("plan", "PlanBody").objects.using(alias)
    bodies = apps.get_model("partners", "Body").objects.using(alias)
    for number, kind in rows.order_by("edition__year", "edition_id", "pk").values_list("body_id", "kind"):
        bodies.filter(pk=number).exclude(kind=kind).update(kind=kind)


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0009_kinds_and_reminders"),
        ("plan", "0016_accounts_of_two_people"),
    ]

    operations = [migrations.RunPython(kinds_as_the_plan_has_them, migrations.RunPython.noop)]
