"""Moderators may see how answers and exchanges stand and what came of them.

Who the two sides are is a right that nobody gets with a role.
"""

from django.db import migrations

from network.accounts.roles import Role, grant


def give(apps, schema_editor):
    for model in ("answer", "exchange"):
        grant(apps, Role.MODERATOR, "exchange", model, "view")


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_offers_answers_exchanges"),
        ("accounts", "0002_roles"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
