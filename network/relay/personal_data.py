"""What is kept of what members write to each other."""

from django.utils.translation import gettext_lazy as _

from network.accounts.data_protection import eraser, register
from network.relay.models import Conversation, Writing

KEPT = {"erased": _("deleted, for both sides"), "period": _("two years after the latest message")}

register(Conversation, "begun_by", exported=["key", "subject", "begun_at", "closed_at"], **KEPT)
register(Writing, "author", exported=["conversation__key", "text", "written_at"], **KEPT)


@eraser
def erase_conversations(user, take_down):
    """Delete every conversation of `user`; of those of an office that was not theirs alone, what they wrote."""
    Conversation.objects.begun_between(user).delete()
    Writing.objects.filter(author=user).delete()
    for conversation in Conversation.objects.filter(colleagues=user):
        conversation.colleagues.remove(user)
