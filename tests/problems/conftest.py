"""What the tests of the problem pages share."""

import pytest

from apps.problems import actions
from apps.problems.actions import Step
from apps.problems.words import Criterion, DeadlineKind
from tests.cast import XINGLONG

ALL_CRITERIA = {criterion.value: True for criterion in Criterion}


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def reported(county, noon):
    """A problem that the grid member of 兴龙村 has reported."""
    return actions.report(
        given=Step(by=county.grid_member, at=noon),
        division_code=XINGLONG,
        description="河边堆放生活垃圾约两立方米",
        category="solid_waste",
        source="patrol",
    )


@pytest.fixture
def dispatched(county, noon, reported):
    return actions.dispatch(
        reported,
        given=Step(by=county.township_staff, at=noon),
        lead_organisation=county.village_committee,
        deadline_kind=DeadlineKind.DATE,
        deadline=noon.date().replace(day=20),
    )


@pytest.fixture
def rectifying(county, noon, dispatched):
    return actions.start(dispatched, given=Step(by=county.village_leader, at=noon))


@pytest.fixture
def submitted(county, noon, rectifying):
    return actions.submit(
        rectifying, given=Step(by=county.village_leader, at=noon, note="已清运"), no_photo_reason="手机坏了"
    )


@pytest.fixture
def verified(county, noon, submitted):
    return actions.verify(submitted, given=Step(by=county.township_staff, at=noon))


@pytest.fixture
def closed(county, noon, verified):
    return actions.close(verified, given=Step(by=county.township_leader, at=noon), criteria=ALL_CRITERIA)
