"""What lists of staff call a profile is the role; the name stands on the page where somebody decides."""

from django.db import migrations

CALL_BY_ROLE = """
    UPDATE moderation_record r SET heading = COALESCE(NULLIF(p.role_name, ''), 'user-' || p.user_id)
    FROM experts_profile p WHERE p.record_ptr_id = r.id
"""
CALL_BY_NAME = """
    UPDATE moderation_record r
    SET heading = COALESCE(NULLIF(trim(p.given_name || ' ' || p.family_name), ''), p.role_name)
    FROM experts_profile p WHERE p.record_ptr_id = r.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("experts", "0012_plainer_words"),
        ("moderation", "0015_plainer_words"),
    ]

    operations = [migrations.RunSQL(CALL_BY_ROLE, CALL_BY_NAME)]
