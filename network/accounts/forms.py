"""Where allauth's forms differ here: one spelling of addresses, and a trap for robots that follows the CSP."""

from allauth.account import forms as allauth
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from network.addresses import AddressField


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


class SignUpForm(TrapMixin, allauth.SignupForm):
    """E-mail and password."""

    email = AddressField()


class SignInForm(allauth.LoginForm):
    """E-mail and password of somebody known."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # allauth makes this field here too, because it may be a name or a telephone number elsewhere.
        self.fields["login"] = AddressField()


class ResetForm(allauth.ResetPasswordForm):
    """Whose password is to be set anew."""

    email = AddressField()


class NewAddressForm(allauth.AddEmailForm):
    """The address that shall take the place of the present one."""

    email = AddressField()


class OtherAddressForm(allauth.ChangeEmailForm):
    """Another address than the one that waits for its code."""

    email = AddressField()
