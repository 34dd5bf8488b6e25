"""The steps in which a member reports an adoption, and the form with which a side answers."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.addresses import AddressField, gate_key
from network.catalogue.forms import TermField
from network.moderation.answers import Step
from network.moderation.forms import RecordForm
from network.moderation.licensing import LicenceMixin
from network.moderation.sourcing import no_later_than_now
from practices.models import Adoption, Voice
from practices.sides import Answer, Side


class PlaceForm(RecordForm):
    """Where, and since when."""

    country = TermField("country", required=False, label=_("Country of adoption"))
    institution_kind = TermField("institution", required=False, label=_("Type of this institution"))

    class Meta:
        model = Adoption
        fields = ["country", "institution", "institution_kind", "since_year"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if practice := self.instance.adopted_practice:
            about = gettext("Where the practice “%(practice)s” was adopted.")
            self.fields["country"].help_text = about % {"practice": practice.title}

    def clean_since_year(self):
        """What has not begun is no adoption yet, and nothing is adopted before it began."""
        year, practice = no_later_than_now(self.cleaned_data["since_year"]), self.instance.adopted_practice
        if year and practice and practice.started_year and year < practice.started_year:
            message = _("The practice began in %(year)s. Enter that year or a later one.")
            raise forms.ValidationError(message % {"year": practice.started_year})
        return year

    def clean(self):
        """An institution does not adopt its own practice."""
        cleaned = super().clean()
        country, practice = cleaned.get("country"), self.instance.adopted_practice
        if country and practice and _is_its_own(practice, country, cleaned.get("institution", "")):
            self.add_error(
                "institution",
                _(
                    "This practice comes from this country and institution. Name another country, or the other "
                    "institution that adopted it."
                ),
            )
        return cleaned


def _is_its_own(practice, country, institution):
    """Whether `institution` of `country`, perhaps not named yet, is where the practice comes from."""
    is_from_here = practice.countries.filter(pk=country.pk).exists()
    return is_from_here and bool(institution) and _plain(institution) == _plain(practice.lead_institution)


def _plain(name):
    return " ".join(name.casefold().split())


class ResultForm(RecordForm):
    """What came of it, and where that can be checked."""

    class Meta:
        model = Adoption
        fields = ["result", "adapted", "original_language", "source_title", "source_url"]
        help_texts = {
            "adapted": _("What did not fit, what was done instead, and what others can learn from it."),
            "source_title": _("A public document in which readers can check this. Needed if you speak for no side."),
        }


class SidesForm(LicenceMixin, RecordForm):
    """Who can say whether the report is right, and the author's agreement."""

    adopter_address = AddressField(
        required=False,
        label=_("Email address of someone from the adopting side"),
        help_text=_(
            "We ask this person once whether the report is right. The email names the practice and the country, and "
            "nothing that you wrote. We delete the address after the answer, or after 30 days, unless this person "
            "agrees to be asked again."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = Adoption
        fields = ["voice", "shows_institution", "adopter_address"]
        widgets = {"voice": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        practice = self.instance.adopted_practice
        if practice and practice.author_id == self.instance.author_id:
            # Whoever submitted the practice is its side, and cannot be the other one.
            del self.fields["voice"]
            del self.fields["shows_institution"]
        else:
            self.fields["voice"].choices = [
                (voice, voice.label) for voice in Voice if voice != Voice.ORIGIN or voice == self.instance.voice
            ]

    def clean_adopter_address(self):
        """The reporter is asked for another voice than their own."""
        address = self.cleaned_data["adopter_address"]
        if address and gate_key(address) == gate_key(self.instance.author.email):
            raise forms.ValidationError(
                _("This is your own address. If you work for the adopting institution, say so above.")
            )
        return address

    def clean(self):
        """Who speaks for the adopting side needs nobody else who does."""
        cleaned = super().clean()
        if cleaned.get("voice") == Voice.ADOPTER and cleaned.get("adopter_address"):
            self.add_error(
                "adopter_address",
                _("You speak for the adopting side yourself. Leave this empty, or choose another answer above."),
            )
        if cleaned.get("shows_institution") and cleaned.get("voice") != Voice.ADOPTER:
            self.add_error(
                "shows_institution",
                _("Only someone from the institution can agree to this. Untick it, or say so above."),
            )
        return cleaned


STEPS = (
    Step(
        "place",
        _("Where and since when"),
        _("Say where the practice is used now. Name no persons, units or exact places."),
        PlaceForm,
    ),
    Step(
        "result",
        _("Changes and result"),
        _("What was changed on the way, and what came of it. What did not work helps others most."),
        ResultForm,
    ),
    Step(
        "sides",
        _("Confirmation"),
        _("We ask the author of the practice and the adopting side. Readers see who confirmed the report."),
        SidesForm,
    ),
)


class AnswerForm(forms.Form):
    """What a side says of the report."""

    said = forms.ChoiceField(
        label=_("Is this report right?"),
        choices=[
            (Answer.CONFIRMED, _("Yes, I confirm it")),
            (Answer.DISAGREED, _("No, I disagree with it")),
            (Answer.NOT_ME, _("I cannot say: I was asked by mistake")),
        ],
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=_("If you disagree: what is wrong?"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One sentence. Only moderators read it."),
    )
    shows_institution = forms.BooleanField(
        label=_("Readers may see the name of our institution"),
        required=False,
        help_text=_("Otherwise they see the country and the type of institution only. You can withdraw this later."),
    )

    may_be_asked_again = forms.BooleanField(
        label=_("You may ask me again if this report changes"),
        required=False,
        help_text=_("We then keep your address for up to one year. You can withdraw this with the same link."),
    )

    def __init__(self, *args, side, **kwargs):
        super().__init__(*args, **kwargs)
        if side == Side.ORIGIN:
            del self.fields["shows_institution"]
            del self.fields["may_be_asked_again"]

    def clean(self):
        """Moderators need to know what is wrong."""
        cleaned = super().clean()
        if cleaned.get("said") == Answer.DISAGREED and not cleaned.get("remark", "").strip():
            self.add_error("remark", _("Write in one sentence what is wrong."))
        return cleaned
