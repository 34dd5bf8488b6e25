"""The three roles of staff, and what editors may do with small letters.

Editors look after the mail that leaves. The room of small letters lies below this one and knows no roles.
"""

from django.db import migrations

from network.accounts.roles import Role, grant

ROLES = ("moderators", "editors", "focal points")


def make(apps, schema_editor):
    for name in ROLES:
        apps.get_model("auth", "Group").objects.get_or_create(name=name)


def remove(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


def give(apps, schema_editor):
    """Let editors see small letters and have failed ones tried again."""
    grant(apps, Role.EDITOR, "notices", "notice", "view", "retry")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(make, remove),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
