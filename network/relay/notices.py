"""The letter that says that there is a message, without message or name: mail is read over shoulders."""

from django.urls import reverse
from django.utils.translation import gettext as _

from network.notices.letters import Letter, button, paragraph, renders
from network.relay.models import Writing


@renders("relay.message")
def message(notice) -> Letter | None:
    """Tell the other side of a writing; not when it was read or erased already."""
    writing = Writing.objects.filter(pk=notice.about, read_at__isnull=True).select_related("conversation").first()
    if writing is None:
        return None
    return Letter(
        subject=_("You have a message"),
        parts=(
            paragraph(
                _(
                    "Somebody in the South–South CT/PVE Expert Network wrote to you. Sign in to read it and to answer; "
                    "neither side sees an address."
                )
            ),
            paragraph(
                _(
                    "You can close or report the conversation there, and switch messages off among the choices of who "
                    "sees what."
                )
            ),
            button(_("Read it"), reverse("conversation", args=[writing.conversation.key])),
        ),
        why=_("You receive this letter because your profile takes messages from members."),
    )
