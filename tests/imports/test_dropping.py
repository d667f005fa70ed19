"""A list that nobody will confirm is given up; the record of a problem shows from which list it came."""

import pytest
from django.urls import reverse

from apps.common.models import AuditEntry
from apps.common.verdicts import Refused
from apps.imports import actions
from apps.imports.words import Status
from tests.imports.scene import imported, line, problems, received, the_problem


def test_a_list_is_given_up_and_its_file_stays(county, noon, signed_in):
    batch = received(county.county_staff, line("A1"), at=noon)
    client = signed_in(county.county_staff)

    text = client.post(reverse("import_drop", args=[batch.pk]), follow=True).content.decode()

    batch.refresh_from_db(from_queryset=type(batch).objects.everywhere("test"))
    assert "不导入了，台账没有改动" in text
    assert (batch.status, batch.rows.count(), problems().count()) == (Status.DROPPED, 0, 0)
    assert client.get(reverse("import_file", args=[batch.pk])).status_code == 200
    assert "这张表没有导入" in client.get(reverse("import_batch", args=[batch.pk])).content.decode()
    assert AuditEntry.objects.filter(action="不导入表格").count() == 1


def test_what_has_been_imported_is_not_given_up(county, noon):
    batch = imported(county.county_staff, line("A1"), at=noon)

    with pytest.raises(Refused):
        actions.drop(batch, by=county.county_staff, at=noon)


def test_a_problem_points_to_its_row_for_those_who_may_open_the_list(county, noon, signed_in):
    batch = imported(county.county_staff, line("A1"), at=noon)
    record, address = reverse("problem", args=[the_problem().pk]), reverse("import_batch", args=[batch.pk])

    assert f'href="{address}?group=created#rows"' in signed_in(county.county_staff).get(record).content.decode()
    assert address not in signed_in(county.township_staff).get(record).content.decode()
