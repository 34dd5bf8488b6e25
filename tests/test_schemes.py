"""The switch between the light and the dark scheme: it works without a script, a session or an account."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

OWN = {"origin": "http://testserver"}
PAGE = "http://testserver/fr/practices/?pillar=1"


def choose(client, scheme, **headers):
    return client.post("/scheme/", {"scheme": scheme}, headers=OWN | headers)


def scheme_of(client, address="/en/about/"):
    page = client.get(address).content.decode()
    return page.partition('data-scheme="')[2].partition('"')[0]


def test_the_device_decides_until_a_reader_does(client):
    assert scheme_of(client) == "device"


def test_a_choice_is_kept_and_leads_back_to_the_page(client):
    response = choose(client, "dark", referer=PAGE)
    assert response.url == PAGE
    assert scheme_of(client) == scheme_of(client, "/ar/practices/") == "dark"
    choose(client, "device")
    assert scheme_of(client) == "device"


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_the_way_back_leads_to_no_other_site(client, referer):
    assert choose(client, "dark", referer=referer).url == "/en/"


def test_the_switch_says_what_is_chosen(client):
    choose(client, "light")
    page = client.get("/en/about/").content.decode()
    assert 'value="light" aria-pressed="true"' in page
    assert page.count('aria-pressed="true"') == 1


def test_a_page_that_was_kept_is_not_shown_in_the_scheme_of_before(client):
    tag = client.get("/en/").headers["ETag"]
    choose(client, "dark")
    assert client.get("/en/", headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"origin": "https://elsewhere.example"}, {"origin": "null"}])
def test_no_other_site_can_choose(headers):
    response = Client(enforce_csrf_checks=True).post("/scheme/", {"scheme": "dark"}, headers=headers)
    assert response.status_code == 403
    assert not response.cookies


@pytest.mark.parametrize("scheme", ["", "sepia", "DARK", "\x00"])
def test_an_unknown_scheme_is_refused(client, scheme):
    assert choose(client, scheme).status_code == 403


def test_a_forged_cookie_chooses_nothing(client):
    client.cookies["scheme"] = '"><script>'
    assert scheme_of(client) == "device"
