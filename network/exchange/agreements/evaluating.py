"""Asking both sides what came of an exchange: four weeks and six months after it, by a link that needs no sign-in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.exchange.models import Evaluation, Exchange, FollowUp, Side
from network.exchange.models.evaluations import Statement
from network.moderation.models import NotPossible, step
from network.notices import outbox

# A link is good for one purpose: that of an evaluation opens no follow-up.
SALTS = {Evaluation: "exchange.evaluation.v1", FollowUp: "exchange.follow-up.v1"}
NAMES = {Evaluation: "evaluation", FollowUp: "follow-up"}
# The letter that asks, and the one that reminds.
LETTERS = {
    Evaluation: ("exchange.evaluation", "exchange.evaluation-reminder"),
    FollowUp: ("exchange.follow-up", "exchange.follow-up-reminder"),
}

CLOSED = _("The time for these answers is over, so nothing was saved.")
GIVEN = _("These questions have been answered. To change the answers, sign in.")
READ = _("Both sides have answered, so the answers can no longer be changed.")


def plan(exchange: Exchange, done_at: datetime) -> None:
    """Have both sides asked about `exchange`, which was done at `done_at`; call in the transaction of that step."""
    for model in SALTS:
        due_at = done_at + model.ASKED_AFTER
        model.objects.bulk_create(
            model(exchange=exchange, side=side, due_at=due_at, expires_at=due_at + model.OPEN_FOR) for side in Side
        )


def ask(now: datetime | None = None) -> int:
    """Have those asked whose time has come, and reminded once who have not answered; return how many letters."""
    now = now or timezone.now()
    letters = 0
    for model in SALTS:
        waiting = model.objects.waiting(now)
        letter, reminder = LETTERS[model]
        letters += _tell(waiting.filter(asked_at__isnull=True), "asked_at", letter, now)
        again = waiting.filter(asked_at__lte=now - model.REMINDED_AFTER, reminded_at__isnull=True)
        letters += _tell(again, "reminded_at", reminder, now)
    return letters


@transaction.atomic
def _tell(statements, noted_in, kind, now) -> int:
    free = statements.select_related("exchange__answer__author", "exchange__answer__member")
    letters = 0
    for statement in free.select_for_update(of=("self",), skip_locked=True):
        setattr(statement, noted_in, now)
        statement.save(update_fields=[noted_in])
        if user := statement.exchange.user_at(statement.side):
            outbox.put(kind, statement.pk, user)
            letters += 1
    return letters


def address(statement: Statement) -> str:
    """Where `statement` is given, in the current language; whoever knows the address answers for its side."""
    model = type(statement)
    return reverse(NAMES[model], args=[Signer(salt=SALTS[model]).sign(statement.key)])


def find(model: type[Statement], token: str) -> Statement | None:
    """The statement of `model` for which `token` was made; None where it is not genuine, or too early."""
    try:
        key = Signer(salt=SALTS[model]).unsign(token)
    except BadSignature:
        return None
    found = model.objects.filter(key=key, due_at__lte=timezone.now())
    return found.select_related(
        "exchange__answer__opportunity", "exchange__answer__author", "exchange__answer__member"
    ).first()


def is_side(statement: Statement, user: User | AnonymousUser | None) -> bool:
    """Whether `user` is the side that was asked, and not somebody to whom its letter was forwarded."""
    asked = statement.exchange.user_at(statement.side)
    return asked is not None and user == asked


@step
def give(statement: Statement, answers: Mapping[str, Any], by: User | AnonymousUser | None = None) -> None:
    """Store what its side answers; or, where it is known that `by` is its side, answers instead of what it said before.

    Raises NotPossible after its time, where somebody with the link alone would change what was said, and once both
    sides have answered, because the other side reads it then.
    """
    rows = type(statement).objects.filter(exchange=statement.exchange_id).order_by("pk")
    # Both rows are held, so that of two sides who answer at once one knows of the other.
    held = {row.side: row for row in rows.select_for_update()}
    own = held.pop(statement.side)
    if own.expires_at <= timezone.now():
        raise NotPossible(CLOSED)
    if own.given_at and any(other.given_at for other in held.values()):
        raise NotPossible(READ)
    if own.given_at and not is_side(statement, by):
        if all(getattr(own, name) == answers[name] for name in own.ANSWERS):
            return
        raise NotPossible(GIVEN)
    for name in own.ANSWERS:
        setattr(own, name, answers[name])
    own.given_at = own.given_at or timezone.now()
    own.save(update_fields=[*own.ANSWERS, "given_at"])


def erase(exchanges: QuerySet[Exchange], side: Side) -> None:
    """Delete what `side` said, or is to be asked, about `exchanges`."""
    for model in SALTS:
        model.objects.filter(exchange__in=exchanges, side=side).delete()
