"""What the start page of the admin tells a moderator."""

from django import template
from django.db.models import Count, Min

from network.catalogue.kinds import Kind
from network.moderation.models import Record

register = template.Library()


@register.simple_tag
def waiting_by_kind():
    """For each kind of which something waits: its name, how many wait, and since when the oldest does."""
    rows = Record.objects.waiting().order_by().values("kind").annotate(count=Count("pk"), oldest=Min("submitted_at"))
    return [
        {"kind": row["kind"], "label": Kind(row["kind"]).label, "count": row["count"], "oldest": row["oldest"]}
        for row in sorted(rows, key=lambda row: row["oldest"])
    ]
