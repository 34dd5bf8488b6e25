"""allauth's pages speak with the portal's words, in each language."""

from collections.abc import Iterable
from pathlib import Path

import allauth
import pytest
from babel.messages.pofile import read_po
from django.urls import reverse
from django.utils import translation

from network.accounts.allauth_sentences import SENTENCES
from network.languages import Language
from tests.factories import UserFactory
from tests.letters import PASSWORD


def sentences_of_allauth() -> Iterable:
    for path in Path(allauth.__file__).parent.glob("locale/*/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            yield from (message.id for message in read_po(file))


def test_each_sentence_said_otherwise_is_one_of_allauth():
    assert set(SENTENCES) <= set(sentences_of_allauth())


@pytest.mark.parametrize("language", Language.values)
def test_each_is_said_otherwise_in_each_language(language):
    with translation.override(language):
        same = {sentence for sentence in SENTENCES if translation.gettext(sentence) == sentence}
    assert not same


@pytest.mark.django_db
def test_whoever_signs_in_is_told_so_and_not_by_a_number(client):
    page = client.get(reverse("account_login")).content.decode()
    assert "No account yet?" in page
    user = UserFactory(email="amina@example.org")
    user.set_password(PASSWORD)
    user.save()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    answers = {"login": user.email, "password": PASSWORD}
    page = client.post(reverse("account_login"), answers, follow=True).content.decode()
    assert "You are signed in." in page
    assert f"user-{user.pk}" not in page
    assert "Add a passkey or security key" in client.get(reverse("mfa_index"), follow=True).content.decode()
