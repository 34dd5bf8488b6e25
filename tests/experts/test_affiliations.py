"""Experts on the page of a centre: two yeses, ended by either side at once, shown as the profile shows itself."""

import pytest
from django.urls import reverse

from experts.models import Affiliation
from network.accounts import data_protection
from network.accounts.my_page import waiting_for
from network.catalogue.audiences import Audience
from network.moderation.models import NotPossible
from network.notices import letters
from network.notices.models import Notice
from tests.factories import CentreFactory, ProfileFactory, UserFactory, a_moderator

pytestmark = pytest.mark.django_db

PUBLIC, MEMBERS = Audience.PUBLIC, Audience.MEMBERS


@pytest.fixture
def keeper():
    return ProfileFactory.published().user


@pytest.fixture
def centre(keeper):
    return CentreFactory.published(author=keeper, related__topics=["education"])


@pytest.fixture
def expert():
    return ProfileFactory.published()


def agreed(centre, expert, audience=PUBLIC):
    Affiliation.agree_as_expert(centre, expert, audience)
    return Affiliation.agree_as_keeper(centre, expert)


def ask_experts():
    """Have one expert asked whether they work with a centre, and one to become its keeper."""
    centre = CentreFactory.published(related__topics=["education"])
    Affiliation.agree_as_keeper(centre, ProfileFactory.published())
    agreed(centre, ProfileFactory.published()).offer_keeping()


def shown(client, centre):
    return client.get(centre.get_absolute_url()).content.decode()


def test_nobody_is_shown_before_both_said_yes(client, centre, expert):
    Affiliation.agree_as_expert(centre, expert, PUBLIC)
    assert expert.role_name not in shown(client, centre)
    Affiliation.objects.all().delete()
    Affiliation.agree_as_keeper(centre, expert)
    assert expert.role_name not in shown(client, centre)
    Affiliation.agree_as_expert(centre, expert, PUBLIC)
    assert expert.role_name in shown(client, centre)
    assert expert.given_name not in shown(client, centre)


def test_members_only_are_told_if_the_expert_wants_that(client, as_user, member, centre, expert):
    agreed(centre, expert, MEMBERS)
    assert expert.role_name not in shown(client, centre)
    assert expert.given_name in shown(as_user(member), centre)


@pytest.mark.parametrize("act", ["hide", "leave", "removed by the keeper", "erase", "tell members only"])
def test_who_goes_is_gone_from_the_next_look_on(client, as_user, keeper, centre, expert, act):
    agreed(centre, expert)
    before = client.get(centre.get_absolute_url())
    assert expert.role_name in before.content.decode()
    match act:
        case "hide":
            expert.hide()
        case "leave":
            as_user(expert.user).post(reverse("centre-join", args=[centre.slug]), {"answer": "leave"})
        case "removed by the keeper":
            number = Affiliation.objects.get().pk
            address = reverse("centre-experts", args=[centre.key])
            as_user(keeper).post(address, {"answer": "end", "expert": number})
        case "erase":
            data_protection.erase(expert.user)
            assert not Affiliation.objects.exists()
        case "tell members only":
            answer = {"answer": "agree", "audience": MEMBERS.value}
            as_user(expert.user).post(reverse("centre-join", args=[centre.slug]), answer)
    client.logout()
    after = client.get(centre.get_absolute_url(), headers={"if-none-match": before.headers["ETag"]})
    assert after.status_code == 200
    assert expert.role_name not in after.content.decode()


@pytest.mark.parametrize(
    ("who", "join", "manage"),
    [
        ("keeper", 200, 200),
        ("expert", 200, 404),
        ("newcomer", 404, 404),
        ("moderator", 404, 404),
        ("nobody", 302, 302),
    ],
)
def test_each_side_has_its_own_page(client, keeper, centre, expert, who, join, manage):
    people = {"keeper": keeper, "expert": expert.user}
    if who in people:
        client.force_login(people[who])
    elif who != "nobody":
        client.force_login(a_moderator() if who == "moderator" else UserFactory())
    agreed(centre, expert)
    assert client.get(reverse("centre-join", args=[centre.slug])).status_code == join
    address = reverse("centre-experts", args=[centre.key])
    assert client.get(address).status_code == manage
    if manage != 200:
        client.post(address, {"answer": "end", "expert": Affiliation.objects.get().pk})
        assert Affiliation.objects.agreed().exists()


@pytest.mark.parametrize("number", ["", "x", "-1", "\0", "9" * 400, "\u0663", "1,2"])
def test_what_is_no_number_of_an_expert_changes_nothing(as_user, keeper, centre, expert, number):
    agreed(centre, expert)
    answer = as_user(keeper).post(reverse("centre-experts", args=[centre.key]), {"answer": "end", "expert": number})
    assert answer.status_code == 302
    assert Affiliation.objects.get().is_agreed


class TestInviting:
    def test_the_expert_hears_of_it_and_decides(self, as_user, keeper, centre, expert):
        address = reverse("centre-experts", args=[centre.key])
        page = as_user(keeper).post(address, {"answer": "invite", "profile": f"http://x{expert.get_absolute_url()}"})
        assert page.status_code == 302
        (item,) = waiting_for(expert.user)
        assert item.address == reverse("centre-join", args=[centre.slug])
        assert not Affiliation.objects.agreed().exists()
        as_user(expert.user).post(item.address, {"answer": "agree", "audience": PUBLIC.value})
        assert Affiliation.objects.agreed().exists()

    def test_whom_the_keeper_has_invited_is_not_invited_again(self, as_user, keeper, centre, expert):
        address, invites = reverse("centre-experts", args=[centre.key]), {"answer": "invite", "profile": expert.key}
        client = as_user(keeper)
        client.post(address, invites)
        assert "You have already invited this expert" in client.post(address, invites, follow=True).text
        Affiliation.agree_as_expert(centre, expert, PUBLIC)
        assert "already listed" in client.post(address, invites, follow=True).text

    def test_hidden_and_missing_profiles_are_the_same(self, as_user, keeper, centre, expert):
        expert.hide()
        address = reverse("centre-experts", args=[centre.key])
        client = as_user(keeper)
        refused = [
            client.post(address, {"answer": "invite", "profile": f"/en/experts/{key}/"})
            for key in (expert.key, "a" * len(expert.key))
        ]
        assert [page.status_code for page in refused] == [422, 422]
        first, second = (str(page.context["form"].errors) for page in refused)
        assert first == second

    def test_who_hides_after_asking_is_neither_shown_nor_counted(self, as_user, keeper, centre, expert):
        Affiliation.agree_as_expert(centre, expert, PUBLIC)
        assert "expert who works" in waiting_for(keeper)[0].text
        expert.hide()
        assert waiting_for(keeper) == []
        page = as_user(keeper).get(reverse("centre-experts", args=[centre.key])).content.decode()
        assert expert.given_name not in page
        assert expert.role_name not in page


class TestHandingOver:
    def test_the_keeper_asks_an_expert_who_accepts(self, as_user, keeper, centre, expert):
        agreed(centre, expert).offer_keeping()
        as_user(expert.user).post(reverse("centre-join", args=[centre.slug]), {"answer": "keep"})
        centre.refresh_from_db()
        assert centre.author == expert.user
        assert not centre.is_credited
        assert as_user(keeper).get(centre.get_edit_url()).status_code == 404
        assert as_user(expert.user).get(centre.get_edit_url()).status_code == 200

    def test_nobody_takes_over_unasked(self, centre, expert, keeper):
        own = agreed(centre, expert)
        with pytest.raises(NotPossible):
            own.take_over()
        centre.refresh_from_db()
        assert centre.author == keeper

    def test_a_centre_whose_keeper_left_is_taken_over_by_one_of_its_experts(self, centre, expert, keeper):
        own = agreed(centre, expert)
        data_protection.erase(keeper)
        own.refresh_from_db()
        Affiliation.objects.get(pk=own.pk).take_over()
        centre.refresh_from_db()
        assert centre.author == expert.user

    def test_only_an_expert_of_the_centre_is_asked(self, centre, expert):
        with pytest.raises(NotPossible):
            Affiliation.agree_as_keeper(centre, expert).offer_keeping()


class TestLetters:
    @pytest.fixture(autouse=True)
    def nothing_yet(self, centre, expert):
        Notice.objects.all().delete()

    def letter(self, expert):
        (notice,) = Notice.objects.filter(user=expert.user)
        return letters.message(notice)

    def test_an_invited_expert_is_told_once_which_centre_asks_and_not_who(self, centre, expert, keeper):
        for _time in range(2):
            Affiliation.agree_as_keeper(centre, expert)
            letter = self.letter(expert)
            Affiliation.objects.get().end()
        assert centre.name in letter.body
        assert reverse("centre-join", args=[centre.slug]) in letter.body
        assert keeper.profile.given_name not in letter.body
        assert centre.name not in letter.subject

    def test_a_centre_that_only_members_see_is_not_named(self, centre, expert, monkeypatch):
        monkeypatch.setattr("experts.notices.public_title", lambda record: "")
        Affiliation.agree_as_keeper(centre, expert)
        assert centre.name not in self.letter(expert).body

    def test_who_asked_first_is_told_nothing(self, centre, expert):
        agreed(centre, expert)
        assert not Notice.objects.exists()

    @pytest.mark.parametrize("change", ["answered", "cancelled", "hidden", "no messages", "withdrawn"])
    def test_an_invitation_that_became_pointless_is_not_sent(self, centre, expert, change):
        own = Affiliation.agree_as_keeper(centre, expert)
        assert self.letter(expert)
        match change:
            case "answered":
                Affiliation.agree_as_expert(centre, expert, PUBLIC)
            case "cancelled":
                own.end()
            case "hidden":
                expert.hide()
            case "no messages":
                type(expert).objects.update(takes_messages=False)
            case "withdrawn":
                centre.withdraw(centre.author, "It has closed.")
        assert self.letter(expert) is None

    def test_who_is_asked_to_become_the_keeper_is_told_until_there_is_one(self, centre, expert, keeper):
        own = agreed(centre, expert)
        own.offer_keeping()
        letter = self.letter(expert)
        assert centre.name in letter.body
        assert keeper.profile.given_name not in letter.body
        own.take_over()
        assert self.letter(expert) is None
