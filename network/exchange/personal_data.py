"""What is kept of what members offer, ask for, answer, agree and evaluate."""

from django.utils.translation import gettext_lazy as _

from network.accounts.data_protection import eraser, register
from network.exchange.models import Answer, Cost, Evaluation, Exchange, FollowUp, Opportunity, Proposal
from network.moderation.personal_data import erase_record, register_kind

KEPT = {"erased": _("deleted"), "period": _("until you delete it")}

register_kind(Opportunity, **KEPT)
register(Cost, "opportunity__author", exported=["opportunity__key", "item", "borne_by", "note"], **KEPT)
register(
    Answer,
    "member",
    exported=["key", "institution", "reason", "begun_at", "ended_at", "end"],
    erased=_("ended, without your name"),
    period=_("two years"),
)
register(Exchange, "answer__member", exported=["key", "stage", "terms"], erased=_("ended"), period=_("two years"))
register(
    Proposal, "exchange__answer__member", exported=["stage", "terms", "at"], erased=_("ended"), period=_("two years")
)
register(Evaluation, "exchange__answer__member", exported=[], erased=_("ended"), period=_("two years"))
register(FollowUp, "exchange__answer__member", exported=[], erased=_("ended"), period=_("two years"))


@eraser
def erase_opportunities(user, take_down):
    """Delete what `user` offered and asked for: without its author nobody could answer."""
    for opportunity in Opportunity.objects.by(user):
        erase_record(opportunity)
