"""The steps that a record goes through. Each checks, changes, records and announces in one transaction.

What takes two moderators stands in `second_opinion`.
"""

from collections.abc import Iterable, Mapping

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.catalogue import index
from network.catalogue.audiences import Audience
from network.catalogue.models import Announcement
from network.files.models import Upload
from network.moderation import uploads
from network.moderation.differences import is_material
from network.moderation.models.corrections import Correction, is_small, may_be_corrected
from network.moderation.models.decisions import Assignment, Decision, Proposal, Version
from network.moderation.models.showing import Showing
from network.moderation.models.status import (
    CLOSED,
    KEPT_WHEN_EDITED,
    OF_YOUR_OWN,
    AlreadyDecided,
    Gone,
    NotPossible,
    Status,
    step,
)
from network.moderation.models.unsaved import UnsavedStep
from network.notices import outbox


class Steps(Showing):
    """What Record can do. Apart from it because these are the rules that moderators and authors ask about."""

    class Meta:
        abstract = True

    def touch(self) -> None:
        """Note that the working copy was changed, with all its rows; call in the transaction of the change, after it.

        What was taken back by it leaves the catalogue, and files that it no longer names are deleted.

        A record that waits for review stops waiting: a moderator must never approve what they have not read.
        """
        self.edits += 1
        self.edited_at = timezone.now()
        if self.status not in KEPT_WHEN_EDITED:
            self.status = Status.DRAFT
            Proposal.objects.filter(record_id=self.pk).delete()
        self.save()
        uploads.prune(self)
        self.refresh_entries()

    @step
    def submit(self) -> None:
        """Ask for review. Raises NotPossible when nothing can be reviewed."""
        self.lock()
        if self.is_closed:
            raise NotPossible(
                _("Moderators have refused or suspended this, so it cannot be submitted. You can appeal on “My page”.")
            )
        if not self.may_be_submitted:
            raise NotPossible(_("There are no changes to submit."))
        if self.missing():
            raise NotPossible(_("Required answers are missing. Complete those listed on this page, then submit again."))
        self.status, self.submitted_at = Status.SUBMITTED, timezone.now()
        self.save()
        self.run(self.HOOKS.after_submission)

    def approve(self, by: User, edits: int, reason: str = "") -> Decision:
        """Publish the working copy as moderator `by` read it (at count `edits`).

        Raises AlreadyDecided when it is not waiting any more or was edited since, NotPossible while something keeps it
        from being published.
        """
        self.read_anew()
        # Texts are compared before the row is held: if it changes after that, the count of edits does, too.
        return self._approve(by, edits, reason, is_material=is_material(self))

    @step
    def correct(self, by: User, edits: int, name: str, text: str) -> Correction:
        """Correct misprints in the field `name` of what waits, so that it becomes `text`; the author will be told.

        Raises AlreadyDecided as `approve` does, and NotPossible for another field than one of sentences for readers,
        for what is more than a correction, and while somebody else is asked to confirm a refusal of this text.
        """
        self._waiting(by, edits)
        if Proposal.objects.filter(record_id=self.pk).exists():
            raise NotPossible(_("A refusal of this text awaits confirmation, so the text must stay as it is."))
        before = getattr(self, name) if name in self.FIELDS and may_be_corrected(self.FIELDS[name]) else ""
        if not before or before == text:
            raise NotPossible(_("There is nothing to correct."))
        earlier = Correction.objects.undecided().filter(record_id=self.pk, field=name).first()
        if not is_small(earlier.before if earlier else before, text):
            raise NotPossible(_("This is more than a correction of misprints. Ask the author to change it."))
        setattr(self, name, text)
        self.edits += 1
        self.save()
        return Correction.objects.create(record_id=self.pk, field=name, before=before, after=text, by=by)

    @step
    def return_to_author(
        self,
        by: User,
        edits: int,
        reason: str = "",
        grounds: Iterable[str] = (),
        notes: Mapping[str, str] | None = None,
    ) -> Decision:
        """Send the working copy back, for a reason in words, for `grounds` (Decision.Ground), with `notes` on fields.

        What is published stays so. Raises AlreadyDecided when it is not waiting any more or was edited since.
        """
        self._waiting(by, edits)
        self.status = Status.RETURNED
        self.save()
        return self._decide(Decision.Action.RETURNED, by, reason, grounds=grounds, notes=notes)

    @step
    def withdraw(self, by: User, reason: str) -> Decision:
        """Take the record off every page at once, as its author or an editor wishes; authors may, with their own.

        Raises AlreadyDecided when it is not published.
        """
        self.lock_published()
        version = self._take_down(self.status if self.is_closed else Status.WITHDRAWN)
        return self._decide(Decision.Action.WITHDRAWN, by, reason, version)

    @property
    def may_be_submitted(self) -> bool:
        """Whether its author has something that moderators have not decided about, or took down by themselves."""
        return self.status in {Status.DRAFT, Status.RETURNED, Status.WITHDRAWN}

    @property
    def may_be_deleted(self) -> bool:
        """Whether its author may delete it: nobody but moderators has ever seen it, and they are not at it."""
        return self.published_at is None and self.status in {Status.DRAFT, Status.RETURNED}

    @step
    def delete_draft(self) -> None:
        """Delete what was never published, with its files and all that was said about it; the audit trail stays.

        Deleting twice is deleting once. Raises NotPossible for anything else.
        """
        try:
            self.lock()
        except Gone:
            return
        if not self.may_be_deleted:
            raise NotPossible(_("Only a draft that was never published, and is not being reviewed, can be deleted."))
        self.delete_with_all()

    def delete_with_all(self) -> None:
        """Delete the row with its decisions, versions and files; call in a transaction."""
        Decision.objects.filter(record_id=self.pk).delete()
        Version.objects.filter(record_id=self.pk).delete()
        self.delete()
        Upload.objects.of(self.key).delete()
        UnsavedStep.objects.filter(key=self.key).delete()

    def obstacles(self) -> list:
        """Sentences about what, beside its text, keeps the record from being published."""
        return [sentence for function in self.HOOKS.obstacles for sentence in function(self)]

    @property
    def is_closed(self) -> bool:
        """Whether moderators have refused or suspended it, so that only they can open the way again."""
        return self.status in CLOSED

    # --- Parts of steps ---

    def refuse_own(self, by: User) -> None:
        """Raise NotPossible where `by` would decide on something of their own; every step of a moderator asks this."""
        if by.pk == self.author_id:
            raise NotPossible(OF_YOUR_OWN)

    def _waiting(self, by, edits):
        self.lock()
        self.refuse_own(by)
        if self.status != Status.SUBMITTED:
            raise AlreadyDecided(_("Another moderator has already decided this. Your decision was not saved."))
        if self.edits != edits:
            raise AlreadyDecided(_("The text has changed since you opened it. Read the new version, then decide."))

    @step
    def _approve(self, by, edits, reason, *, is_material):
        self._waiting(by, edits)
        if obstacles := self.obstacles():
            raise NotPossible(" ".join(obstacles))
        first = self.published_at is None
        if first:
            self.published_at = timezone.now()
            self.run(self.HOOKS.before_publication)
        self.versions_made += 1
        self.live = Version.objects.create(
            record_id=self.pk,
            number=self.versions_made,
            content=self.content(),
            audiences=self.audiences,
            approved_by=by,
        )
        self.status = Status.PUBLISHED
        self.begin_to_age()
        self.save()
        uploads.prune(self)
        change = Announcement.Change.PUBLISHED if first else Announcement.Change.UPDATED
        self._announce(change, is_material=is_material)
        return self._decide(Decision.Action.APPROVED, by, reason)

    def _take_down(self, status):
        version = self.live_version
        self.live, self.status, self.shown = None, status, ""
        self.save()
        uploads.prune(self)
        index.erase(self.key)
        index.announce(self.KIND, self.key, Announcement.Change.HIDDEN, version.number)
        self.run(self.HOOKS.after_change)
        return version

    def _put_up(self, version):
        self.live = version
        self.save()
        uploads.prune(self)
        self._announce(Announcement.Change.UPDATED, is_material=False)

    def _decide(self, action, by, reason, version=None, grounds=(), seconded_by=None, notes=None):
        Assignment.objects.filter(record_id=self.pk).delete()
        Proposal.objects.filter(record_id=self.pk).delete()
        decision = Decision.objects.create(
            record_id=self.pk,
            action=action,
            by=by,
            seconded_by=seconded_by,
            reason=reason,
            grounds=list(grounds),
            notes=dict(notes or {}),
            version=version or self.live,
            content=self.content() if action in Decision.KEEPS_THE_TEXT else None,
        )
        if action in Decision.ON_WHAT_WAITED:
            Correction.objects.undecided().filter(record_id=self.pk).update(decision=decision)
        if by.pk != self.author_id:
            outbox.put("moderation.decision", decision.pk, self.author)
        return decision

    def _announce(self, change, *, is_material):
        cards = self.index()
        card = cards(Audience.PUBLIC) or cards(Audience.MEMBERS)
        index.announce(
            self.KIND,
            self.key,
            change,
            self.live_version.number,
            self.listing(card).keys() if card else (),
            author_id=self.author_id,
            is_material=is_material,
        )
        self.run(self.HOOKS.after_change)
