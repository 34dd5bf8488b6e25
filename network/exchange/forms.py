"""The steps in which an offer or a request is written, and the question until when it is open."""

from django import forms
from django.utils.translation import gettext_lazy as _

from network.catalogue.forms import PillarsMixin, TermField, TermsField, TopicsMixin
from network.exchange.choices import Authority, Direction, Recipient, Sensitivity
from network.exchange.closing import FARTHEST, today
from network.exchange.models import Cost, Opportunity
from network.moderation.answers import Step
from network.moderation.choosing import AudiencesMixin
from network.moderation.forms import RecordForm
from network.moderation.licensing import LicenceMixin
from network.moderation.models import Record
from network.moderation.rows import DistinctRows, RowForm

MOST_REGIONS = 3
MOST_COUNTRIES = 20
MOST_LANGUAGES = 8


class DayField(forms.DateField):
    """A day, chosen in the calendar of the browser where it has one."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def at_most(number, chosen, message):
    """Return `chosen`; raise ValidationError with `message` where there are more than `number`."""
    if len(chosen) > number:
        raise forms.ValidationError(message)
    return chosen


def refuse_past(form, name):
    """Return the day that `form` asks for under `name`; raise ValidationError for a new one that is over."""
    day = form.cleaned_data[name]
    if day and day < today() and name in form.changed_data:
        raise forms.ValidationError(_("This date is in the past. Enter a later one."))
    return day


def refuse_far(day):
    """Return `day`; raise ValidationError where something would stay open for too long."""
    if day and day > today() + FARTHEST:
        raise forms.ValidationError(_("Choose a date within one year. You can extend it later."))
    return day


class BasicsForm(PillarsMixin, TopicsMixin, RecordForm):
    """What is offered, or asked for."""

    modalities = TermsField("modality", required=False, label=_("Forms of cooperation"))

    class Meta:
        model = Opportunity
        fields = ["direction", "title", "summary", "original_language", "topics", "modalities"]
        widgets = {"direction": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        direction = self.fields["direction"]
        direction.choices = [
            (Direction.OFFER, _("Offer: I can give something")),
            (Direction.REQUEST, _("Request: I am looking for something")),
        ]
        # Whoever answered a published request must not find an offer in its place.
        direction.disabled = self.instance.published_at is not None


class WhomForm(RecordForm):
    """From where, and for whom."""

    countries = TermsField(
        "country",
        grouped=True,
        required=False,
        label=_("Your countries"),
        help_text=_("Where you, or your institution, work."),
    )
    for_regions = TermsField(
        "region",
        required=False,
        label=_("For which regions"),
        help_text=_("Choose up to three. If it is for all regions, choose none."),
    )
    for_countries = TermsField(
        "country",
        grouped=True,
        required=False,
        label=_("For which countries"),
        help_text=_("Only if it is for some countries, for example those of West Africa. Choose up to 20."),
    )
    recipients = forms.MultipleChoiceField(
        choices=Recipient.choices, required=False, label=_("For whom"), widget=forms.CheckboxSelectMultiple
    )
    languages = TermsField("language", required=False, label=_("Working languages"))

    class Meta:
        model = Opportunity
        fields = ["countries", "for_regions", "for_countries", "recipients", "languages"]

    def clean_for_regions(self):
        """All regions are no choice of regions."""
        message = _("You chose more than three regions. Keep three, or choose none if it is for all regions.")
        return at_most(MOST_REGIONS, self.cleaned_data["for_regions"], message)

    def clean_for_countries(self):
        """Refuse more countries than anybody reads."""
        message = _("You chose more than 20 countries. Keep 20, or choose their regions instead.")
        return at_most(MOST_COUNTRIES, self.cleaned_data["for_countries"], message)

    def clean_languages(self):
        """Nobody works in all of them."""
        message = _("You chose more than eight languages. Keep those that you will work in.")
        return at_most(MOST_LANGUAGES, self.cleaned_data["languages"], message)


class DatesForm(RecordForm):
    """When, how many, and until when it can be answered."""

    closes_on = DayField(
        required=False,
        label=_("Open for answers until"),
        help_text=_("The end of this day in UTC, up to one year from now. A change takes effect at once."),
    )
    starts_on = DayField(required=False, label=_("First day"), help_text=_("If it takes place on certain dates."))
    ends_on = DayField(required=False, label=_("Last day"))

    class Meta:
        model = Opportunity
        fields = ["closes_on", "starts_on", "ends_on", "places", "details"]
        help_texts = {
            "places": _("How many people can take part, or how many you are looking for."),
            "details": _("What takes place, step by step. Leave out operational details and the names of people."),
        }

    def clean_closes_on(self):
        """Nobody can answer yesterday, or plans for longer than a year; what is published has a date."""
        day = refuse_far(refuse_past(self, "closes_on"))
        if day is None and self.instance.live_id:
            raise forms.ValidationError(_("Enter a date. To stop answers, close it on “My page”."))
        return day

    def clean_starts_on(self):
        """Nothing begins in the past."""
        return refuse_past(self, "starts_on")

    def clean(self):
        """It closes before it begins, and begins before it ends."""
        cleaned = super().clean()
        closes, starts, ends = (cleaned.get(name) for name in ("closes_on", "starts_on", "ends_on"))
        if ends and not starts and "starts_on" not in self.errors:
            self.add_error("starts_on", _("Enter the first day as well."))
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day is before the first day. Check both dates."))
        if closes and starts and closes > starts:
            self.add_error("closes_on", _("It must close before it starts. Check both dates."))
        if "closes_on" in self.changed_data and not self.errors:
            self.instance.set_closing(closes)
        return cleaned


class ConditionsForm(RecordForm):
    """What each side brings. The questions differ for who gives and who asks."""

    QUESTIONS = {
        Direction.OFFER: {
            "brings": (_("What you bring"), _("For example trainers, materials, a place.")),
            "expects": (
                _("What you expect of participants"),
                _("For example experience, a language, a nomination, what they bring with them."),
            ),
        },
        Direction.REQUEST: {
            "brings": (_("What you bring"), _("For example participants, premises, data, a partner institution.")),
            "expects": (
                _("What you expect of whoever supports you"),
                _("For example experience, a language, time, materials."),
            ),
        },
    }

    class Meta:
        model = Opportunity
        fields = ["brings", "expects"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        questions = self.QUESTIONS[self.instance.direction or Direction.OFFER]
        for name, (label, help_text) in questions.items():
            self.fields[name].label, self.fields[name].help_text = label, help_text


class CostForm(RowForm):
    """Who bears one item of cost."""

    class Meta:
        model = Cost
        fields = ["item", "borne_by", "note"]


class AuthorityForm(RecordForm):
    """On whose behalf it is made."""

    institution_kind = TermField("institution", required=False, label=_("Type of institution"))
    at_centre = forms.ChoiceField(
        required=False,
        label=_("Centre of excellence"),
        help_text=_("Only if a centre that you keep in the network makes it. Its page then links to this one."),
    )

    class Meta:
        model = Opportunity
        fields = ["authority", "institution", "institution_kind", "at_centre"]
        widgets = {"authority": forms.RadioSelect}
        help_texts = {"institution": _("You decide in the last step who can see it.")}

    @property
    def needed(self):
        """An institution that speaks has a name and a type."""
        named = {"institution", "institution_kind"} if self.instance.authority == Authority.INSTITUTION else set()
        return super().needed | named

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["authority"].choices = Authority.choices
        centres = Record.objects.published().filter(author=self.instance.author_id, kind="centre")
        kept = [(centre.key, centre.heading) for centre in centres]
        if kept:
            self.fields["at_centre"].choices = [("", "—"), *kept]
        else:
            del self.fields["at_centre"]

    def clean(self):
        """Whoever acts as a person speaks for no institution."""
        cleaned = super().clean()
        named = [name for name in ("institution", "institution_kind", "at_centre") if cleaned.get(name)]
        if cleaned.get("authority") == Authority.PERSONAL and named:
            message = _("You act in a personal capacity. Leave this empty, or choose “On behalf of an institution”.")
            self.add_error(named[0], message)
        return cleaned


class RightsForm(RecordForm):
    """Human rights due diligence. Moderators alone read it, and approve nothing without it."""

    touches = forms.MultipleChoiceField(
        choices=Sensitivity.choices,
        required=False,
        label=_("Does it concern any of these?"),
        help_text=_("Needed before publication. If you are not sure, leave it open: the moderator will ask you."),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Opportunity
        fields = ["touches", "safeguards"]
        labels = {"safeguards": _("Safeguards")}
        help_texts = {
            "safeguards": _(
                "If it concerns any of these: how risks for human rights are assessed and reduced, and to whom people "
                "can complain. Only moderators read this."
            )
        }

    def clean_touches(self):
        """None and one of them is a contradiction."""
        touches = self.cleaned_data["touches"]
        if Sensitivity.NONE in touches and len(touches) > 1:
            raise forms.ValidationError(_("You chose “None of these” and something else. Keep one of the two answers."))
        return touches

    @property
    def needed(self):
        """Safeguards, where something needs them."""
        needs = Sensitivity.needs_safeguards(self.instance.touches)
        return super().needed | ({"safeguards"} if needs else set())


class SharingForm(AudiencesMixin, LicenceMixin, RecordForm):
    """Who sees what, and the agreement to publication."""

    class Meta:
        model = Opportunity
        fields = ["is_blind", "is_credited", "seeks_endorsement"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(["is_blind", "is_credited", *self.asked_audiences, "seeks_endorsement", "accepts_licence"])


class OpenUntilForm(forms.Form):
    """Until when something that is published takes answers."""

    closes_on = DayField(label=_("Open for answers until"), help_text=_("The end of this day in UTC."))

    def __init__(self, *args, opportunity, **kwargs):
        super().__init__(*args, **kwargs)
        self.opportunity = opportunity

    def clean_closes_on(self):
        """A day that is still to come, and before it all begins."""
        day = self.cleaned_data["closes_on"]
        if day < today():
            raise forms.ValidationError(_("This date is in the past. Enter a later one."))
        if self.opportunity.starts_on and day > self.opportunity.starts_on:
            raise forms.ValidationError(_("It must close before it starts. Edit the dates first."))
        return refuse_far(day)


CostFormSet = forms.inlineformset_factory(
    Opportunity, Cost, form=CostForm, formset=DistinctRows, max_num=len(Cost.Item.choices)
)

STEPS = (
    Step(
        "basics",
        _("Overview"),
        _("Say first whether you offer or ask for something. Readers see the title and the summary in lists."),
        BasicsForm,
    ),
    Step("whom", _("From where and for whom"), _("Where you work, and who it is meant for."), WhomForm),
    Step("dates", _("Dates and places"), _("Until when others can answer, and when it takes place."), DatesForm),
    Step(
        "conditions",
        _("Conditions and costs"),
        _("What each side brings, and who bears which costs. Choose “To be agreed” where this is open."),
        ConditionsForm,
        CostFormSet,
        _("Who bears which costs"),
        _("Add an item of cost"),
    ),
    Step(
        "authority",
        _("On whose behalf"),
        _("Whether an institution makes it, or you in a personal capacity."),
        AuthorityForm,
    ),
    Step(
        "rights",
        _("Human rights due diligence"),
        _("The United Nations asks this of all support to security institutions. Only moderators read the answers."),
        RightsForm,
    ),
    Step(
        "sharing",
        _("Who can see what"),
        _(
            "If you narrow who can see something, it takes effect at once. If you widen it, it takes effect after "
            "a moderator approves it."
        ),
        SharingForm,
    ),
)
