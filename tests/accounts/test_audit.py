"""The audit trail: what is written, what is not, and that nobody can alter it."""

import pghistory.models
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from experts.models import Profile
from network.accounts import database_role
from network.accounts.database_role import ROLE
from network.accounts.models import User
from network.accounts.roles import Role
from network.celery import app
from tests.factories import PracticeFactory, ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db

# Names of fields that the trail may hold. Anything else would outlive its erasure.
HARMLESS = {
    "action", "adoption", "answer", "approved_by", "audiences", "author", "by", "cause", "code", "confirmed_at",
    "consented_at", "country", "deadline", "decision", "edits", "ended_at", "ended_by", "expires_at", "field",
    "frequency", "group", "is_active", "is_member", "is_paused", "is_staff", "is_superuser", "kind", "language",
    "licence_accepted_at", "listing_mode", "live", "made_by", "may_be_crawled", "media_type", "name", "number",
    "outcome", "owner", "period_end", "published_at", "reach", "reason", "record", "remark", "seconded_by", "side",
    "size", "slug", "state", "status", "submitted_at", "used_at", "user", "version", "withdrawn_at",
    "author_publishes_at", "author_yes_at", "due_at", "exchange", "given_at", "is_asked", "member_publishes_at",
    "centre", "expert_agreed_at", "keeper_agreed_at", "keeping_offered_at", "profile",
    "closed_at", "closes_on", "is_blind", "member_yes_at", "opportunity", "stage_since",
}  # fmt: skip
OF_THE_VOCABULARY = "catalogue_"


def event(label):
    return apps.get_model(label)


def test_a_decision_leaves_who_and_where(client, moderator):
    practice = PracticeFactory.submitted()
    client.force_login(moderator)
    address = reverse("admin:moderation_record_review", args=[practice.pk])
    client.post(address, {"decision": "approve", "edits": practice.edits})
    found = event("moderation.RecordEvent").objects.filter(pgh_obj_id=practice.pk).latest("pgh_id")
    assert (found.status, found.pgh_label) == ("published", "update")
    assert found.pgh_context == {"user": moderator.pk, "page": "admin:moderation_record_review"}


def test_changes_past_the_models_are_written_too():
    user = UserFactory()
    User.objects.filter(pk=user.pk).update(is_staff=True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET is_superuser = true WHERE id = %s", [user.pk])
    events = event("accounts.UserEvent").objects.filter(pgh_obj_id=user.pk).order_by("pgh_id")
    assert [(found.is_staff, found.is_superuser) for found in events] == [(False, False), (True, False), (True, True)]


def test_a_role_that_is_given_or_taken_is_written():
    user = UserFactory.staff(Role.MODERATOR)
    user.groups.clear()
    events = event("accounts.MembershipEvent").objects.filter(user=user).order_by("pgh_id")
    assert [found.pgh_label for found in events] == ["insert", "delete"]


@pytest.mark.parametrize(("field", "value"), [("email", "other@example.org"), ("password", "x")])
def test_a_new_address_or_password_is_written_without_its_value(field, value):
    user = UserFactory()
    User.objects.filter(pk=user.pk).update(**{field: value})
    found = event("accounts.UserEvent").objects.filter(pgh_obj_id=user.pk).latest("pgh_id")
    assert found.pgh_label == field
    assert value not in [str(stored) for name, stored in vars(found).items() if name != "pgh_label"]


def test_a_task_is_named():
    user = UserFactory()

    @app.task
    def give_membership():
        User.objects.filter(pk=user.pk).update(is_member=True)

    give_membership.delay()
    found = event("accounts.UserEvent").objects.filter(pgh_obj_id=user.pk).latest("pgh_id")
    assert found.pgh_context["task"].endswith("give_membership")


def test_nothing_private_is_written():
    """A field that is tracked for the first time fails here, so that somebody thinks about it."""
    for table in database_role.event_tables():
        model = next(model for model in apps.get_models() if model._meta.db_table == table)
        fields = [field for field in model._meta.get_fields() if not field.name.startswith("pgh_")]
        # What was chosen from a few is nobody's own words.
        own = {field.name for field in fields if not getattr(field, "choices", None)}
        if not table.startswith(OF_THE_VOCABULARY):
            assert own - {"id"} <= HARMLESS, table


def test_what_a_person_wrote_is_not_in_the_trail():
    canary = "zq-audit-canary"
    profile = ProfileFactory.published(given_name=canary, summary=canary, justification=canary)
    profile.withdraw(UserFactory.staff(Role.MODERATOR), canary)
    with connection.cursor() as cursor:
        for table in database_role.event_tables():
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{canary}%"])  # noqa: S608
            assert cursor.fetchone() == (0,), table


@pytest.mark.parametrize("statement", ["UPDATE {} SET pgh_label = 'x'", "DELETE FROM {}"])
def test_nobody_can_alter_the_trail_not_even_the_owner(statement):
    ProfileFactory.published()
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(statement.format("moderation_recordevent"))


class TestRoleOfTheWebProcess:
    @pytest.fixture(autouse=True)
    def _as_web(self):
        ProfileFactory.published()
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {ROLE}")
        yield
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")

    @pytest.mark.parametrize(
        "statement",
        [
            "CREATE TABLE loot (id int)",
            "DROP TABLE moderation_record",
            "ALTER TABLE moderation_record ADD COLUMN loot text",
            "ALTER TABLE moderation_record DISABLE TRIGGER ALL",
            "TRUNCATE moderation_recordevent",
            "SET session_replication_role = replica",
            "UPDATE moderation_recordevent SET pgh_label = 'x'",
            "DELETE FROM accounts_userevent",
            "DELETE FROM django_migrations",
            "CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS jsonb LANGUAGE sql AS 'SELECT NULL::jsonb'",
        ],
    )
    def test_it_can_change_nothing_that_guards_rows(self, statement):
        with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(statement)

    def test_it_can_do_its_work_and_is_audited(self):
        practice = PracticeFactory.published()
        profile = Profile.objects.get()
        profile.hide()
        assert event("moderation.RecordEvent").objects.filter(pgh_obj_id=practice.pk).exists()
        assert event("experts.ProfileEvent").objects.filter(listing_mode="hidden").exists()


def test_every_event_model_is_append_only():
    models = [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]
    tracked = [model for model in models if model._meta.managed]
    assert len(tracked) >= 10
    assert all(any(trigger.name == "append_only" for trigger in model._meta.triggers) for model in tracked)
