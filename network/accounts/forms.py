"""Sign-up, and a trap for robots that follows the content security policy."""

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class TrapMixin(forms.Form):
    """People never see `website`, robots fill it in."""

    website = forms.CharField(
        required=False,
        label=_("Leave this field empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    trap = "website"

    def clean_website(self):
        """Refuse robots openly: a person whose browser filled the field must learn why nothing happens."""
        if self.cleaned_data["website"]:
            raise ValidationError(_("Leave this field empty, please. It is here to keep robots out."))
        return ""


class SignUpForm(TrapMixin, AllauthSignupForm):
    """E-mail and password."""
