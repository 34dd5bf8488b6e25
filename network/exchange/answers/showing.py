"""What pages show of answers to one of the two sides: finished words, from as many queries for one as for twenty."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from network.accounts.models import User
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.exchange import identities
from network.exchange.identities import Facts, Person
from network.exchange.models import Answer, Side


@dataclass(frozen=True)
class Shown:
    """One answer, to one side. `title` and `opportunity_address` are empty where members no longer see it.

    `reason` is that of the side that began, for as long as something can come of it.
    """

    key: str
    title: str
    opportunity_address: str
    what: str
    standing: str
    mark: str
    asked: Person | None
    facts: Facts
    reason: str
    begun_at: datetime
    expires_at: datetime
    is_open: bool
    is_agreed: bool
    is_own_turn: bool
    is_own_beginning: bool
    is_author: bool


def shown(answers: list[Answer], user: User) -> list[Shown]:
    """`answers`, with their opportunities at hand, as `user`, who is a side of each, may see them."""
    keys = {answer.opportunity.key for answer in answers if answer.opportunity}
    titles = Entry.objects.shown_by_record(keys, Audience.MEMBERS)
    asked = identities.asked_by(user, answers)
    return [
        _shown(answer, answer.side_of(user), titles.get(answer.opportunity and answer.opportunity.key), asked)
        for answer in answers
    ]


def _shown(answer, side, entry, asked):
    is_own_beginning = side == answer.begun_by
    is_open = answer.is_open
    return Shown(
        key=answer.key,
        title=entry.title if entry else "",
        opportunity_address=entry.address if entry else "",
        what=_what(answer, side),
        standing=_standing(answer, is_own_beginning),
        mark=answer.mark if side == Side.AUTHOR and not answer.is_asked else "",
        asked=asked.get(answer.pk),
        facts=_facts(answer, side),
        reason=answer.reason if is_open or answer.is_agreed or is_own_beginning else "",
        begun_at=answer.begun_at,
        expires_at=answer.expires_at,
        is_open=is_open,
        is_agreed=answer.is_agreed,
        is_own_turn=is_open and not is_own_beginning,
        is_own_beginning=is_own_beginning,
        is_author=side == Side.AUTHOR,
    )


def _facts(answer, side):
    """What is told of the other side. Of an author nothing before they agreed or invited: anyone can answer."""
    is_told = side == Side.AUTHOR or answer.author_yes_at
    return identities.described(answer.card_of(side.other) if is_told else {})


def _what(answer, side):
    if side == Side.AUTHOR:
        return _("You invited a member") if answer.is_asked else _("A member answered")
    return _("You were invited") if answer.is_asked else _("You answered")


def _standing(answer, is_own_beginning):
    """How it stands, in few words. Whatever made it end, other than a no or time, is the same to the other side."""
    if answer.is_agreed:
        return _("Both sides have agreed")
    match answer.has_ended:
        case Answer.End.DECLINED:
            return _("It did not fit") if is_own_beginning else _("You declined")
        case Answer.End.EXPIRED:
            return _("Not answered in time")
        case Answer.End.WITHDRAWN if is_own_beginning:
            return _("You withdrew it")
        case "":
            return _("Waiting for the other side") if is_own_beginning else _("Waiting for your decision")
    return _("Ended")
