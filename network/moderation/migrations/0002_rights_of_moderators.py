"""Moderators see every record and decide about it; they never write in an author's name."""

from django.db import migrations

from network.accounts.roles import Role, grant


def give(apps, schema_editor):
    grant(apps, Role.MODERATOR, "moderation", "record", "view", "decide")
    grant(apps, Role.MODERATOR, "moderation", "decision", "view")


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial"), ("accounts", "0002_roles")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
