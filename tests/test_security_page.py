"""docs/security.md and docs/asvs.md say what the code does."""

import ast
import re
from collections import Counter
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from allauth.account import app_settings as of_allauth
from django.conf import settings
from django.core.management import call_command

from network.accounts.passwords import CONTEXT
from network.files import filetypes, images, pdf
from network.moderation.management.commands.classify_data import PAGE, renewed
from tests.each import each

ASVS = (settings.BASE_DIR / "docs" / "asvs.md").read_text(encoding="utf-8")
STATES = ("covered", "partly", "not covered", "operator", "n/a")
# OWASP ASVS 5.0.0: the level of each requirement of a section, so that "1.5:123" has 1.5.1, 1.5.2 and 1.5.3.
SECTIONS = """
1.1:22 1.2:1111122223 1.3:112222222223 1.4:222 1.5:123 2.1:122 2.2:112 2.3:12223 2.4:23 3.1:3 3.2:113 3.3:12223
3.4:11222233 3.5:11122333 3.6:3 3.7:22333 4.1:12233 4.2:23333 4.3:22 4.4:1222 5.1:2 5.2:112333 5.3:113 5.4:222 6.1:122
6.2:111111112222 6.3:11223333 6.4:112233 6.5:22222333 6.6:2223 6.7:33 6.8:2222 7.1:222 7.2:1111 7.3:22 7.4:11222
7.5:223 7.6:22 8.1:1233 8.2:1123 8.3:133 8.4:23 9.1:111 9.2:1222 10.1:22 10.2:223 10.3:22223 10.4:1111122222233333
10.5:22222 10.6:22 10.7:222 11.1:2233 11.2:22233 11.3:11233 11.4:1222 11.5:23 11.6:23 11.7:33 12.1:12233 12.2:11
12.3:22223 13.1:2333 13.2:222223 13.3:2233 13.4:1222233 14.1:22 14.2:12223333 14.3:122 15.1:12233 15.2:12233
15.3:1222222 15.4:3333 16.1:2 16.2:22222 16.3:2222 16.4:222 16.5:2223 17.1:23 17.2:22223333 17.3:22
"""
LEVELS = {
    f"{section}.{number}": int(level)
    for section, levels in (part.split(":") for part in SECTIONS.split())
    for number, level in enumerate(levels, start=1)
}


def test_its_tables_are_those_of_the_code():
    text = PAGE.read_text(encoding="utf-8")
    assert renewed(text) == text, "Run `manage.py classify_data`."
    assert "| Profile | `justification` | Moderators only | Moderators only |" in text


def test_a_field_that_moves_is_noticed(tmp_path):
    page = tmp_path / "security.md"
    page.write_text(PAGE.read_text(encoding="utf-8").replace("`justification`", "`forgotten`"), encoding="utf-8")
    call_command("classify_data", page=page)
    assert page.read_text(encoding="utf-8") == PAGE.read_text(encoding="utf-8")


@each({path: path for path in re.findall(r"`((?:\w+/)*test_\w+\.py)", PAGE.read_text(encoding="utf-8"))})
def test_the_tests_that_it_names_exist(path):
    assert list(Path(settings.BASE_DIR / "tests").rglob(path.split("/")[-1]))


def rows(part=ASVS) -> list:
    """The cells of each row of each table in `part`."""
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def under(heading) -> str:
    """What stands under `heading`, up to the next one."""
    return re.search(rf"^#+ {heading}[^\n]*\n(.*?)(?=^#|\Z)", ASVS, re.MULTILINE | re.DOTALL)[1]


def meant(span) -> list:
    """The requirements that `span` names: one, or those of levels 1 and 2 from one to another."""
    first, _dash, last = span.partition("–")
    if not last:
        return [first]
    names = list(LEVELS)
    return [name for name in names[names.index(first) : names.index(last) + 1] if LEVELS[name] < 3]


REQUIREMENTS = [row for row in rows() if re.match(r"\d+\.\d+\.\d+", row[0])]


def state(row) -> str:
    """The word with which the third cell of a requirement begins."""
    return row[3].partition(":")[0]


@cache
def defined(file) -> set:
    """The names of the classes and functions of `file`, and of those inside its classes."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    named = (ast.ClassDef, ast.FunctionDef)
    outer = [node for node in tree.body if isinstance(node, named)]
    inner = [(node.name, part.name) for node in outer for part in node.body if isinstance(part, named)]
    return {node.name for node in outer} | {"::".join(names) for names in inner}


@each({name: name for name in re.findall(r"`((?:[\w.-]+/)*[\w-]+\.(?:py|md|toml|yml|conf)(?:::\w+)*)`", ASVS)})
def test_what_the_standard_is_held_by_exists(name):
    path, _colons, inside = name.partition("::")
    is_test = path.rpartition("/")[2].startswith("test_")
    file = settings.BASE_DIR / "tests" / path if is_test else settings.BASE_DIR / path
    assert file.is_file()
    assert not inside or inside in defined(file)


class TestVerificationStandard:
    def test_the_levels_are_those_of_the_standard(self):
        assert Counter(LEVELS.values()) == {1: 70, 2: 183, 3: 92}

    def test_every_requirement_of_levels_1_and_2_has_one_row(self):
        named = list(chain.from_iterable(meant(row[0]) for row in REQUIREMENTS))
        assert [name for name in named if LEVELS[name] < 3] == [name for name, level in LEVELS.items() if level < 3]
        assert len(named) == len(set(named))

    @pytest.mark.parametrize("row", REQUIREMENTS, ids=lambda row: row[0])
    def test_a_row_has_the_level_a_state_and_what_holds_it(self, row):
        levels = sorted({LEVELS[name] for name in meant(row[0])})
        assert row[1] == "–".join(map(str, levels))
        assert state(row) in STATES
        assert state(row) in {"covered", "operator"} or ":" in row[3], "what is missing is said"
        assert state(row) != "covered" or "`" in row[4]
        assert "–" not in row[0] or state(row) == "n/a"

    def test_the_counts_are_those_of_the_rows(self):
        counted = {}
        for row in REQUIREMENTS:
            for name in meant(row[0]):
                place = "level 3, listed here" if LEVELS[name] == 3 else f"V{name.partition('.')[0]}"
                counted.setdefault(place, Counter())[state(row)] += 1
        counted["**levels 1 and 2**"] = sum((part for place, part in counted.items() if place[0] == "V"), Counter())
        summary = [row for row in rows(ASVS.partition("## ")[0]) if len(row) == 2 + len(STATES)][1:]
        shown = {row[0].partition(" ")[0] if row[0][0] == "V" else row[0]: list(map(int, row[1:])) for row in summary}
        assert shown == {place: [part.total(), *(part[word] for word in STATES)] for place, part in counted.items()}
        page = " ".join(PAGE.read_text(encoding="utf-8").split())
        total, covered, partly, missing, operator, none = shown["**levels 1 and 2**"]
        assert f"Of {total} requirements of levels 1 and 2, {covered} are covered" in page
        assert f"{partly} partly and {missing} not" in page
        assert f"{operator} are the operator's and {none} do not apply" in page


def test_the_written_limits_are_those_of_the_settings():
    rates = set()
    for _what, limit, source in rows(under("Limits"))[1:]:
        names = re.findall(r"`(\w+)`", source)
        if names == ["ACCOUNT_RATE_LIMITS"]:
            rates |= set(limit.split(", "))
        elif names:
            assert {str(getattr(settings, name)) for name in names} == set(limit.split(", "))
    assert rates == set(",".join(filter(None, settings.ACCOUNT_RATE_LIMITS.values())).split(","))
    asked = of_allauth.RATE_LIMITS
    assert [asked[name].partition(",")[0] for name in ("signup", "reset_password")] == ["20/m/ip"] * 2
    assert of_allauth.PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS == of_allauth.EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS == 3
    assert "statement_timeout=5000 -c lock_timeout=2000" in settings.DATABASES["default"]["OPTIONS"]["options"]
    (idle, most), (idle_of_members, most_of_members) = (settings.SESSION_LIMITS[who] for who in ("staff", "member"))
    assert f"Staff: {idle // 60} minutes idle, {most // 3600} hours at most." in ASVS
    assert f"Members: {idle_of_members // 3600} hours idle, {most_of_members // 3600} hours at most." in ASVS


def test_the_written_sizes_are_those_of_the_code():
    text = " ".join(under("Uploads").split())
    for number in (
        f"{filetypes.MOST_BYTES // 1024**2} MB",
        f"{images.MOST_PIXELS // 10**6} megapixels",
        f"{images.MOST_PIXELS_OF_OTHERS // 10**6} megapixels",
        f"{pdf.MOST_PAGES:,} pages",
        f"{pdf.MOST_OBJECTS:,} objects",
    ):
        assert number in text


def test_the_written_words_are_those_of_the_code():
    words = under("Words that make no password easy").replace(",", "").split()
    assert words[: len(CONTEXT)] == CONTEXT


def test_every_setting_that_is_named_exists():
    explained = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    for name in set(re.findall(r"`([A-Z]+(?:_[A-Z]+)*)`", ASVS)):
        assert hasattr(settings, name) or name in explained, name
