"""What an expert can do: languages, topics with their evidence, and ways to cooperate."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.catalogue.models import Modality, SpokenLanguage, Topic


class LanguageSkill(models.Model):
    """A language in which the expert works, or which they read."""

    class Level(models.TextChoices):
        WORKS = "works", _("working language")
        READS = "reads", _("reading knowledge")

    profile = models.ForeignKey("experts.Profile", models.CASCADE, related_name="languages")
    language = models.ForeignKey(SpokenLanguage, models.PROTECT, related_name="+", verbose_name=_("language"))
    level = models.CharField(_("level"), max_length=5, choices=Level.choices, default=Level.WORKS)

    class Meta:
        verbose_name = _("language of an expert")
        verbose_name_plural = _("languages of experts")
        ordering = ["-level", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "language"], name="language_once_per_profile", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self):
        return f"{self.language} ({self.get_level_display()})"


class Expertise(models.Model):
    """A topic that the expert knows, how well, and what shows it. Without evidence it is self-declared."""

    class Level(models.TextChoices):
        FOUNDATION = "foundation", _("basic knowledge")
        PRACTITIONER = "practitioner", _("practical experience")
        LEAD = "lead", _("has led work on this topic")

    profile = models.ForeignKey("experts.Profile", models.CASCADE, related_name="expertise")
    topic = models.ForeignKey(Topic, models.PROTECT, to_field="slug", related_name="+", verbose_name=_("topic"))
    level = models.CharField(_("level"), max_length=12, choices=Level.choices, default=Level.PRACTITIONER)
    evidence = models.CharField(
        _("evidence"),
        max_length=300,
        blank=True,
        help_text=_(
            "For example a publication, a course you gave or an exchange you took part in. Without evidence, the "
            "topic is marked “self-declared”."
        ),
    )

    class Meta:
        verbose_name = _("topic of an expert")
        verbose_name_plural = _("topics of experts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "topic"], name="topic_once_per_profile", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self):
        return str(self.topic)


class Offer(models.Model):
    """A way in which the expert is ready to cooperate."""

    profile = models.ForeignKey("experts.Profile", models.CASCADE, related_name="offers")
    modality = models.ForeignKey(Modality, models.PROTECT, related_name="+", verbose_name=_("form of cooperation"))
    per_month = models.PositiveSmallIntegerField(
        _("times a month"), null=True, blank=True, validators=[MaxValueValidator(31)]
    )

    class Meta:
        verbose_name = _("offer of an expert")
        verbose_name_plural = _("offers of experts")
        ordering = ["modality"]
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "modality"], name="modality_once_per_profile", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self):
        return str(self.modality)
