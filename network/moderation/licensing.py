"""Asking an author for the agreement to publication, in the form of the last step of a kind that is `Licensed`."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from network import licence
from network.accounts.models import Consent
from network.moderation.models import Record


class LicenceMixin(forms.ModelForm):
    """The tick under the licence. Stands before `RecordForm` among the bases of a form."""

    SHORT_LABELS = {"accepts_licence": gettext_lazy("Agreement to publication")}

    accepts_licence = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial["accepts_licence"] = self.instance.licence_accepted_at is not None
        agreement = gettext(
            "I have the right to share this text and its attachments. They contain no confidential information. I "
            "agree that the network publishes them under this licence: %(licence)s."
        )
        self.fields["accepts_licence"].label = agreement % {"licence": licence.NAME}

    def clean(self) -> dict[str, Any]:
        """Keep the moment of the first agreement."""
        super().clean()
        cleaned = self.cleaned_data
        accepted = self.instance.licence_accepted_at or timezone.now()
        self.instance.licence_accepted_at = accepted if cleaned.get("accepts_licence") else None
        return cleaned

    def save(self, commit: bool = True) -> Record:
        """Keep a record of the agreement, or of its being withdrawn."""
        record = super().save(commit)
        given, text = record.licence_accepted_at is not None, self.fields["accepts_licence"].label
        Consent.note(record.author, Consent.Purpose.LICENCE, is_given=given, text=text, about=record.key)
        return record
