"""What centres of excellence ask experts by mail: a centre is named where everybody sees it, its keeper never."""

from django.urls import reverse
from django.utils.translation import gettext as _

from experts.models import Affiliation
from network.moderation.confirmations import public_title
from network.notices.letters import Letter, button, paragraph, points, renders
from network.notices.models import Notice
from network.relay.models import is_listed, takes_messages


@renders("centre.invited")
def invited(notice: Notice) -> Letter | None:
    """Tell an expert that a centre asks for them; not when they have answered, are hidden, or take no messages."""
    own = _own(notice, Affiliation.objects.waiting_for_expert())
    if own is None or not takes_messages(own.profile.key):
        return None
    return _letter(
        own,
        _("Expert Network: a centre asks whether you work with it"),
        _(
            "The contact for a centre of excellence asks whether you work with it. If you agree, its page lists you, "
            "as far as your profile shows you. Without your answer nothing is shown."
        ),
        _("Sign in to answer:"),
    )


@renders("centre.keeping-offered")
def keeping_offered(notice: Notice) -> Letter | None:
    """Tell an expert that they may become the keeper; not when that is no longer asked, or they are hidden."""
    own = _own(notice, Affiliation.objects.agreed().filter(keeping_offered_at__isnull=False))
    if own is None:
        return None
    return _letter(
        own,
        _("Expert Network: you are asked to become the contact for a centre"),
        _(
            "The contact for a centre of excellence that lists you asks you to take over. The contact keeps the "
            "description of the centre up to date and gets the messages of members."
        ),
        _("Sign in to read more and to answer:"),
    )


def _own(notice, affiliations):
    asked = affiliations.with_published().filter(centre__key=notice.about, profile__user=notice.user)
    own = asked.exclude(centre__author=notice.user).select_related("centre", "profile").first()
    return own if own and is_listed(own.profile.key) else None


def _letter(own, subject, text, label):
    title = public_title(own.centre)
    return Letter(
        subject=subject,
        parts=(
            paragraph(text),
            *([points([title])] if title else []),
            button(label, reverse("centre-join", args=[own.centre.slug])),
        ),
        why=_("You get this email because your profile is published on the network."),
    )
