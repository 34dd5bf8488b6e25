"""Where nothing is listed yet, nothing has to be written anew."""

from django.db import migrations
from django.utils import timezone

from network.catalogue.text import EDITION


def note_that_it_is(apps, schema_editor):
    if not apps.get_model("catalogue", "Entry").objects.exists():
        apps.get_model("catalogue", "Rebuild").objects.create(edition=EDITION, ended_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0008_rebuilds")]

    operations = [migrations.RunPython(note_that_it_is, migrations.RunPython.noop)]
