"""The world of the sweep: people in every role, their records in every state, and canaries in everything private."""

import base64
import hashlib
import html
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from urllib.parse import quote

from django.utils import timezone

from experts.models import ListingMode, Profile
from network.accounts import copies
from network.accounts.models import Copy
from network.accounts.roles import Role
from network.alerts import tokens
from network.alerts.models import Hit, Message, Run
from network.catalogue.audiences import Audience
from network.catalogue.models import Announcement
from network.contact.models import Inquiry, Subject
from network.exchange.agreements import evaluating
from network.exchange.models import Answer, Evaluation, Exchange, Side, Stage
from network.files.checking import Checked, FileType
from network.files.images import Drawing
from network.files.models import Upload
from network.relay.models import Conversation
from network.verification import endorsing
from network.verification.models import FocalPoint
from practices.models import Attachment
from tests.alerts.factories import SubscriptionFactory
from tests.exchange.exchanges import exchange_at, let_pass, take, terms
from tests.factories import (
    AdoptionFactory,
    CentreFactory,
    OpportunityFactory,
    PracticeFactory,
    ProfileFactory,
    UserFactory,
)
from tests.news.factories import ArticleFactory, EventFactory, PublicationFactory

MODERATORS = frozenset({"moderator", "superuser"})
INSIDERS = frozenset({"member"}) | MODERATORS


@dataclass(frozen=True)
class Canary:
    """A text that only `readers` (names of roles) may ever be sent."""

    text: str
    readers: frozenset

    @cached_property
    def forms(self):
        """The disguises in which the text would still be a leak."""
        raw = self.text.encode()
        return {
            self.text,
            self.text.lower(),
            html.escape(self.text),
            quote(self.text),
            base64.b64encode(raw).decode(),
            hashlib.md5(raw.lower()).hexdigest(),  # noqa: S324 - what an avatar service would be sent
            hashlib.sha256(raw.lower()).hexdigest(),
        }


@dataclass
class World:
    """The people, their records, and what nobody else may see of them."""

    people: dict = field(default_factory=dict)
    records: dict = field(default_factory=dict)
    subscriptions: dict = field(default_factory=dict)
    run: Run | None = None
    conversation: Conversation | None = None
    answer: Answer | None = None
    inquiry: Inquiry | None = None
    exchange: Exchange | None = None
    canaries: list = field(default_factory=list)

    def canary(self, name, *readers):
        """Plant a canary for `readers` and return its text."""
        text = f"zq{hashlib.sha256(name.encode()).hexdigest()[:10]}"
        self.canaries.append(Canary(text, frozenset().union(*readers)))
        return text

    def token(self, use):
        """A link from a letter to the reader without an account, as anybody might find it in a forwarded mail."""
        reader = self.subscriptions["reader"]
        return tokens.make(use, reader.pk if use == tokens.Use.CONFIRM else reader.subscriber_id)


def make_world() -> World:
    """One of everything: shown, shown to few, hidden, waiting, returned, withdrawn."""
    world = World()
    world.people = {
        "anonymous": None,
        "newcomer": UserFactory(email="newcomer@example.org"),
        "member": ProfileFactory.published(user__email="member@example.org").user,
        "owner": UserFactory(email=f"{world.canary('address', {'owner'}, MODERATORS)}@example.org"),
        "moderator": UserFactory.staff(Role.MODERATOR),
        "editor": UserFactory.staff(Role.EDITOR),
        "focal point": UserFactory.staff(Role.FOCAL_POINT),
        "superuser": UserFactory(is_staff=True, is_superuser=True),
    }
    owner = {"owner"}
    members = {
        name: world.canary(name, owner, INSIDERS)
        for name in ("given_name", "organization", "position", "target_groups", "summary", "needs")
    }
    # Contact details are for members with a second factor, which nobody has used here.
    staff = {name: world.canary(name, owner, MODERATORS) for name in ("justification", "name_in_own_script", "contact")}
    profile = ProfileFactory(
        user=world.people["owner"],
        audiences={
            "nationality": Audience.STAFF.value,
            "cv": Audience.MEMBERS.value,
            "contact": Audience.MEMBERS.value,
        },
        **members,
        justification=staff["justification"],
        contact=staff["contact"],
    )
    profile.cv = make_upload(world, profile, "cv", owner, MODERATORS, names=INSIDERS)
    profile.photo = make_upload(world, profile, "photo", owner, MODERATORS)
    profile.save()
    profile.submit()
    moderator = world.people["moderator"]
    profile.approve(moderator, profile.edits)
    profile.headline = world.canary("proposed headline", owner, MODERATORS)
    profile.name_in_own_script = staff["name_in_own_script"]
    profile.touch()
    profile.submit()
    hidden = ProfileFactory.submitted(
        headline=world.canary("hidden headline", MODERATORS),
        role_name=world.canary("hidden role", MODERATORS),
        listing_mode=ListingMode.HIDDEN,
    )
    hidden.approve(moderator, hidden.edits)
    author = {"author": world.people["owner"]}
    drafts = {
        "draft": PracticeFactory(title=world.canary("draft title", owner, MODERATORS), **author),
        "submitted": PracticeFactory.submitted(title=world.canary("submitted title", owner, MODERATORS), **author),
        "for members": PracticeFactory.published(
            summary=world.canary("for members", owner, INSIDERS), reach=Audience.MEMBERS, **author
        ),
        "published": PracticeFactory.published(contributor_note=world.canary("note", owner, MODERATORS), **author),
    }
    for name, readers in (("draft", MODERATORS), ("for members", INSIDERS)):
        attach(world, drafts[name], name, owner, readers)
    add_picture(world, drafts["for members"], "for members", owner, INSIDERS)
    drafts["for members"].submit()
    drafts["for members"].approve(moderator, drafts["for members"].edits)
    # A focal point reads what their own country is asked about, and nothing of others.
    mandate = FocalPoint.objects.create(
        user=world.people["focal point"], country_id="NG", office="National Counter Terrorism Centre"
    )
    drafts["asked about"] = PracticeFactory.submitted(
        title=world.canary("asked about", owner, MODERATORS, {"focal point"}),
        contributor_note=world.canary("note about what is asked", owner, MODERATORS),
        lead_kind_id="police",
        related__countries=["NG"],
        **author,
    )
    drafts["endorsed"] = PracticeFactory.published(
        lead_kind_id="academia", seeks_endorsement=True, related__countries=["NG"], **author
    )
    endorsing.endorse(drafts["endorsed"], mandate)
    drafts["withdrawn"] = PracticeFactory.published(summary=world.canary("withdrawn", owner, MODERATORS), **author)
    drafts["withdrawn"].withdraw(moderator, world.canary("reason", owner, MODERATORS))
    centres = {
        "centre": CentreFactory.published(
            contributor_note=world.canary("note on a centre", owner, MODERATORS), **author
        ),
        "centre draft": CentreFactory(name=world.canary("name of a centre", owner, MODERATORS), **author),
    }
    drafts |= make_opportunities(world, owner)
    adoptions = report_adoptions(world, drafts["for members"])
    writer = UserFactory.staff(Role.EDITOR)
    world.records = {
        "profile": profile,
        "hidden": hidden,
        **drafts,
        **centres,
        **adoptions,
        "article": ArticleFactory.published(author=writer),
        "publication": PublicationFactory.published(author=writer),
        "event": EventFactory.published(author=writer),
        "unpublished article": ArticleFactory(
            title=world.canary("article draft", MODERATORS, {"editor"}), author=writer
        ),
    }
    add_picture(world, world.records["unpublished article"], "article", MODERATORS, {"editor"})
    world.subscriptions = {
        "reader": SubscriptionFactory(subscriber__email=f"{world.canary('reader', {'reader'})}@example.org"),
        "owner": SubscriptionFactory.of_member(world.people["owner"], note=world.canary("alert note", owner)),
    }
    world.run = make_run(world)
    world.conversation = Conversation.begin(
        by=world.people["owner"],
        profile_by=profile.key,
        begun_with=UserFactory(),
        profile_with=hidden.key,
        subject=world.canary("subject", owner),
        text=world.canary("message", owner),
    )
    world.answer = Answer.objects.create(
        opportunity=drafts["blind request"],
        author=world.people["owner"],
        member=hidden.user,
        profile=hidden.key,
        # Nobody learns on whose behalf before both said yes.
        institution=world.canary("institution of an answer"),
        reason=world.canary("reason of an answer", owner),
        member_yes_at=timezone.now(),
        expires_at=timezone.now() + Answer.OPEN_FOR,
    )
    world.inquiry = Inquiry.objects.create(
        subject=Subject.DATA,
        text=world.canary("inquiry", owner, MODERATORS),
        email=f"{world.canary('address of an inquiry', owner, MODERATORS)}@example.org",
        user=world.people["owner"],
        language="en",
    )
    world.exchange = make_exchange(world)
    copies.make(Copy.objects.create(user=world.people["owner"]).pk)
    return world


def make_opportunities(world, owner):
    """An offer, a request of which nobody learns who is behind it, and one that waits; the author is a member too."""
    author = {"author": world.people["owner"]}
    return {
        "offer": OpportunityFactory.published(
            institution=world.canary("institution of an offer", owner, INSIDERS),
            brings=world.canary("what an offer brings", owner, INSIDERS),
            audiences={"brings": Audience.MEMBERS.value},
            safeguards=world.canary("safeguards of an offer", owner, MODERATORS),
            is_credited=True,
            **author,
        ),
        "blind request": OpportunityFactory.published(
            direction="request",
            institution=world.canary("institution behind a request", owner, MODERATORS),
            at_centre=world.canary("centre behind a request", owner, MODERATORS),
            is_blind=True,
            is_credited=True,
            **author,
        ),
        "waiting offer": OpportunityFactory.submitted(
            title=world.canary("title of an offer", owner, MODERATORS), touches=[], **author
        ),
    }


def report_adoptions(world, for_members):
    """A report that waits, whose sides nobody may learn of; one of a practice `for_members`; one that all may read."""
    owner = {"owner"}
    return {
        "submitted adoption": AdoptionFactory.submitted(
            author=world.people["owner"],
            institution=world.canary("adopting institution", owner, MODERATORS),
            adapted=world.canary("submitted adoption", owner, MODERATORS),
            adopter_address=f"{world.canary('address of the adopting side', owner)}@example.org",
        ),
        "adoption for members": AdoptionFactory.published(
            adopted_practice=for_members,
            institution=world.canary("institution for members", MODERATORS),
            adapted=world.canary("adoption for members", owner, INSIDERS),
        ),
        "adoption": AdoptionFactory.published(),
    }


def make_exchange(world):
    """One that was done five weeks ago between the owner and the member; the owner has said what came of it."""
    sides = {"author": world.records["profile"], "member": Profile.objects.get(user=world.people["member"])}
    exchange = exchange_at(
        Stage.AGREED, institution=world.canary("institution of an exchange", {"owner", "member"}), **sides
    )
    take(exchange, Stage.DONE, terms(what=world.canary("what was agreed", {"owner", "member"}, MODERATORS)))
    let_pass(exchange, Evaluation.ASKED_AFTER + timedelta(days=7))
    learned = world.canary("what was learned", {"owner"}, MODERATORS)
    answers = {"learned": learned, "will_use": "", "did_not_work": "", "again": "yes"}
    evaluating.give(exchange.evaluations.get(side=Side.AUTHOR), answers)
    return exchange


def make_upload(world, record, name, *readers, names=frozenset()):
    """A file of `record` with canaries in its content, and in its name, which `names` may read as well."""
    content = world.canary(f"content of {name}", *readers).encode()
    file = Checked(content, FileType.PDF.media_type, FileType.PDF.extension)
    return Upload.keep(file, world.canary(f"name of {name}", *readers, names), owner=record.author, record=record.key)


def attach(world, practice, name, *readers):
    """Attach a file to the working copy of `practice`."""
    upload = make_upload(world, practice, name, *readers)
    title = world.canary(f"title of {name}", *readers)
    Attachment.objects.create(practice=practice, upload=upload, title=title)
    practice.touch()


def add_picture(world, record, name, *readers):
    """Put a picture into the working copy of `record`, with canaries in its bytes and its words."""
    drawing = Drawing(240, 160, world.canary(f"small picture of {name}", *readers).encode())
    content = world.canary(f"picture of {name}", *readers).encode()
    checked = Checked(content, FileType.JPEG.media_type, FileType.JPEG.extension, (drawing,))
    record.picture = Upload.keep(checked, "picture.jpg", owner=record.author, record=record.key)
    record.picture_alt = world.canary(f"words for the picture of {name}", *readers)
    record.touch()


def make_run(world):
    """A digest to both subscribers about something that everybody may see."""
    at = timezone.now()
    run = Run.objects.create(kind="digest", frequency="daily", period_start=at - timedelta(days=1), period_end=at)
    for subscription in world.subscriptions.values():
        message = Message.objects.create(run=run, kind="digest", subscriber=subscription.subscriber)
        Hit.objects.create(
            subscription=subscription,
            subscriber=subscription.subscriber,
            announcement=Announcement.objects.first(),
            record=world.records["published"].key,
            at=at,
            message=message,
        )
    return run
