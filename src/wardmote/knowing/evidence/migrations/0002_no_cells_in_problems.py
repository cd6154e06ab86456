"""Takes the cells of partners' files out of what uploads and jobs tell of their problems."""

from django.db import migrations


def strip(apps, schema_editor):
    """Of rows that cannot be used the reasons and row numbers stay; of anything else found, nothing."""
    using = schema_editor.connection.alias
    for model, held in (("evidence.Upload", {}), ("jobs.Job", {"kind": "load"})):
        for row in apps.get_model(model)._base_manager.using(using).filter(**held):
            lines = str(row.problem.get("found", "")).splitlines()
            bad_rows = "bad" in row.problem or "rows cannot be used" in str(row.problem.get("what", ""))
            kept = "\n".join(line.partition(" (")[0] for line in lines) if bad_rows else ""
            row.problem = {**row.problem, "found": kept} if row.problem else row.problem
            changed = ["problem"]
            if (known := getattr(row, "recognised", None)) and known.get("problem"):
                row.recognised = {**known, "problem": {**known["problem"], "found": ""}}
                changed.append("recognised")
            row.save(using=using, update_fields=changed)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial"), ("jobs", "0001_initial")]
    operations = [migrations.RunPython(strip, migrations.RunPython.noop)]
