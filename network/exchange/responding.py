"""How soon members usually answer: counted from messages and answers, set-wise, once a night.

Said kindly or not at all: only of those who were addressed by at least three different people within a year, and
answered most of them in time. Who is slow, or was hardly ever addressed, looks like everybody else.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Min, Q
from django.utils import timezone
from django.utils.functional import Promise

from network.catalogue.audiences import Audience
from network.catalogue.small_numbers import SMALLEST
from network.exchange.models import Answer, Responsiveness
from network.relay.models import Conversation, is_listed

COUNTED = timedelta(days=365)
BANDS = ((Responsiveness.Band.DAYS, timedelta(days=3)), (Responsiveness.Band.WEEK, timedelta(days=7)))
PATIENCE = BANDS[-1][1]
# "Usually" is two times of three.
USUALLY = 2 / 3


class Address(NamedTuple):
    """That somebody was addressed by another person, and when they answered, if they did."""

    to: int
    by: int
    at: datetime
    answered_at: datetime | None


def usually_answers(profile: str, audience: Audience) -> str | Promise:
    """What `audience` is told of the owner of the profile with this key; nothing to others than members."""
    if audience == Audience.PUBLIC or not is_listed(profile):
        return ""
    found = Responsiveness.objects.filter(user__profile__key=profile).first()
    return found.get_band_display() if found else ""


@transaction.atomic
def count(now: datetime | None = None) -> int:
    """Count anew for everybody; return of how many something can be said."""
    now = now or timezone.now()
    by_person = defaultdict(list)
    for address in (*_messages(now), *_answers(now)):
        # Whoever has still time to answer is not counted, unless they have.
        if address.answered_at or address.at <= now - PATIENCE:
            by_person[address.to].append(address)
    bands = {person: band for person, addresses in by_person.items() if (band := _band(addresses))}
    Responsiveness.objects.all().delete()
    Responsiveness.objects.bulk_create(
        Responsiveness(user_id=person, band=band, counted_at=now) for person, band in bands.items()
    )
    return len(bands)


def _band(addresses) -> str:
    if len({address.by for address in addresses}) < SMALLEST:
        return ""
    times = [address.answered_at - address.at for address in addresses if address.answered_at]
    for band, limit in BANDS:
        if sum(time <= limit for time in times) >= USUALLY * len(addresses):
            return band
    return ""


def _messages(now) -> Iterator[Address]:
    """First messages and their first replies. Conversations that two yeses began are counted as answers."""
    joined = Answer.objects.filter(conversation__isnull=False)
    # Of an office, a colleague may have replied.
    replied = Min("writings__written_at", filter=~Q(writings__author=F("begun_by")))
    rows = Conversation.objects.filter(begun_at__gt=now - COUNTED).exclude(pk__in=joined.values("conversation"))
    for row in rows.order_by().annotate(replied=replied).values_list("begun_with", "begun_by", "begun_at", "replied"):
        yield Address(*row)


def _answers(now) -> Iterator[Address]:
    """Answers to offers and requests, and when the other side said yes or no."""
    rows = Answer.objects.filter(begun_at__gt=now - COUNTED, author__isnull=False, member__isnull=False)
    rows = rows.exclude(end__in=[Answer.End.WITHDRAWN, Answer.End.STOPPED])
    fields = ("author", "member", "is_asked", "begun_at", "author_yes_at", "member_yes_at", "ended_at", "end")
    for author, member, is_asked, begun_at, author_yes_at, member_yes_at, ended_at, end in rows.values_list(*fields):
        to, by, yes_at = (member, author, member_yes_at) if is_asked else (author, member, author_yes_at)
        yield Address(to, by, begun_at, yes_at or (ended_at if end == Answer.End.DECLINED else None))
