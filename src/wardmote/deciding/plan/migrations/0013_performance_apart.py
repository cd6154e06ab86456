"""What is watched belongs to the room above: its tables stay as they are, and are now ``performance``'s."""

from django.db import migrations

GONE = (
    "ExceptionStep", "PlanException", "MonthReview", "AgreedTarget", "EnteredReading", "MeasureBaseline",
    "MeasureFeed", "MeasureReading", "PeerComparison",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = (("plan", "0012_money_is_decimal"), ("performance", "0001_initial"))
    operations = (
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name) for name in GONE], database_operations=[]
        ),
    )
