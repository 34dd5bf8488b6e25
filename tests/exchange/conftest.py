"""The stage, made once for each module."""

import copy

import pytest

from tests import databases
from tests.exchange.stage import Stage


@pytest.fixture(scope="module")
def stage_of_module(django_db_setup, django_db_blocker):
    """The stage, in a transaction around those of the tests."""
    with databases.shared_rows(django_db_blocker):
        yield Stage.make()


@pytest.fixture
def stage(db, stage_of_module):
    """The stage as it was made, for one test to do with as it likes."""
    return copy.deepcopy(stage_of_module)
