"""What is listed already is written anew, so that its rows show whose and what they are."""

from django.db import migrations

from network.catalogue.text import EDITION


def ask_for_rebuild(apps, schema_editor):
    is_asked_for = apps.get_model("catalogue", "Rebuild").objects.filter(ended_at__isnull=True, facet="", kind="")
    if apps.get_model("catalogue", "Entry").objects.exists() and not is_asked_for.exists():
        apps.get_model("catalogue", "Rebuild").objects.create(edition=EDITION)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0015_pictures_of_entries")]

    operations = [migrations.RunPython(ask_for_rebuild, migrations.RunPython.noop)]
