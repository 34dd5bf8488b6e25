"""What takes two moderators, and what an author says against it.

Refusing a record, and suspending one that is published, takes two moderators; the author may appeal once, to
somebody who had no part in it (OWASP ASVS v5.0.0-2.3.5).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.moderation.content import complete
from network.moderation.deadlines import overdue_before
from network.moderation.models.corrections import Correction
from network.moderation.models.decisions import Appeal, Decision, Proposal
from network.moderation.models.status import KEPT_WHEN_EDITED, AlreadyDecided, NotPossible, Status, step
from network.moderation.models.steps import Steps
from network.notices import outbox

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class SecondOpinion(Steps):
    """What Record can do with a second moderator."""

    if TYPE_CHECKING:
        appeals: RelatedManager[Appeal]
        corrections: RelatedManager[Correction]
        decisions: RelatedManager[Decision]

    class Meta:
        abstract = True

    @step
    def propose_refusal(self, by: User, edits: int, reason: str = "", grounds: Iterable[str] = ()) -> Proposal:
        """Ask a second moderator to refuse the record for good; until then it waits on.

        Raises AlreadyDecided when it is not waiting any more or was edited since.
        """
        self._waiting(by, edits)
        return self._propose(Decision.Action.REFUSED, by, reason, grounds)

    @step
    def suspend(self, by: User, reason: str = "", grounds: Iterable[str] = ()) -> Proposal:
        """Take the record off every page at once, and ask a second moderator whether it shall stay so.

        The author is told at once and may appeal at once. Raises AlreadyDecided when it is not published.
        """
        self.lock_published()
        self.refuse_own(by)
        proposal = self._propose(Decision.Action.SUSPENDED, by, reason, grounds)
        self._take_down(Status.SUSPENDED)
        outbox.put("moderation.suspended", proposal.pk, self.author)
        return proposal

    @step
    def second(self, by: User) -> Decision:
        """Confirm what another moderator proposed; now it is decided, and the author is told.

        Raises AlreadyDecided when nothing is proposed any more, NotPossible when `by` proposed it.
        """
        proposal = self._proposed(by)
        if proposal.by_id == by.pk:
            raise NotPossible(_("You proposed this decision, so another moderator must confirm it."))
        if proposal.action == Decision.Action.REFUSED:
            self.status = Status.REFUSED
            self.save()
        decision = self._decide(
            proposal.action, proposal.by, proposal.reason, proposal.version, proposal.grounds, seconded_by=by
        )
        # What the author said against the proposal is answered as an appeal against the decision.
        Appeal.objects.filter(record_id=self.pk, decision__isnull=True).update(decision=decision)
        return decision

    @step
    def drop_proposal(self, by: User) -> None:
        """Let it be: what was suspended is up again, and its author is told.

        Raises AlreadyDecided when nothing is proposed any more, NotPossible when it is about something of `by`.
        """
        self._let_be(self._proposed(by))

    @step
    def lapse_proposal(self, now: datetime | None = None) -> bool:
        """Let a proposal be that nobody has seconded in time, and tell who made it. Return whether there was one."""
        self.lock()
        late = Proposal.objects.filter(record_id=self.pk, at__lte=overdue_before(now))
        proposal = late.select_related("by", "version").first()
        if proposal is None:
            return False
        outbox.put("moderation.lapsed", f"{self.pk} {proposal.at.isoformat()}", proposal.by)
        self._let_be(proposal)
        return True

    @property
    def contested(self) -> Decision | Proposal | None:
        """The Decision, or the Proposal of a suspension, that is in force against its author; None where none is."""
        proposal = getattr(self, "proposal", None)
        if self.status == Status.SUSPENDED and proposal is not None:
            return proposal
        decision = self.last_decision_against
        return decision if decision is not None and self.status == decision.action else None

    @property
    def may_be_appealed(self) -> bool:
        """Whether its author may still ask others to look at what is in force against them."""
        contested = self.contested
        if isinstance(contested, Proposal):
            return not any(appeal.decision_id is None for appeal in self.appeals.all())
        return contested is not None and not hasattr(contested, "appeal")

    @step
    def appeal(self, text: str) -> Appeal:
        """Ask for the decision to be looked at by others. Raises NotPossible where there is none, or was an appeal.

        Against a suspension that is only proposed, the second moderator reads it; once that is decided, others do.
        """
        self.lock()
        if not self.may_be_appealed:
            raise NotPossible(_("There is no decision to appeal against, or you have already appealed."))
        decision = None if isinstance(self.contested, Proposal) else self.contested
        return Appeal.objects.create(record_id=self.pk, decision=decision, text=text)

    @step
    def decide_appeal(self, by: User, *, is_granted: bool, reason: str) -> Decision:
        """Answer the author's appeal. A refused record waits for review again; a suspended one is up again.

        Raises AlreadyDecided when no appeal waits, NotPossible when `by` had a part in the decision.
        """
        self.lock()
        appeal = Appeal.objects.waiting().filter(decision__record_id=self.pk).select_related("decision").first()
        if appeal is None:
            raise AlreadyDecided(_("Another moderator has already decided this. Your decision was not saved."))
        contested = cast(Decision, appeal.decision)
        self.refuse_own(by)
        if by.pk in {contested.by_id, contested.seconded_by_id}:
            raise NotPossible(_("You took part in this decision, so another moderator must answer the appeal."))
        if is_granted:
            self._reopen(contested)
        action = Decision.Action.REINSTATED if is_granted else Decision.Action.UPHELD
        appeal.outcome = self._decide(action, by, reason, contested.version)
        appeal.save()
        return appeal.outcome

    @property
    def last_decision(self) -> Decision | None:
        """The latest decision, or None."""
        return max(self.decisions.all(), key=lambda decision: decision.pk, default=None)

    @property
    def notes(self) -> dict[str, str]:
        """What moderators ask about single fields, by their names, until it is submitted again."""
        decision = self.last_decision if self.status == Status.RETURNED else None
        return decision.notes if decision else {}

    @property
    def latest_corrections(self) -> list[Correction]:
        """What moderators corrected in the text that waits, or in the one about which they decided last."""
        last = self.last_decision
        return [found for found in self.corrections.all() if found.decision_id in {None, last and last.pk}]

    @property
    def last_decision_against(self) -> Decision | None:
        """The latest refusal or suspension, or None."""
        against = [decision for decision in self.decisions.all() if decision.action in Decision.TAKES_TWO]
        return max(against, key=lambda decision: decision.pk, default=None)

    # --- Parts of steps ---

    def _proposed(self, by):
        self.lock()
        self.refuse_own(by)
        proposal = Proposal.objects.filter(record_id=self.pk).select_related("by", "version").first()
        if proposal is None:
            raise AlreadyDecided(_("Another moderator has already decided this. Your decision was not saved."))
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

    def _let_be(self, proposal):
        proposal.delete()
        Appeal.objects.filter(record_id=self.pk, decision__isnull=True).delete()
        if proposal.action == Decision.Action.SUSPENDED:
            was_edited = self.edited_at > proposal.at and proposal.status_before not in KEPT_WHEN_EDITED
            self.status = Status.DRAFT if was_edited else proposal.status_before
            self._put_up(proposal.version)
            outbox.put("moderation.lifted", f"{self.pk} {proposal.at.isoformat()}", self.author)

    def _reopen(self, contested):
        if contested.action == Decision.Action.REFUSED:
            self.status, self.submitted_at = Status.SUBMITTED, timezone.now()
            self.save()
            self.run(self.HOOKS.after_submission)
        else:
            was_approved = complete(self, contested.version.content), contested.version.audiences
            is_unchanged = (self.content(), self.audiences) == was_approved
            self.status = Status.PUBLISHED if is_unchanged else Status.DRAFT
            self._put_up(contested.version)
