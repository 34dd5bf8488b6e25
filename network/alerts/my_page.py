"""What a member follows, and who and what fits their profile."""

from collections.abc import Mapping

from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import get_language, ngettext

from network.accounts.models import User
from network.accounts.my_page import Panel, figures, panel
from network.accounts.reading import Spent
from network.alerts.models import Hit, Interest, Purpose, Subscription
from network.alerts.reasons import introduction
from network.catalogue import kinds, small_numbers
from network.catalogue.audiences import Audience
from network.catalogue.models import Announcement, Entry
from network.catalogue.people import list_for
from network.catalogue.related import in_common

MOST_SUGGESTED = 6
MOST_FOLLOWED = 5


@panel(place=10)
def suggestions(reader: User) -> Panel | None:
    """The entries that fit what the member's profile says of needs and knowledge, the best first, with the reason."""
    interest = Interest.objects.filter(subscriber__user=reader).first()
    if interest is None or not reader.is_member:
        return None
    entries = best_for(interest)
    try:
        list_for(reader, entries)
    except Spent:
        return None
    shared = {*interest.keys, *interest.own}
    found = [(entry, introduction([key for key in entry.facets if key in shared], entry.kind)) for entry in entries]
    return Panel("alerts/_suggestions.html", {"found": found}) if found else None


def best_for(interest: Interest) -> list[Entry]:
    """The entries that members see and that fit `interest`; a reason weighs as much as four things in common."""
    introduced = [kind.code for kind in kinds.registered() if kind.is_introduced]
    own = Announcement.objects.filter(author=interest.subscriber.user_id).values("record")
    fitting = Entry.objects.current().filter(
        audience=Audience.MEMBERS, language=get_language(), kind__in=introduced, facets__overlap=interest.keys
    )
    others = fitting.exclude(record=interest.record).exclude(record__in=own).exclude(ends_at__lt=timezone.now())
    ranked = others.annotate(rank=4 * in_common(interest.keys) + in_common(interest.own))
    return list(ranked.defer("vector").order_by(F("rank").desc(), "-occurs_at", "record")[:MOST_SUGGESTED])


@panel(place=20)
def followed(reader: User) -> Panel | None:
    """The searches that the reader follows."""
    running = Subscription.objects.running().filter(subscriber__user=reader).select_related("search")
    found = list(running.order_by("-confirmed_at", "pk")[: MOST_FOLLOWED + 1])
    context = {"followed": found[:MOST_FOLLOWED], "has_more": len(found) > MOST_FOLLOWED}
    return Panel("alerts/_followed.html", context) if found else None


@figures(place=30)
def matched(records: Mapping[str, str]) -> dict[str, str]:
    """How many follow a search that found each of `records` that is about no person; nothing where they are few."""
    things = [key for key, kind in records.items() if kind not in kinds.of_people()]
    follow = {"subscription__purpose": Purpose.SEARCH, "subscription__ended_at__isnull": True}
    found = Hit.objects.filter(announcement__record__in=things, record=F("announcement__record"), **follow)
    counted = found.values_list("record").annotate(Count("subscriber", distinct=True))
    return {
        record: ngettext(
            "Found by searches that %(number)d person follows.",
            "Found by searches that %(number)d people follow.",
            number,
        )
        % {"number": number}
        for record, number in counted
        if not small_numbers.is_small(number)
    }
