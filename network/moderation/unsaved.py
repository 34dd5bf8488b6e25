"""Keeping what an author types into a step before they save it, so that no closed window or lost line costs a text.

It is harmless: nothing but the page of its step reads it, for its author, and the record changes only when they save.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from django.db.models import F, Q
from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.http import QueryDict
from django.utils import timezone

from network import cleaning
from network.accounts.models import User
from network.files.forms import RemovalField
from network.keys import new_key
from network.moderation.answers import digest_of
from network.moderation.forms import RecordForm
from network.moderation.models import Record, UnsavedStep
from network.moderation.rows import RowForm, Rows

KEPT_FOR = timedelta(days=30)
# All long texts of a step at their limits are a tenth of it.
MOST_CHARACTERS = 200_000
# Of one author: each step of some records.
MOST_STEPS = 50
# What pages carry by themselves, and is not typed.
WINDOW, TIMES, KEEP = "window", "kept", "keep"
# As `network.keys` makes them.
WINDOW_KEY = re.compile("[A-Za-z0-9_-]{1,22}")


class NotKept(Exception):
    """Another window has kept or saved something since the page was made, or there is too much to keep."""


def find(author: User, record: Record, step: str) -> UnsavedStep | None:
    """What `author` typed into `step` of `record` and did not save; of a new record, that of the newest not begun."""
    found = UnsavedStep.objects.filter(author=author, step=step)
    if record.pk:
        return found.filter(key=record.key).first()
    return found.filter(kind=record.KIND).exclude(key__in=_begun_by(author)).order_by("-at").first()


def not_begun(author: User) -> Iterator[UnsavedStep]:
    """What `author` typed last into a record of each kind that no saved step has begun yet."""
    found = UnsavedStep.objects.filter(author=author).exclude(key__in=_begun_by(author))
    yield from found.order_by("kind", "-at").distinct("kind")


def key_of_new(author: User, kind: str) -> str:
    """The key for a record of a `kind` of which nobody has two: what was typed into each of its steps has the same."""
    return next((typed.key for typed in not_begun(author) if typed.kind == kind), None) or new_key()


def steps(author: User, key: str) -> set[str]:
    """The steps of the record `key` into which `author` typed something that they did not save."""
    return set(UnsavedStep.objects.filter(author=author, key=key).values_list("step", flat=True))


def window_of(sent: QueryDict) -> str:
    """The window from which something was `sent`; empty where it names none that a page of ours could have had."""
    window = sent.get(WINDOW, "")
    return window if WINDOW_KEY.fullmatch(window) else ""


def answers_to(form: RecordForm, rows: Rows | None, sent: QueryDict) -> dict[str, list[str]]:
    """What was `sent` in answer to the bound `form` and `rows`, by names that they have: others fit no database.

    Rows are counted by what came of them, because a page with as many as somebody claims could not be shown.
    """
    names = {form.add_prefix(name) for name in form.fields}
    if rows is None:
        return _cleaned(sent, names)
    found = list(takewhile(lambda names: not names.isdisjoint(sent), _names_of_rows(rows)))
    counts = _counts(rows, total=len(found), initial=min(_stored_rows(rows, sent), len(found)))
    return _cleaned(sent, names.union(*found)) | counts


def answers_beside(form: RecordForm, rows: Rows, halves: Iterable[RowForm], sent: QueryDict) -> dict[str, list[str]]:
    """What the `form` and `rows` of a step have stored, as answers, with new rows behind them as they were `sent`."""
    stored: list[Any] = [form, *rows.initial_forms]
    answers = {field.html_name: _as_sent(field.value()) for part in stored for field in part if _is_typed(field)}
    most = count = rows.initial_form_count()
    for most, half in enumerate(halves, start=count + 1):
        names = {f"{half.prefix}-{name}": f"{rows.add_prefix(most - 1)}-{name}" for name in half.fields}
        answers |= {names[name]: texts for name, texts in _cleaned(sent, names.keys()).items()}
    return answers | _counts(rows, total=most, initial=count) | {"read_digest": [digest_of(form, rows)]}


def keep(author: User, kind: str, key: str, step: str, answers: dict[str, list[str]], sent: QueryDict) -> int:
    """Keep the `answers` that were `sent` from the page of `step`; return how often they were kept. Raises NotKept."""
    if sum(len(text) for texts in answers.values() for text in texts) > MOST_CHARACTERS:
        raise NotKept
    if UnsavedStep.objects.filter(author=author).exclude(key=key, step=step).count() >= MOST_STEPS:
        raise NotKept
    window, now = window_of(sent), timezone.now()
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


def _begun_by(author):
    return Record.objects.by(author).values("key")


def _made_by(sent):
    """Those that the page knew, or kept, from which something was `sent`."""
    times, window = sent.get(TIMES, ""), window_of(sent)
    known = Q(times=int(times) if times.isdecimal() and len(times) < 9 else 0)
    return known | Q(window=window) if window else known


def _cleaned(sent, names):
    return {name: cleaning.every_text(texts, cleaning.lines) for name, texts in sent.lists() if name in names}


def _is_typed(field):
    """Whether `field` has an answer that can be sent again: a file cannot, and what is to be removed is."""
    is_file = field.field.widget.needs_multipart_form
    return not is_file and not isinstance(field.field, RemovalField) and field.value() not in (None, False)


def _as_sent(value):
    if value is True:
        return ["on"]
    return list(map(str, value)) if isinstance(value, list) else [str(value)]


def _counts(rows, *, total, initial):
    """How many rows there are, and how many of these are stored, as answers."""
    counts = {TOTAL_FORM_COUNT: total, INITIAL_FORM_COUNT: initial}
    return {f"{rows.management_form.prefix}-{name}": [str(count)] for name, count in counts.items()}


def _names_of_rows(rows) -> Iterator[set[str]]:
    """The names of the fields of each row in turn, up to the most that a formset ever takes."""
    fields = rows.empty_form.fields
    for number in range(rows.total_form_count()):
        yield {f"{rows.add_prefix(number)}-{name}" for name in fields}


def _stored_rows(rows, sent):
    """How many of the first rows are stored ones, perhaps gone since: each names its key."""
    numbers = range(min(rows.initial_form_count(), rows.absolute_max))
    key = rows.model._meta.pk.name
    return len(list(takewhile(lambda number: sent.get(f"{rows.add_prefix(number)}-{key}"), numbers)))
