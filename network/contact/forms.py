"""What people fill in to reach the staff, and what staff fill in to answer."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from network.accounts.forms import TrapMixin
from network.addresses import AddressField
from network.contact.models import Inquiry, Subject
from network.ways_back import local_path


class InquiryForm(TrapMixin, forms.ModelForm):
    """An inquiry. Whoever is signed in need not give an address."""

    email = AddressField(label=_("Your email address"), help_text=_("We use it only to answer you."))

    class Meta:
        model = Inquiry
        fields = ["subject", "text", "page", "email"]
        labels = {"subject": _("What is it about?"), "text": _("Your message")}
        help_texts = {
            "text": _("You can write in any of the seven languages of this site. Leave out confidential information."),
            "page": _("The address of the page, if your message is about one."),
        }
        widgets = {"subject": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args, user, language, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = Subject.choices
        self.instance.language = language
        if user.is_authenticated:
            del self.fields["email"]
            self.instance.user, self.instance.email = user, user.email

    def clean_page(self):
        """Keep the path alone: what staff open from an inquiry always lies on this site."""
        page = self.cleaned_data["page"]
        try:
            return local_path(page, settings.ORIGIN) if page else ""
        except ValueError:
            raise ValidationError(_("Enter the address of a page of this site, or leave this field empty.")) from None


class AnswerForm(forms.ModelForm):
    """The answer of the staff, or the decision that none is needed."""

    is_closed = forms.BooleanField(
        label=_("Close without an answer"),
        help_text=_("For example for advertising. No email is sent."),
        required=False,
    )

    class Meta:
        model = Inquiry
        fields = ["answer"]
        help_texts = {"answer": _("Sent by email in your words, with the name of the network.")}

    def clean(self):
        """Ask for one of the two."""
        answers = super().clean()
        if bool(answers.get("answer")) == answers.get("is_closed", False) and "answer" not in self.errors:
            self.add_error("answer", _("Write an answer, or tick “Close without an answer”."))
        return answers
