"""The sweep: every URL, sample values for its parts, and what each role must not be told."""

import pickle
import re
from collections import defaultdict

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

from network.accounts.models import Copy
from network.alerts import tokens
from network.catalogue import kinds, sharing
from network.catalogue.audiences import Audience
from network.exchange.agreements import evaluating
from network.exchange.models import Side
from network.files.models import Upload
from network.moderation import confirmations
from practices import answering
from practices.models import SideAnswer

ROLES = ["anonymous", "newcomer", "member", "owner", "focal point", "editor", "moderator", "superuser"]
# Signing out ends the session of the sweep; it has tests of its own.
NOT_CALLED = {"admin:logout", "account_logout"}


def patterns(resolver=None, namespace="", parts=()) -> set:
    """Every (name, names of its parts) that the project answers."""
    found = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        own = (*parts, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found |= patterns(pattern, inner, own)
        else:
            found.add((f"{namespace}{pattern.name}", tuple(sorted(own))))
    return found


def addresses(world, name, parts) -> list:
    """Concrete addresses of the pattern `name`, for each record that its parts may name. Raises KeyError if unknown."""
    if not parts:
        return [] if name.endswith(":None") else [reverse(name)]
    if name == "admin:None":
        return [f"/admin/moderation/record/{world.records['profile'].pk}/", "/admin/no/such/page/"]
    return [reverse(name, kwargs=kwargs) for kwargs in SAMPLES[name if name in SAMPLES else parts](world, name)]


def _admin_objects(world, name):
    """What `admin:<room>_<model>_<view>` is about: records, something of the world, or else whatever comes first."""
    model = name.split("_")[1]
    if model == "record":
        return [{"object_id": str(sample["pk"])} for sample in _decided(world, name)]
    own = {
        "user": world.people["owner"],
        "conversation": world.conversation,
        "exchange": world.exchange,
        "inquiry": world.inquiry,
        "run": world.run,
        "message": world.run.messages.first(),
        **{kind: world.records[kind] for kind in ("article", "publication", "event")},
    }
    if model in own:
        return [{"object_id": str(own[model].pk)}]
    first = next(known for known in admin.site._registry if known._meta.model_name == model).objects.first()
    return [{"object_id": str(first.pk if first else 1)}]


def _keys(world, name):
    """All records for a page that their kinds share, those of the kind for a page of one kind."""
    is_of_one_kind = any(code in name.split("-") for code in kinds.codes())
    records = _of_kind(world, name) if is_of_one_kind else world.records.values()
    return [{"key": record.key} for record in records]


def _previews(world, name):
    """Each record as one of both audiences would see it."""
    return [
        kwargs | {"audience": ("public", "members")[number % 2]} for number, kwargs in enumerate(_keys(world, name))
    ]


def _of_kind(world, name):
    """The records of the kind that `name` is about, and one of another kind, which stands for all others."""
    kind = next(code for code in kinds.codes() if code in re.split(r"\W|_", name))
    own = [record for record in world.records.values() if kind == record.KIND]
    return [*own, next(record for record in world.records.values() if kind != record.KIND)]


def _files(world, name):
    """Every file of the kind under the address of its record, one under that of another, and one of another kind."""
    *own, _other = _of_kind(world, name)
    slugs = {record.key: record.slug or record.key for record in own}
    found = [{"slug": slugs[file.record], "key": file.key} for file in Upload.objects.filter(record__in=slugs)]
    elsewhere = [file | {"slug": world.records["published"].slug} for file in found[:1]]
    foreign = Upload.objects.exclude(record__in=slugs).first()
    return [*found, *elsewhere, {"slug": slugs[own[0].key], "key": foreign.key}]


def _steps(world, name):
    """Each record with half of the steps, and each step with half of the records."""
    first = "identity" if name.startswith("centre") else "basics"
    steps = ("start", first, "attachments", "review")
    return [
        {"key": record.key, "step": step}
        for number, record in enumerate(_of_kind(world, name))
        for step in steps[number % 2 :: 2]
    ]


def _steps_of_reports(world, name):
    steps = ("start", "place", "sides", "review")
    return [{"key": record.key, "step": step} for record in _of_kind(world, name) for step in steps]


def _questions(world, name):
    """What the author of a practice is asked about a report that everybody reads."""
    questions = SideAnswer.objects.filter(adoption=world.records["adoption"])
    return [{"token": answering.make_token(question)} for question in questions]


def _decided(world, name):
    """All records for the page on which they are read; for each other one, which reads the same, a third of them."""
    records = list(world.records.values())
    chosen = records if name.endswith("_review") else records[len(name) % 3 :: 3]
    return [{"pk": record.pk} for record in chosen]


def _pks(world, name):
    if name.startswith("mfa_"):
        return [{"pk": 1}]
    if "_record_" in name:
        return _decided(world, name)
    return [{"pk": record.pk} for record in _of_kind(world, name)]


def _pictures(world, name):
    """The picture of each record of the kind, by the name that it would have if anybody could see it."""
    kind = kinds.get(name.removesuffix("-share"))
    for record in _of_kind(world, name):
        card = record.card(Audience.STAFF) if record.live and kind.code == record.KIND else None
        listing = kind.model.listing(card) if card else None
        version = sharing.Picture.of(kind, listing.title, listing.keys()).version if listing else "0" * 16
        yield {"slug": record.slug or record.key, "version": version}


def _widths(world, name):
    """Every picture in one of its widths, and in one that it has not."""
    return [{**file, "width": width} for file in _files(world, name) for width in (240, 300)]


def _files_of_pages(world, name):
    """Every file under the form of an editor's page, be it of that page or not."""
    page = world.records[name.split("_")[1]]
    pages = [page.pk, world.records["unpublished article"].pk]
    return [{"pk": pk, "key": upload.key} for pk in pages for upload in Upload.objects.all()]


def _token_of(statement):
    return {"token": evaluating.address(statement).rstrip("/").rpartition("/")[2]}


# How the parts of an address are filled, by the name of its pattern or else by the names of its parts.
SAMPLES = {
    ("object_id",): _admin_objects,
    ("pk",): _pks,
    "admin:alerts_run_watch": lambda world, name: [{"pk": world.run.pk}],
    "admin:alerts_run_decide": lambda world, name: [{"pk": world.run.pk, "step": step} for step in ("hold", "proof")],
    "admin:alerts_run_preview": lambda world, name: [{"pk": world.run.pk, "language": "en"}],
    **{
        name: lambda world, name: [{"key": world.conversation.key}]
        for name in ("conversation", "conversation-close", "conversation-report")
    },
    **{
        name: lambda world, name: [{"key": world.answer.key}]
        for name in ("answer", "answer-yes", "answer-no", "answer-report", "answer-withdraw")
    },
    "opportunity-ask": lambda world, name: [
        {"key": record.key, "profile": world.records["profile"].key} for record in _of_kind(world, name)
    ],
    "admin:exchange_answer_sides": lambda world, name: [{"pk": world.answer.pk}],
    ("slug",): lambda world, name: [{"slug": record.slug or record.key} for record in _of_kind(world, name)],
    ("code",): lambda world, name: [{"code": code} for code in ("NG", "KE", "XX")],
    ("key",): _keys,
    ("audience", "key"): _previews,
    ("key", "step"): _steps,
    "adoption-edit": _steps_of_reports,
    "adoption-answer": _questions,
    ("name", "pk"): lambda world, name: [
        {"pk": record.pk, "name": field} for record in world.records.values() for field in ("summary", "name")
    ],
    "my-file": lambda world, name: [{"key": upload.key} for upload in Upload.objects.all()],
    ("key", "slug"): _files,
    ("slug", "version"): _pictures,
    ("key", "slug", "width"): _widths,
    ("key", "pk"): _files_of_pages,
    "statement-file": lambda world, name: [
        {"key": upload.record, "file": upload.key} for upload in Upload.objects.all()
    ],
    "my-data-fetch": lambda world, name: [{"key": copy.key} for copy in Copy.objects.all()],
    "profile-edit": lambda world, name: [
        {"step": step}
        for step in ("start", "person", "work", "expertise", "exchange", "files", "visibility", "review", "nowhere")
    ],
    ("kind", "language"): lambda world, name: [{"language": "en", "kind": kind} for kind in kinds.codes()],
    "django.contrib.sitemaps.views.sitemap": lambda world, name: [
        {"section": section} for section in ("pages", "countries", "records")
    ],
    "factor-link": lambda world, name: [{"token": "a" * 43}],
    "still-correct": lambda world, name: [{"token": confirmations.make_token(world.records["profile"])}],
    "alerts-stop": lambda world, name: [{"token": world.token(tokens.Use.STOP)}],
    "alerts-confirm": lambda world, name: [{"token": world.token(tokens.Use.CONFIRM)}],
    "alerts-manage": lambda world, name: [{"token": world.token(tokens.Use.MANAGE)}],
    "alerts-edit": lambda world, name: [
        {"token": world.token(tokens.Use.MANAGE), "key": subscription.key}
        for subscription in world.subscriptions.values()
    ],
    **{name: lambda world, name: [{"key": world.exchange.key}] for name in ("my-exchange", "exchange-publish")},
    "exchange-propose": lambda world, name: [{"key": world.exchange.key, "stage": "agreed"}],
    "exchange-decide": lambda world, name: [{"key": world.exchange.key, "decision": "confirm"}],
    # Whoever holds the link of a letter answers for its side, and does not read what that side has said.
    "evaluation": lambda world, name: [_token_of(world.exchange.evaluations.get(side=side)) for side in Side],
    "follow-up": lambda world, name: [_token_of(world.exchange.follow_ups.get(side=Side.MEMBER))],
    "admin:exchange_exchange_export": lambda world, name: [{"name": table} for table in ("exchanges", "answers")],
    "admin:exchange_exchange_said": lambda world, name: [{"pk": world.exchange.pk}],
    "my-alert": lambda world, name: [{"key": subscription.key} for subscription in world.subscriptions.values()],
    "admin:view_on_site": lambda world, name: [{"content_type_id": "1", "object_id": "1"}],
    "admin:app_list": lambda world, name: [{"app_label": label} for label in ("moderation", "news", "accounts")],
    ("name",): lambda world, name: [{"name": "20260101-000000-000000-00000000.eml"}],
}


def client_of(user):
    """A browser in which `user` is signed in, or nobody."""
    client = Client(raise_request_exception=True)
    if user:
        client.force_login(user)
    return client


def views(resolver=None):
    """The patterns of all views that the project has."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern)
        else:
            yield pattern


def by_pattern(world):
    """Name of each pattern → its addresses, see `all_addresses`."""
    found = defaultdict(list)
    for name, address in all_addresses(world):
        found[name].append(address)
    return found


def all_addresses(world):
    """(name of its pattern, address) of all that the portal answers; fails for a pattern that nobody registered."""
    found = []
    for name, parts in sorted(patterns()):
        if name in NOT_CALLED:
            continue
        try:
            found += [(name, address) for address in addresses(world, name, parts)]
        except KeyError:
            pytest.fail(f"The address {name} with {parts} is not registered in the sweep: add it to tests/sweep.py.")
    return found


def leaks(world, role, response):
    """The canaries in headers and body of `response` that `role` may not see."""
    text = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return found(world, role, text + body.decode("utf-8", "replace"))


def found(world, role, text):
    """The canaries in `text` that `role` may not see. "nobody" may see none."""
    return [
        canary.text
        for canary in world.canaries
        if role not in canary.readers and any(form in text for form in canary.forms)
    ]


def cached():
    """Keys and values of the whole cache, as text."""
    return "\n".join(f"{key} {pickle.loads(value)!r} {value!r}" for key, value in cache._cache.items())  # noqa: S301
