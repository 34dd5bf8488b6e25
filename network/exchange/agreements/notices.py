"""What the two sides of an exchange are told by mail: that something waits or happened, not with whom or about what."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from network.exchange.agreements import evaluating
from network.exchange.agreements.shown import address_of
from network.exchange.models import Evaluation, Exchange, FollowUp, Proposal
from network.notices.letters import Letter, button, paragraph, renders


@renders("exchange.proposed")
def proposed(notice) -> Letter | None:
    """Tell the other side that a step waits for it; not when it was answered or withdrawn already."""
    return _proposal_letter(
        notice,
        _("Expert Network: a proposal awaits your response"),
        _("The other side of an exchange in which you take part has proposed a step. Confirm or decline it."),
    )


@renders("exchange.proposed-reminder")
def proposed_reminder(notice) -> Letter | None:
    """Tell it once more."""
    return _proposal_letter(
        notice,
        _("Expert Network: a proposal still awaits your response"),
        _("A step of an exchange in which you take part has been waiting for your response for a week."),
    )


def _proposal_letter(notice, subject, text):
    found = Proposal.objects.open().filter(pk=notice.about).select_related("exchange").first()
    if found is None:
        return None
    parts = (paragraph(text), _to_exchange(_("Read the proposal, after signing in"), found.exchange))
    return Letter(subject=subject, parts=parts, why=_why())


@renders("exchange.confirmed")
def confirmed(notice) -> Letter | None:
    """Tell who proposed a step that the other side confirmed it."""
    return _answer_letter(
        notice,
        _("Expert Network: your proposal has been confirmed"),
        _("The other side of an exchange in which you take part has confirmed the step that you proposed."),
    )


@renders("exchange.declined")
def declined(notice) -> Letter | None:
    """Tell who proposed a step that the other side declined it."""
    return _answer_letter(
        notice,
        _("Expert Network: your proposal has been declined"),
        _(
            "The other side of an exchange in which you take part has declined the step that you proposed. You can "
            "write to each other and propose something else."
        ),
    )


def _answer_letter(notice, subject, text):
    found = Proposal.objects.filter(pk=notice.about).select_related("exchange").first()
    if found is None:
        return None
    parts = (paragraph(text), _to_exchange(_("See the exchange, after signing in"), found.exchange))
    return Letter(subject=subject, parts=parts, why=_why())


@renders("exchange.ended")
def ended(notice) -> Letter | None:
    """Tell a side that an exchange ended, and not why."""
    found = Exchange.objects.filter(pk=notice.about).first()
    if found is None:
        return None
    return Letter(
        subject=_("Expert Network: an exchange has ended"),
        parts=(
            paragraph(_("An exchange in which you take part has ended. No further steps are possible in it.")),
            _to_exchange(_("See the exchange, after signing in"), found),
        ),
        why=_why(),
    )


@renders("exchange.evaluation")
def evaluation(notice) -> Letter | None:
    """Ask a side what came of it; not when it has answered, or its time is over."""
    return _question(
        notice,
        Evaluation,
        _("Expert Network: how was your exchange?"),
        _(
            "Four weeks ago, both sides confirmed that an exchange in which you take part was done. Please tell us in "
            "five minutes what you learned, what you will use and what did not work."
        ),
    )


@renders("exchange.evaluation-reminder")
def evaluation_reminder(notice) -> Letter | None:
    """Ask once more."""
    return _question(
        notice,
        Evaluation,
        _("Expert Network: your answers about an exchange are still missing"),
        _(
            "Two weeks ago we asked you what came of an exchange in which you take part. It takes five minutes. This "
            "is the only reminder."
        ),
    )


@renders("exchange.follow-up")
def follow_up(notice) -> Letter | None:
    """Ask a side what is in use now."""
    return _question(
        notice,
        FollowUp,
        _("Expert Network: what is in use six months after your exchange?"),
        _("An exchange in which you take part was done six months ago. Tell us in two answers what is in use now."),
    )


@renders("exchange.follow-up-reminder")
def follow_up_reminder(notice) -> Letter | None:
    """Ask once more."""
    return _question(
        notice,
        FollowUp,
        _("Expert Network: two answers about an exchange are still missing"),
        _("Two weeks ago we asked you what is in use after an exchange. This is the only reminder."),
    )


def _question(notice, model, subject, text):
    found = model.objects.waiting().filter(pk=notice.about).first()
    if found is None:
        return None
    return Letter(
        subject=subject,
        parts=(
            paragraph(text),
            paragraph(
                _(
                    "The other side and UNCCT staff read your answers. The link works without signing in until "
                    "%(date)s. Please do not forward it."
                )
                % {"date": date_format(found.expires_at)}
            ),
            button(_("Answer the questions"), evaluating.address(found)),
        ),
        why=_why(),
    )


def _to_exchange(label, exchange):
    return button(label, address_of(exchange))


def _why():
    return _("You get this email because you take part in an exchange of the network.")
