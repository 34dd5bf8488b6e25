"""What each role may read and do: one row for each promise."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse

from network.accounts import roles
from network.accounts.models import User
from network.accounts.roles import Role
from network.catalogue.audiences import Audience
from network.catalogue.models import Country
from network.verification.models import FocalPoint
from tests.factories import PracticeFactory, ProfileFactory, UserFactory
from tests.files.kept import cv_of, profile_with
from tests.sessions import with_second_factor

pytestmark = pytest.mark.django_db

MEMBERS = {"audiences": {"cv": Audience.MEMBERS.value, "contact": Audience.MEMBERS.value}}
NOT_STAFF = {"left staff", "moderator without desk", "suspended moderator"}
READ_AS_MEMBERS = {"member", "moderator", "super-user", "editor who is a member"}
DECIDE = {"moderator", "super-user"}


def without_desk(**rights):
    """Somebody in the group of the moderators whose right to enter the admin, or to sign in, was taken."""
    user = UserFactory(**rights)
    user.groups.add(Group.objects.get(name=Role.MODERATOR))
    return user


@pytest.fixture
def people():
    """Everybody who could ask, by what they are called in the rows."""
    listed_editor = ProfileFactory.published().user
    User.objects.filter(pk=listed_editor.pk).update(is_staff=True)
    listed_editor.groups.add(Group.objects.get(name=Role.EDITOR))
    focal_point = UserFactory.staff(Role.FOCAL_POINT)
    FocalPoint.objects.create(user=focal_point, country_id="NG", office="National Counter Terrorism Centre")
    return {
        "anonymous": None,
        "newcomer": UserFactory(),
        "member": ProfileFactory.published().user,
        "focal point": focal_point,
        "editor": UserFactory.staff(Role.EDITOR),
        "editor who is a member": listed_editor,
        "moderator": UserFactory.staff(Role.MODERATOR),
        "super-user": UserFactory(is_staff=True, is_superuser=True),
        "left staff": UserFactory(is_staff=False, is_superuser=True),
        "moderator without desk": without_desk(),
        "suspended moderator": without_desk(is_staff=True, is_active=False),
    }


def page_of_a_named_expert():
    profile = ProfileFactory.published(organization="zq-private")
    return profile.get_absolute_url()


def list_of_experts():
    ProfileFactory.published(given_name="zq-private")
    return reverse("expert-list")


def home():
    ProfileFactory.published(given_name="zq-private")
    return reverse("home")


def practice_for_members():
    return PracticeFactory.published(summary="zq-private", reach=Audience.MEMBERS).get_absolute_url()


def contact_details():
    profile = ProfileFactory.published(contact="zq-private", **MEMBERS)
    return reverse("expert-contact", args=[profile.slug])


def cv():
    return cv_of(profile_with(**MEMBERS))


def justification():
    return reverse("admin:moderation_record_review", args=[ProfileFactory.submitted(justification="zq-private").pk])


def preview_of_what_waits():
    return reverse("preview", args=[PracticeFactory.submitted(title="zq-private").key, "members"])


def practice_that_is_put_to_nigeria():
    practice = PracticeFactory.submitted(summary="zq-private", lead_kind_id="police", related__countries=["NG"])
    return reverse("statement", args=[practice.key])


def expert_who_asks_nigeria():
    profile = ProfileFactory.published(organization="zq-private", duty_country_id="NG", seeks_endorsement=True)
    return reverse("statement", args=[profile.key])


def expert_who_asks_nobody():
    profile = ProfileFactory.published(organization="zq-private", duty_country_id="NG")
    return reverse("statement", args=[profile.key])


def form_of_a_country():
    Country.objects.filter(code="KE").update(synonyms={"en": ["zq-private"]})
    return reverse("admin:catalogue_country_change", args=["KE"])


MATRIX = [
    (page_of_a_named_expert, READ_AS_MEMBERS),
    (list_of_experts, READ_AS_MEMBERS),
    (home, READ_AS_MEMBERS),
    (practice_for_members, READ_AS_MEMBERS),
    (contact_details, READ_AS_MEMBERS),
    (cv, READ_AS_MEMBERS),
    (justification, DECIDE),
    (preview_of_what_waits, DECIDE),
    (practice_that_is_put_to_nigeria, {"focal point"}),
    (expert_who_asks_nigeria, {"focal point"}),
    (expert_who_asks_nobody, set()),
    (form_of_a_country, {"super-user"}),
]


def reads(user, address):
    """Whether the private text, or the file, is in the answer to `user`, who has given a second factor."""
    client = Client()
    if user:
        client.force_login(user)
        with_second_factor(client)
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return b"zq-private" in body or (answer.streaming and answer.status_code == 200)


@pytest.mark.parametrize(("content", "readers"), MATRIX, ids=lambda value: getattr(value, "__name__", ""))
def test_each_role_reads_what_the_matrix_says(people, content, readers):
    address = content()
    assert {name for name, user in people.items() if reads(user, address)} == readers


def test_statements_and_code_agree_on_who_reads_as_a_member(people, settings):
    for needs_factor in (False, True):
        settings.STAFF_SECOND_FACTOR_REQUIRED = needs_factor
        with connection.cursor() as cursor:
            statement = f"SELECT u.id FROM accounts_user u WHERE {roles.READS_AS_MEMBER_SQL}"  # noqa: S608 - ours
            cursor.execute(statement, roles.sql_parameters())
            found = {pk for (pk,) in cursor.fetchall()}
        assert found == {user.pk for user in User.objects.all() if Audience.of(user) == Audience.MEMBERS}


def test_a_role_counts_for_nothing_without_the_desk_or_without_a_factor_where_one_is_needed(people, settings):
    assert not any(people[name].has_perm("moderation.decide_record") for name in NOT_STAFF)
    assert people["moderator"].has_perm("moderation.decide_record")
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    for name in ("moderator", "super-user"):
        assert not people[name].has_perm("moderation.decide_record")
        assert not people[name].has_module_perms("moderation")
        people[name].authenticator_set.create(type="recovery_codes", data={})
        assert Audience.of(people[name]) == Audience.PUBLIC
        people[name].authenticator_set.create(type="totp", data={"secret": "x"})
        assert people[name].has_perm("moderation.decide_record")
        assert Audience.of(people[name]) == Audience.MEMBERS


def test_what_is_said_beside_a_choice_names_its_readers():
    assert [level.label for level in Audience] == ["Moderators only", "Members and moderators", "Everyone"]
