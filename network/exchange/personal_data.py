"""What is kept of what members offer, ask for, answer, agree and evaluate."""

from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from network.accounts.data_protection import eraser, register
from network.exchange.agreements import agreeing
from network.exchange.models import (
    Answer,
    Cost,
    Evaluation,
    Exchange,
    FollowUp,
    Opportunity,
    Proposal,
    Responsiveness,
    Side,
)
from network.moderation.personal_data import erase_record, register_kind

KEPT = {"erased": _("deleted"), "period": _("until you delete it")}

register_kind(Opportunity, **KEPT)
register(Cost, "opportunity__author", exported=["opportunity__key", "item", "borne_by", "note"], **KEPT)


def _own_side(answer):
    """What somebody gets of an answer: what they said, and how it ended, as their page says; never the other side."""
    is_author = answer.reader == answer.author_id
    is_told = answer.end != Answer.End.WITHDRAWN or is_author == answer.is_asked
    return {
        "key": answer.key,
        "side": Side.AUTHOR if is_author else Side.MEMBER,
        "institution": "" if is_author else answer.institution,
        "reason": answer.reason if is_author == answer.is_asked else "",
        "report": answer.report if is_author != answer.is_asked else "",
        "begun_at": answer.begun_at,
        "yes_at": answer.author_yes_at if is_author else answer.member_yes_at,
        "ended_at": answer.ended_at,
        "end": answer.end if is_told else Answer.End.STOPPED,
    }


register(
    Answer,
    lambda user: Answer.objects.of(user).annotate(reader=Value(user.pk)),
    describe=_own_side,
    erased=_("ended, without anything of yours"),
    period=_("two years"),
)


# Both sides of an exchange get what was agreed and, of what each said alone, their own.
OF_AN_EXCHANGE = {"erased": _("ended; your words deleted"), "period": _("two years after it was over")}


def _proposals_of(user):
    by_author = Q(by=Side.AUTHOR, exchange__answer__author=user)
    return Proposal.objects.filter(by_author | Q(by=Side.MEMBER, exchange__answer__member=user))


register(Exchange, Exchange.objects.of, exported=["key", "stage", "stage_since", "ended_at", "terms"], **OF_AN_EXCHANGE)
register(
    Proposal, _proposals_of, exported=["exchange__key", "stage", "terms", "at", "confirmed_at", "end"], **OF_AN_EXCHANGE
)
register(
    Evaluation, Evaluation.objects.of, exported=["exchange__key", *Evaluation.ANSWERS, "given_at"], **OF_AN_EXCHANGE
)
register(FollowUp, FollowUp.objects.of, exported=["exchange__key", *FollowUp.ANSWERS, "given_at"], **OF_AN_EXCHANGE)
register(
    Responsiveness,
    "user",
    exported=["band", "counted_at"],
    erased=_("deleted"),
    period=_("counted again every night, from the last twelve months"),
)


@eraser
def erase_opportunities(user, take_down):
    """Delete what `user` offered and asked for: without its author nobody could answer."""
    for opportunity in Opportunity.objects.by(user):
        erase_record(opportunity)


@eraser
def erase_answers(user, take_down):
    """End what is open between `user` and somebody else, and take out of every answer what tells of `user`.

    The other side's part stays; it is told, with all that ended that day, that this has ended.
    """
    Answer.objects.of(user).stop()
    said = Q(author=user, is_asked=True) | Q(member=user, is_asked=False)
    Answer.objects.filter(said).update(reason="")
    # Either side may have written it about the other.
    Answer.objects.of(user).update(report="")
    Answer.objects.filter(author=user).update(author=None, author_profile="", author_card={})
    # The mark stays: an answer without one would be told apart from those that were withdrawn.
    Answer.objects.filter(member=user).update(member=None, profile="", institution="", member_card={})


@eraser
def erase_exchanges(user, take_down):
    """End the exchanges of `user` and delete their words; before answers forget whose they are, so this stands last."""
    agreeing.leave(user)
    Responsiveness.objects.filter(user=user).delete()
