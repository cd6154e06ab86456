from django.db import migrations, models


class Migration(migrations.Migration):
    """Joint leads are bodies; the names of before are read in the next step."""

    dependencies = [
        ("partners", "0009_kinds_and_reminders"),
        ("performance", "0003_definition_of_a_value"),
    ]

    operations = [
        migrations.RenameField(model_name="planexception", old_name="joint", new_name="joint_names"),
        migrations.AddField(
            model_name="planexception",
            name="joint",
            field=models.ManyToManyField(related_name="+", to="partners.body"),
        ),
    ]
