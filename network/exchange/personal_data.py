"""What is kept of what members offer, ask for, answer, agree and evaluate."""

from django.utils.translation import gettext_lazy as _

from network.accounts.data_protection import register
from network.exchange.models import Answer, Cost, Evaluation, Exchange, FollowUp, Opportunity, Proposal
from network.moderation.personal_data import register_kind

KEPT = {
    "erased": _("drafts deleted; published contributions stay without your name, unless you choose to withdraw them"),
    "period": _("until you delete it"),
}

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
