"""What people tell us when they follow something, and when they change or stop it."""

from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from network.accounts.forms import TrapMixin
from network.addresses import AddressField
from network.alerts import searches
from network.alerts.models import Frequency, Purpose, Subscriber, Subscription
from network.catalogue import kinds, vocabulary
from network.catalogue.pillars import choices as pillar_choices
from network.catalogue.query import Query

OF_NEWSLETTER = (Frequency.WEEKLY, Frequency.MONTHLY)


def frequencies(query=None, audience=None, of=tuple(Frequency)) -> list:
    """Choices of how often; where `query` is given, with how many e-mails that will bring `audience`."""
    if query is None:
        return [(frequency.value, frequency.label) for frequency in of]
    results = searches.results_a_month(query, audience)
    return [(frequency.value, f"{frequency.label}: {_estimate(results, frequency)}") for frequency in of]


def _estimate(results, frequency):
    mails = searches.mails_a_month(results, frequency)
    text = ngettext("about %(count)d email a month", "about %(count)d emails a month", mails)
    return text % {"count": mails}


class SubscribeForm(TrapMixin, forms.Form):
    """Follow `query`, or else the newsletter or a choice of kinds, pillars and regions; as `user` or by address."""

    email = AddressField(
        label=_("Your email address"),
        help_text=_("We will send you a link to confirm it. Until you do, we send nothing else."),
    )
    kind = forms.MultipleChoiceField(
        label=_("Types of content"), choices=kinds.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    pillar = forms.MultipleChoiceField(
        label=_("Pillars of the Strategy"),
        choices=pillar_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    region = forms.MultipleChoiceField(
        label=_("Regions"),
        choices=lambda: vocabulary.choices("region"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    frequency = forms.ChoiceField(label=_("How often"), widget=forms.RadioSelect, initial=Frequency.WEEKLY.value)
    weekday = Subscriber._meta.get_field("weekday").formfield()
    language = Subscriber._meta.get_field("language").formfield(label=_("Language of the emails"))
    note = Subscription._meta.get_field("note").formfield()

    def __init__(self, *args, query, chooses, user, audience, **kwargs):
        super().__init__(*args, **kwargs)
        self.query = query
        self.chooses = chooses and not query
        if user.is_authenticated:
            for name in ("email", "weekday", "language"):
                del self.fields[name]
        if not self.chooses:
            for name in ("kind", "pillar", "region"):
                del self.fields[name]
        of = tuple(Frequency) if query or self.chooses else OF_NEWSLETTER
        cast(forms.ChoiceField, self.fields["frequency"]).choices = frequencies(query or None, audience, of)

    def clean(self):
        """Make the query of what was chosen."""
        super().clean()
        cleaned = self.cleaned_data
        if not self.chooses:
            return cleaned
        parameters = QueryDict(mutable=True)
        for name in ("kind", "pillar", "region"):
            parameters.setlist(name, cleaned.get(name) or [])
        self.query = Query.parse(parameters)
        if not self.query and not self.errors:
            self.add_error("kind", _("Choose at least one type of content, pillar or region."))
        return cleaned

    @property
    def purpose(self):
        """What is followed."""
        return Purpose.SEARCH if self.query else Purpose.NEWSLETTER


class SubscriptionForm(forms.ModelForm):
    """How often, and why."""

    class Meta:
        model = Subscription
        fields = ["frequency", "note"]
        widgets = {"frequency": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.search_id:
            choices = frequencies(self.instance.search.question, self.instance.subscriber.audience)
        elif self.instance.purpose == Purpose.NEWSLETTER:
            choices = frequencies(of=OF_NEWSLETTER)
        else:
            choices = frequencies()
        cast(forms.ChoiceField, self.fields["frequency"]).choices = choices


class SettingsForm(forms.ModelForm):
    """In which language, and on which day. The language of somebody with an account is that of all our letters."""

    class Meta:
        model = Subscriber
        fields = ["language", "weekday"]

    def __init__(self, *args, may_set_language: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["language"] = self.instance.reading_language
        if not may_set_language:
            del self.fields["language"]

    def save(self, commit=True):
        """Keep the language with the account, if there is one."""
        user, language = self.instance.user, self.cleaned_data.get("language")
        if user and language:
            user.language = language
            user.save(update_fields=["language"])
        return super().save(commit)


class StopForm(forms.Form):
    """Less often first, then not at all."""

    choice = forms.ChoiceField(
        label=_("How often do you want our emails?"),
        choices=[
            (Frequency.WEEKLY.value, _("Up to one email a week")),
            (Frequency.MONTHLY.value, _("Up to one email a month")),
            ("stop", _("Stop all emails")),
        ],
        initial=Frequency.MONTHLY.value,
        widget=forms.RadioSelect,
    )
