"""Keeping what an author types into a step before they save it, so that no closed window or lost line costs a text.

It is harmless: nothing but the page of its step reads it, for its author, and the record changes only when they save.
"""

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.http import QueryDict
from django.utils import timezone

from network import cleaning
from network.accounts.models import User
from network.moderation.models import Record, UnsavedStep

KEPT_FOR = timedelta(days=30)
# All long texts of a step at their limits are a tenth of it.
MOST_CHARACTERS = 200_000
# Of one author: each step of some records.
MOST_STEPS = 50
# What pages carry by themselves, and is not typed.
WINDOW, TIMES, KEEP = "window", "kept", "keep"
NO_ANSWERS = {"csrfmiddlewaretoken", WINDOW, TIMES, KEEP}


class NotKept(Exception):
    """Another window has kept or saved something since the page was made, or there is too much to keep."""


def find(author: User, record: Record, step: str) -> UnsavedStep | None:
    """What `author` typed into `step` of `record` and did not save; of a new record, that of the newest not begun."""
    found = UnsavedStep.objects.filter(author=author, step=step)
    if record.pk:
        return found.filter(key=record.key).first()
    begun = Record.objects.by(author).values("key")
    return found.filter(kind=record.KIND).exclude(key__in=begun).order_by("-at").first()


def steps(author: User, key: str) -> set[str]:
    """The steps of the record `key` into which `author` typed something that they did not save."""
    return set(UnsavedStep.objects.filter(author=author, key=key).values_list("step", flat=True))


def keep(author: User, kind: str, key: str, step: str, sent: QueryDict) -> int:
    """Keep the answers that were `sent` from the page of `step`; return how often they were kept. Raises NotKept."""
    answers = {
        name: cleaning.every_text(texts, cleaning.lines) for name, texts in sent.lists() if name not in NO_ANSWERS
    }
    if sum(len(text) for texts in answers.values() for text in texts) > MOST_CHARACTERS:
        raise NotKept
    if UnsavedStep.objects.filter(author=author).exclude(key=key, step=step).count() >= MOST_STEPS:
        raise NotKept
    window, now = sent.get(WINDOW, "")[:22], timezone.now()
    row, is_new = UnsavedStep.objects.get_or_create(
        author=author,
        key=key,
        step=step,
        defaults={"kind": kind, "answers": answers, "window": window, "at": now},
    )
    if is_new:
        return row.times
    # The answer to what this window sent last may have been lost on the way.
    own = UnsavedStep.objects.filter(_made_by(sent), pk=row.pk)
    if not own.update(answers=answers, window=window, times=F("times") + 1, at=now):
        raise NotKept
    row.refresh_from_db()
    return row.times


def forget(author: User, key: str, step: str, sent: QueryDict) -> None:
    """Forget what the page kept from which `step` of the record `key` was saved; what another window kept stays."""
    UnsavedStep.objects.filter(_made_by(sent), author=author, key=key, step=step).delete()


def delete_expired(now: datetime | None = None) -> None:
    """Forget what nobody has come back to."""
    UnsavedStep.objects.filter(at__lt=(now or timezone.now()) - KEPT_FOR).delete()


def _made_by(sent):
    """Those that the page knew, or kept, from which something was `sent`."""
    times = sent.get(TIMES, "")
    return Q(window=sent.get(WINDOW, "")) | Q(times=int(times) if times.isdecimal() and len(times) < 9 else 0)
