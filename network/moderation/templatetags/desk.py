"""What the start page of the admin tells a moderator."""

from django import template
from django.db.models import Count, Min, Q

from network.catalogue.kinds import Kind
from network.moderation.deadlines import overdue_before
from network.moderation.models import Assignment, Record

register = template.Library()


@register.simple_tag
def waiting_by_kind():
    """For each kind of which something waits: its name, how many wait and how many too long, since when the oldest."""
    late = Count("pk", filter=Q(submitted_at__lte=overdue_before()))
    waiting = Record.objects.waiting().order_by().values("kind")
    rows = waiting.annotate(count=Count("pk"), late=late, oldest=Min("submitted_at"))
    return [{**row, "label": Kind(row["kind"]).label} for row in sorted(rows, key=lambda row: row["oldest"])]


@register.simple_tag
def on_my_desk(user):
    """How many records `user` took and has not decided yet."""
    return Assignment.objects.filter(moderator=user).count()
