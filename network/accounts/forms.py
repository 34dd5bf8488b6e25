"""Where allauth's forms differ here: one spelling of addresses, and a trap for robots that follows the CSP."""

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.password_reset_by_code import PasswordResetVerificationProcess
from allauth.account.internal.flows.signup import prevent_enumeration
from allauth.account.models import EmailAddress
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from network.accounts import codes
from network.accounts.models import User
from network.addresses import AddressField


class LanguageForm(forms.ModelForm):
    """The language of all letters to an account."""

    class Meta:
        model = User
        fields = ["language"]
        widgets = {"language": forms.RadioSelect}
        help_texts = {"language": ""}


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
            raise ValidationError(
                _("Empty this hidden field and send the form again. It protects the form from automated entries.")
            )
        return ""


class SignUpForm(TrapMixin, allauth.SignupForm):
    """E-mail and password."""

    email = AddressField()

    def try_save(self, request):
        """Make the account, or find that there is one: the same work and the same answer (see allauth's method).

        Each call writes a row that the database drops where the address has one, and hashes twice. Whoever knows the
        password of an account that waits for its code, as after a double click, goes on with that account.
        """
        adapter, email = get_adapter(), self.cleaned_data["email"]
        fresh = adapter.save_user(request, adapter.new_user(request), self, commit=False)
        User.objects.bulk_create([fresh], ignore_conflicts=True)
        user = User.objects.get_by_natural_key(email)
        EmailAddress.objects.bulk_create([EmailAddress(user=user, email=email, primary=True)], ignore_conflicts=True)
        is_confirmed = EmailAddress.objects.is_verified(email)
        if user.check_password(self.cleaned_data["password1"]) and user.is_active and not is_confirmed:
            return user, None
        return None, prevent_enumeration(request, email=email)


class SignInForm(allauth.LoginForm):
    """E-mail and password of somebody known."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # allauth makes this field here too, because it may be a name or a telephone number elsewhere.
        self.fields["login"] = AddressField()


class ResetForm(allauth.ResetPasswordForm):
    """Whose password is to be set anew."""

    email = AddressField()

    def save(self, request, **kwargs):
        """Have the code told, if there is such an account; else do as much and tell nobody."""
        email, user = self.cleaned_data["email"], self.users[0] if self.users else None
        state = PasswordResetVerificationProcess.initial_state(user, email)
        process = PasswordResetVerificationProcess(request, state=state, user=user)
        asked = codes.ask("accounts.reset", email, user)
        if user:
            asked.put_into(process)
        process.persist()
        return email


class NewAddressForm(allauth.AddEmailForm):
    """The address that shall take the place of the present one."""

    email = AddressField()


class OtherAddressForm(allauth.ChangeEmailForm):
    """Another address than the one that waits for its code."""

    email = AddressField()
