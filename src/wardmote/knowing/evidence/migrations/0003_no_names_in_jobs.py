"""Takes the names of files out of the list of work, which whoever sees no evidence reads too."""

import re

from django.db import migrations

from wardmote.measuring.catalogue.counted import counted

NEUTRAL = re.compile(r"Loading [\d,]+ files?")


def strip(apps, schema_editor):
    """Of old loads stay what was refused and what to do; the page of the file itself has the rest."""
    using = schema_editor.connection.alias
    for job in apps.get_model("jobs.Job")._base_manager.using(using).filter(kind="load"):
        number = max(1, len(job.params.get("uploads") or ()))
        if not NEUTRAL.fullmatch(job.about):
            job.about = f"Loading {counted(number, 'file', 'files')}"
        job.words = job.words.rpartition(": ")[2]
        job.problem = {**job.problem, "where": "", "found": ""} if job.problem else job.problem
        job.save(using=using, update_fields=["about", "words", "problem"])


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_no_cells_in_problems"), ("jobs", "0001_initial")]
    operations = [migrations.RunPython(strip, migrations.RunPython.noop)]
