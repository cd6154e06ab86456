from django.db import migrations

KINDS = {
    "council": "district-council",
    "fire": "fire-and-rescue",
    "health": "integrated-care-board",
    "county": "county-unit",
}
SHARED = ("", "The strategy group", "The partnership")


def kinds_of_the_law(apps, schema_editor):
    """The nine kinds of before become those of the law; the plan says of its bodies which they are."""
    bodies = apps.get_model("partners", "Body").objects.using(schema_editor.connection.alias)
    for old, new in KINDS.items():
        bodies.filter(kind=old).update(kind=new)


def kinds_of_before(apps, schema_editor):
    bodies = apps.get_model("partners", "Body").objects.using(schema_editor.connection.alias)
    back = {new: old for old, new in KINDS.items()}
    back |= {
        "county-council": "council",
        "police-authority": "police",
        "police-and-crime-commissioner": "police",
        "primary-care-trust": "health",
        "clinical-commissioning-group": "health",
        "youth-offending-team": "county",
        "local-strategic-partnership": "voluntary",
        "linked": "voluntary",
    }
    for new, old in back.items():
        bodies.filter(kind=new).update(kind=old)


def reminders_by_number(apps, schema_editor):
    """Whom a reminder went to is a body by its number; who owes without one keeps its name.

    A name that no body has any more stays: it reminds nobody again.
    """
    alias = schema_editor.connection.alias
    bodies = apps.get_model("partners", "Body").objects.using(alias)
    reminders = apps.get_model("partners", "Reminder").objects.using(alias)
    for body in bodies.order_by("pk"):
        if body.name not in SHARED:
            reminders.filter(partnership=body.partnership_id, body=body.name).update(body=str(body.pk))


def reminders_by_name(apps, schema_editor):
    alias = schema_editor.connection.alias
    bodies = apps.get_model("partners", "Body").objects.using(alias)
    reminders = apps.get_model("partners", "Reminder").objects.using(alias)
    for body in bodies.order_by("pk"):
        reminders.filter(partnership=body.partnership_id, body=str(body.pk)).update(body=body.name)


class Migration(migrations.Migration):
    dependencies = [("partners", "0008_bodies_by_date")]

    operations = [
        migrations.RunPython(kinds_of_the_law, kinds_of_before),
        migrations.RunPython(reminders_by_number, reminders_by_name),
    ]
