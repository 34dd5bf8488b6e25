"""The steps in which a record is written, and what its author has answered so far in each, in words.

The answers are read from the forms that ask, so that a new question of a kind is shown without another line.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from network.moderation import in_words
from network.moderation.forms import NoAnswer, RecordForm
from network.moderation.models import Record
from network.moderation.rows import Rows


@dataclass(frozen=True)
class Step:
    """One page of the form: address, heading, what it is about, form, and perhaps child rows.

    `rows` is the heading of the rows, `add_row` the button that adds one.
    """

    slug: str
    label: str | Promise
    lead: str | Promise
    form: type[RecordForm]
    formset: type[Rows] | None = None
    rows: str | Promise = ""
    add_row: str | Promise = ""

    def forms(self, *sent: Any, instance: Record, one_more: bool = False) -> tuple[RecordForm, Rows | None]:
        """The form and the rows with what was `sent` (data, files), or as they are stored, `one_more` empty."""
        rows = self.formset(*sent, instance=instance, one_more=one_more) if self.formset else None
        return self.form(*sent, instance=instance), rows


def digest_of(form: RecordForm, rows: Rows | None) -> str:
    """What tells whether the stored answers of a step are still those of another moment; both parts are not bound."""
    parts = [form, *(rows.initial_forms if rows is not None else [])]
    answers = [
        (field.html_name, field.value()) for part in parts for field in part if not isinstance(field.field, NoAnswer)
    ]
    return hashlib.blake2b(json.dumps(answers, default=str).encode(), digest_size=8).hexdigest()


class State(models.TextChoices):
    """How far a step is."""

    DONE = "done", pgettext_lazy("step of a form", "Done")
    INCOMPLETE = "incomplete", gettext_lazy("Answers missing")
    NOT_STARTED = "not-started", gettext_lazy("Not started")
    OPTIONAL = "optional", pgettext_lazy("step of a form", "Optional")


@dataclass(frozen=True)
class Answer:
    """One question, the id of the control that asks it, and what was answered: a text for each value.

    `short_label` names it within a sentence or a list, where the label is a sentence of its own. `note` is what a
    moderator asks about it, `warning` what keeps it from having an effect.
    """

    label: str | Promise
    short_label: str | Promise
    anchor: str
    values: list[str]
    is_missing: bool
    note: str
    warning: str | Promise


@dataclass(frozen=True)
class Section:
    """The answers of one step, and how far it is."""

    step: Step
    answers: list[Answer]
    state: State

    @property
    def missing(self) -> list[Answer]:
        """The questions without whose answers nothing can be submitted."""
        return [answer for answer in self.answers if answer.is_missing]

    @property
    def noted(self) -> list[Answer]:
        """The questions about which a moderator asks."""
        return [answer for answer in self.answers if answer.note]


def sections(record: Record, steps: Iterable[Step]) -> list[Section]:
    """The `steps` of `record` with what was answered in each."""
    missing, notes = dict(record.missing()), record.notes
    untouched = type(record)(original_language=record.original_language)
    return [_section(record, step, missing, notes, untouched) for step in steps]


def _section(record, step, missing, notes, untouched):
    form, rows = step.forms(instance=record)
    missing, notes, warnings = form.by_field(missing), form.by_field(notes), form.warnings

    def answer(name, label, anchor, values):
        note, warning = notes.get(name, ""), warnings.get(name, "")
        short = form.SHORT_LABELS.get(name, label)
        return Answer(label, short, anchor, values, is_missing=name in missing, note=note, warning=warning)

    answers = [
        answer(field.name, field.label, field.anchor, in_words.values(field)) for field in in_words.questions(form)
    ]
    is_begun = _typed(form) != _typed(step.form(instance=untouched))
    needs = form.needed & set(form.fields)
    if rows is not None:
        stored = [row for row in rows if row.instance.pk]
        answers.append(answer(rows.prefix, step.rows, rows.anchor, list(map(in_words.row, stored))))
        is_begun = is_begun or bool(stored)
        needs |= form.needed & {rows.prefix}
    return Section(step, answers, _state(answers, is_begun=is_begun, needs=needs))


def _state(answers, *, is_begun, needs):
    if any(answer.is_missing for answer in answers):
        return State.INCOMPLETE if is_begun else State.NOT_STARTED
    return State.DONE if is_begun or needs else State.OPTIONAL


def _typed(form):
    return {field.name: field.value() for field in in_words.questions(form)}
