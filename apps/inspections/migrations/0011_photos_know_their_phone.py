from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inspections", "0010_lean_patrols")]

    operations = [
        migrations.AddField(
            model_name="patrolphoto",
            name="device_id",
            field=models.UUIDField(blank=True, null=True, verbose_name="手机"),
        ),
    ]
