"""Asking both sides of an adoption whether a report is right, before and until some time after it is published.

The author of the practice is known by their account, the adopting side by the address that the reporter gave. Nothing
that the reporter typed stands in the letters, and the gate counts those to addresses that a stranger named.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from network.accounts.models import User
from network.alerts import tokens
from network.alerts.models import Suppression
from network.moderation.deadlines import after_working_days
from network.moderation.models import NotPossible
from network.notices import gate, outbox
from practices.sides import SAID, Answer, Side, text_digest

# Until then the desk waits for the sides.
WORKING_DAYS = 10
# So long a link answers.
ANSWERABLE = timedelta(days=30)
# Reports of one member that wait at the same time: each of them writes to two people.
MOST_WAITING = 5
LETTERS = {Side.ORIGIN: "practices.adoption-origin", Side.ADOPTER: "practices.adoption-adopter"}


class Person(NamedTuple):
    """Whom to ask for one side; `user` is None where there is no account."""

    side: Side
    address: str
    user: User | None


def begin(adoption):
    """Ask the sides of `adoption`, which was just submitted; call in that transaction.

    A side that has answered about this very text is asked again only when readers knew the report as somebody else's
    word, and what it said counts until then. Raises NotPossible when its reporter has too many reports under review.
    """
    waiting = type(adoption).objects.by(adoption.author_id).waiting().exclude(pk=adoption.pk)
    if waiting.count() >= MOST_WAITING:
        message = _("You have %(number)d reports under review. Wait for a decision on one of them, then submit this.")
        raise NotPossible(message % {"number": MOST_WAITING})
    people = _people(adoption)
    unanswered = adoption.answers.filter(answered_at__isnull=True)
    unanswered.exclude(side__in=[person.side for person in people]).delete()
    _take_back_own_word(adoption, people)
    _keep_agreement_to_own_address(adoption)
    digest = text_digest(adoption.content(SAID))
    for person in people:
        _ask(adoption, person, digest)
        if adoption.live and adoption.approved_content()["voice"] != adoption.voice:
            _ask_again(adoption, person, digest)


def _take_back_own_word(adoption, people):
    """What the reporter said as a side for which they no longer speak is nobody's word any more."""
    spoken_for = [person.side for person in people if person.user == adoption.author]
    gone, _by_model = adoption.answers.filter(user=adoption.author_id).exclude(side__in=spoken_for).delete()
    if gone:
        adoption.refresh_entries()


def _keep_agreement_to_own_address(adoption):
    """Who agreed to be asked again did so for their own address, not for that of somebody who is named now."""
    agreed = adoption.answers.filter(may_be_asked_again=True)
    if adoption.adopter_address:
        agreed = agreed.exclude(mailbox=gate.digest(adoption.adopter_address))
    agreed.update(may_be_asked_again=False)


def _people(adoption) -> list[Person]:
    practice, reporter = adoption.adopted_practice, adoption.author
    people = [Person(Side.ORIGIN, practice.author.email, practice.author)] if practice.author.is_active else []
    if adoption.is_by_adopter:
        people.append(Person(Side.ADOPTER, reporter.email, reporter))
    elif adoption.adopter_address:
        address = adoption.adopter_address
        people.append(Person(Side.ADOPTER, address, User.objects.filter(email=address, is_active=True).first()))
    # Whoever reports speaks first: of one person who is named for both sides the other voice is left out.
    return sorted(people, key=lambda person: person.user != reporter)


def _ask(adoption, person, digest):
    mailbox, now = gate.digest(person.address), timezone.now()
    asked = adoption.answers.filter(side=person.side)
    unanswered = asked.filter(answered_at__isnull=True)
    if unanswered.filter(text_digest=digest, mailbox=mailbox, expires_at__gt=now).exists():
        return
    unanswered.delete()
    has_answered = asked.filter(text_digest=digest).exclude(answer=Answer.NOT_ME).exists()
    is_left_alone = asked.filter(answer=Answer.NOT_ME, mailbox=mailbox).exists()
    is_other_side = adoption.answers.filter(mailbox=mailbox).exclude(side=person.side).exists()
    if has_answered or is_left_alone or is_other_side:
        return
    question = adoption.answers.create(
        side=person.side,
        user=person.user,
        mailbox=mailbox,
        text_digest=digest,
        asked_at=now,
        deadline=after_working_days(WORKING_DAYS, now),
        expires_at=now + ANSWERABLE,
        **(_own_word(adoption, now) if person.user == adoption.author else {}),
    )
    if question.answered_at is None:
        _write_to(person, question)


def _ask_again(adoption, person, digest):
    """Let whoever answered say whether that still holds, once for each version that is published."""
    answered = adoption.answers.filter(side=person.side, text_digest=digest, mailbox=gate.digest(person.address))
    answered = answered.filter(answered_at__isnull=False, asked_at__lt=adoption.live.approved_at)
    question = answered.exclude(answer=Answer.NOT_ME).exclude(user=adoption.author_id).first()
    if question is None:
        return
    now = timezone.now()
    question.asked_at, question.is_asked_again = now, True
    question.deadline, question.expires_at = after_working_days(WORKING_DAYS, now), now + ANSWERABLE
    question.save()
    _write_to(person, question)


def _own_word(adoption, now):
    """Whoever reports as one of the sides has said so by it."""
    return {"answer": Answer.CONFIRMED, "answered_at": now, "shows_institution": adoption.shows_institution}


def _write_to(person, question):
    """Have the letter sent; to the address that the reporter named no more often than the gate admits."""
    if person.side == Side.ADOPTER:
        is_suppressed = Suppression.objects.filter(digest__in=tokens.digests(person.address)).exists()
        if is_suppressed or not gate.admits(person.address):
            return
    known = {"user": person.user} if person.user else {"address": person.address}
    # Each time that it is asked is an event of its own.
    outbox.put(LETTERS[person.side], f"{question.key} {question.asked_at.isoformat()}", **known)


def open_questions(adoption) -> list:
    """Sentences about the sides for which the desk still waits."""
    sentences = {
        Side.ORIGIN: _("The author of the practice may answer until %(date)s."),
        Side.ADOPTER: _("The adopting side may answer until %(date)s."),
    }
    waiting = _about_the_text(adoption).open().filter(deadline__gt=timezone.now()).order_by("-side")
    return [sentences[question.side] % {"date": _day(question.deadline)} for question in waiting]


def contradictions(adoption) -> list:
    """Sentences about what cannot be, as the practice is now."""
    practice = adoption.adopted_practice
    if practice is None or practice.live is None:
        return [_("The practice is not published.")]
    began = practice.live.content.get("started_year")
    if began and adoption.since_year and adoption.since_year < began:
        return [_("The practice began in %(year)s, so it cannot have been adopted earlier.") % {"year": began}]
    return []


def answers_in_words(adoption) -> list:
    """Sentences about what the sides said, with their reasons, for moderators."""
    digest = text_digest(adoption.content(SAID))
    answered = adoption.answers.filter(answered_at__isnull=False).order_by("-side", "answered_at")
    found = [_in_words(said, is_earlier=said.text_digest != digest) for said in answered]
    if not _about_the_text(adoption).filter(side=Side.ADOPTER).exists():
        was_asked = adoption.answers.filter(side=Side.ADOPTER).exists()
        found.append(
            _("No one from the adopting side has been asked about this text, only about an earlier one.")
            if was_asked
            else _("No one from the adopting side has been asked.")
        )
    return found


def _in_words(said, *, is_earlier):
    facts = {"side": said.get_side_display(), "answer": said.get_answer_display(), "date": _day(said.answered_at)}
    sentence = _("%(side)s: %(answer)s (%(date)s)") % facts
    if is_earlier:
        sentence = _("About an earlier text – %(sentence)s") % {"sentence": sentence}
    return f"{sentence} {said.remark}".strip()


def _about_the_text(adoption):
    return adoption.answers.filter(text_digest=text_digest(adoption.content(SAID)))


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")
