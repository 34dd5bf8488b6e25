"""The steps in which a centre of excellence is described."""

from django import forms
from django.utils.translation import gettext_lazy as _

from experts.models import Centre, CentreSource
from network.catalogue.forms import PillarsMixin, TermField, TermsField, TopicsMixin
from network.moderation import sourcing
from network.moderation.answers import Step
from network.moderation.file_fields import PictureMixin
from network.moderation.forms import RecordForm
from network.moderation.licensing import LicenceMixin
from network.moderation.rows import Rows

SECURE = "https://"


class IdentityForm(RecordForm):
    """What the centre is called, where it is, and who runs it."""

    name_language = TermField("language", required=False, label=_("Language of that name"))
    institution_kind = TermField("institution", required=False, label=_("Type of institution"))
    countries = TermsField(
        "country",
        grouped=True,
        required=False,
        label=_("Host country"),
        help_text=_("Choose more than one only if the centre has seats in several countries."),
    )

    class Meta:
        model = Centre
        fields = [
            "name",
            "original_name",
            "name_language",
            "summary",
            "original_language",
            "institution_kind",
            "run_by",
            "countries",
            "founded_year",
            "website",
            "basis",
        ]
        widgets = {"basis": forms.RadioSelect}

    def clean_founded_year(self):
        """What is not open yet is no centre yet."""
        return sourcing.no_later_than_now(self.cleaned_data["founded_year"])

    def clean_website(self):
        """A reader who follows the link must not be sent over an open line."""
        website = self.cleaned_data["website"]
        if website and not website.startswith(SECURE):
            raise forms.ValidationError(_("The address must begin with https://. Check it and enter it again."))
        return website

    def clean(self):
        """A name in another language needs the language, so that it is read aloud and shown correctly."""
        cleaned = super().clean()
        if cleaned.get("original_name") and not cleaned.get("name_language") and "name_language" not in self.errors:
            self.add_error("name_language", _("Choose the language of the name."))
        return cleaned


class WorkForm(PillarsMixin, TopicsMixin, RecordForm):
    """What it teaches and hosts, and for whom."""

    modalities = TermsField("modality", required=False, label=_("Forms of cooperation"))
    languages = TermsField("language", required=False, label=_("Working languages"))

    class Meta:
        model = Centre
        fields = ["topics", "teaches", "hosts", "participants", "modalities", "languages"]


class MandateForm(RecordForm):
    """On what it rests, how much it can do, and where that can be checked."""

    class Meta:
        model = Centre
        fields = ["mandate", "mandate_source", "mandate_url", "capacity", "accreditation", "evaluation"]


class SourceForm(sourcing.SourceRowForm):
    """One source."""

    class Meta:
        model = CentreSource
        fields = sourcing.FIELDS


class RightsForm(RecordForm):
    """How rights are taught and safeguarded."""

    class Meta:
        model = Centre
        fields = ["rights_safeguards", "criticism"]


class PictureForm(PictureMixin, RecordForm):
    """The picture."""

    field_order = ["new_picture", "remove_picture", "picture_alt", "picture_credit"]

    class Meta:
        model = Centre
        fields = ["picture_alt", "picture_credit"]


class KeepingForm(LicenceMixin, RecordForm):
    """Who keeps the description, and the agreement to publication."""

    class Meta:
        model = Centre
        fields = ["is_credited", "seeks_endorsement", "contributor_note"]


SourceFormSet = forms.inlineformset_factory(Centre, CentreSource, form=SourceForm, formset=Rows, max_num=20)

STEPS = (
    Step(
        "identity",
        _("The institution"),
        _("Its name, who runs it, and where it is. Readers see the summary in lists."),
        IdentityForm,
    ),
    Step("work", _("What it does"), _("What it teaches and hosts, for whom, and in which languages."), WorkForm),
    Step(
        "mandate",
        _("Mandate, capacity and sources"),
        _("Give a public source for what you state. Leave out what cannot be checked."),
        MandateForm,
        SourceFormSet,
        _("Sources: where a reader can check this"),
        _("Add a source"),
    ),
    Step(
        "rights",
        _("Human rights"),
        _("How human rights are taught and safeguarded, and what was criticized."),
        RightsForm,
    ),
    Step("image", _("Image"), _("An image for the top of the page. Show no one who has not agreed."), PictureForm),
    Step(
        "keeping",
        _("Contact and agreement"),
        _("You keep this description up to date. Members reach you through messages; your address is not shown."),
        KeepingForm,
    ),
)
