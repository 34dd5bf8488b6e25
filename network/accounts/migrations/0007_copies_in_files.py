"""Archives lie in the private storage: with the files of a person they are too large for a column.

Copies that wait to be fetched are made anew.
"""

from django.db import migrations, models

import network.storage


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_looks_at_consultations")]
    operations = [
        migrations.RemoveField("copy", "archive"),
        migrations.AddField(
            "copy",
            "archive",
            models.FileField(blank=True, storage=network.storage.private, upload_to=network.storage.random_name),
        ),
    ]
