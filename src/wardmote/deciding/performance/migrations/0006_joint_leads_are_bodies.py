from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("performance", "0005_joint_leads_found")]

    operations = [
        migrations.RemoveField(model_name="planexception", name="joint_names"),
    ]
