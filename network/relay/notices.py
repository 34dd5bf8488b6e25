"""The letter that says that there is a message, without message or name: mail is read over shoulders."""

from django.urls import reverse
from django.utils.translation import gettext as _

from network.notices.letters import Letter, button, paragraph, renders
from network.relay import offices
from network.relay.models import Writing


@renders("relay.message")
def message(notice) -> Letter | None:
    """Tell the other side of a writing; not when it was read or erased already."""
    writing = Writing.objects.filter(pk=notice.about, read_at__isnull=True).select_related("conversation").first()
    if writing is None:
        return None
    conversation = writing.conversation
    office = offices.find(conversation.profile_of(notice.user))
    return Letter(
        subject=_("Expert Network: you have a message"),
        parts=(
            paragraph(
                _(
                    "A member of the South-South CT/PVE Expert Network has sent you a message. Sign in to read and "
                    "answer it. Your email address is not shown to them."
                )
            ),
            paragraph(
                _("You can close or report the conversation there.")
                if office
                else _(
                    "You can close or report the conversation there. To stop receiving messages, change “Who can see "
                    "what” in your profile."
                )
            ),
            button(_("Read the message"), reverse("conversation", args=[conversation.key])),
        ),
        why=str(office[0].why)
        if office
        else _("You get this email because your profile accepts messages from members."),
    )
