"""Consents, copies of one's data, and who looked at what is private."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.keys import new_key
from network.storage import keep_files_of, private, random_name

# Within this time, looking again is the same look.
SAME_LOOK = timedelta(hours=1)


class Consent(models.Model):
    """That somebody agreed to something, or took that back. A row is never changed; the latest one counts."""

    class Purpose(models.TextChoices):
        LISTING = "listing", _("Being listed as an expert")
        LICENCE = "licence", _("Publication of a contribution")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents")
    purpose = models.CharField(_("for what"), max_length=10, choices=Purpose.choices)
    about = models.CharField(max_length=22, blank=True, help_text=_("Key of the record that it is about."))
    is_given = models.BooleanField(_("given"))
    text_digest = models.CharField(max_length=32, help_text=_("Names the text that was agreed to."))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self):
        return f"{self.get_purpose_display()}: {'✓' if self.is_given else '✗'}"

    @classmethod
    def note(cls, user, purpose, *, is_given, text, about=""):
        """Add a row unless the latest one for `purpose` and `about` says the same. `text` is what stood beside it."""
        latest = cls.objects.filter(user=user, purpose=purpose, about=about).first()
        if (latest.is_given if latest else False) == is_given:
            return
        digest = hashlib.blake2b(str(text).encode(), digest_size=16).hexdigest()
        cls.objects.create(user=user, purpose=purpose, about=about, is_given=is_given, text_digest=digest)


class Look(models.Model):
    """That a member of staff, or another expert, was shown something private about `subject`. Shown to them."""

    class What(models.TextChoices):
        ACCOUNT = "account", _("Your account: address and roles")
        REVIEW = "review", _("Everything you submitted, to review it")
        CASE_FILE = "case-file", _("The file of decisions about your records")
        CONSULTATION = "consultation", _("A practice before its publication, as the focal point of a country")
        CONVERSATION = "conversation", _("A conversation that was reported")
        ANSWER = "answer", _("Who you are in an answer to an offer or a request, and who the other side is")
        REASON = "reason", _("What you wrote in an answer or an invitation, because it was reported")
        ENDORSEMENT = "endorsement", _("What members see of it, as the focal point whom you ask to endorse it")
        CONTACT = "contact", _("Contact details for members")
        CV = "cv", _("Your CV")

    subject = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="looks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    what = models.CharField(_("what"), max_length=12, choices=What.choices)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("look at private data")
        verbose_name_plural = _("looks at private data")
        indexes = [models.Index(fields=["subject", "-at"], name="look_latest")]

    def __str__(self):
        return f"user-{self.by_id} → user-{self.subject_id}: {self.what}"

    @property
    def by_whom(self) -> str:
        """In which role somebody looked, for the person about whom it was; never who it was."""
        if self.what in {self.What.CONSULTATION, self.What.ENDORSEMENT}:
            return gettext("The focal point of a Government")
        is_member = self.what in {self.What.CONTACT, self.What.CV} and not self.by.is_staff
        return gettext("A member of the network") if is_member else gettext("UNCCT staff")

    @classmethod
    def note(cls, subject, by, what):
        """Note that `by` is shown `what` about `subject`; one's own data, and a look within the hour, are not noted."""
        recent = cls.objects.filter(subject=subject, by=by, what=what, at__gt=timezone.now() - SAME_LOOK)
        if subject != by and not recent.exists():
            cls.objects.create(subject=subject, by=by, what=what)


class Reading(models.Model):
    """How much of one sort somebody was shown on one day: enough to count it, and not to tell of whom it was."""

    class Sort(models.TextChoices):
        LISTED = "listed", _("experts in lists")
        PROFILE = "profile", _("profiles")
        CONTACT = "contact", _("contact details and CVs")
        REVIEW = "review", _("people whose contributions a moderator reviews")

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="readings")
    sort = models.CharField(_("what"), max_length=8, choices=Sort.choices)
    day = models.DateField(_("day"), help_text=_("In UTC."))
    # Keyed hashes, so that looking at the same thing again counts once.
    shown = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        verbose_name = _("amount read in a day")
        verbose_name_plural = _("amounts read in a day")
        constraints = [models.UniqueConstraint(fields=["reader", "sort", "day"], name="counted_once_a_day")]

    def __str__(self):
        return f"user-{self.reader_id}, {self.day}: {self.sort}"


class Copy(models.Model):
    """A copy of somebody's data: made in the background, fetched once, gone after a day."""

    LASTS = timedelta(hours=24)

    key = models.CharField(max_length=22, unique=True, default=new_key, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="copies")
    done = models.PositiveSmallIntegerField(default=0, help_text=_("How many types of data it contains."))
    total = models.PositiveSmallIntegerField(default=0)
    # Encrypted, because until it is fetched everything about a person lies here in one place.
    archive = models.FileField(storage=private, upload_to=random_name, blank=True)
    asked_at = models.DateTimeField(_("requested"), default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("copy of someone’s data")
        verbose_name_plural = _("copies of people’s data")

    def __str__(self):
        return f"copy for user-{self.user_id}"

    @property
    def is_ready(self) -> bool:
        """Whether it can be fetched."""
        return bool(self.archive)


keep_files_of(Copy, since="asked_at")
