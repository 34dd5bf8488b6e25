"""What somebody says when they answer, ask or agree."""

from django import forms
from django.utils.translation import gettext_lazy as _

from network.exchange.models import Answer

READ_BEFORE = _(
    "The other side reads this before you have both agreed. Leave out your name, your institution and whatever reveals "
    "who you are."
)
READ_AFTER = _(
    "Leave this empty if you take part in a personal capacity. The other side sees it when you have both agreed."
)


class ReasonForm(forms.ModelForm):
    """Why it fits."""

    class Meta:
        model = Answer
        fields = ["reason"]
        labels = {"reason": _("Why it fits")}
        help_texts = {"reason": READ_BEFORE}
        widgets = {"reason": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True


class AnswerForm(ReasonForm):
    """An answer."""

    class Meta(ReasonForm.Meta):
        fields = ["reason", "institution"]
        labels = ReasonForm.Meta.labels | {"institution": _("Institution on whose behalf you answer")}
        help_texts = ReasonForm.Meta.help_texts | {"institution": READ_AFTER}


class YesForm(forms.ModelForm):
    """The yes of a member who was asked."""

    class Meta:
        model = Answer
        fields = ["institution"]
        labels = {"institution": _("Institution on whose behalf you take part")}
        help_texts = {"institution": READ_AFTER}


class ReportForm(forms.ModelForm):
    """Why staff should look at a reason."""

    class Meta:
        model = Answer
        fields = ["report"]
        labels = {"report": _("What is wrong?")}
        widgets = {"report": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["report"].required = True


class DeclineOthersForm(forms.Form):
    """That the author wants none of the answers that they could read on a page."""

    seen_until = forms.DateTimeField(widget=forms.HiddenInput)
