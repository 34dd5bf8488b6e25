"""What is published counts as confirmed when it was approved."""

from django.db import migrations

CONFIRM = """
UPDATE moderation_record SET confirmed_at = version.approved_at
FROM moderation_version version WHERE version.id = moderation_record.live_id;
UPDATE catalogue_entry SET fresh_until = record.confirmed_at
    + CASE record.kind WHEN 'expert' THEN interval '183 days' ELSE interval '365 days' END
FROM moderation_record record
WHERE record.key = catalogue_entry.record AND record.kind IN ('expert', 'practice') AND record.live_id IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0007_freshness"), ("catalogue", "0005_freshness")]

    operations = [migrations.RunSQL(CONFIRM, migrations.RunSQL.noop)]
