"""What a lesson keeps about its author."""

from network.moderation.personal_data import register_kind
from tests.lessons.models import Lesson

register_kind(Lesson, erased="drafts deleted; published ones stay under a number", period="until you erase it")
