"""Whose membership a token rests on: who made it.

Of tokens that are there: a person's own was made by them; one for a body by the manager of that name and body,
where there is just one. Where there is not, it opens nothing from now on, and the page of tokens says so.
"""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def name_makers(apps: Any, schema_editor: Any) -> None:
    """Find each maker again."""
    using = schema_editor.connection.alias
    memberships = apps.get_model("partners", "Membership").objects.using(using).filter(role="manager")
    for token in apps.get_model("partners", "ApiToken").objects.using(using):
        managed = memberships.filter(partnership=token.partnership_id).select_related("person", "body")
        named = {
            each.person_id for each in managed if f"{each.person.name} ({each.body.name})" == token.made_by
        }
        token.maker_id = token.person_id or (named.pop() if len(named) == 1 else None)
        token.save(update_fields=["maker"])


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0006_confirmed_invitations"),
    ]

    operations = [
        migrations.AddField(
            model_name="apitoken",
            name="maker",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tokens_made",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(name_makers, migrations.RunPython.noop),
    ]
