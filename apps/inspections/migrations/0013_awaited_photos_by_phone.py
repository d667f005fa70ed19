import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0012_awaited_photos_know_their_phone"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="patrolphoto", name="patrol_photo_missing"),
        migrations.AddIndex(
            model_name="patrolphoto",
            index=models.Index(
                condition=models.Q(("received_at__isnull", True), ("taken_off_at__isnull", True)),
                fields=["device_id"],
                include=("patrol",),
                name="patrol_photo_awaited",
            ),
        ),
        migrations.AlterField(
            model_name="incomingphoto",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
