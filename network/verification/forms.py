"""What a focal point says about one record."""

from django import forms
from django.utils.translation import gettext_lazy as _


class StatementForm(forms.Form):
    """One answer for one country. Which answers there are depends on whether the record still waits for review."""

    ENDORSE, NO_OBJECTION, OBJECT, TAKE_BACK = "endorse", "no-objection", "object", "take-back"

    country = forms.ChoiceField(label=_("Country"))
    statement = forms.ChoiceField(label=_("Your response"), widget=forms.RadioSelect)
    remark = forms.CharField(
        label=_("Reason for the objection"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Moderators read the reason and may quote it to the author."),
    )

    def __init__(self, data=None, *, mandates, consultations):
        super().__init__(data)
        self.mandates = {mandate.country_id: mandate for mandate in mandates}
        self.fields["country"].choices = [(code, str(mandate.country)) for code, mandate in self.mandates.items()]
        self.initial["country"] = consultations[0].country_id if consultations else next(iter(self.mandates))
        self.initial["remark"] = next((asked.remark for asked in consultations if asked.is_objected), "")
        endorse = (self.ENDORSE, _("We endorse it"))
        if consultations:
            self.fields["statement"].choices = [
                endorse,
                (self.NO_OBJECTION, self._no_objection(consultations)),
                (self.OBJECT, _("We object to its publication")),
            ]
        else:
            self.fields["statement"].choices = [endorse, (self.TAKE_BACK, _("We withdraw our endorsement"))]
            del self.fields["remark"]

    @staticmethod
    def _no_objection(consultations):
        is_objected = any(asked.is_objected for asked in consultations)
        return _("We withdraw our objection") if is_objected else _("We have no objection")

    def clean(self):
        """An objection has to say why."""
        cleaned = super().clean()
        if cleaned.get("statement") == self.OBJECT and not cleaned.get("remark", "").strip():
            self.add_error(
                "remark", _("Give the reason for the objection, so that moderators and the author can act on it.")
            )
        return cleaned

    @property
    def mandate(self):
        """The mandate under which it is said; after validation."""
        return self.mandates[self.cleaned_data["country"]]
