"""An exchange as one of its two sides reads it: values without a way to the rows of the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.accounts.models import User
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.exchange.agreements import evaluating, outcomes
from network.exchange.agreements.terms import FOLLOWING, Terms
from network.exchange.identities import Person, joined
from network.exchange.models import Exchange, Proposal, Side, Stage
from network.exchange.models.evaluations import Statement

UNTITLED = gettext_lazy("An exchange of the network")


@dataclass(frozen=True)
class ShownProposal:
    """A proposal, open or answered. `outcome` says how it ended, in words."""

    number: int
    stage: str
    is_own: bool
    at: datetime
    facts: list[tuple[str, str]]
    outcome: str = ""
    ended_at: datetime | None = None


@dataclass(frozen=True)
class ShownStatement:
    """What the reader's side is asked, or was, and what the other side says of the same where it may be read."""

    heading: str
    waits: bool
    is_open: bool
    address: str
    until: datetime
    own: list[tuple[str, str]]
    others: list[tuple[str, str]]


# Stage → the class that colours it.
LOOKS = {"": "incomplete", Stage.DONE: "done", Stage.CALLED_OFF: "withdrawn"}
STILL_GOING = "submitted"


@dataclass(frozen=True)
class Row:
    """One exchange in a list. `next_step` says what waits for the reader, or nothing."""

    key: str
    title: str
    stage_name: str
    look: str
    since: datetime
    next_step: str = ""


@dataclass(frozen=True)
class ShownExchange(Row):
    """`following` are the stages that the reader can propose now; `sentence` is the public one, once it is done."""

    _: KW_ONLY
    other: Person
    conversation: str
    stage: str
    has_ended: bool
    facts: list[tuple[str, str]]
    following: list[Stage]
    open_proposal: ShownProposal | None = None
    history: list[ShownProposal] = field(default_factory=list)
    statements: list[ShownStatement] = field(default_factory=list)
    sentence: outcomes.Outcome | None = None
    publishes: bool = False
    other_publishes: bool = False
    is_public: bool = False


def title_of(exchange: Exchange) -> str:
    """The title of the offer or request, where everyone may read it now."""
    opportunity = exchange.answer.opportunity
    return _titled(Entry.objects.shown_of(opportunity.key, Audience.PUBLIC) if opportunity else None)


def _titled(entry: Entry | None) -> str:
    return entry.title if entry else str(UNTITLED)


def shown(exchange: Exchange, reader: User) -> ShownExchange:
    """`exchange`, which was read `with_presence`, as its side `reader` reads it."""
    side, is_over = exchange.side_of(reader), exchange.is_over
    proposals = list(exchange.proposals.all())
    latest = next((proposal for proposal in proposals if proposal.is_open), None) if not is_over else None
    is_done = exchange.stage == Stage.DONE
    conversation = exchange.answer.conversation
    return ShownExchange(
        **_row(exchange, side, title_of(exchange)),
        other=joined(exchange.answer, reader),
        conversation=conversation.key if conversation else "",
        stage=exchange.stage,
        has_ended=exchange.has_ended,
        facts=facts(exchange.terms),
        following=[] if is_over else list(FOLLOWING[exchange.stage]),
        open_proposal=_proposal(latest, side) if latest else None,
        history=[_proposal(proposal, side) for proposal in proposals if proposal is not latest],
        statements=list(_statements(exchange, side)) if is_done else [],
        sentence=outcomes.fullest(exchange) if is_done else None,
        publishes=exchange.publishes(side),
        other_publishes=exchange.publishes(side.other),
        is_public=exchange.publishes(side) and exchange.publishes(side.other),
    )


def rows_for(reader: User) -> list[Row]:
    """The exchanges of `reader`, the latest first, from as many queries for one as for twenty."""
    found = Exchange.objects.of(reader).with_presence()
    exchanges = list(found.prefetch_related("proposals", "evaluations", "follow_ups"))
    keys = {exchange.answer.opportunity.key for exchange in exchanges if exchange.answer.opportunity}
    entries = Entry.objects.shown_by_record(keys, Audience.PUBLIC)
    return [Row(**_row(each, each.side_of(reader), _titled(entries.get(_about(each))))) for each in exchanges]


def _about(exchange):
    return exchange.answer.opportunity.key if exchange.answer.opportunity else ""


def _row(exchange, side, title):
    has_ended = exchange.has_ended
    return {
        "key": exchange.key,
        "title": title,
        "stage_name": _("Ended") if has_ended else exchange.get_stage_display() or _("Nothing agreed yet"),
        "look": LOOKS[Stage.CALLED_OFF] if has_ended else LOOKS.get(exchange.stage, STILL_GOING),
        "since": exchange.ended_at or exchange.stage_since,
        "next_step": str(next_step(exchange, side)),
    }


def next_step(exchange: Exchange, side: Side) -> str | Promise:
    """What waits for `side`, or nothing; asked of prefetched rows without another query."""
    if exchange.stage == Stage.DONE:
        now, asked = timezone.now(), [*exchange.evaluations.all(), *exchange.follow_ups.all()]
        waits = any(row.side == side and not row.given_at and row.due_at <= now < row.expires_at for row in asked)
        return _("Answer the questions about it") if waits else ""
    if exchange.is_over:
        return ""
    proposal = next((each for each in exchange.proposals.all() if each.is_open), None)
    if proposal is None:
        return "" if exchange.stage else _("Propose what you agree on")
    return "" if proposal.by == side else _("Confirm or decline the proposal")


def facts(stored: dict) -> list[tuple[str, str]]:
    """Terms in words, each with what it is; only those that are said."""
    terms = Terms.read(stored)
    numbers = (
        (_("People"), terms.people),
        (_("Women among them"), terms.women),
        (_("Days"), terms.days),
    )
    found = [
        (_("What"), terms.what),
        (_("When"), _span(terms)),
        *((label, "" if number is None else str(number)) for label, number in numbers),
        *terms.named_costs(),
    ]
    return [(label, text) for label, text in found if text]


def _span(terms) -> str:
    days = [date_format(day) for day in (terms.starts_on, terms.ends_on) if day]
    return " – ".join(dict.fromkeys(days))


def _proposal(proposal: Proposal, side: Side) -> ShownProposal:
    return ShownProposal(
        number=proposal.pk,
        stage=proposal.get_stage_display(),
        is_own=proposal.by == side,
        at=proposal.at,
        facts=[] if proposal.stage == Stage.CALLED_OFF else facts(proposal.terms),
        outcome=_("Confirmed") if proposal.confirmed_at else proposal.get_end_display(),
        ended_at=proposal.confirmed_at or proposal.ended_at,
    )


def _statements(exchange: Exchange, side: Side) -> Iterable[ShownStatement]:
    for heading, rows in (
        (_("Evaluation after four weeks"), exchange.evaluations),
        (_("Follow-up after six months"), exchange.follow_ups),
    ):
        by_side = {row.side: row for row in rows.all()}
        if own := by_side.get(side):
            yield _statement(heading, own, by_side.get(side.other))


def _statement(heading, own: Statement, other: Statement | None) -> ShownStatement:
    is_open = own.is_open
    return ShownStatement(
        heading=heading,
        waits=is_open and own.given_at is None,
        is_open=is_open,
        address=evaluating.address(own) if is_open else "",
        until=own.expires_at if is_open or own.given_at else own.due_at,
        own=own.answers() if own.given_at else [],
        others=other.answers() if other and other.given_at and own.may_read_other else [],
    )


def first_terms(exchange: Exchange, reader: User) -> Terms:
    """What the form of a proposal begins with.

    The reader's own open proposal, or what was agreed, or what the offer or request says.
    """
    own = exchange.proposals.open().filter(by=exchange.side_of(reader)).exclude(stage=Stage.CALLED_OFF).first()
    if own or exchange.terms:
        return Terms.read(own.terms if own else exchange.terms)
    opportunity = exchange.answer.opportunity
    card = opportunity.card(Audience.PUBLIC) if opportunity else None
    if card is None:
        return Terms()
    costs = {cost["code"]: cost["borne_by"] for cost in card.get("costs", ())}
    return Terms.read(
        {"starts_on": card.get("starts_on"), "ends_on": card.get("ends_on"), "costs": costs, "what": card.title}
    )


def address_of(exchange: Exchange) -> str:
    """The page of `exchange` for its two sides."""
    return reverse("my-exchange", args=[exchange.key])
