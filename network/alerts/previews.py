"""A letter of a run made for nobody: what most people will read, without anybody's note, links or members' titles."""

from django.db.models import Count
from django.utils import timezone, translation

from network.alerts import letters, news
from network.alerts.contents import MOST_ITEMS, Contents, Item
from network.alerts.models import Hit, Message, Run, Subscriber
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry


def sample(run: Run, language: str, address: str) -> letters.Letter | None:
    """The letter of `run` in `language` as it would come to `address`; None where there is nothing to tell.

    It has the records that most people are told of. Its links belong to no subscriber.
    """
    with translation.override(language):
        contents = _contents(run, language)
        if not (contents.items or contents.newsletter):
            return None
        kind = Message.Kind.ALERT if run.kind == Run.Kind.ALERT else Message.Kind.DIGEST
        nobody = Subscriber(pk=0, email=address, language=language)
        message = Message(pk=0, kind=kind, run=run, subscriber=nobody, created_at=timezone.now())
        return letters.digest(message, contents)


def _contents(run, language):
    hits = Hit.objects.filter(message__run=run)
    popular = hits.order_by().values_list("record").annotate(count=Count("pk")).order_by("-count", "record")
    records = [record for record, _count in popular[:MOST_ITEMS]]
    entries = Entry.objects.filter(record__in=records, audience=Audience.PUBLIC, language=language)
    public = {entry.record: entry for entry in entries.defer("vector")}
    samples = {}
    for hit in hits.filter(record__in=records).select_related("subscription__search").distinct("record"):
        hit.subscription.note = ""
        samples[hit.record] = hit
    items = [Item(public[record], public[record], (samples[record],)) for record in records if record in public]
    groups = news.groups(run, language) if run.kind != Run.Kind.ALERT else []
    return Contents(tuple(items), news.without(groups, set(records)))
