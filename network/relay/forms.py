"""What members write to each other, and what they report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from network.relay.models import Conversation, Writing


class ReplyForm(forms.ModelForm):
    """A message."""

    class Meta:
        model = Writing
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}


class BeginForm(ReplyForm):
    """The first message, with what it is about."""

    subject = Conversation._meta.get_field("subject").formfield()

    field_order = ["subject", "text"]


class ReportForm(forms.ModelForm):
    """Why staff should look at a conversation."""

    class Meta:
        model = Conversation
        fields = ["report"]
        widgets = {"report": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["report"].required = True
        self.fields["report"].label = _("What is wrong?")
