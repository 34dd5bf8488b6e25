"""Sessions as they are after more than a sign-in."""

import time

from django.urls import reverse


def with_second_factor(client):
    """Return the signed-in `client` as if its user had given a second factor just now."""
    session = client.session
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session.save()
    return client


def with_password_given(client, user, password="teach-share-learn-south"):  # noqa: S107
    """Return the signed-in `client` of `user`, who gave a password once more just now."""
    user.set_password(password)
    user.save()
    client.force_login(user)
    assert "/reauthenticate/" not in client.post(reverse("account_reauthenticate"), {"password": password}).url
    return client
