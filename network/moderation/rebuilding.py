"""Writing the entries of many records anew: after words are cut differently, or a term was renamed.

In short transactions, so that nobody waits: each writes a chunk and moves the position of the `Rebuild` on. Whatever is
locked at that moment comes last. A run that is broken off goes on where it was.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from network.catalogue import index, kinds, text, vocabulary
from network.catalogue.models import Entry, Rebuild
from network.moderation.models import Record

CHUNK = 20
# A worker writes so many chunks and calls again; a task has two minutes.
CHUNKS_AT_A_TIME = 20


def ask_if_outdated() -> None:
    """Ask for all entries to be written anew when they were made by a release that cut words differently."""
    everything = Rebuild.objects.filter(kind="", facet="", edition=text.EDITION)
    if Entry.objects.exists() and not everything.exists():
        index.ask_for_rebuild()


def run_waiting() -> bool:
    """Go on with what waits. Return whether something is left that need not wait for anybody."""
    return any(run(pk, CHUNKS_AT_A_TIME) for pk in Rebuild.objects.waiting().values_list("pk", flat=True))


def run(pk: int, most_chunks: int | None = None, note: Callable[[Rebuild], object] = lambda rebuild: None) -> bool:
    """Write up to `most_chunks` chunks of the rebuild `pk`, by default all; `note` is told of each.

    Return whether more could be written now: not when it has ended, when others hold all that is left, or when
    another process works on it.
    """
    # A worker may remember the labels of before.
    vocabulary.clear()
    written = 0
    while most_chunks is None or written < most_chunks:
        rebuild, goes_on = _write_chunk(pk)
        if rebuild:
            note(rebuild)
        if not goes_on:
            return False
        written += 1
    return True


@transaction.atomic
def _write_chunk(pk):
    """(the rebuild, or None where another process works on it, and whether more could be written now)."""
    rebuild = Rebuild.objects.waiting().select_for_update(skip_locked=True).filter(pk=pk).first()
    if rebuild is None:
        return None, False
    wanted = _wanted(rebuild)
    ahead = list(wanted.filter(pk__gt=rebuild.position).order_by("pk").values_list("pk", flat=True)[:CHUNK])
    chosen = ahead or rebuild.skipped[:CHUNK]
    if not chosen:
        _end(rebuild)
        return rebuild, False
    free = list(wanted.filter(pk__in=chosen).select_for_update(skip_locked=True, of=["self"]))
    for record in free:
        index.keep_date(record.key, record.specific.index)
    locked = set(wanted.filter(pk__in=chosen).values_list("pk", flat=True)) - {record.pk for record in free}
    # What waits goes behind what has not been tried yet.
    rebuild.skipped = [*(pk for pk in rebuild.skipped if pk not in chosen), *sorted(locked)]
    rebuild.position = ahead[-1] if ahead else rebuild.position
    rebuild.done += len(free)
    rebuild.total = rebuild.done + len(rebuild.skipped) + wanted.filter(pk__gt=rebuild.position).count()
    rebuild.save()
    return rebuild, bool(free or ahead)


def _wanted(rebuild):
    """The published records whose entries are to be written."""
    records = Record.objects.published()
    if rebuild.kind:
        records = records.filter(kind=rebuild.kind)
    if rebuild.facet:
        records = records.filter(key__in=Entry.objects.filter(facets__contains=[rebuild.facet]).values("record"))
    return records


def _end(rebuild):
    """Remove the entries whose record is gone, and note that it is done."""
    if not rebuild.facet:
        codes = [rebuild.kind] if rebuild.kind else kinds.codes()
        Entry.objects.filter(kind__in=codes).exclude(record__in=Record.objects.published().values("key")).delete()
    rebuild.ended_at = timezone.now()
    rebuild.save()
