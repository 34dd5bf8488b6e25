"""Conversations of two members, and what they wrote. Staff read one only after a side reported it."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.catalogue import kinds
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.keys import new_key
from network.notices import outbox
from network.relay import offices

KEPT = timedelta(days=730)


CLOSED = _("This conversation is closed. Your message was not sent.")
NOT_LISTED = _(
    "Members cannot see your profile at present, so your message was not sent. Show your profile to members, then "
    "send the message again."
)
NOT_TAKEN = _("This person is not accepting messages at present. Your message was not sent.")
# What comes again in this time is the same page sent twice.
RESENT_WITHIN = timedelta(minutes=10)


class NotSent(Exception):
    """A message that may not be written, with the reason for its author."""


def is_listed(profile) -> bool:
    """Whether members see the profile with this key now: who writes must be somebody to the other side."""
    return Entry.objects.filter(record=profile, audience=Audience.MEMBERS).exists()


def takes_messages(profile) -> bool:
    """Whether the person with this profile takes messages now."""
    asked = (kind.takes_messages for kind in kinds.registered() if kind.takes_messages)
    return any(takes(profile) for takes in asked)


class ConversationQuerySet(models.QuerySet):
    """Questions about conversations."""

    def of(self, user):
        """Those in which `user` takes part."""
        as_colleague = Conversation.objects.filter(colleagues=user).values("pk")
        return self.filter(Q(begun_by=user) | Q(begun_with=user) | Q(pk__in=as_colleague))

    def begun_between(self, user):
        """Those that `user` began, or that were begun with them first of all."""
        return self.filter(Q(begun_by=user) | Q(begun_with=user))

    def idle(self):
        """Those in which nobody has written for two years."""
        return self.filter(latest_at__lt=timezone.now() - KEPT)

    def reported(self):
        """Those that a side reported."""
        return self.filter(reported_at__isnull=False)


class Conversation(models.Model):
    """Two members and a subject. Each side is shown to the other as its profile shows itself to members now."""

    key = models.CharField(max_length=22, unique=True, default=new_key, editable=False)
    subject = models.CharField(_("subject"), max_length=120)
    begun_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    begun_with = models.ForeignKey(User, models.CASCADE, related_name="+")
    # Keys of the two profiles: their entries say which name may be shown. Or the mark of an office, see `offices`.
    profile_by = models.CharField(max_length=22)
    profile_with = models.CharField(max_length=22)
    # Who else held the office with which it was begun: they read and answer it as well.
    colleagues = models.ManyToManyField(User, related_name="+")
    begun_at = models.DateTimeField(_("started"), default=timezone.now)
    latest_at = models.DateTimeField(_("latest message"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed"), null=True)
    reported_at = models.DateTimeField(_("reported"), null=True)
    reported_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    report = models.TextField(_("what was reported"), max_length=1000, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-latest_at", "-pk"]
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        constraints = [
            models.CheckConstraint(condition=~Q(begun_by=models.F("begun_with")), name="conversation_of_two"),
        ]

    def __str__(self):
        return f"conversation-{self.pk}"

    @classmethod
    @transaction.atomic
    def begin(cls, *, by, profile_by, begun_with, profile_with, subject, text, colleagues=()):
        """Begin a conversation and send its first message, once also when it is sent twice; return it.

        `colleagues` hold the same office as `begun_with`. Raises NotSent, see `write`.
        """
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        lately = cls.objects.filter(begun_at__gt=timezone.now() - RESENT_WITHIN)
        if begun := lately.filter(begun_by=by, begun_with=begun_with, subject=subject, writings__text=text).first():
            return begun
        conversation = cls.objects.create(
            begun_by=by, profile_by=profile_by, begun_with=begun_with, profile_with=profile_with, subject=subject
        )
        conversation.colleagues.set(colleagues)
        conversation.write(by, text)
        return conversation

    @transaction.atomic
    def write(self, author, text):
        """Send `text` to everybody at the other side, once also when it is sent twice.

        Raises NotSent when a side ended the conversation, when members cannot see who writes, because the profile is
        hidden, suspended or withdrawn, and when the other side takes no messages.
        """
        locked = Conversation.objects.select_for_update().get(pk=self.pk)
        if locked.closed_at:
            raise NotSent(CLOSED)
        if not self.shows(author):
            raise NotSent(NOT_LISTED)
        reached = self.reached_by(author)
        if not reached:
            raise NotSent(NOT_TAKEN)
        last = self.writings.last()
        if (
            last
            and (last.author_id, last.text) == (author.pk, text)
            and last.written_at > timezone.now() - RESENT_WITHIN
        ):
            return last
        written = Writing.objects.create(conversation=self, author=author, text=text)
        Conversation.objects.filter(pk=self.pk).update(latest_at=written.written_at)
        for user in reached:
            outbox.put("relay.message", written.pk, user)
        return written

    def read_by(self, user):
        """Note that `user` has read what the other side wrote."""
        self.writings.unread_by(user).update(read_at=timezone.now())

    def close(self):
        """End it: neither side can write in it any more."""
        Conversation.objects.filter(pk=self.pk, closed_at__isnull=True).update(closed_at=timezone.now())

    def report_by(self, user, report):
        """End it and ask staff to look at it; from now on they can read it."""
        self.close()
        Conversation.objects.filter(pk=self.pk, reported_at__isnull=True).update(
            reported_at=timezone.now(), reported_by=user, report=report
        )

    def shows(self, user) -> bool:
        """Whether the other side can know now who `user` is: by a profile, or as the holder of an office."""
        if office := offices.find(self.profile_of(user)):
            kind, code = office
            return kind.is_held_by(code, user)
        return is_listed(self.profile_of(user))

    def reaches(self, user) -> bool:
        """Whether `user` takes messages now. Who holds an office does."""
        if offices.find(self.profile_of(user)):
            return self.shows(user)
        return takes_messages(self.profile_of(user))

    def reached_by(self, author) -> list[User]:
        """Who at the other side of `author` takes messages now."""
        opposite = [self.begun_by]
        if author.pk == self.begun_by_id:
            opposite = [self.begun_with, *self.colleagues.order_by("pk")]
        return [user for user in opposite if self.reaches(user)]

    def profile_of(self, user) -> str:
        """The key of the profile of `user`, who takes part, or the mark of the office in which they do."""
        return self.profile_by if user.pk == self.begun_by_id else self.profile_with

    def other_side(self, user):
        """The user at the other end; of an office, the one with whom it was begun."""
        return self.begun_with if user.pk == self.begun_by_id else self.begun_by

    def name_of_other_side(self, user) -> str:
        """What members may call the other end now; its profile may be hidden meanwhile."""
        return self._name_of(self.profile_of(self.other_side(user)))

    def name_of_own_side(self, user) -> str:
        """What members may call the side of `user`, for what a colleague wrote."""
        return self._name_of(self.profile_of(user))

    def _name_of(self, profile):
        if office := offices.find(profile):
            kind, code = office
            return kind.name(code)
        entry = Entry.objects.shown_of(profile, Audience.MEMBERS)
        return entry.title if entry else gettext("A member of the network")


def written_to(user, *, prefix="") -> Q:
    """Whether a writing, to which `prefix` leads, came from the side opposite to `user`, who takes part."""
    began, author = f"{prefix}conversation__begun_by", f"{prefix}author"
    return Q(**{began: user}) & ~Q(**{author: user}) | ~Q(**{began: user}) & Q(**{author: F(began)})


class WritingQuerySet(models.QuerySet):
    """Questions about messages."""

    def unread_by(self, user):
        """Those that were written to `user` and not read."""
        own = self.filter(read_at__isnull=True, conversation__in=Conversation.objects.of(user))
        return own.filter(written_to(user))


class Writing(models.Model):
    """One message of a conversation."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="writings")
    author = models.ForeignKey(User, models.CASCADE, related_name="+")
    text = models.TextField(_("message"), max_length=4000)
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    read_at = models.DateTimeField(null=True)

    objects = WritingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("message to a member")
        verbose_name_plural = _("messages to members")

    def __str__(self):
        return f"writing-{self.pk}"
