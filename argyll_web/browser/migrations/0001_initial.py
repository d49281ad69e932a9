from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [  # noqa: RUF012 # Django's way to write a migration
        migrations.CreateModel(
            name="Preferences",
            fields=[
                ("browser", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("text", models.TextField()),
                ("changed_at", models.DateTimeField(auto_now=True, db_index=True)),
            ],
        ),
    ]
