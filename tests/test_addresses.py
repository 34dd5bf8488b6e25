"""The one spelling of an e-mail address, wherever one is typed, stored, looked up or suppressed."""

import string

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from network.accounts.models import User
from network.addresses import AddressField, canonical, gate_key, stored_form
from network.alerts import tokens
from tests.factories import UserFactory
from tests.letters import deliver
from tests.sessions import with_password_given

PASSWORD = "teach-share-learn-south"
NAMES = st.text(string.ascii_letters + string.digits + "._+-'", min_size=1, max_size=20)
DOMAINS = st.sampled_from(["example.org", "faß.de", "пример.рф", "例え.テスト", "MÜNCHEN.example", "xn--fa-hia.de"])
ANY_TEXT = st.text(st.characters(), max_size=60)
ADDRESSES = st.one_of(ANY_TEXT, st.builds("{}@{}".format, st.one_of(NAMES, ANY_TEXT), st.one_of(DOMAINS, ANY_TEXT)))


@pytest.mark.parametrize(
    ("typed", "spelling"),
    [
        ("expert@пример.рф", "expert@xn--e1afmkfd.xn--p1ai"),
        ("x@faß.de", "x@xn--fa-hia.de"),
        ("X@FASS.de", "x@fass.de"),
        ("Amina.O'Neil+un@Example.ORG", "amina.o'neil+un@example.org"),
        ("amina@例え。テスト", "amina@xn--r8jz45g.xn--zckzah"),
        ("amina@XN--E1AFMKFD.xn--P1AI", "amina@xn--e1afmkfd.xn--p1ai"),
        ("\u200famina@example.org\u200e", "amina@example.org"),
        ("\ufeffamina@example.org\u200b", "amina@example.org"),
        ("\u2067amina\u2069@\u200eexample.org", "amina@example.org"),
        (" \u00a0amina@example.org\t\n", "amina@example.org"),
        ("ａｍｉｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ", "amina@example.org"),
    ],
)
def test_however_it_is_typed_it_has_one_spelling(typed, spelling):
    assert canonical(typed) == spelling


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "one @"), ("amina", "one @"), ("a@b@example.org", "one @"), ('"a@b"@example.org', "one @"),
        ("@example.org", "Before"), ("a b@example.org", "Before"), (".a@example.org", "Before"),
        ("a..b@example.org", "Before"), ("a.@example.org", "Before"), ("a\0@example.org", "Before"),
        ("a\r\nBcc:b@example.org", "Before"), ('"a b"@example.org', "Before"), ("a\ud800@example.org", "Before"),
        ("=?utf-8?q?a=0d=0abcc=3ab=40evil.example?=@example.org", "Before"),
        ("a@", "After"), ("a@example", "After"), ("a@example.org.", "After"), ("a@.org", "After"),
        ("a@ex ample.org", "After"), ("a@ex_ample.org", "After"), ("a@-example.org", "After"),
        ("a@127.0.0.1", "After"), ("a@[127.0.0.1]", "After"), ("a@☃.net", "After"), ("a@xn--.de", "After"),
        ("a@exam\u00adple.org", "After"), ("a@exam\u200bple.org", "After"), ("a@\u2060.exam\ufeffple.org", "After"),
        ("a" * 65 + "@example.org", "long"), ("a@" + "a" * 64 + ".org", "After"), ("a@" + "b." * 130 + "org", "After"),
        ("ſam@example.org", "letter"), ("amina\u200b.b@example.org", "Before"), ("адель@пример.рф", "letter"),
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_the_reason(typed, said):
    with pytest.raises(ValidationError, match=said):
        canonical(typed)


def test_letters_beyond_ascii_are_taken_where_the_server_writes_them(settings):
    settings.MAIL_SMTPUTF8 = True
    assert canonical("Адель@пример.рф") == "адель@xn--e1afmkfd.xn--p1ai"
    assert canonical("e\u0301a@example.org") == canonical("\u00e9a@example.org")
    assert canonical("ſam@example.org") != canonical("sam@example.org")


@given(ADDRESSES)
@example("İ@example.org")
@example("\u1e9e@example.org")
def test_a_spelling_is_its_own_spelling_and_everything_else_is_refused_in_words(typed):
    try:
        spelling = canonical(typed)
    except ValidationError as refusal:
        assert refusal.messages[0].endswith(".")
        spelling = stored_form(typed)
    else:
        assert spelling.isascii() and len(spelling) <= 254
        assert canonical(spelling) == spelling == stored_form(typed)
    assert stored_form(spelling) == spelling


@given(ADDRESSES)
def test_limits_know_any_text_by_one_key(typed):
    assert gate_key(gate_key(typed)) == gate_key(typed)
    assert tokens.digests(typed)


@given(NAMES.filter(lambda name: "+" not in name), NAMES)
def test_a_tag_makes_no_other_mailbox(name, tag):
    assert gate_key(f"{name}+{tag}@example.org") == gate_key(f"{name.upper()}@EXAMPLE.org")


def test_dots_make_no_other_mailbox_where_they_do_not_count():
    assert gate_key("A.mi.na+x@googlemail.com") == gate_key("amina@gmail.com")
    assert gate_key("a.b@example.org") != gate_key("ab@example.org")


def test_a_field_of_a_form_gives_the_spelling():
    assert AddressField().clean("\u200fexpert@пример.рф ") == "expert@xn--e1afmkfd.xn--p1ai"
    assert AddressField(required=False).clean(" ") == ""
    for nothing in ("", "\u200f "):
        with pytest.raises(ValidationError, match="required"):
            AddressField().clean(nothing)


@pytest.mark.django_db
class TestInUse:
    def test_a_person_is_found_by_every_spelling(self):
        user = User.objects.create_user("expert@пример.рф")
        assert user.email == "expert@xn--e1afmkfd.xn--p1ai"
        for spelling in ("Expert@ПРИМЕР.рф", "\u200fexpert@xn--e1afmkfd.xn--p1ai"):
            assert User.objects.get_by_natural_key(spelling) == user

    @pytest.mark.parametrize("typed", ["expert@пример.рф", "\u200fEXPERT@xn--e1afmkfd.xn--p1ai\u200b"])
    def test_signing_in_takes_every_spelling(self, client, typed):
        user = User.objects.create_user("expert@пример.рф", PASSWORD)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        response = client.post(reverse("account_login"), {"login": typed, "password": PASSWORD})
        assert response.status_code == 302
        assert client.session["_auth_user_id"] == str(user.pk)

    @pytest.mark.parametrize("page", ["account_signup", "account_reset_password"])
    def test_a_form_of_an_account_says_what_is_wrong(self, client, page):
        response = client.post(reverse(page), {"email": "ſam@example.org"})
        assert "letters a to z" in response.content.decode()

    @pytest.mark.parametrize("local", ["a\0b", "a\u202eb", "a\u200fb", "=?utf-8?q?a?="])
    @pytest.mark.parametrize(
        ("page", "field"),
        [
            ("account_signup", "email"), ("account_reset_password", "email"), ("account_login", "login"),
            ("subscribe", "email"), ("account_email", "email"),
        ],
    )  # fmt: skip
    def test_an_address_with_marks_inside_is_refused_and_not_made_another_one(self, client, page, field, local):
        if page == "account_email":
            with_password_given(client, UserFactory())
        response = client.post(reverse(page), {field: f"{local}@example.org", "action_add": ""})
        assert "Before the @ sign" in str(response.context["form"].errors[field])
        assert deliver() == []

    def test_an_address_is_suppressed_in_every_spelling(self):
        assert tokens.digest("expert@пример.рф") == tokens.digest(" Expert@xn--e1afmkfd.xn--p1ai")
        assert tokens.digest("x@faß.de") not in tokens.digests("x@fass.de")

    def test_a_hash_from_before_there_was_one_spelling_still_counts(self, monkeypatch):
        monkeypatch.setattr(tokens, "stored_form", str.lower)
        earlier = tokens.digest("expert@пример.рф")
        monkeypatch.undo()
        assert earlier in tokens.digests("expert@xn--e1afmkfd.xn--p1ai")
