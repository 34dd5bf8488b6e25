"""Focal points speak; moderators read what was said."""

from django.db import migrations

from network.accounts.roles import Role, grant


def give(apps, schema_editor):
    grant(apps, Role.FOCAL_POINT, "verification", "focalpoint", "speak")
    grant(apps, Role.MODERATOR, "verification", "endorsement", "view")
    grant(apps, Role.MODERATOR, "verification", "consultation", "view")


class Migration(migrations.Migration):
    dependencies = [("verification", "0001_initial"), ("accounts", "0002_roles")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
