"""What people bring is read in a child process, and nowhere else: by kind, not by memory."""

import ast

from tests.house.tracked import ROOT, parse, python_files

# Every function that reads what somebody brought; above `measuring` it is given to a child, never called.
READERS = {
    "cleaned",
    "load_areas",
    "load_deprivation",
    "load_lookup",
    "load_partner",
    "load_police_uk",
    "load_totals",
    "load_unasked",
    "open_sheet",
    "people_rows",
    "read_partner_table",
    "read_peers",
    "recognise",
    "remembered",
    "workbook_rows",
}
OF_OURS = {  # in the child themselves, or over files the program wrote
    "src/wardmote/deciding/performance/measures/peers_file.py:read_partner_table": "read_peers is in it",
    "src/wardmote/knowing/evidence/mappings.py:read_partner_table": "open_sheet, remembered run in the child",
}
# Every field that takes a file, and what reads it.
FILE_FIELDS = {
    "src/wardmote/deciding/plan/pages/forms.py": "workbook_rows",
    "src/wardmote/deciding/performance/pages/measure_forms.py": "read_peers",
    "src/wardmote/ground/attachments/forms.py": "cleaned",
    "src/wardmote/ground/partners/leaving_forms.py": "people_rows",
    "src/wardmote/ground/pages/fields.py": "",  # the words of an empty one
    "src/wardmote/knowing/evidence/upload_forms.py": "recognise",
    "src/wardmote/site/specimens.py": "",  # shows a field, saves nothing
}


def test_readers_are_given_to_a_child_and_not_called() -> None:
    found = {
        f"{path.relative_to(ROOT).as_posix()}:{name}"
        for path in python_files("src")
        if "measuring" not in path.parts
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Call) and (name := ast.unparse(node.func).rpartition(".")[2]) in READERS
    }
    assert sorted(found - set(OF_OURS)) == [], "give it to run_in_child (load_in_child)"
    assert sorted(set(OF_OURS) - found) == [], "it is not called there any more: take it off the list"


def test_every_field_that_takes_a_file_is_known_with_its_reader() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in python_files("src")
        if "FileField" in path.read_text("utf-8") and "migrations" not in path.parts
    }
    assert found == set(FILE_FIELDS), "say which reader takes what it brings, and give that to a child"
    assert {reader for reader in FILE_FIELDS.values() if reader} <= READERS
