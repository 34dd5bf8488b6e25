"""Moderators may read reported conversations."""

from django.db import migrations

from network.accounts.roles import Role, grant


def give(apps, schema_editor):
    for model in ("conversation", "writing"):
        grant(apps, Role.MODERATOR, "relay", model, "view")


class Migration(migrations.Migration):
    dependencies = [
        ("relay", "0001_initial"),
        ("accounts", "0002_roles"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
