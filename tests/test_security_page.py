"""docs/security.md says what the code does."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from network.moderation.management.commands.classify_data import PAGE, renewed


def test_its_tables_are_those_of_the_code():
    text = PAGE.read_text(encoding="utf-8")
    assert renewed(text) == text, "Run `manage.py classify_data`."
    assert "| Profile | `justification` | UNCCT staff only | UNCCT staff only |" in text


def test_a_field_that_moves_is_noticed(tmp_path):
    page = tmp_path / "security.md"
    page.write_text(PAGE.read_text(encoding="utf-8").replace("`justification`", "`forgotten`"), encoding="utf-8")
    call_command("classify_data", page=page)
    assert page.read_text(encoding="utf-8") == PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:\w+/)*test_\w+\.py)", PAGE.read_text(encoding="utf-8")))))
def test_the_tests_that_it_names_exist(path):
    assert list(Path(settings.BASE_DIR / "tests").rglob(path.split("/")[-1]))
