from django.db import migrations


def bodies_of_names(apps, schema_editor):
    """Each name is the partnership's body of that name, else the one an edition printed so."""
    alias = schema_editor.connection.alias
    bodies = apps.get_model("partners", "Body").objects.using(alias)
    printed = apps.get_model("plan", "PlanBody").objects.using(alias)
    for row in apps.get_model("performance", "PlanException").objects.using(alias).exclude(joint_names=[]):
        town = row.partnership_id
        for name in row.joint_names:
            body = bodies.filter(partnership=town, name=name).first()
            again = printed.filter(edition__partnership=town, name=name).order_by("-edition_id").first()
            number = body.pk if body else again.body_id if again else None
            if number is not None and number != row.lead_id:
                row.joint.add(number)


def names_of_bodies(apps, schema_editor):
    alias = schema_editor.connection.alias
    for row in apps.get_model("performance", "PlanException").objects.using(alias):
        row.joint_names = [body.name for body in row.joint.order_by("name")]
        row.save(update_fields=["joint_names"])


class Migration(migrations.Migration):
    dependencies = [("performance", "0004_joint_leads"), ("plan", "0017_kinds_of_bodies")]

    operations = [migrations.RunPython(bodies_of_names, names_of_bodies)]
