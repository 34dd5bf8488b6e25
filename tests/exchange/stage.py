"""An offer, its author, a member who fits, and answers in every state."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from experts.models import Profile
from network.accounts.models import User
from network.exchange import identities
from network.exchange.models import Answer, Opportunity
from network.notices.models import Notice
from network.relay.models import Conversation
from tests.factories import OpportunityFactory, ProfileFactory, UserFactory

REASON = "We ran such courses in three prisons."
# What tells who the two are, and must not be read by the other side before both said yes.
AUTHOR = {"given_name": "zqauthor", "organization": "zqministry", "position": "zqdirector", "role_name": "zqhead"}
MEMBER = {"given_name": "zqmember", "organization": "zqinstitute", "position": "zqlecturer", "role_name": "zqtrainer"}
BEHALF, BEHIND = "zqbehalf", "zqbehind"
STATES = ("answered", "asked", "agreed", "declined", "withdrawn", "expired", "stopped")


@dataclass
class Stage:
    """The people, and the offer of the first of them."""

    author: User
    member: User
    stranger: User
    opportunity: Opportunity

    @classmethod
    def make(cls):
        author = ProfileFactory.published(**AUTHOR).user
        stage = cls(
            author=author,
            member=ProfileFactory.published(**MEMBER).user,
            stranger=ProfileFactory.published().user,
            opportunity=OpportunityFactory.published(
                author=author,
                institution=BEHIND,
                is_blind=True,
                related__languages=["en", "fr"],
                related__modalities=["mentoring"],
            ),
        )
        Notice.objects.all().delete()
        return stage

    def answer(self, state="answered", member=None, **fields):
        """An answer of `member` in one of STATES, as the steps would have left it."""
        return Answer.objects.create(**self.columns(state, member, **fields))

    def columns(self, state="answered", member=None, **fields):
        """The columns of that row."""
        member, now = member or self.member, timezone.now()
        is_asked = state == "asked"
        fields = {
            "opportunity": self.opportunity,
            "author": self.author,
            "member": member,
            "author_profile": key_of(self.author),
            "profile": key_of(member) if member in (self.member, self.stranger) else "",
            "is_asked": is_asked,
            "mark": identities.mark(self.opportunity, member),
            "institution": "" if is_asked else BEHALF,
            "reason": REASON,
            "author_yes_at": now if state in {"asked", "agreed"} else None,
            "member_yes_at": None if is_asked else now,
            "begun_at": now,
            "expires_at": now + (-timedelta(hours=1) if state == "expired" else Answer.OPEN_FOR),
        } | fields
        if state in {"declined", "withdrawn", "stopped"}:
            fields |= {"end": state, "ended_at": now}
        if state == "agreed":
            fields["conversation"] = Conversation.objects.create(
                subject="x", begun_by=member, begun_with=self.author, profile_by="x", profile_with="y"
            )
        return fields


def key_of(user):
    return Profile.objects.get(user=user).key


def hide(user):
    Profile.objects.get(user=user).hide()


def many_members(count):
    """Members without more than an account, for what only counts them."""
    return User.objects.bulk_create(UserFactory.build_batch(count, is_member=True))
