from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [  # noqa: RUF012 # Django's way to write a migration
        migrations.CreateModel(
            name="ChangeNote",
            fields=[
                ("sequence", models.BigIntegerField(primary_key=True, serialize=False)),
                ("by", models.CharField(max_length=150, null=True)),
                ("via", models.CharField(max_length=16)),
                ("undoes", models.BigIntegerField(null=True)),
            ],
        ),
    ]
