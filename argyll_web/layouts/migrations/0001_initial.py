from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [  # noqa: RUF012 # Django's way to write a migration
        migrations.CreateModel(
            name="Layout",
            fields=[
                ("name", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("positions", models.TextField()),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
        ),
    ]
