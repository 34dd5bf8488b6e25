"""The steps that a record goes through. Each checks, changes, records and announces in one transaction.

Refusing a record, and suspending one that is published, takes two moderators; the author may appeal once, to
somebody who had no part in it (OWASP ASVS v5.0.0-2.3.5).
"""

from contextlib import suppress

from django.db import OperationalError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.catalogue import index
from network.catalogue.audiences import Audience
from network.catalogue.models import Announcement
from network.moderation import uploads
from network.moderation.content import complete
from network.moderation.differences import is_material
from network.moderation.models.decisions import Appeal, Assignment, Decision, Proposal, Version
from network.notices import outbox


class Status(models.TextChoices):
    """Where the working copy stands. Whether something is public says `live`, not this."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for review")
    RETURNED = "returned", _("Returned to the author")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REFUSED = "refused", _("Refused")
    SUSPENDED = "suspended", _("Suspended")


# What an edit does not change: the author may work on, but only a moderator opens the way again.
KEPT_WHEN_EDITED = {Status.RETURNED, Status.REFUSED, Status.SUSPENDED}
CLOSED = {Status.REFUSED, Status.SUSPENDED}


HELD = _("Somebody is changing this at this moment. Please try again in a minute.")
OF_YOUR_OWN = _("This is about something of your own. Somebody else has to decide it.")


class NotPossible(Exception):
    """A step that the record's present state does not allow."""


class AlreadyDecided(NotPossible):
    """Somebody decided, or the author edited, after the page that asks for this decision was opened."""


def hold(rows):
    """Hold `rows` to the end of the transaction. Raises NotPossible when somebody else does so for too long.

    Rows that others refer to can still be referred to.
    """
    try:
        with transaction.atomic():
            list(rows.select_for_update(no_key=True))
    except OperationalError as error:
        raise NotPossible(HELD) from error


class Steps(models.Model):
    """What Record can do. Apart from it because these are the rules that moderators and authors ask about."""

    class Meta:
        abstract = True

    def lock(self, attempts=1):
        """Read the row anew and hold it to the end of the transaction, so that nobody's change is overwritten.

        Raises NotPossible when somebody else holds it for longer than the database waits.
        """
        for _attempt in range(attempts):
            with suppress(NotPossible):
                hold(type(self).objects.filter(pk=self.pk))
                self.refresh_from_db()
                return
        raise NotPossible(HELD)

    def lock_published(self):
        """Lock the record. Raises AlreadyDecided when it is not published any more."""
        self.lock()
        if self.live is None:
            raise AlreadyDecided(_("This record is not published any more."))

    def touch(self):
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

    @transaction.atomic
    def submit(self):
        """Ask for review. Raises NotPossible when nothing can be reviewed."""
        self.lock()
        if self.is_closed:
            raise NotPossible(_("The moderators have decided about it. You can appeal on your page."))
        if self.status not in {Status.DRAFT, Status.RETURNED}:
            raise NotPossible(_("There is nothing new to review."))
        if self.missing():
            raise NotPossible(_("Some answers are still missing."))
        self.status, self.submitted_at = Status.SUBMITTED, timezone.now()
        self.save()

    @transaction.atomic
    def approve(self, by, edits, reason=""):
        """Publish the working copy as moderator `by` read it (at count `edits`).

        Raises AlreadyDecided when it is not waiting any more or was edited since.
        """
        self._waiting(by, edits)
        first, before = self.published_at is None, self.live
        if first:
            self.published_at = timezone.now()
            self.before_publication()
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
        self._announce(change, is_material=is_material(self, before))
        return self._decide(Decision.Action.APPROVED, by, reason)

    @transaction.atomic
    def return_to_author(self, by, edits, reason="", grounds=()):
        """Send the working copy back, for a reason in words or for `grounds` (Decision.Ground) or both.

        What is published stays so. Raises AlreadyDecided when it is not waiting any more or was edited since.
        """
        self._waiting(by, edits)
        self.status = Status.RETURNED
        self.save()
        return self._decide(Decision.Action.RETURNED, by, reason, grounds=grounds)

    @transaction.atomic
    def withdraw(self, by, reason):
        """Take the record off every page at once, as its author or an editor wishes; authors may, with their own.

        Raises AlreadyDecided when it is not published.
        """
        self.lock_published()
        version = self._take_down(self.status if self.is_closed else Status.WITHDRAWN)
        return self._decide(Decision.Action.WITHDRAWN, by, reason, version)

    # --- What takes two moderators ---

    @transaction.atomic
    def propose_refusal(self, by, edits, reason="", grounds=()):
        """Ask a second moderator to refuse the record for good; until then it waits on.

        Raises AlreadyDecided when it is not waiting any more or was edited since.
        """
        self._waiting(by, edits)
        return self._propose(Decision.Action.REFUSED, by, reason, grounds)

    @transaction.atomic
    def suspend(self, by, reason="", grounds=()):
        """Take the record off every page at once, and ask a second moderator whether it shall stay so.

        Raises AlreadyDecided when it is not published.
        """
        self.lock_published()
        self.refuse_own(by)
        proposal = self._propose(Decision.Action.SUSPENDED, by, reason, grounds)
        self._take_down(Status.SUSPENDED)
        return proposal

    @transaction.atomic
    def second(self, by):
        """Confirm what another moderator proposed; now it is decided, and the author is told.

        Raises AlreadyDecided when nothing is proposed any more, NotPossible when `by` proposed it.
        """
        proposal = self._proposed(by)
        if proposal.by_id == by.pk:
            raise NotPossible(_("You proposed this yourself. A second moderator has to confirm it."))
        if proposal.action == Decision.Action.REFUSED:
            self.status = Status.REFUSED
            self.save()
        return self._decide(
            proposal.action, proposal.by, proposal.reason, proposal.version, proposal.grounds, seconded_by=by
        )

    @transaction.atomic
    def drop_proposal(self, by):
        """Let it be: what was suspended is up again, and the author need not be told.

        Raises AlreadyDecided when nothing is proposed any more, NotPossible when it is about something of `by`.
        """
        proposal = self._proposed(by)
        proposal.delete()
        if proposal.action == Decision.Action.SUSPENDED:
            was_edited = self.edited_at > proposal.at and proposal.status_before not in KEPT_WHEN_EDITED
            self.status = Status.DRAFT if was_edited else proposal.status_before
            self._put_up(proposal.version)

    @property
    def is_closed(self) -> bool:
        """Whether moderators have refused or suspended it, so that only they can open the way again."""
        return self.status in CLOSED

    @property
    def may_be_appealed(self) -> bool:
        """Whether its author may still ask others to look at a refusal or a suspension."""
        decision = self.last_decision_against
        return decision is not None and self.status == decision.action and not hasattr(decision, "appeal")

    @transaction.atomic
    def appeal(self, text):
        """Ask for the decision to be looked at by others. Raises NotPossible where there is none, or was an appeal."""
        self.lock()
        if not self.may_be_appealed:
            raise NotPossible(_("There is no decision that you could appeal against."))
        return Appeal.objects.create(decision=self.last_decision_against, text=text)

    @transaction.atomic
    def decide_appeal(self, by, *, is_granted, reason):
        """Answer the author's appeal. A refused record waits for review again; a suspended one is up again.

        Raises AlreadyDecided when no appeal waits, NotPossible when `by` had a part in the decision.
        """
        self.lock()
        appeal = Appeal.objects.waiting().filter(decision__record_id=self.pk).select_related("decision").first()
        if appeal is None:
            raise AlreadyDecided(_("Somebody else has decided this meanwhile; nothing was changed."))
        contested = appeal.decision
        self.refuse_own(by)
        if by.pk in {contested.by_id, contested.seconded_by_id}:
            raise NotPossible(_("You had a part in this decision. Somebody else has to answer the appeal."))
        if is_granted:
            self._reopen(contested)
        action = Decision.Action.REINSTATED if is_granted else Decision.Action.UPHELD
        appeal.outcome = self._decide(action, by, reason, contested.version)
        appeal.save()
        return appeal.outcome

    @property
    def last_decision(self):
        """The latest decision, or None."""
        return max(self.decisions.all(), key=lambda decision: decision.pk, default=None)

    @property
    def last_decision_against(self):
        """The latest refusal or suspension, or None."""
        against = [decision for decision in self.decisions.all() if decision.action in Decision.TAKES_TWO]
        return max(against, key=lambda decision: decision.pk, default=None)

    # --- Parts of steps ---

    def refuse_own(self, by):
        """Raise NotPossible where `by` would decide on something of their own; every step of a moderator asks this."""
        if by.pk == self.author_id:
            raise NotPossible(OF_YOUR_OWN)

    def _waiting(self, by, edits):
        self.lock()
        self.refuse_own(by)
        if self.status != Status.SUBMITTED:
            raise AlreadyDecided(_("Somebody else has decided this meanwhile; nothing was changed."))
        if self.edits != edits:
            raise AlreadyDecided(_("The author has changed the text meanwhile; please read it again."))

    def _proposed(self, by):
        self.lock()
        self.refuse_own(by)
        proposal = Proposal.objects.filter(record_id=self.pk).select_related("by", "version").first()
        if proposal is None:
            raise AlreadyDecided(_("Somebody else has decided this meanwhile; nothing was changed."))
        return proposal

    def _propose(self, action, by, reason, grounds):
        Proposal.objects.filter(record_id=self.pk).delete()
        return Proposal.objects.create(
            record_id=self.pk,
            action=action,
            by=by,
            reason=reason,
            grounds=list(grounds),
            version=self.live,
            status_before=self.status,
        )

    def _reopen(self, contested):
        if contested.action == Decision.Action.REFUSED:
            self.status, self.submitted_at = Status.SUBMITTED, timezone.now()
            self.save()
        else:
            was_approved = complete(self, contested.version.content), contested.version.audiences
            is_unchanged = (self.content(), self.audiences) == was_approved
            self.status = Status.PUBLISHED if is_unchanged else Status.DRAFT
            self._put_up(contested.version)

    def _take_down(self, status):
        version, self.live, self.status, self.shown = self.live, None, status, ""
        self.save()
        uploads.prune(self)
        index.erase(self.key)
        index.announce(self.KIND, self.key, Announcement.Change.HIDDEN, version.number)
        self.after_change_of_what_is_shown()
        return version

    def _put_up(self, version):
        self.live = version
        self.save()
        self._announce(Announcement.Change.UPDATED, is_material=False)

    def _decide(self, action, by, reason, version=None, grounds=(), seconded_by=None):
        Assignment.objects.filter(record_id=self.pk).delete()
        Proposal.objects.filter(record_id=self.pk).delete()
        decision = Decision.objects.create(
            record_id=self.pk,
            action=action,
            by=by,
            seconded_by=seconded_by,
            reason=reason,
            grounds=list(grounds),
            version=version or self.live,
            content=self.content() if action in Decision.KEEPS_THE_TEXT else None,
        )
        if by.pk != self.author_id:
            outbox.put("moderation.decision", decision.pk, self.author)
        return decision

    def _announce(self, change, *, is_material):
        self.index()
        card = self.card(Audience.PUBLIC) or self.card(Audience.MEMBERS)
        index.announce(
            self.KIND,
            self.key,
            change,
            self.live.number,
            self.listing(card).keys() if card else (),
            author_id=self.author_id,
            is_material=is_material,
        )
        self.after_change_of_what_is_shown()
