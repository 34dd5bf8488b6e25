"""The steps from interest to both yeses. Each locks, checks, changes, and has the other side told, in one transaction.

What a side may not know (that the other is hidden, suspended or gone) is never the reason of a refusal: the answer then
ends, in the words in which everything ends.
"""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.catalogue.audiences import Audience
from network.catalogue.cards import Card
from network.exchange import identities, telling
from network.exchange.agreements import agreeing
from network.exchange.models import Answer, Opportunity, Side
from network.moderation.models import NotPossible, step
from network.notices import outbox
from network.relay.models import Conversation, NotSent, is_listed, takes_messages

DAY = timedelta(days=1)
ANSWERS_A_DAY = 10
ASKED_A_DAY = 20
# How many authors may wait for one member at once.
ASKED_AT_ONCE = 10

CLOSED = _("This offer or request is not open for answers at present.")
ENDED = _("This has ended, so nothing was changed.")
NOT_LISTED = _("Members cannot see your profile at present. Show your profile to members, then try again.")
TAKES_NONE = _("Your profile does not accept messages. Switch messages on in your profile, then try again.")
OWN = _("This is your own offer or request, so you cannot answer it.")
TOO_MANY = _("You have reached the daily limit for answers. Copy your text and send it tomorrow.")
TOO_MANY_ASKED = _("You have reached the daily limit for invitations. Copy your text and send it tomorrow.")
DID_NOT_FIT = _("You have answered this before, and it did not fit.")
ASKED_BEFORE = _("You have already asked this member.")
NOT_TO_BE_ASKED = _("This member cannot be asked at present.")


def takes_answers(opportunity: Opportunity, card: Card | None) -> bool:
    """Whether `opportunity`, of which members see `card`, can be answered now."""
    return card is not None and opportunity.is_open and opportunity.author.is_active


@step
def answer(opportunity: Opportunity, member: User, *, reason: str, institution: str = "") -> Answer:
    """Have `member` answer `opportunity`; return the answer, once also when it is sent twice.

    Where its author has asked them already, this is their yes, and `reason` their first message. Raises NotPossible.
    """
    profile = _own_profile(member)
    if opportunity.author_id == member.pk:
        raise NotPossible(OWN)
    earlier = _hold(opportunity, member)
    if open_one := _open_among(earlier):
        if not open_one.is_asked or open_one.is_agreed:
            return open_one
        agreed = _say_yes(open_one, Side.MEMBER, profile, institution)
        _say_first(agreed, member, reason)
        return agreed
    if any(found.end == Answer.End.DECLINED and not found.is_asked for found in earlier):
        raise NotPossible(DID_NOT_FIT)
    if Answer.objects.filter(member=member, is_asked=False, begun_at__gt=timezone.now() - DAY).count() >= ANSWERS_A_DAY:
        raise NotPossible(TOO_MANY)
    begun = _begin(opportunity, member, profile, reason=reason, institution=institution)
    telling.tell_author(opportunity, [begun])
    return begun


@step
def ask(opportunity: Opportunity, profile_key: str, reason: str = "") -> Answer:
    """Have the author of `opportunity` ask the member with this profile; return the answer, once also when sent twice.

    Where the member has answered already, this is the author's yes. Raises NotPossible.
    """
    author_profile, profile = _own_profile(opportunity.author), identities.profile_with(profile_key)
    if profile is None or not _is_reachable(profile.key, profile.user):
        raise NotPossible(NOT_TO_BE_ASKED)
    member = profile.user
    if opportunity.author_id == member.pk:
        raise NotPossible(OWN)
    earlier = _hold(opportunity, member)
    if open_one := _open_among(earlier):
        if open_one.is_asked or open_one.is_agreed:
            return open_one
        return _say_yes(open_one, Side.AUTHOR, author_profile)
    if any(found.is_asked for found in earlier):
        raise NotPossible(ASKED_BEFORE)
    asked = Answer.objects.filter(is_asked=True)
    if asked.filter(author=opportunity.author_id, begun_at__gt=timezone.now() - DAY).count() >= ASKED_A_DAY:
        raise NotPossible(TOO_MANY_ASKED)
    if asked.open().filter(member=member).count() >= ASKED_AT_ONCE:
        raise NotPossible(NOT_TO_BE_ASKED)
    begun = _begin(opportunity, member, profile, is_asked=True, reason=reason)
    Answer.objects.filter(pk=begun.pk).update(told_at=begun.begun_at)
    outbox.put("answer.asked", begun.pk, member)
    return begun


@step
def say_yes(answer: Answer, user: User, institution: str = "") -> Answer:
    """Say the missing yes as `user`, once also when it is sent twice; both are joined by it.

    Where the other side cannot be reached any more it ends instead: look at what is returned. Raises NotPossible where
    it has ended, or where `user` is not seen by members or takes no messages.
    """
    held = _held(answer, user)
    if held.is_agreed:
        return held
    if not held.is_open:
        raise NotPossible(ENDED)
    side = held.side_of(user)
    if side == held.begun_by:
        return held
    return _say_yes(held, side, _own_profile(user), institution)


@step
def decline(answer: Answer, user: User) -> None:
    """Say no as `user`, whose yes is missing; no reason is asked for. Raises NotPossible where it has ended."""
    held = _held(answer, user)
    if held.end == Answer.End.DECLINED:
        return
    if not held.is_open or held.side_of(user) == held.begun_by:
        raise NotPossible(ENDED)
    _decline([held])


@step
def report(answer: Answer, user: User, text: str) -> None:
    """Have staff look at the reason that `user` reads, and decline. Staff are not told who wrote it.

    Raises NotPossible where it has ended, so that nothing is shown of it any more, or both said yes already.
    """
    held = _held(answer, user)
    if held.reported_at:
        return
    if not held.is_open or held.side_of(user) == held.begun_by:
        raise NotPossible(ENDED)
    Answer.objects.filter(pk=held.pk).update(reported_at=timezone.now(), report=text)
    _decline([held])


@step
def decline_others(opportunity: Opportunity, seen_until: datetime) -> int:
    """Say no to all open answers that came until then, as far as the author read; return how many they were."""
    held = Answer.objects.open().filter(opportunity=opportunity, is_asked=False, begun_at__lte=seen_until)
    return _decline(held.order_by("pk").select_for_update(of=("self",)).select_related("member"))


@step
def withdraw(answer: Answer, user: User) -> None:
    """Take back what `user` began. Raises NotPossible where it has ended, or both said yes."""
    held = _held(answer, user)
    if held.end == Answer.End.WITHDRAWN:
        return
    if not held.is_open or held.side_of(user) != held.begun_by:
        raise NotPossible(ENDED)
    Answer.objects.filter(pk=held.pk).end_now(Answer.End.WITHDRAWN)


def _own_profile(user):
    """The profile of `user`, whom the other side must be able to see and to write to."""
    profile = identities.profile_of(user)
    if profile is None or not is_listed(profile.key):
        raise NotPossible(NOT_LISTED)
    if not takes_messages(profile.key):
        raise NotPossible(TAKES_NONE)
    return profile


def _is_reachable(profile, user):
    return user is not None and user.is_active and is_listed(profile) and takes_messages(profile)


def _hold(opportunity, member):
    """Hold both people, so that of two who begin at once the second sees what the first wrote; return what there is."""
    people = User.objects.filter(pk__in=[opportunity.author_id, member.pk]).order_by("pk")
    list(people.select_for_update(no_key=True))
    # The rows as well: a side may be withdrawing or agreeing at this moment.
    earlier = Answer.objects.filter(opportunity=opportunity, member=member).order_by("pk")
    earlier = earlier.select_for_update(of=("self",), no_key=True)
    return list(earlier.select_related("opportunity", "author", "member"))


def _open_among(earlier):
    """The open or agreed one; what only time has ended is noted as ended, to make room for another."""
    for found in earlier:
        if not found.has_ended:
            return found
        if not found.end:
            Answer.objects.filter(pk=found.pk).end_now(found.has_ended)
    return None


def _held(answer, user):
    """The row of `answer` as it is now, held; Answer.DoesNotExist where `user` is no side of it."""
    rows = Answer.objects.of(user).select_for_update(of=("self",), no_key=True)
    return rows.select_related("opportunity", "author", "member").get(pk=answer.pk)


def _begin(opportunity, member, profile, *, reason, institution="", is_asked=False):
    # As it is now: it may have closed while this waited for its turn.
    opportunity = Opportunity.objects.select_related("live", "author").get(pk=opportunity.pk)
    card = opportunity.card(Audience.MEMBERS)
    if not takes_answers(opportunity, card):
        raise NotPossible(CLOSED)
    author_profile, now = identities.profile_of(opportunity.author), timezone.now()
    return Answer.objects.create(
        opportunity=opportunity,
        author=opportunity.author,
        member=member,
        author_profile=author_profile.key if author_profile else "",
        profile=profile.key,
        is_asked=is_asked,
        mark=identities.mark(opportunity, member),
        author_card=identities.card_without_identity(author_profile, card),
        member_card=identities.card_without_identity(profile, card),
        institution=institution,
        reason=reason,
        begun_at=now,
        author_yes_at=now if is_asked else None,
        member_yes_at=None if is_asked else now,
        expires_at=now + Answer.OPEN_FOR,
    )


def _say_yes(held, side, own_profile, institution=""):
    """Note the yes of `side` and join the two, or end it where the other side is gone."""
    author_profile = own_profile.key if side == Side.AUTHOR else held.author_profile
    other = (held.profile, held.member) if side == Side.AUTHOR else (author_profile, held.author)
    card = held.opportunity.card(Audience.MEMBERS)
    if card is None or not _is_reachable(*other):
        Answer.objects.filter(pk=held.pk).end_now(Answer.End.STOPPED)
        held.refresh_from_db()
        return held
    setattr(held, f"{side}_yes_at", timezone.now())
    held.author_profile = author_profile
    held.institution = held.institution or institution
    # Nobody has written yet: the letter about the agreement says where the conversation is.
    held.conversation = Conversation.objects.create(
        subject=card.title[: Conversation._meta.get_field("subject").max_length],
        begun_by=held.member,
        begun_with=held.author,
        profile_by=held.profile,
        profile_with=author_profile,
    )
    held.save()
    agreeing.begin(held)
    outbox.put("answer.agreed", held.pk, held.author if side == Side.MEMBER else held.member)
    return held


def _say_first(agreed, member, text):
    """Let what the member wrote before they knew that they were asked be their first message."""
    if agreed.conversation:
        try:
            agreed.conversation.write(member, text)
        except NotSent as reason:
            raise NotPossible(str(reason)) from reason


def _decline(held):
    now = timezone.now()
    numbers = [row.pk for row in held]
    Answer.objects.filter(pk__in=numbers).update(end=Answer.End.DECLINED, ended_at=now)
    for row in held:
        if told := row.author if row.is_asked else row.member:
            outbox.put("answer.declined", row.pk, told)
    return len(numbers)
