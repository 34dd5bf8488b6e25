"""Editors write and publish the pages of this room."""

from django.db import migrations

from network.accounts.roles import Role, grant


def give(apps, schema_editor):
    for model in ("article", "publication", "event"):
        grant(apps, Role.EDITOR, "news", model, "view", "add", "change")


class Migration(migrations.Migration):
    dependencies = [("news", "0001_initial"), ("accounts", "0002_roles")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
