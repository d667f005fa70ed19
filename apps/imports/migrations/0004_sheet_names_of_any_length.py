from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0003_duplicates_of_a_problem_are_found_by_index"),
    ]

    operations = [
        migrations.AlterField(
            model_name="cellcorrection",
            name="sheet",
            field=models.TextField(verbose_name="工作表"),
        ),
        migrations.AlterField(
            model_name="importrow",
            name="sheet",
            field=models.TextField(verbose_name="工作表"),
        ),
    ]
