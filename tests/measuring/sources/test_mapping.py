"""A mapping that cannot be right is refused by its key; one is suggested from what a header seems to mean."""

import tomllib
from pathlib import Path

import pytest

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.mapping import PartnerMapping, mapping_sha256
from wardmote.measuring.sources.mapping_files import read_mapping
from wardmote.measuring.sources.suggesting import suggest_mapping
from wardmote.measuring.sources.tables import SourceTable

GOOD = """
schema = 1
name = "police"
kind = "incidents"
confirmed = true
provider = "Police"
title = "Police crime records"
place = "Stevenage"
[columns]
from = "From"
to = "To"
easting = "Easting"
northing = "Northing"
code = "Code"
category = "Category"
[scheme]
code = "ho-2007-08"
[categories]
"Rowdy  behaviour" = "anti-social-behaviour"
Total = "leave-out"
[offenders]
columns = ["Offender 1", "Offender 2"]
[flags.alcohol]
column = "Alcohol"
set_by = "Set by"
[attributes]
lighting = "Lighting"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "police.toml"
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str) -> PartnerMapping:
    return read_mapping(written(folder, text))


def test_a_mapping_says_which_column_is_which(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD)
    assert found.columns["from"] == "From"
    assert found.offenders.columns == ("Offender 1", "Offender 2")
    assert found.class_of("rowdy behaviour") == "anti-social-behaviour"
    assert found.class_of("Vehicle crime") == "vehicle-crime"  # the class's own name
    assert found.class_of("Noise") == ""
    assert set(found.headings()) >= {"Offender 2", "Alcohol", "Set by", "Lighting"}


@pytest.mark.parametrize(
    ("change", "key", "says"),
    [
        (
            ('kind = "incidents"', 'kind = "crimes"'),
            "kind",
            "Use one of: incidents, counts, survey, replies.",
        ),
        (('name = "police"', 'name = "fire"'), "name", 'Write name = "police".'),
        (("schema = 1", "schema = 2"), "schema", "Write schema = 1."),
        (('from = "From"', 'begin = "From"'), "columns.begin", "Use one of: reference, from,"),
        (('from = "From"\n', ""), "columns.from", "Name the column for from."),
        (('northing = "Northing"\n', ""), "columns.northing", "Name the columns for easting and northing."),
        (
            ('easting = "Easting"', 'easting = "Easting"\nlatitude = "Lat"\nlongitude = "Lon"'),
            "columns.longitude",
            "Name eastings and northings, or longitude and latitude.",
        ),
        (('code = "ho-2007-08"', 'code = "ho-1997"'), "scheme.code", "Use one of: ho-2007-08, ho-2008-09."),
        (('column = "Alcohol"\n', ""), "flags.alcohol.column", "Something is missing."),
        (('columns = ["Offender 1", "Offender 2"]', "columns = 3"), "offenders.columns", "Give a list"),
        (('place = "Stevenage"', "place = 3"), "place", "Give a text in quotation marks."),
        (("[attributes]", "[atributes]"), "atributes", "Did you mean attributes?"),
        (("[flags.alcohol]", "[flag.alcohol]"), "flag", "Did you mean flags?"),
        (
            ('column = "Alcohol"\n', 'column = "Alcohol"\nset_bye = "Set by"\n'),
            "flags.alcohol.set_bye",
            "Did you mean set_by?",
        ),
        (
            ("[attributes]", '[covers]\nstart = "2014"\nend = "2015-01"\n[attributes]'),
            "covers",
            'start = "2014-01"',
        ),
        (
            ("[columns]", '[coordinates]\nplace = "x"\n[columns]'),
            "coordinates.place",
            "above the first [heading]",
        ),
        (("confirmed = true", 'confirmed = "yes"'), "confirmed", "true or false"),
        (
            ("[attributes]", '[window]\nstart = "2008-03-01"\nend = 2008-02-29\n[attributes]'),
            "window",
            "the earlier one first",
        ),
        (
            ("[attributes]", '[questions.a]\ncolumn = "A"\nyes = "x"\n[attributes]'),
            "questions.a.yes",
            "Give base",
        ),
        (
            ("[attributes]", '[areas]\nkind = "town"\n[attributes]'),
            "areas.kind",
            "areas.vintage (found nothing): Something is missing.",
        ),
    ],
)
def test_what_cannot_be_right_is_refused_by_its_key(
    tmp_path: Path, change: tuple[str, str], key: str, says: str
) -> None:
    assert change[0] in GOOD
    with pytest.raises(Refusal) as refused:
        read(tmp_path, GOOD.replace(*change))
    assert refused.value.where == f"mappings/police.toml, {key}"
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = ", "cannot be read"),
        ("\x00", "cannot be read"),
        ('kind = "incidents"\nkind = "counts"', "same key stands twice"),
    ],
)
def test_text_that_is_no_toml_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        read(tmp_path, text)


def test_a_class_that_does_not_exist_is_refused_with_those_that_do(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read(tmp_path, GOOD.replace('= "anti-social-behaviour"', '= "rowdiness"'))
    assert "rowdiness" in refused.value.found
    assert "anti-social-behaviour" in refused.value.todo


def test_confirming_does_not_make_another_mapping() -> None:
    asked, confirmed = {"name": "police", "confirmed": False}, {"name": "police", "confirmed": True}
    assert mapping_sha256(asked) == mapping_sha256(confirmed) != mapping_sha256({"name": "other"})


def table(header: str, *rows: str) -> SourceTable:
    lines = [tuple(row.split(",")) for row in rows]
    return SourceTable("crimes.csv", tuple(header.split(",")), tuple(lines), tuple(range(2, 2 + len(lines))))


@pytest.mark.parametrize(
    ("header", "row", "columns"),
    [
        (
            "Crime Ref,Committed From,Committed To,X,Y,HO Code,Offender 1,Domestic Abuse Flag",
            "1,2021-01-01 10:00,2021-01-01 11:00,523000,224000,28A,k,Y",
            {
                "reference": "Crime Ref",
                "from": "Committed From",
                "to": "Committed To",
                "easting": "X",
                "northing": "Y",
                "code": "HO Code",
            },
        ),
        (
            "uid,date_single,date_start,date_end,longitude,latitude",
            "1,2014-01-01 01:15,2013-12-31 10:00,2014-01-01 16:30,-73.8,40.7",
            {
                "reference": "uid",
                "from": "date_start",
                "to": "date_end",
                "longitude": "longitude",
                "latitude": "latitude",
            },
        ),
        (  # a time of day alone is not when it happened
            "incident_number,time_of_call,timestamp_of_call,easting_m,northing_m,stop_code_description",
            "1,14:09:14,2017-03-19 14:09:14,557845,180497,Secondary Fire",
            {
                "reference": "incident_number",
                "from": "timestamp_of_call",
                "easting": "easting_m",
                "northing": "northing_m",
                "category": "stop_code_description",
            },
        ),
        (
            "Date,Time,Lat,Long,Incident Type",
            "31/03/2021,14:09,51.9,-0.2,Robbery",
            {
                "from": "Date",
                "from_time": "Time",
                "longitude": "Long",
                "latitude": "Lat",
                "category": "Incident Type",
            },
        ),
    ],
)
def test_headings_are_recognised(header: str, row: str, columns: dict[str, str]) -> None:
    suggested = tomllib.loads(suggest_mapping(table(header, row), name="police", kind="incidents").text)
    assert suggested["columns"] == columns
    assert suggested["confirmed"] is False


def test_a_suggestion_says_what_only_a_person_can(tmp_path: Path) -> None:
    rows = ("2021-01-01,Robbery", "2021-01-02,Rowdy")
    found = suggest_mapping(table("Date,Category", *rows), name="police", kind="incidents")
    assert tomllib.loads(found.text)["categories"] == {"Robbery": "robbery", "Rowdy": ""}
    assert found.missing == ("the class of 1 of 2 words under [categories]",)
    mended = found.text.replace('Rowdy = ""', 'Rowdy = "anti-social-behaviour"').replace("= false", "= true")
    assert read(tmp_path, mended).confirmed
