"""Sessions as they are after more than a password."""

import time


def with_second_factor(client):
    """Return the signed-in `client` as if its user had given a second factor just now."""
    session = client.session
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session.save()
    return client
