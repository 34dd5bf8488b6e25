"""What the Nu HTML checker says of every page; run by name in `make check`, where Java is (see tests/markup.py)."""

import os
import subprocess

import pytest

from tests import sweep
from tests.world import make_world

# The forms of the admin are Django's, with labels for hidden fields and empty lists that a script fills.
DJANGOS = ("_add", "_change")
READERS = ("anonymous", "owner", "superuser")


@pytest.mark.django_db
def test_no_page_has_an_error_of_markup(tmp_path):
    world = make_world()
    seen = set()
    for reader in READERS:
        client = sweep.client_of(world.people[reader])
        for name, address in sweep.all_addresses(world):
            if (reader, name) in seen or name.endswith(DJANGOS):
                continue
            answer = client.get(address)
            if answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html"):
                seen.add((reader, name))
                page = tmp_path / f"{reader}-{name.replace(':', '-')}.html"
                page.write_bytes(answer.content)
    assert len(seen) > 50
    command = ["java", "-jar", os.environ["VNU_JAR"], "--errors-only", "--stdout", "--format", "text"]
    checked = subprocess.run([*command, *sorted(map(str, tmp_path.glob("*.html")))], capture_output=True, text=True)  # noqa: S603
    assert not checked.returncode, checked.stdout + checked.stderr
