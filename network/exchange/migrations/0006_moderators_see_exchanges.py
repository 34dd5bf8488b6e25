"""Moderators may see how exchanges stand and what came of them; who takes part is behind the right of answers."""

from django.db import migrations

from network.accounts.roles import Role, grant


def give(apps, schema_editor):
    grant(apps, Role.MODERATOR, "exchange", "exchange", "view")


class Migration(migrations.Migration):
    dependencies = [("exchange", "0005_steps_of_exchanges")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
