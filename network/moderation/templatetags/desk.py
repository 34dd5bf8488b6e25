"""What the start page of the admin tells a moderator."""

from django import template

from network.moderation import queue
from network.moderation.models import Assignment

register = template.Library()


@register.simple_tag
def waiting_lines():
    """What waits, see `queue.waiting`."""
    return queue.waiting()


@register.simple_tag
def on_my_desk(user):
    """How many records `user` took and has not decided yet."""
    return Assignment.objects.filter(moderator=user).count()
