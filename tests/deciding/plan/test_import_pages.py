"""A plan brought in as a spreadsheet: taken whole, or refused with the cell and the reason."""

import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from wardmote.deciding.plan.exchange.shipped import shipped_edition
from wardmote.deciding.plan.exchange.workbook import write_workbook
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.models.described import copied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick")]


def bring(reader, tmp_path, edition, name="plan.xlsx", **more):
    path = tmp_path / "plan.xlsx"
    write_workbook(path, edition)
    return reader.post("add/", workbook=SimpleUploadedFile(name, path.read_bytes()), **more)


def test_a_filled_workbook_becomes_the_plan(at, tmp_path):
    assert at("brian").bytes("template.xlsx")[:2] == b"PK"
    answer = bring(at("brian"), tmp_path, shipped_edition("aldersby-2026-27"))
    assert answer.status_code == 302
    assert PlanEdition.objects.get().actions.count() == 6
    again = bring(at("brian"), tmp_path, shipped_edition("aldersby-2026-27"))
    assert again.status_code == 302
    assert PlanEdition.objects.count() == 1


def test_a_second_press_brings_no_second_plan_and_another_plan_by_the_same_form_is_told(at, tmp_path):
    brian, edition = at("brian"), shipped_edition("aldersby-2026-27")
    (form,) = re.findall(r'name="written_by" value="([^"]+)"', brian.get("add/"))
    for _ in range(2):
        assert bring(brian, tmp_path, edition, written_by=form).status_code == 302
    told = bring(brian, tmp_path, shipped_edition("stevenage-2008-09"), written_by=form)
    assert told.status_code == 400 and "This form was sent before" in told.content.decode()
    assert PlanEdition.objects.count() == 1


def test_an_unknown_body_is_refused_with_its_cell(at, tmp_path):
    edition = shipped_edition("aldersby-2026-27")
    wrong = copied(edition.actions[0], lead=("nobody",))
    answer = bring(at("brian"), tmp_path, replace(edition, actions=(wrong, *edition.actions[1:])))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "sheet Actions, cell " in page
    assert "nobody" in page
    assert not PlanEdition.objects.exists()


def test_id_02_what_comes_as_approved_may_not_hold_an_unlinked_statistic(at, tmp_path):
    edition = shipped_edition("aldersby-2026-27")
    words = copied(edition.passages[0], words="Crime fell by 13 per cent.")
    status = copied(edition.head, status="published")
    changed = replace(edition, head=status, passages=(words, *edition.passages[1:]))
    answer = bring(at("brian"), tmp_path, changed)
    assert answer.status_code == 400
    assert "Crime fell by 13 per cent." in answer.content.decode()
    assert not PlanEdition.objects.exists()


def test_another_kind_of_file_is_refused_and_only_the_manager_brings(at, tmp_path):
    answer = at("brian").post("add/", workbook=SimpleUploadedFile("plan.xlsx", b"not a workbook"))
    assert answer.status_code == 400
    assert bring(at("brian"), tmp_path, shipped_edition("aldersby-2026-27"), "plan.csv").status_code == 400
    at("elaine").get("add/", status=404)
