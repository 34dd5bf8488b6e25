"""Until now each load wrote over what staff had edited, so what is stored came with the data files."""

from django.db import migrations

FILL = """
UPDATE catalogue_topic SET loaded = jsonb_build_object(
    'labels', labels, 'synonyms', synonyms, 'pillars', to_jsonb(pillars), 'group_id', group_id, 'position', position
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ("catalogue", "0018_topics_know_what_was_loaded"),
    ]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
