import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.evidence.shots import Shot
from apps.problems import actions
from apps.problems.actions import Step
from tests import cast
from tests.problems.files import photo_file


@pytest.fixture
def photo(county, reported, noon):
    actions.remark(
        reported, given=Step(by=county.grid_member, at=noon, note="补一张", shots=(Shot(photo_file(), None),))
    )
    return reported.attachments.get().photo


def address(problem, photo, *variant):
    return reverse("problem_photo", args=[problem.pk, photo.pk, *variant])


@pytest.mark.parametrize("variant", [(), ("display",), ("thumbnail",), ("original",)])
def test_a_photo_is_handed_out_in_each_size(county, reported, photo, signed_in, variant):
    response = signed_in(county.township_staff).get(address(reported, photo, *variant))

    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")


def test_an_unknown_size_does_not_exist(county, reported, photo, signed_in):
    assert signed_in(county.township_staff).get(address(reported, photo, "huge")).status_code == 404


def test_a_photo_is_reached_only_through_a_problem_in_sight(county, reported, photo, signed_in):
    assert signed_in(county.neighbour_staff).get(address(reported, photo)).status_code == 404


def test_a_photo_is_not_handed_out_through_another_problem(county, reported, photo, noon, signed_in):
    other = cast.problem(cast.WUPING_VILLAGE, at=noon)

    assert signed_in(county.neighbour_staff).get(address(other, photo)).status_code == 404
    assert signed_in(county.county_staff).get(address(other, photo)).status_code == 404


def test_a_document_is_downloaded_by_its_own_name(county, reported, noon, signed_in, tmp_path):
    paper = SimpleUploadedFile(
        "销号申请.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", "application/pdf"
    )
    actions.remark(reported, given=Step(by=county.grid_member, at=noon, note="附文", files=(paper,)))
    document = reported.attachments.get().document
    at = reverse("problem_document", args=[reported.pk, document.pk])

    own, other = (signed_in(person).get(at) for person in (county.township_staff, county.neighbour_staff))

    assert (own.status_code, other.status_code) == (200, 404)
    assert own["Content-Disposition"].startswith("attachment")
