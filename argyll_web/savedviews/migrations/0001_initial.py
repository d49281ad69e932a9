from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [  # noqa: RUF012 # Django's way to write a migration
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("browser", models.CharField(max_length=32, db_index=True)),
                ("page", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=120)),
                ("query", models.TextField()),
                ("is_shared", models.BooleanField(default=False, db_index=True)),
                ("is_pinned", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={"ordering": ("name", "id")},
        ),
    ]
