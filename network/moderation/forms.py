"""Forms that change a record's working copy, and the forms with which moderators decide and authors object."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network.catalogue.forms import TermChoices
from network.moderation import beginning
from network.moderation.models.decisions import Decision

SAVED_MEANWHILE = _(
    "This page was saved in another window, or by someone else, after you opened it. Your text has not been saved. "
    "Compare it with what is saved; if you save again, your text replaces that."
)


class NoAnswer(forms.Field):
    """What a page carries for us; nobody types it."""

    def __init__(self):
        super().__init__(required=False, widget=forms.HiddenInput)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """It is no answer."""
        return False


class NumberWithoutAnswer(NoAnswer, forms.IntegerField):
    """A number that a page carries."""


class WorkingCopyForm(forms.ModelForm):
    """A form that changes a working copy.

    `read_edits` is the state of the text that its page was made from (the count `edits`), so that a later one is not
    overwritten; `begins` the key of the record that it begins, so that it begins no second one (see `beginning`).
    `writer` is the number of who begins a record that does not name its author yet.
    """

    writer: int | None = None

    read_edits = NumberWithoutAnswer()
    begins = NoAnswer()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["read_edits"] = self.instance.edits
        token = self.data.get("begins", "")
        if self.instance.pk is None:
            writer = self.instance.author_id or self.writer
            self.instance.key = beginning.free_key(token, writer) or self.instance.key
            self.initial["begins"] = beginning.token(self.instance.key, writer)
        elif not token:
            del self.fields["begins"]

    @property
    def is_stale(self) -> bool:
        """Whether the record was changed after the page was made that this bound form was sent from."""
        return self.cleaned_data.get("read_edits") not in {None, self.instance.edits}

    def refuse_stale(self) -> None:
        """Say that something newer is saved. The page that says so shows it, so what is sent from there replaces it."""
        self.add_error(None, SAVED_MEANWHILE)
        newer = cast(QueryDict, self.data).copy()
        newer["read_edits"] = str(self.instance.edits)
        self.data = newer


class RecordForm(WorkingCopyForm):
    """Part of a record. Whoever saves one that changed calls `Record.touch` when all its rows are stored.

    `ASKS` tells which field asks for what of the record has another name, `SHORT_LABELS` how a field is called where
    its label would be too long. The page shows what is wrong by itself, because rows may belong to it. `read_digest`
    tells whether what changed after the page was made is of this step.
    """

    template_name = "forms/fields.html"
    ASKS: dict[str, str] = {}
    SHORT_LABELS: Mapping[str, str | Promise] = {}

    read_digest = NoAnswer()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, TermChoices):
                field.widget.is_findable = True

    @property
    def needed(self) -> set[str]:
        """The fields that must be filled in before the record can be submitted; drafts do without."""
        return set(self.by_field(dict.fromkeys(self.instance.REQUIRED)))

    @property
    def warnings(self) -> dict[str, Any]:
        """What keeps an answer from having an effect, by name of the field."""
        return {}

    def by_field(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """`values`, which are by name of what the record holds, by name of the field or the rows that ask for it."""
        return {self.ASKS.get(name, name): value for name, value in values.items()}

    def is_as_stored(self) -> bool:
        """Whether saving this valid form would change nothing."""
        return not self.has_changed()

    def save(self, commit=True):
        """Store the record with its many-to-many fields; a form in which nothing changed stores nothing."""
        record = super().save(commit=False)
        if self.has_changed() or record.pk is None:
            record.save()
            self.save_m2m()
        return record


class WithdrawForm(forms.Form):
    """Takes a record down as its author or an editor wishes; the reason is kept."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The reason is kept with the decision."),
    )


class ReasonsForm(forms.Form):
    """Why moderators act: in words, on grounds that have their sentences, or both."""

    needed = frozenset({"grounds", "reason"})

    grounds = forms.MultipleChoiceField(
        label=_("Grounds"),
        choices=Decision.Ground.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The author reads these sentences in their own language."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Sent to the author by email and shown on their page, exactly as you write it."),
    )

    def needs_a_reason(self, cleaned):
        """Whether the author has to be told why."""
        return True

    def clean(self):
        """Ask for the reason where one is needed."""
        super().clean()
        cleaned = self.cleaned_data
        is_silent = not cleaned.get("grounds") and not cleaned.get("reason", "").strip()
        if is_silent and self.needs_a_reason(cleaned):
            self.add_error("reason", _("Tick at least one ground, or write a reason for the author."))
        return cleaned


class NotesForm(forms.Form):
    """What the author is asked about single answers. It stands beside the text, and is sent with the decision."""

    DECISION = "decision-form"

    def __init__(self, record, data=None):
        super().__init__(data, prefix="note")
        for name in record.FIELDS:
            label = _("Note on “%(label)s”") % {"label": record.field_label(name)}
            widget = forms.Textarea(attrs={"rows": 3, "form": self.DECISION})
            self.fields[name] = forms.CharField(label=label, required=False, max_length=1000, widget=widget)

    @property
    def notes(self):
        """What was written and can be taken, by name of the field."""
        return {name: note for name, note in self.cleaned_data.items() if note}


class DecisionForm(ReasonsForm):
    """Approve, return or refuse what was read. `edits` says which state of the text that was.

    The summary of what is wrong leads to the notes as well, which stand `beside` the text.
    """

    APPROVE, RETURN, REFUSE = "approve", "return", "refuse"

    edits = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (APPROVE, _("Approve and publish")),
            (RETURN, _("Request changes (the author can edit and resubmit)")),
            (REFUSE, _("Refuse (a second moderator must confirm)")),
        ],
        widget=forms.RadioSelect,
    )
    field_order = ["edits", "decision", "grounds", "reason"]

    def __init__(self, record, data=None):
        super().__init__(data, initial={"edits": record.edits})
        self.beside = NotesForm(record, data)

    def needs_a_reason(self, cleaned):
        """Approving needs none; notes are reasons to return."""
        has_notes = cleaned["notes"] or self.beside.errors
        return cleaned.get("decision") == self.REFUSE or (cleaned.get("decision") == self.RETURN and not has_notes)

    def is_valid(self):
        """Whether the decision and the notes beside the text can be taken."""
        return super().is_valid() and self.beside.is_valid()

    def clean(self):
        """Grounds speak against what was read; notes ask for changes, and `notes` holds them."""
        self.cleaned_data["notes"] = self.beside.notes if self.beside.is_valid() else {}
        cleaned = super().clean()
        if cleaned["notes"] and cleaned.get("decision") != self.RETURN:
            self.add_error(
                "decision",
                _("Notes on answers are sent with a request for changes only. Choose that decision, or remove them."),
            )
        if cleaned.get("decision") == self.APPROVE and cleaned.get("grounds"):
            self.add_error(
                "grounds", _("You ticked grounds against approval. Untick them, or choose another decision.")
            )
        return cleaned


class CorrectionForm(forms.Form):
    """The text of one field of a record, to correct misprints in. `edits` says which state of the record was read."""

    edits = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, record, name, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = {"edits": record.edits, "text": getattr(record, name)}
        # As the model takes it, with its longest length; what it holds is somebody's own language.
        field = record._meta.get_field(name).formfield(required=True, help_text="")
        field.widget.attrs |= {"lang": record.original_language, "dir": "auto"}
        self.fields["text"] = field


class AppealForm(forms.Form):
    """An author's word against a decision."""

    text = forms.CharField(
        label=_("Why the decision should be changed"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Moderators who did not take part in the decision read this."),
    )


class AnswerForm(forms.Form):
    """The answer to an appeal."""

    GRANT, UPHOLD = "grant", "uphold"

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[
            (GRANT, _("Grant the appeal: a refused record is reviewed again; a suspended one is published again")),
            (UPHOLD, _("Dismiss the appeal: the decision is upheld")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Sent to the author by email and shown on their page, exactly as you write it."),
    )
