"""Every kind of letter that the portal sends, and taking letters apart."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from experts.models import Profile
from network.alerts import planning, sending, subscribing
from network.alerts.models import Message, Subscription
from network.exchange import telling
from network.moderation.notices import remind
from network.notices import sending as notices_sending
from network.notices.models import Allowance
from tests.alerts.factories import SubscriptionFactory
from tests.factories import UserFactory

PASSWORD = "granite-harbour-violet-7"
# A Friday noon, so that something may be overdue whenever the tests run.
WORKING_DAY = 4


def deliver() -> list:
    """Send the notices that wait; return all mail that has left."""
    notices_sending.send()
    return mail.outbox


def letters_to_all(world) -> list:
    """Decisions, reminders, messages, confirmations, digests and alerts, to everybody in `world` whom they concern."""
    people, records, reader = world.people, world.records, world.subscriptions["reader"].subscriber
    for role in ("member", "newcomer", "moderator", "editor"):
        SubscriptionFactory.of_member(people[role], asks="", frequency="daily")
    SubscriptionFactory.of_member(people["member"], asks="kind=expert", frequency="at-once")
    for role in ("member", "owner"):
        subscribing.follow(people[role], purpose="introductions", frequency="daily")
    Subscription.objects.update(confirmed_at=timezone.now() - timedelta(days=2))
    asked = SubscriptionFactory(subscriber=reader, asks="country=KE", confirmed_at=None)
    Message.objects.create(kind="confirmation", subscription=asked, subscriber=reader)
    records["submitted"].return_to_author(people["moderator"], records["submitted"].edits, grounds=["sources"])
    profile = Profile.objects.get(pk=records["profile"].pk)
    profile.touch()
    profile.submit()
    Profile.objects.filter(pk=profile.pk).update(submitted_at=timezone.now() - timedelta(days=30))
    mail.outbox.clear()
    now = timezone.now()
    remind(now - timedelta(days=max(0, now.weekday() - WORKING_DAY)))
    world.conversation.write(world.conversation.begun_by, world.canary("answer", {"owner"}))
    telling.tell_daily()
    deliver()
    planning.plan_all(now + timedelta(days=2))
    sending.send(seconds=10)
    return list(mail.outbox)


def letters_of_accounts(headers=None) -> list:
    """Codes to sign up, to reset a password and to change an address, and notes that such things happened."""
    mail.outbox.clear()
    use_accounts(headers)
    return list(deliver())


def use_accounts(headers=None):
    """Do all of which accounts write letters."""
    user = UserFactory(email="account@example.org")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    sign_up = {"password1": PASSWORD, "password2": PASSWORD, "website": ""}
    for address in ("new@example.org", user.email):
        Client(headers=headers).post(reverse("account_signup"), {**sign_up, "email": address})
        Allowance.objects.all().delete()
        Client(headers=headers).post(reverse("account_reset_password"), {"email": address})
    client = Client(headers=headers)
    new = "meadow-lantern-cobalt-9"
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    client.post(reverse("account_reauthenticate"), {"password": new})
    client.post(reverse("account_email"), {"action_add": "", "email": "second@example.org"})


def parts_of(message):
    """All that stands in a mail: headers, decoded parts, and the raw bytes."""
    parsed = message_from_bytes(message.message().as_bytes(), policy=policy.default)
    texts = [f"{name}: {value}" for name, value in parsed.items()]
    texts += [part.get_content() for part in parsed.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*texts, message.message().as_string()])


def links_in(message) -> set:
    """Everything in a mail that a scanner could follow."""
    return {link.rstrip(".,;") for link in re.findall(r"https?://[^\s<>\"']+", parts_of(message).replace("&amp;", "&"))}
