"""Editors look after the mail that leaves: they see runs and messages, hold and release them, and tend suppressions."""

from django.db import migrations

from network.accounts.roles import Role, grant


def give(apps, schema_editor):
    grant(apps, Role.EDITOR, "alerts", "run", "view", "send")
    for model in ("message", "storedsearch", "subscriber", "mailevent"):
        grant(apps, Role.EDITOR, "alerts", model, "view")
    grant(apps, Role.EDITOR, "alerts", "suppression", "view", "add", "delete")


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial"), ("accounts", "0002_roles")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
