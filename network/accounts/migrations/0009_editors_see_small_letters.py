"""Editors, who look after the mail that leaves, see small letters and have failed ones tried again."""

from django.db import migrations

from network.accounts.roles import Role, grant


def give(apps, schema_editor):
    grant(apps, Role.EDITOR, "notices", "notice", "view", "retry")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_one_spelling_of_addresses"), ("notices", "0001_initial")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
