"""Asking authors whether what they published is still correct: when it ages, and again before it counts as outdated."""

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from network.accounts.models import User
from network.catalogue import kinds
from network.catalogue.audiences import Audience
from network.moderation.models import Record, record_models
from network.moderation.models.ageing import Ageing
from network.notices import outbox

SALT = "still-correct.v1"
MOST_AUTHORS = 200


def ask(now: datetime | None = None) -> int:
    """Have those asked whose records have aged at `now`, in one letter to each; return how many people that were."""
    now = now or timezone.now()
    authors = {author for records in _due(now) for author in records.values_list("author", flat=True)}
    return sum(_ask_author(author, now) for author in sorted(authors)[:MOST_AUTHORS])


def _due(now):
    """For each kind that ages, the published records whose author has to be asked at `now`."""
    never = Q(asked_at__isnull=True)
    # Asked long ago, and nothing was heard: once more while there is still time.
    again = Q(outdated_at__lte=now + Ageing.NOTICE, asked_at__lt=F("outdated_at") - Ageing.NOTICE)
    ageing = [model for model in record_models() if model.FRESH_FOR]
    return [model.objects.published().filter(never | again, confirmed_at__lt=now - model.FRESH_FOR) for model in ageing]


@transaction.atomic
def _ask_author(author_id, now):
    free = {"of": ("self", "record_ptr"), "skip_locked": True}
    records = [record for aged in _due(now) for record in aged.by(author_id).select_for_update(**free)]
    if not records:
        return 0
    for record in records:
        record.note_that_its_author_was_asked(now)
    if not records[0].author.is_active:
        return 0
    outbox.put("moderation.still-correct", now.isoformat(), records[0].author)
    return 1


def asked(author: User, at: datetime) -> list[Record]:
    """The records about which `author` was asked at the moment `at` and has not answered."""
    ageing = [model for model in record_models() if model.FRESH_FOR]
    return [record for model in ageing for record in model.objects.published().by(author).filter(asked_at=at)]


def public_title(record: Record) -> str:
    """The title of `record` where everybody may read it; nothing for a person, whose title may be a name."""
    card = None if kinds.get(record.kind).is_person else record.card(Audience.PUBLIC)
    return record.listing(card).title if card else ""


def make_token(record: Record) -> str:
    """What stands in the link with which `record` is confirmed; good until it was confirmed."""
    return signing.dumps([record.key, _confirmed(record)], salt=SALT, compress=False)


def _confirmed(record: Record) -> float | None:
    return record.confirmed_at.timestamp() if record.confirmed_at else None


def read_token(token: str) -> tuple[Record, bool] | None:
    """The published record that `token` is about, and whether an answer still counts; None where there is none."""
    try:
        key, since = signing.loads(token, salt=SALT, max_age=timedelta(days=400))
    except signing.BadSignature:
        return None
    record = Record.objects.published().filter(key=key).first()
    if record is None:
        return None
    return record.specific, _confirmed(record) == since
