"""Tokens in links and addresses: one purpose each, short, and not to be guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.alerts import tokens
from network.alerts.tokens import Use

NUMBERS = st.integers(min_value=0, max_value=2**63 - 1)


@given(number=NUMBERS, use=st.sampled_from(Use))
def test_a_token_names_its_row_and_fits_an_address(number, use):
    token = tokens.make(use, number)
    assert tokens.read(use, token) == number
    assert tokens.read(use, token.upper()) == number, "some mail servers change the case of addresses"
    assert len(f"u+{token}") <= 64


@given(number=NUMBERS, use=st.sampled_from(Use), other=st.sampled_from(Use))
def test_a_token_opens_nothing_else(number, use, other):
    token = tokens.make(use, number)
    assert (tokens.read(other, token) is None) is (other != use)
    assert tokens.read(use, tokens.make(use, number + 1).partition(".")[0] + "." + token.partition(".")[2]) is None


@given(number=NUMBERS, use=st.sampled_from(Use), data=st.data())
def test_a_token_with_one_bit_changed_opens_nothing(number, use, data):
    token = tokens.make(use, number)
    at = data.draw(st.integers(min_value=0, max_value=len(token) - 1))
    bit = data.draw(st.sampled_from([0, 1, 2, 3, 4, 6]))  # bit 5 of a letter is its case, which does not count
    changed = f"{token[:at]}{chr(ord(token[at]) ^ 1 << bit)}{token[at + 1 :]}"
    assert tokens.read(use, changed) is None


@given(text=st.text(max_size=60))
def test_anything_else_is_no_token(text):
    assert tokens.read(Use.STOP, text) is None


def test_tokens_outlive_a_change_of_the_key(settings):
    token = tokens.make(Use.STOP, 7)
    settings.MAIL_TOKEN_KEY_FALLBACKS = [settings.MAIL_TOKEN_KEY]
    settings.MAIL_TOKEN_KEY = "a new key"
    assert tokens.read(Use.STOP, token) == 7
    assert tokens.make(Use.STOP, 7) != token
    settings.MAIL_TOKEN_KEY_FALLBACKS = []
    assert tokens.read(Use.STOP, token) is None


@pytest.mark.parametrize("other", ["amina@example.org", " Amina@EXAMPLE.org "])
def test_an_address_is_known_again_in_any_case(other):
    assert tokens.digest("amina@example.org") == tokens.digest(other)
    assert "amina" not in tokens.digest(other)
