"""Writing the index: the only module that adds or removes entries, and the only one that writes the ledger."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min, Subquery
from django.db.models.expressions import RawSQL
from django.utils import timezone, translation
from django.utils.translation import npgettext

from network import collation
from network.catalogue import text, vocabulary
from network.catalogue.audiences import READERS, Audience
from network.catalogue.cards import Card
from network.catalogue.models import Announcement, Entry, Rebuild
from network.languages import Language
from network.phrasing import listed

# What somebody looks for must not make them found as knowing it.
NOT_SEARCHED = {"need", "needed-modality"}

# Of a title no more is sorted by: rows of an index in PostgreSQL are short.
LONGEST_KEY = 200

# One expression for what SearchVector would make of four: it is made for each of fourteen entries.
VECTOR = (
    "setweight(to_tsvector(%s::regconfig, %s), 'A') || setweight(to_tsvector(%s::regconfig, %s), 'B') || "
    "setweight(to_tsvector(%s::regconfig, %s), 'C') || setweight(to_tsvector(%s::regconfig, %s), 'D')"
)

# More acts than can be committed while one of them is under way.
LATEST = 100


@dataclass(frozen=True)
class Listing:
    """How one card is listed in the language that is current while it is made.

    `facets` maps dimensions to codes; `notes` are short finished facts for a list ("Kenya", "Since 2016");
    `body` is text to be found by, never shown. `picture` is what the card says of it, see
    `Upload.described_as_picture`; `initials` stand in its place where the name of a person may be shown.
    """

    title: str
    address: str
    occurs_at: datetime
    summary: str = ""
    body: str = ""
    started_year: int | None = None
    text_language: str = Language.ENGLISH
    picture: Mapping[str, Any] = field(default_factory=dict)
    initials: str = ""
    facets: dict = field(default_factory=dict)
    notes: tuple = ()
    ends_at: datetime | None = None
    may_be_crawled: bool = True

    def keys(self) -> list:
        """The facets as they are stored, `dimension:code`."""
        return sorted({f"{name}:{code}" for name, codes in self.facets.items() for code in codes})

    def words(self) -> str:
        """Names and synonyms of everything that the record is filed under."""
        return " ".join(
            vocabulary.search_words(name, code)
            for name, codes in self.facets.items()
            if name in vocabulary.NAMED and name not in NOT_SEARCHED
            for code in codes
        )


def write(
    key: str,
    make_card: Callable[[Audience], Card | None],
    listing: Callable[[Card], Listing],
    *,
    published_at: datetime | None,
) -> None:
    """Make the index show record `key` as its cards say, and nothing else of it. Call inside a transaction.

    Both are called anew in each language: `make_card(audience)` returns a Card or None, `listing(card)` its `Listing`.
    """
    now = timezone.now()
    entries = []
    for language in Language:
        with translation.override(language):
            for audience in READERS:
                if card := make_card(audience):
                    entries.append(_entry(card, listing(card), language, published_at, now))
    erase(key)
    Entry.objects.bulk_create(entries)


def _entry(card, listing, language, published_at, now):
    configuration = text.configuration(language)
    weighted = (listing.title, listing.words(), listing.summary, listing.body)
    return Entry(
        record=card.key,
        audience=card.audience,
        language=language,
        kind=card.kind,
        text_language=listing.text_language,
        title=listing.title,
        sort_title=collation.key(listing.title)[:LONGEST_KEY],
        started_year=listing.started_year,
        summary=listing.summary,
        picture=_size_of(listing.picture),
        initials=listing.initials,
        pillar=next(iter(listing.facets.get("pillar", ())), None),
        address=listing.address,
        notes=[note for note in listing.notes if note],
        facets=listing.keys(),
        occurs_at=listing.occurs_at,
        ends_at=listing.ends_at,
        published_at=published_at,
        updated_at=now,
        fresh_until=card.get("fresh_until"),
        outdated_at=card.get("outdated_at"),
        may_be_crawled=listing.may_be_crawled,
        vector=RawSQL(VECTOR, [part for words in weighted for part in (configuration, text.indexed(words))]),  # noqa: S611
    )


def _size_of(picture):
    """What a row needs of `picture`: where it is, its proportions, and the widths in which it is offered."""
    if not picture:
        return None
    return {name: picture[name] for name in ("key", "width", "height")} | {"widths": list(picture["widths"])}


def place_facets(countries: Iterable[str]) -> dict[str, Iterable[str]]:
    """The facets `country` and `region` of a record about `countries` (codes)."""
    concepts = vocabulary.terms("country")
    return {
        "country": countries,
        "region": sorted({parent for code in countries if code in concepts and (parent := concepts[code].parent)}),
    }


def place_note(countries: Iterable[str], most: int = 3) -> str:
    """The names of `countries` (codes) for a list; beyond `most`, how many more there are."""
    names = sorted((vocabulary.label("country", code) for code in countries), key=collation.key)
    if (others := len(names) - most) > 0:
        names[most:] = [npgettext("countries", "%(count)d more", "%(count)d more", others) % {"count": others}]
    return listed(names)


def age(key: str, fresh_until: datetime | None, outdated_at: datetime | None) -> None:
    """Note until when record `key` is fresh and from when on it is outdated, see `freshness.Freshness`."""
    Entry.objects.filter(record=key).update(fresh_until=fresh_until, outdated_at=outdated_at)


def erase(key: str) -> None:
    """Take record `key` out of the index."""
    Entry.objects.filter(record=key).delete()


def keep_date(key: str, write: Callable[[], None]) -> None:
    """Call `write`, which writes the entries of record `key`; leave their date of change as it was."""
    updated_at = Entry.objects.filter(record=key).aggregate(Max("updated_at"))["updated_at__max"]
    write()
    if updated_at:
        Entry.objects.filter(record=key).update(updated_at=updated_at)


def ask_for_rebuild(kind: str = "", facet: str = "") -> Rebuild:
    """Ask for entries to be written anew: all, those of `kind`, or those with `facet` ("topic:prisons").

    The beat finds it; whoever wants it at once knocks for the task.
    """
    return Rebuild.objects.create(kind=kind, facet=facet, edition=text.EDITION)


def announce(
    kind: str,
    key: str,
    change: str,
    version: int,
    facets: Iterable[str] = (),
    *,
    author_id: int | None = None,
    is_material: bool = True,
) -> Announcement:
    """Write into the ledger that `change` (Announcement.Change) happened to record `key`, in that transaction.

    `is_material` says whether those who follow such records should hear of it; its author need not be told.
    """
    return Announcement.objects.create(
        kind=kind,
        record=key,
        change=change,
        version=version,
        facets=list(facets),
        author_id=author_id,
        is_material=is_material,
    )


def edition() -> str:
    """A name for the state of the index; another one after everything that becomes public, ceases to be or is rebuilt.

    Numbers are given out before acts are committed, so that the act with the lower one may be seen last: it makes
    one more among the latest, or moves their lower end. One look at the index of the table.
    """
    rebuilt = Rebuild.objects.order_by("-changed_at").values("changed_at")[:1]
    latest = Announcement.objects.annotate(rebuilt=Subquery(rebuilt)).order_by("-id")[:LATEST]
    parts = latest.aggregate(Max("id"), Min("id"), Count("id"), Max("rebuilt"))
    return "-".join(map(str, parts.values()))


def state() -> str:
    """A name for what readers find now. The hour is part of it: events pass, and records age, without any act."""
    return f"{settings.RELEASE}|{edition()}|{timezone.now():%Y%m%d%H}"
