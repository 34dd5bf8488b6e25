"""Forms that change a record's working copy, and the forms with which moderators decide."""

from django import forms
from django.utils.translation import gettext_lazy as _

from network.moderation.models.decisions import Decision


class RecordForm(forms.ModelForm):
    """Part of a record. A save that changes something takes the record out of the queue, see `Record.touch`."""

    def save(self, commit=True):
        """Store the record with its many-to-many fields; a form in which nothing changed stores nothing."""
        record = super().save(commit=False)
        if self.has_changed() or record.pk is None:
            record.touch()
            self.save_m2m()
        return record


class WithdrawForm(forms.Form):
    """Takes a record down; the reason is kept and, when staff do it, sent to the author."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It is kept with the decision."),
    )


class DecisionForm(forms.Form):
    """Approve or return what was read. `edits` says which state of the text that was."""

    APPROVE, RETURN = "approve", "return"

    edits = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(APPROVE, _("Approve and publish")), (RETURN, _("Return to the author"))],
        widget=forms.RadioSelect,
    )
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
        help_text=_("In your words, as the author receives it by e-mail and sees it on their page."),
    )

    def clean(self):
        """A return needs a reason that the author can act on; approving needs no grounds."""
        cleaned = super().clean()
        is_return = cleaned.get("decision") == self.RETURN
        if is_return and not cleaned.get("grounds") and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Tell the author what to change: tick a ground, or say it here."))
        if cleaned.get("decision") == self.APPROVE and cleaned.get("grounds"):
            self.add_error("grounds", _("These are grounds to return it. Untick them to approve."))
        return cleaned
