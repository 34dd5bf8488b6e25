"""The experts of the demonstration are nobody, and show what a careful person would show."""

from network.demo.loading import read
from tests.each import each

EXPERTS = {expert["email"]: expert for expert in read("experts.toml")["experts"]}
# Whoever does this work is looked for by those who want to harm it.
AT_HIGHER_RISK = {
    "border-communities",
    "children-affected",
    "ddr-screening",
    "deradicalization-disengagement",
    "human-rights-ct",
    "intelligence-cooperation",
    "local-prevention",
    "mutual-legal-assistance",
    "prisons",
    "prosecution-adjudication",
    "witness-protection",
    "youth-engagement",
}


@each(EXPERTS)
def test_everything_that_could_be_somebody_is_said_to_be_invented(expert):
    for name in ("family_name", "role_name", "organization", "summary"):
        assert "fictional" in expert[name]


@each(EXPERTS)
def test_post_and_institution_are_for_members_at_most(expert):
    assert {expert["audiences"].get(name) for name in ("organization", "position")} <= {None, "members", "staff"}


@each(EXPERTS)
def test_a_region_stands_in_place_of_a_nationality(expert):
    assert "nationality" not in expert
    assert ", " in expert["role_name"]


@each(EXPERTS)
def test_nobody_in_work_at_higher_risk_is_named(expert):
    if AT_HIGHER_RISK & {topic["slug"] for topic in expert["topics"] if topic["level"] == "lead"}:
        assert expert["listing"] != "named"
        assert expert["audiences"].get("name") != "public"
