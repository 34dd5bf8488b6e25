"""What a message of the outbox has to tell, decided just before it leaves: each record once, only what is visible."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.db.models import prefetch_related_objects

from network.alerts import news
from network.alerts.models import Hit, Message, Purpose, Subscription
from network.catalogue import kinds
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry

MOST_ITEMS = 12
MOST_INTRODUCTIONS = 5


class NotSent(Exception):
    """There is nothing to say, or nobody to say it to; the text is the reason that is kept."""


class Item(NamedTuple):
    """One record: its entry for the reader, the public one (None if there is none), and the hits that led to it."""

    entry: Entry
    public: Entry | None
    hits: tuple = ()

    @property
    def rank(self) -> tuple[float, int, datetime]:
        """What puts one item before another: fit, then how many searches found it, then when it was published."""
        return (max((hit.rank for hit in self.hits), default=0), len(self.hits), self.entry.published_at)

    @property
    def is_introduction(self) -> bool:
        """Whether nothing but the reader's profile led to it."""
        return bool(self.hits) and all(hit.subscription.purpose == Purpose.INTRODUCTIONS for hit in self.hits)

    @property
    def entry_in_mail(self) -> Entry | None:
        """The entry that mail may show. Who looks for something is told on the site only."""
        seeks = any(key.startswith("need:") for hit in self.hits for key in hit.shared)
        return None if seeks else self.public


@dataclass(frozen=True)
class Contents:
    """All `items` that matched, the best first, and the groups (heading, entries) of the newsletter."""

    items: tuple
    newsletter: tuple

    @cached_property
    def chosen(self) -> list[Item]:
        """The items that stand in the letter; few introductions, so that they do not crowd out the rest."""
        introductions = [item for item in self.items if item.is_introduction][:MOST_INTRODUCTIONS]
        others = [item for item in self.items if not item.is_introduction]
        return (introductions + others)[:MOST_ITEMS]

    @property
    def left_out(self) -> int:
        """How many more there are."""
        return len(self.items) - len(self.chosen)

    def sections(self, order: Iterable[str]) -> list[tuple[str, list[Item]]]:
        """What stands in the letter: the items by kind, as (code, items), in the `order` of codes.

        The sections are made of what the items are, so nothing that is counted can be missing; kinds that `order` does
        not name come last.
        """
        by_kind = defaultdict(list)
        for item in self.chosen:
            by_kind[item.entry.kind].append(item)
        places = {code: place for place, code in enumerate(order)}
        return sorted(by_kind.items(), key=lambda section: places.get(section[0], len(places)))

    @property
    def count(self) -> int:
        """How many records the letter tells of: those that stand in it and those left out."""
        return len(self.items) + sum(len(entries) for _heading, entries in self.newsletter)

    @property
    def rests_on(self) -> set:
        """Ids of the entries that the letter shows or speaks of; when one of them is gone, it must not be sent."""
        entries = [entry for item in self.chosen for entry in (item.entry, item.public)]
        entries += [entry for _heading, group in self.newsletter for entry in group]
        return {entry.pk for entry in entries if entry}


class Batch:
    """The contents of several `messages`, with all that they need read in a fixed number of queries."""

    def __init__(self, messages: list[Message]):
        self.messages = messages
        prefetch_related_objects(messages, "subscriber__user", "run", "subscription__search")
        self.languages = {message.subscriber.reading_language for message in messages if message.subscriber}
        self._news: dict[tuple[int, str], list[tuple[str, list[Entry]]]] = {}

    @cached_property
    def hits(self) -> dict:
        """Hits by message, those of running subscriptions only."""
        rows = Hit.objects.filter(message__in=self.messages, subscription__ended_at__isnull=True)
        found = defaultdict(list)
        for hit in rows.select_related("subscription__search").order_by("-rank", "pk"):
            found[hit.message_id].append(hit)
        return found

    @cached_property
    def entries(self) -> dict:
        """Entries by record, audience and language, of kinds that there are."""
        records = {hit.record for hits in self.hits.values() for hit in hits}
        rows = Entry.objects.filter(record__in=records, language__in=self.languages, kind__in=kinds.codes())
        rows = rows.defer("vector")
        return {(entry.record, entry.audience, entry.language): entry for entry in rows}

    @cached_property
    def readers_of_news(self) -> set:
        """(subscriber id, frequency) of those who asked for the newsletter."""
        people = [message.subscriber_id for message in self.messages]
        running = Subscription.objects.running().filter(subscriber__in=people, purpose=Purpose.NEWSLETTER)
        return set(running.values_list("subscriber_id", "frequency"))

    def contents(self, message: Message) -> Contents:
        """What `message` has to tell, in the language that is current. Raises NotSent where that is nothing."""
        items = self._items(message)
        newsletter = self._newsletter(message, {item.entry.record for item in items})
        if not items and not newsletter:
            raise NotSent("empty: nothing that matched is visible any more")
        return Contents(tuple(items), newsletter)

    def _items(self, message):
        reader, by_record = message.subscriber, defaultdict(list)
        for hit in self.hits[message.pk]:
            by_record[hit.record].append(hit)
        items = []
        for record, hits in by_record.items():
            entry = self.entries.get((record, reader.audience, reader.reading_language))
            fitting = tuple(hit for hit in hits if entry and _still_fits(hit, entry))
            if entry and fitting:
                items.append(Item(entry, self.entries.get((record, Audience.PUBLIC, reader.reading_language)), fitting))
        return sorted(items, key=lambda item: item.rank, reverse=True)

    def _newsletter(self, message, told):
        run, language = message.run, message.subscriber.reading_language
        if run is None or (message.subscriber_id, run.frequency) not in self.readers_of_news:
            return ()
        if (run.pk, language) not in self._news:
            self._news[run.pk, language] = news.groups(run, language)
        return news.without(self._news[run.pk, language], told)


def _still_fits(hit, entry):
    """Whether an introduction still has a reason; its keys are narrowed to what `entry` still says."""
    if hit.subscription.purpose != Purpose.INTRODUCTIONS:
        return True
    hit.shared = [key for key in hit.shared if key in entry.facets]
    return any(key.startswith(("topic:", "need:")) for key in hit.shared)
