"""The pages that anybody may read, one of each look. Tests of what all of them share go through this table."""

from collections.abc import Iterator

from django.urls import reverse

from network.alerts import tokens
from network.catalogue import kinds
from network.catalogue.audiences import Audience
from network.catalogue.sitemaps import PAGES
from tests.alerts.factories import SubscriptionFactory
from tests.factories import AdoptionFactory, CentreFactory, OpportunityFactory, ProfileFactory
from tests.files.kept import practice_with
from tests.news.factories import ArticleFactory, EventFactory, PublicationFactory

# What search engines and other sites are told of.
TOLD = [
    *PAGES,
    "subscribe",
    "search",
    *(f"{kind.code}-list" for kind in kinds.registered()),
]
ENTRANCES = ["account_login", "account_signup", "account_reset_password"]
# Words that nothing has, filters, and what somebody is about to follow.
ASKED = {
    "search": "?q=zq-nothing",
    "practice-list": "?pillar=1&region=africa&sort=title",
    "subscribe": "?topic=prisons",
}
MISSING = "/en/nothing-is-here/"


def addresses() -> Iterator[str]:
    """The English addresses of all of them, with a record of each kind."""
    yield from map(reverse, (*TOLD, *ENTRANCES))
    yield from (reverse(name) + query for name, query in ASKED.items())
    yield MISSING
    records = [ProfileFactory.published(), ProfileFactory.published(audiences={"name": Audience.PUBLIC.value})]
    records += [practice_with(b"%PDF", is_contested=True)]
    kinds_of_things = (
        ArticleFactory,
        PublicationFactory,
        EventFactory,
        CentreFactory,
        OpportunityFactory,
        AdoptionFactory,
    )
    records += [factory.published() for factory in kinds_of_things]
    yield reverse("country", args=["KE"])
    yield from (record.get_absolute_url() for record in records)
    followed = SubscriptionFactory(note="For the course")
    own = reverse("alerts-manage", args=[tokens.make(tokens.Use.MANAGE, followed.subscriber_id)])
    yield from (own, f"{own}{followed.key}/")
