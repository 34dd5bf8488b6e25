"""Moderators read and answer inquiries."""

from django.db import migrations

from network.accounts.roles import Role, grant


def give(apps, schema_editor):
    grant(apps, Role.MODERATOR, "contact", "inquiry", "view", "change")


class Migration(migrations.Migration):
    dependencies = [("contact", "0001_initial"), ("accounts", "0002_roles")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
