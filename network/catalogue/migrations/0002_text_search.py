"""Text-search configurations that ignore accents, one for each language of the portal; and the index is up to date."""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations
from django.utils import timezone

from network.catalogue.text import CONFIGURATIONS, EDITION

# The kinds of token that are words; the dictionary of the copied configuration follows after unaccent.
WORDS = "asciiword, word, hword, hword_part, asciihword, hword_asciipart"


def create(name, base):
    stem = "simple" if base == "simple" else f"{base}_stem"
    return (
        f"CREATE TEXT SEARCH CONFIGURATION {name} (COPY = pg_catalog.{base});"
        f"ALTER TEXT SEARCH CONFIGURATION {name} ALTER MAPPING FOR {WORDS} WITH unaccent, {stem};"
    )


def note_that_index_is_up_to_date(apps, schema_editor):
    """Where nothing is listed yet, nothing has to be written anew."""
    if not apps.get_model("catalogue", "Entry").objects.exists():
        apps.get_model("catalogue", "Rebuild").objects.create(edition=EDITION, ended_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [
        UnaccentExtension(),
        *(
            migrations.RunSQL(create(name, base), f"DROP TEXT SEARCH CONFIGURATION {name};")
            for name, base in CONFIGURATIONS.values()
        ),
        migrations.RunPython(note_that_index_is_up_to_date, migrations.RunPython.noop),
    ]
