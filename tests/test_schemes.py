"""The switch between the light and the dark scheme: it works without a script, a session or an account."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

OWN = {"origin": "http://testserver"}
PAGE = "/fr/practices/?pillar=1"


def choose(client, scheme, back=PAGE, headers=OWN):
    return client.post("/scheme/", {"scheme": scheme, "next": back}, headers=headers)


def scheme_of(client, address="/en/about/"):
    page = client.get(address).content.decode()
    return page.partition('data-scheme="')[2].partition('"')[0]


def test_the_device_decides_until_a_reader_does(client):
    assert scheme_of(client) == "device"


def test_a_choice_is_kept_and_leads_back_to_the_page(client):
    assert f'name="next" value="{PAGE}"' in client.get(PAGE).content.decode()
    assert choose(client, "dark").url == PAGE
    assert scheme_of(client) == scheme_of(client, "/ar/practices/") == "dark"
    choose(client, "device")
    assert scheme_of(client) == "device"


@pytest.mark.parametrize("back", ["", "https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_the_way_back_leads_to_no_other_site(client, back):
    assert choose(client, "dark", back).url == "/en/"


def test_the_switch_says_what_is_chosen(client):
    choose(client, "light")
    page = client.get("/en/about/").content.decode()
    assert 'value="light" aria-pressed="true"' in page
    assert page.count('aria-pressed="true"') == 1


def test_a_page_that_was_kept_is_not_shown_in_the_scheme_of_before(client):
    tag = client.get("/en/").headers["ETag"]
    choose(client, "dark")
    assert client.get("/en/", headers={"if-none-match": tag}).status_code == 200


def test_a_page_about_a_person_sends_no_origin_and_can_choose_all_the_same(client):
    assert choose(client, "dark", headers={"origin": "null", "sec-fetch-site": "same-origin"}).status_code == 302


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
def test_no_other_site_can_choose(site, origin):
    response = choose(Client(enforce_csrf_checks=True), "dark", headers={"origin": origin, "sec-fetch-site": site})
    assert response.status_code == 403
    assert not response.cookies


@pytest.mark.parametrize("scheme", ["", "sepia", "DARK", "\x00"])
def test_an_unknown_scheme_is_refused(client, scheme):
    assert choose(client, scheme).status_code == 403


def test_a_forged_cookie_chooses_nothing(client):
    client.cookies["scheme"] = '"><script>'
    assert scheme_of(client) == "device"


@pytest.mark.parametrize(
    "back", ["foo", "?a=b", "#x", "search", "//elsewhere.example", "/\\elsewhere.example", "/a\x00b"]
)
def test_what_is_no_path_of_this_site_leads_home(client, back):
    answer = client.post("/scheme/", {"scheme": "dark", "next": back}, headers={"Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer.url) == (302, "/en/")
