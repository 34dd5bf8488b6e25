"""Finding records at the desk: by title and code, and by whoever wrote them."""

import re

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from network.accounts.disclosure import disclose
from network.accounts.models import Look, User
from network.addresses import stored_form
from network.catalogue import kinds
from network.catalogue.folding import MOST_WORDS, folded, holding
from network.moderation.models import Record

ACCOUNT_NUMBER = re.compile(r"user-(\d{1,9})")
# Whoever asks for a name that so many have did not mean a person.
MOST_NAMESAKES = 20


def found(records: QuerySet[Record], question: str, by: User) -> QuerySet[Record]:
    """Those of `records` that answer `question`, which `by` asks.

    Words are looked for in title and code; words that are a name, and a whole address, find what that person wrote.
    Whoever is found by a name or an address sees that staff looked.
    """
    if number := ACCOUNT_NUMBER.fullmatch(question.strip().lower()):
        return records.filter(author_id=int(number[1]))
    people = _of_address(question) if "@" in question else _called(question)
    people = disclose(Look.What.ACCOUNT, of=people, to=by, content=lambda: people)
    return records.filter(Q(pk__in=holding(records, _columns(), question).values("pk")) | Q(author__in=people))


def _columns():
    """The heading, and what kinds are found by beside it; the names of people are no part of this."""
    others = [kind for kind in kinds.registered() if not kind.is_person]
    return ["heading", *(f"{kind.model._meta.model_name}__{name}" for kind in others for name in kind.found_by)]


def _of_address(question):
    return set(User.objects.filter(email=stored_form(question)))


def _called(question):
    """Those whose name, as they handed it in, has each word of `question`; none where these are too many."""
    words = question.split()[:MOST_WORDS]
    found: set[User] = set()
    for kind in kinds.registered():
        if kind.is_person and words:
            parts = [part for name in kind.found_by for part in (Value(" "), name)]
            whole_name = Concat(*parts, Value(" "), output_field=TextField())
            people = kind.model.objects.handed_in().alias(whole_name=folded(whole_name))
            for word in words:
                people = people.filter(whole_name__contains=folded(Value(f" {word} ")))
            found |= {person.author for person in people.select_related("author")[: MOST_NAMESAKES + 1]}
    return found if len(found) <= MOST_NAMESAKES else set()
