"""A record knows which numbers of versions were given, also those of versions that an erasure has deleted."""

from django.db import migrations

COUNT = """
    UPDATE moderation_record AS record SET versions_made = GREATEST(
        record.versions_made,
        (SELECT max(number) FROM moderation_version WHERE record_id = record.id),
        (SELECT max(version) FROM catalogue_announcement WHERE record = record.key)
    )
"""


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0012_numbers_and_what_is_shown"),
        ("catalogue", "0005_freshness"),
    ]

    operations = [migrations.RunSQL(COUNT, migrations.RunSQL.noop)]
