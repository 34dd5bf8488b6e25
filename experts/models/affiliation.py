"""That an expert works with a centre of excellence: two yeses, of the expert and of the keeper of the centre."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from experts.models.centre import Centre
from experts.models.profile import Profile
from network.catalogue import index
from network.catalogue.audiences import Audience
from network.catalogue.models import Announcement
from network.files.models import Upload
from network.moderation.models import NotPossible, step
from network.notices import outbox

# Of what one side has proposed and the other has not answered, for one centre.
MOST_OPEN = 100


class AffiliationQuerySet(models.QuerySet):
    """Questions about affiliations."""

    def with_published(self):
        """Those with a centre that is published."""
        return self.filter(centre__live__isnull=False)

    def agreed(self):
        """Those to which both sides said yes."""
        return self.filter(expert_agreed_at__isnull=False, keeper_agreed_at__isnull=False)

    def waiting_for_keeper(self):
        """Those that an expert asked for."""
        return self.filter(keeper_agreed_at__isnull=True)

    def waiting_for_expert(self):
        """Those that a keeper asked for."""
        return self.filter(expert_agreed_at__isnull=True)


@pghistory.track(
    fields=["centre", "profile", "expert_agreed_at", "keeper_agreed_at", "keeping_offered_at"],
    model_name="AffiliationEvent",
)
class Affiliation(models.Model):
    """Shown on the page of the centre while both agree, to readers who see the profile, as the profile shows itself."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="+")
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="+")
    expert_agreed_at = models.DateTimeField(null=True)
    keeper_agreed_at = models.DateTimeField(null=True)
    # Whom the expert lets know of it at most.
    audience = models.PositiveSmallIntegerField(
        _("who can see it"),
        choices=[(level.value, level.label) for level in (Audience.MEMBERS, Audience.PUBLIC)],
        default=Audience.MEMBERS,
    )
    # That the keeper wants the expert to be the next keeper.
    keeping_offered_at = models.DateTimeField(null=True)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("expert of a centre")
        verbose_name_plural = _("experts of centres")
        constraints = [
            models.UniqueConstraint(fields=["centre", "profile"], name="affiliated_once"),
            models.CheckConstraint(
                condition=Q(expert_agreed_at__isnull=False) | Q(keeper_agreed_at__isnull=False),
                name="affiliation_is_asked_for",
            ),
            models.CheckConstraint(
                condition=Q(keeping_offered_at__isnull=True)
                | Q(expert_agreed_at__isnull=False, keeper_agreed_at__isnull=False),
                name="keeping_is_offered_to_experts_of_the_centre",
            ),
        ]

    def __str__(self):
        return f"affiliation-{self.pk}"

    @property
    def is_agreed(self) -> bool:
        """Whether both sides said yes."""
        return bool(self.expert_agreed_at and self.keeper_agreed_at)

    @classmethod
    @step
    def agree_as_expert(cls, centre, profile, audience):
        """Have `profile` say that it works with `centre`, and who may know; again, to change who may know."""
        centre.lock_published()
        found, _is_new = cls.objects.get_or_create(
            centre=centre, profile=profile, defaults={"expert_agreed_at": timezone.now(), "audience": audience}
        )
        found.expert_agreed_at = found.expert_agreed_at or timezone.now()
        found.audience = audience
        found.save()
        found.tell_readers()
        return found

    @classmethod
    @step
    def agree_as_keeper(cls, centre, profile):
        """Have the keeper of `centre` say that `profile` works with it. Raises NotPossible where too many wait.

        An expert who did not ask is told by mail, once for each centre, however often they are asked.
        """
        centre.lock_published()
        if cls.objects.filter(centre=centre).waiting_for_expert().count() >= MOST_OPEN:
            raise NotPossible(_("Too many invitations are waiting for an answer. Cancel some, then try again."))
        found, _is_new = cls.objects.get_or_create(
            centre=centre, profile=profile, defaults={"keeper_agreed_at": timezone.now()}
        )
        found.keeper_agreed_at = found.keeper_agreed_at or timezone.now()
        found.save()
        if not found.expert_agreed_at:
            outbox.put("centre.invited", centre.key, profile.user)
        found.tell_readers()
        return found

    @step
    def end(self):
        """Take the yes of either side back; nobody sees it any more from now on."""
        self.tell_readers()
        self.delete()

    @step
    def offer_keeping(self):
        """Have the keeper ask the expert to keep the centre in their place. Raises NotPossible before both agreed."""
        if not self.is_agreed:
            raise NotPossible(_("Only an expert whom this page lists can become the contact for the centre."))
        self.keeping_offered_at = timezone.now()
        self.save()
        outbox.put("centre.keeping-offered", self.centre.key, self.profile.user)

    @property
    def may_take_over(self) -> bool:
        """Whether the expert may become the keeper: the keeper asked them to, or has left the network."""
        return self.is_agreed and (self.keeping_offered_at is not None or not self.centre.author.is_active)

    @step
    def take_over(self):
        """Make the expert the keeper. Drafts go along; the page names the new keeper once they want that."""
        centre = self.centre
        centre.lock()
        self.refresh_from_db()
        if not self.may_take_over:
            raise NotPossible(_("The centre has another contact. Reload the page to see who that is."))
        centre.author, centre.is_credited = self.profile.user, False
        centre.save()
        Upload.objects.of(centre.key).update(owner=self.profile.user)
        type(self).objects.filter(centre=centre).update(keeping_offered_at=None)
        centre.refresh_entries()

    def tell_readers(self):
        """Have pages that readers keep made anew; nobody is alerted."""
        if self.centre.live:
            index.announce(
                Centre.KIND, self.centre.key, Announcement.Change.UPDATED, self.centre.live.number, is_material=False
            )
