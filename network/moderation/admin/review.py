"""What a moderator is shown of a record, of what became of it before, and of whoever wrote it, in order to decide."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.forms.boundfield import BoundField
from django.utils import translation

from network.catalogue import kinds
from network.catalogue.audiences import Audience
from network.catalogue.cards import Prose
from network.moderation import notices
from network.moderation.content import EMPTY
from network.moderation.differences import Difference, as_text, differences, labels
from network.moderation.forms import NotesForm
from network.moderation.models import Decision, Proposal, Record, Status, may_be_corrected
from network.moderation.uploads import files_in
from network.notices.letters import render

# More would not be read; the list of decisions has them all.
MOST_EARLIER_DECISIONS = 10


@dataclass(frozen=True)
class Shown:
    """One filled field of the working copy, who would see it, and where a moderator may ask about it."""

    name: str
    label: str
    text: str
    is_markdown: bool
    may_be_corrected: bool
    pictures: list[dict]
    files: list[dict]
    audience: Audience
    note: BoundField | None


def shown_fields(record: Record, notes: NotesForm | None = None) -> list[Shown]:
    """Every filled field of the working copy, in the order of FIELDS; with `notes` where moderators ask about it."""
    content = record.content()
    return [
        _shown(record, name, label, content, notes[name] if notes else None)
        for name, label in labels(record).items()
        if content[name] not in EMPTY
    ]


def _shown(record, name, label, content, note):
    field = record.FIELDS[name]
    files = files_in({name: field}, content)
    return Shown(
        name=name,
        label=label,
        text="" if files else as_text(field, content[name]),
        is_markdown=field.prose is Prose.MARKDOWN,
        may_be_corrected=may_be_corrected(field),
        pictures=[file for file in files if file["media_type"].startswith("image/")],
        files=files,
        audience=field.level(record.audiences.get(name)),
        note=note,
    )


@dataclass(frozen=True)
class SinceReturned:
    """What its author changed after `decision` sent the record back."""

    decision: Decision
    differences: list[Difference]


def since_returned(record: Record, decisions: list[Decision]) -> SinceReturned | None:
    """How the working copy differs from what a moderator asked to change; None unless that is the last decision.

    `decisions` are all about the record, the last one first.
    """
    if not decisions or decisions[0].content is None:
        return None
    return SinceReturned(decisions[0], differences(record, decisions[0].content))


@dataclass(frozen=True)
class Contributor:
    """Whoever wrote a record. `contributions` are pairs of a status and how many of theirs have it."""

    name: str
    account: str
    address: str
    joined_at: datetime
    is_member: bool
    profile: Record | None
    contributions: list[tuple[str, int]]


def contributor_of(record: Record) -> Contributor:
    """The person behind `record`, with their name and address: whom a decision is about and who is written to."""
    author = record.author
    handed_in = Record.objects.by(author).handed_in()
    profile = handed_in.filter(kind__in=kinds.of_people()).with_history().first()
    numbers = handed_in.order_by("status").values_list("status").annotate(Count("pk"))
    return Contributor(
        name=profile.specific.name_for_staff() if profile else "",
        account=str(author),
        address=author.email,
        joined_at=author.joined_at,
        is_member=author.is_member,
        profile=profile if profile and profile.pk != record.pk else None,
        contributions=[(str(Status(status).label), number) for status, number in numbers],
    )


def earlier_decisions(record: Record) -> list[Decision]:
    """The last decisions about other records of the same author."""
    decisions = Decision.objects.filter(record__author=record.author).exclude(record=record.pk)
    return list(decisions.select_related("record", "by", "seconded_by")[:MOST_EARLIER_DECISIONS])


def letter(record, action, answers):
    """The letter that `action` with the `answers` of the form would send, in the author's language."""
    said = {"record": record, "action": action, "grounds": list(answers["grounds"]), "reason": answers["reason"]}
    is_suspension = action == Decision.Action.SUSPENDED
    with translation.override(record.author.language):
        if is_suspension:
            return render(notices.about_suspension(Proposal(**said)))
        decision = Decision(**said, notes=answers["notes"])
        return render(notices.about_decision(decision, record.corrections.undecided()))
