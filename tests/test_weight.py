"""What a first visit costs, without pictures: many readers are on slow lines and pay by the megabyte."""

import gzip
import re
import tomllib
from itertools import islice
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import timezone

from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.demo.loading import CONTENT
from tests.factories import PracticeFactory

pytestmark = pytest.mark.django_db

# Bytes, as they travel: pages with gzip, files with brotli.
FIRST_VISIT = 35_000
NEXT_VISIT = 12_000
MOST_REQUESTS = 4
FILES = re.compile(r'(?:<script [^>]*src|<link rel="stylesheet" href)="/static/([^"]+)"')
# Signing in needs three scripts of allauth more, for passkeys.
PAGES = ["home", "practice-list", "search", "account_signup", "about", "privacy", "subscribe"]


@pytest.fixture
def _full_list(db):
    """A page of a list as long as lists are, with texts as people write them."""
    now = timezone.now()
    for path in islice(sorted((CONTENT / "practices").glob("*.toml")), 20):
        content = tomllib.loads(path.read_text())
        Entry.objects.create(
            record=path.stem[:22], audience=Audience.PUBLIC, language="ar", kind="practice", text_language="en",
            title=content["title"], summary=content["summary"], address=f"/ar/practices/{path.stem}/",
            facets=[f"topic:{code}" for code in content["topics"]], notes=["كينيا", "2017"],
            occurs_at=now, published_at=now, updated_at=now,
        )  # fmt: skip


@pytest.mark.usefixtures("_full_list")
def test_a_first_visit_of_any_public_page_is_light_and_the_next_one_lighter(client):
    record = PracticeFactory.published(challenge="Mentors met them every week. " * 150)
    for address in [*map(reverse, PAGES), record.get_absolute_url()]:
        page = client.get(address.replace("/en/", "/ar/", 1)).content
        files = [finders.find(name) for name in FILES.findall(page.decode())]
        assert files, address
        assert 1 + len(files) <= MOST_REQUESTS, address
        weight = len(gzip.compress(page, 6))
        assert weight <= NEXT_VISIT, address
        assert weight + sum(len(brotli.compress(Path(file).read_bytes())) for file in files) <= FIRST_VISIT, address
