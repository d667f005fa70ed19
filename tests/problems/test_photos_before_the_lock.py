"""Photos are examined and developed before the problem is locked: large pictures of one person hold up nobody."""

import threading
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from apps.common.verdicts import Refused
from apps.evidence.models import Photo
from apps.evidence.shots import Shot
from apps.problems import actions
from apps.problems.actions import Step
from apps.problems.models import Attachment, Problem, ProblemEvent
from tests import cast
from tests.problems.files import photo_file, text_file
from tests.problems.test_two_people import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def is_free(problem) -> bool:
    """Whether another session could lock the problem at this moment."""
    answers = []

    def ask():
        try:
            with transaction.atomic():
                rows = Problem.objects.everywhere("test").filter(pk=problem.pk)
                list(rows.select_for_update(nowait=True, of=("self",)))
            answers.append(True)
        except DatabaseError:
            answers.append(False)
        finally:
            connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    return answers[0]


class Watched(ContentFile):
    """A file that notes, each time it is read, whether the problem was free."""

    def __init__(self, content, problem):
        super().__init__(content, name="现场.jpg")
        self.problem, self.noted = problem, []

    def read(self, *more):
        self.noted.append(is_free(self.problem))
        return super().read(*more)


@pytest.fixture
def people(transactional_db):
    return cast.county()


@pytest.fixture
def problem(people):
    return cast.problem(state="rectifying", lead_organisation=people.village_committee, lead_unit="兴龙村村民委员会")


def test_a_photo_is_developed_while_the_problem_is_free_and_only_written_under_the_lock(people, problem, noon):
    file = Watched(photo_file().read(), problem)

    given = Step(by=people.village_leader, at=noon, note="已清运", shots=(Shot(file),))
    actions.submit(problem, given=given)

    assert file.noted == [True, False]
    assert Attachment.objects.get(problem=problem).photo.original_name == "现场.jpg"


def test_a_file_that_is_no_photo_is_refused_before_anything_is_locked(people, problem, noon):
    file = Watched(text_file().read(), problem)

    with pytest.raises(Refused, match="不是照片"):
        actions.submit(problem, given=Step(by=people.village_leader, at=noon, note="已清运", shots=(Shot(file),)))

    assert (file.noted, ProblemEvent.objects.count()) == ([True], 0)


def test_a_double_click_with_photos_keeps_them_once(people, problem, settings):
    address = reverse("problem_step", args=[problem.pk, "submit"])
    facts = {"step_key": str(uuid4()), "seen_version": problem.version, "note": "已清运"}

    answers = at_once(*[(people.village_leader, address, facts | {"photos": photo_file()}) for _ in range(2)])

    assert [answer.status_code for answer in answers] == [302, 302]
    assert (ProblemEvent.objects.count(), Attachment.objects.count(), Photo.objects.count()) == (1, 1, 1)
    assert len([path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]) == 3


def test_a_refused_step_leaves_no_files(people, problem, noon, settings):
    with pytest.raises(Refused, match="请写明"):
        actions.remark(problem, given=Step(by=people.village_leader, at=noon, shots=(Shot(photo_file()),)))

    assert (Photo.objects.count(), [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]) == (0, [])
