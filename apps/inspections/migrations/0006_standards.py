from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inspections", "0005_paper_sheets")]

    operations = [
        migrations.AddField(
            model_name="checklist",
            name="standard",
            field=models.CharField(blank=True, db_default="", default="", max_length=20, verbose_name="标准名称"),
        ),
    ]
