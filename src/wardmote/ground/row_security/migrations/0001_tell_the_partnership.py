"""Changes no table. A program of before, which tells PostgreSQL no partnership, would be shown no row and take
the records for empty; what it does not know among the migrations made it refuses."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = []
