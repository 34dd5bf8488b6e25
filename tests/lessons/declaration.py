"""Lessons, as whatever kinds share knows them. In no module `kind`, so that a test says when there is such a kind."""

from network.catalogue.kinds import Contribution, Home, Kind
from tests.lessons.models import Lesson

LESSON = Kind(
    code=Lesson.KIND,
    model=Lesson,
    label="Lessons",
    singular="Lesson",
    place=60,
    place_in_letters=60,
    path="lessons/",
    facets=("topic",),
    is_person=False,
    is_introduced=True,
    is_syndicated=True,
    contribution=Contribution(label="Tell a lesson", address_name="lesson-new"),
    home=Home(title="New lessons", more="See all lessons", limit=3),
)
