"""What is asked of experts and keepers about a name on the page of a centre."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from experts.models import Affiliation, Profile
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry

# The last part of the address of a profile.
KEY = re.compile(r"(?:^|/)([A-Za-z0-9_-]{22})/?$")


class JoinForm(forms.ModelForm):
    """Who may know that the expert works with the centre."""

    class Meta:
        model = Affiliation
        fields = ["audience"]
        widgets = {"audience": forms.RadioSelect}


class InviteForm(forms.Form):
    """Which expert the keeper asks. A profile that they cannot see and one that does not exist are the same."""

    profile = forms.CharField(
        label=_("Address of the expert’s profile"),
        max_length=200,
        help_text=_("Open the profile and copy its address from your browser."),
    )

    def __init__(self, *args, reader, **kwargs):
        super().__init__(*args, **kwargs)
        self.audience = Audience.of(reader)

    def clean_profile(self):
        """Return the key of a profile that the keeper sees."""
        found = KEY.search(self.cleaned_data["profile"].strip())
        key = found[1] if found else ""
        if not Entry.objects.filter(record=key, kind=Profile.KIND, audience=self.audience).exists():
            raise forms.ValidationError(_("There is no profile at this address. Check the address and enter it again."))
        return key
