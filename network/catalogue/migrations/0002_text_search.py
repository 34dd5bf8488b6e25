"""Text-search configurations that ignore accents, one for each language of the portal."""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations

from network.catalogue.text import CONFIGURATIONS

# The kinds of token that are words; the dictionary of the copied configuration follows after unaccent.
WORDS = "asciiword, word, hword, hword_part, asciihword, hword_asciipart"


def create(name, base):
    stem = "simple" if base == "simple" else f"{base}_stem"
    return (
        f"CREATE TEXT SEARCH CONFIGURATION {name} (COPY = pg_catalog.{base});"
        f"ALTER TEXT SEARCH CONFIGURATION {name} ALTER MAPPING FOR {WORDS} WITH unaccent, {stem};"
    )


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [
        UnaccentExtension(),
        *(
            migrations.RunSQL(create(name, base), f"DROP TEXT SEARCH CONFIGURATION {name};")
            for name, base in CONFIGURATIONS.values()
        ),
    ]
