"""What is listed already is written anew, so that it can be put in order and filtered like all else."""

from django.db import migrations

from network.catalogue.text import EDITION


def ask_for_rebuild(apps, schema_editor):
    if apps.get_model("catalogue", "Entry").objects.exists():
        apps.get_model("catalogue", "Rebuild").objects.create(edition=EDITION)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0011_orders")]

    operations = [migrations.RunPython(ask_for_rebuild, migrations.RunPython.noop)]
