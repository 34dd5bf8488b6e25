"""The steps in which an expert writes their profile."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from experts.models import Expertise, LanguageSkill, ListingMode, Offer, Profile
from network.accounts.models import Consent
from network.catalogue.audiences import Audience
from network.catalogue.forms import PillarsMixin, TermField, TermsField
from network.files.filetypes import FileType
from network.files.forms import PortraitField, UploadField
from network.moderation.answers import Step
from network.moderation.choosing import AudiencesMixin
from network.moderation.file_fields import FilesMixin
from network.moderation.forms import RecordForm
from network.moderation.rows import DistinctRows, RowForm


class PersonForm(RecordForm):
    """Who you are. What of it is shown is asked later, and staff only is a good answer."""

    ASKS = {"name": "given_name"}

    own_script_language = TermField("language", required=False, label=_("Language of the original script"))

    class Meta:
        model = Profile
        fields = [
            "form_of_address",
            "given_name",
            "family_name",
            "name_in_own_script",
            "own_script_language",
            "role_name",
            "headline",
            "original_language",
        ]


class WorkForm(RecordForm):
    """Where you work and have worked."""

    institution_kind = TermField("institution", required=False, label=_("Type of institution"))
    nationality = TermField("country", required=False, label=_("Nationality"))
    duty_country = TermField("country", required=False, label=_("Country you work in"))
    countries = TermsField("country", grouped=True, required=False, label=_("Countries you have experience in"))

    class Meta:
        model = Profile
        fields = [
            "background",
            "organization",
            "institution_kind",
            "position",
            "nationality",
            "duty_country",
            "countries",
            "years",
            "target_groups",
        ]


class ExpertiseForm(PillarsMixin, RecordForm):
    """What you know."""

    class Meta:
        model = Profile
        fields = ["summary"]


class ExchangeForm(RecordForm):
    """What you offer and what you look for."""

    topics_needed = TermsField("topic", grouped=True, required=False, label=_("Topics you want to learn about"))
    modalities_needed = TermsField("modality", required=False, label=_("How you would like to learn"))

    class Meta:
        model = Profile
        fields = ["availability", "contact", "topics_needed", "modalities_needed", "needs"]


class FilesForm(FilesMixin, RecordForm):
    """A photo and a CV."""

    FILES = {"photo": "photo", "cv": "cv"}

    photo = PortraitField(
        required=False,
        label=_("Photo"),
        help_text=_(
            "JPEG, PNG, WebP, HEIC or AVIF, up to 15 MB. We make the image smaller and remove where and when it was "
            "taken."
        ),
    )
    cv = UploadField(
        accepted={FileType.PDF},
        required=False,
        label=_("CV"),
        help_text=_("PDF, up to 15 MB. Leave out your address, telephone number and date of birth."),
    )

    class Meta:
        model = Profile
        fields = []


class VisibilityForm(AudiencesMixin, RecordForm):
    """Who sees what. A choice for fewer readers counts at once, one for more after review."""

    template_name = "experts/_visibility_fields.html"
    audiences = Audience.choices
    first_audience = f"show_{Profile.CHOOSABLE[0]}"
    SHORT_LABELS = {"consents": _("Agreement to be listed")}

    consents = forms.BooleanField(
        required=False,
        label=_("I agree to be listed in the network as chosen above. I can withdraw this agreement at any time."),
    )

    class Meta:
        model = Profile
        fields = ["listing_mode", "takes_messages", "seeks_endorsement", "may_be_crawled", "justification"]
        widgets = {"listing_mode": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["consents"] = self.instance.consented_at is not None
        self.order_fields(["listing_mode", *self.asked_audiences])

    @property
    def warnings(self):
        """A name that nobody may see is no name in the directory."""
        mode, named_to = (str(self[name].value()) for name in ("listing_mode", "show_name"))
        if mode == ListingMode.NAMED and named_to == str(Audience.STAFF.value):
            text = _("No one sees your name, because “Name” is for moderators only. Change one of the two choices.")
            return {"listing_mode": text}
        return {}

    @staticmethod
    def set_all(sent, audience):
        """What was `sent`, with each part for `audience`, or as near to it as the part may come."""
        changed = sent.copy()
        for name in Profile.CHOOSABLE:
            changed[f"show_{name}"] = str(min(audience, Profile.FIELDS[name].ceiling).value)
        return changed

    def clean(self):
        """Keep the moment of consent; a published profile without it is hidden."""
        cleaned = super().clean()
        given = self.instance.consented_at or timezone.now()
        self.instance.consented_at = given if cleaned.get("consents") else None
        if not cleaned.get("consents") and self.instance.live_id:
            cleaned["listing_mode"] = ListingMode.HIDDEN
        return cleaned

    def save(self, commit=True):
        """Store the choices, and keep a record of the consent, or of its being taken back."""
        profile = super().save(commit)
        given, text = profile.consented_at is not None, self.fields["consents"].label
        Consent.note(profile.user, Consent.Purpose.LISTING, is_given=given, text=text)
        return profile


def rows(child, fields, most, **overrides):
    """A formset of at most `most` rows of `child`."""
    return forms.inlineformset_factory(Profile, child, fields=fields, max_num=most, formset=DistinctRows, **overrides)


class LanguageForm(RowForm):
    """One language."""

    language = TermField("language", label=_("Language"))

    class Meta:
        model = LanguageSkill
        fields = ["language", "level"]


class TopicForm(RowForm):
    """One topic."""

    topic = TermField("topic", grouped=True, label=_("Topic"))

    class Meta:
        model = Expertise
        fields = ["topic", "level", "evidence"]


class OfferForm(RowForm):
    """One way to cooperate."""

    modality = TermField("modality", label=_("Form of cooperation"))

    class Meta:
        model = Offer
        fields = ["modality", "per_month"]


LanguageFormSet = rows(LanguageSkill, ["language", "level"], 6, form=LanguageForm)
ExpertiseFormSet = rows(Expertise, ["topic", "level", "evidence"], 6, form=TopicForm)
OfferFormSet = rows(Offer, ["modality", "per_month"], 5, form=OfferForm)

STEPS = (
    Step(
        "person",
        _("About you"),
        _("Your name is not shown until you choose, in the last step, who may see it."),
        PersonForm,
    ),
    Step(
        "work",
        _("Your work"),
        _("Where you work and have worked, and in which languages."),
        WorkForm,
        LanguageFormSet,
        _("Languages"),
        _("Add a language"),
    ),
    Step(
        "expertise",
        _("Your expertise"),
        _("Choose up to six topics that you know best. Topics without evidence are marked “self-declared”."),
        ExpertiseForm,
        ExpertiseFormSet,
        _("Topics that you know"),
        _("Add a topic"),
    ),
    Step(
        "exchange",
        _("Sharing and learning"),
        _("What you are ready to share, and what you want to learn."),
        ExchangeForm,
        OfferFormSet,
        _("What you offer"),
        _("Add an offer"),
    ),
    Step(
        "files",
        _("Photo and CV"),
        _(
            "Only moderators see these until you choose otherwise in the next step. They are never shown to anyone "
            "who cannot see your name."
        ),
        FilesForm,
    ),
    Step(
        "visibility",
        _("Who can see what"),
        _(
            "If you narrow who can see something, it takes effect at once. If you widen it, it takes effect after "
            "a moderator approves it."
        ),
        VisibilityForm,
    ),
)
