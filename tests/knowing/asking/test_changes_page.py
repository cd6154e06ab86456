"""What changed: every class, one measure in full, wrong addresses, and what can be taken away."""

import csv
import io
import re
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.cast import Cast, html
from tests.knowing.asking.conftest import CHANGES, VEHICLE


def words(response: Any) -> str:
    """What a reader reads, in one line; pictures and lists to choose from left out."""
    page = html(response)
    main = page[page.index("<main") : page.index("</main>")]
    for part in ("svg", "select", "table"):
        main = re.sub(rf"<{part}.*?</{part}>", " ", main, flags=re.S)
    return " ".join(re.sub(r"<[^>]*>", "", re.sub(r"</(p|h\d|li|dt|dd)>", " ", main)).split())


def address(page: str = CHANGES, **query: str) -> str:
    return f"{page}?{urlencode(query)}"


def table(response: Any) -> list[dict[str, str]]:
    """A downloaded CSV."""
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_without_evidence_the_page_says_how_to_begin(cast: Cast) -> None:
    response = cast.client("amira").get(CHANGES)
    assert response.status_code == 200
    assert "Nothing is loaded for this partnership yet" in words(response)


@pytest.mark.parametrize(
    ("who", "status"),
    [("amira", 200), ("catherine", 200), ("elaine", 200), ("adam", 404), ("stella", 404), (None, 302)],
)
def test_members_who_read_see_it_and_nobody_else(town: Cast, who: str | None, status: int) -> None:
    assert town.client(who).get(CHANGES).status_code == status


def test_what_clearly_rose_comes_first_with_both_counts(town: Cast) -> None:
    response = town.client("amira").get(CHANGES)
    assert "Vehicle crime (from 240 to 480)" in words(response)
    assert "all offences and incidents (from 1,440 to 1,680)" in words(response)
    assert "The other three did not clearly change." in words(response)
    assert "This compares January to December 2021 with January to December 2020" in words(response)
    alone = words(town.client("amira").get(address(period="2020-01:2020-12")))
    assert "No earlier months are loaded to compare with." in alone and "This compares" not in alone
    first = table(town.client("amira").get("/holmbridge/changes/classes.csv"))[0]
    assert (first["Class"], first["Before"], first["Now"], first["In words"]) == (
        "Vehicle crime",
        "240",
        "480",
        "clear rise",
    )


def test_the_table_sorts_and_filters_by_its_address(town: Cast) -> None:
    client = town.client("amira")
    by_name = table(client.get("/holmbridge/changes/classes.csv?sort=class"))
    assert by_name[0]["Class"] == "All offences and incidents"
    clear = table(client.get("/holmbridge/changes/classes.csv?only=clear"))
    assert {row["Class"] for row in clear} == {"Vehicle crime", "All offences and incidents"}


def test_one_measure_tells_level_change_signal_season_drivers_and_months_held(town: Cast) -> None:
    said = words(town.client("amira").get(address(measure=VEHICLE)))
    for part in (
        "Vehicle crime has about doubled: 240 vehicle offences in 2020, 480 in 2021 (clear rise",
        "480 vehicle offences in 2021, 29 % of all offences and incidents.",  # 480 of 1,680
        "That is 20 for every 1,000 residents (likely between 18.3 and 22).",  # 438.0, 524.9 of 24,000
        # 20 in every month before, 40 in every month now
        "going by the 12 months before, 20 to 20 a month is usual; January 2021 (40), February 2021 (40)",
        "and eight months or more in a row were above the middle of what is usual",
        "no month stands out; the differences between the months may be chance.",
        "Elsewhere: In the rest of Hertfordshire vehicle crime did not clearly change: 120 to 120",
        "Hours, repeat victims and offenders: these records give only a month",
        "January to December 2021: all 12 months are loaded.",
        "What came of them Too early to say: 100 % of these crimes were still open when the files were made.",
    ):
        assert part.casefold() in said.casefold()


def test_every_number_leads_to_its_page(town: Cast) -> None:
    client = town.client("amira")
    page = html(client.get(address(measure=VEHICLE)))
    links = set(re.findall(r'href="(/holmbridge/figures/[0-9a-f]{64}/)"', page))
    assert len(links) > 5
    assert {client.get(link).status_code for link in links} == {200}


def test_what_these_rows_cannot_tell_is_said(town: Cast) -> None:
    said = words(town.client("amira").get(address(measure=VEHICLE, period="2020-01:2020-12")))
    assert "No earlier months like these are loaded to compare them with." in said
    assert "The months just before are not loaded, so nothing shows what is usual." in said
    assert (
        "No earlier months are loaded to compare with, so nothing can be said about what made it change."
        in said
    )


def test_a_small_area_of_anonymous_points_is_told_by_the_year_only(town: Cast) -> None:
    client = town.client("amira")
    small = "lsoa:2011:E01023700"
    year = client.get(address(measure=VEHICLE, place=small))
    assert "nothing is said month by month" in words(year)
    assert "<td>2021-" not in html(year)
    quarter = client.get(address(measure=VEHICLE, place=small, period="2021-10:2021-12"))
    assert "is counted over twelve months or more; 3 are held of what was asked" in words(quarter)


WRONG = [
    ({"measure": "police-uk"}, "There is no such measure here."),
    ({"measure": "police-uk/robbery"}, "No row of “Robbery” was ever counted in this place"),
    ({"period": "2021-13:2021-14"}, "The period could not be read."),
    ({"period": "2021-12:2021-01"}, "A period must not end before it starts."),
    ({"period": "2021-01-05:2021-02-04"}, "Periods are asked for by whole months."),
    ({"period": "2035-01:2035-12"}, "No month of January to December 2035 is loaded"),
    ({"against": "2021-03:2021-04"}, "The two periods overlap"),
    ({"against": "2018-01:2018-12"}, "January to December 2018 is not loaded whole."),
    ({"place": "lsoa:2011:E01023716"}, "That place is not part of Holmbridge, or is not loaded."),
    ({"place": "lsoa:2011:E01999999"}, "That place is not part of Holmbridge, or is not loaded."),
    ({"place": "nonsense"}, "That place is not part of Holmbridge, or is not loaded."),
]


@pytest.mark.parametrize(("query", "said"), WRONG)
def test_what_cannot_be_asked_is_told_on_the_page(town: Cast, query: dict[str, str], said: str) -> None:
    response = town.client("amira").get(address(**query))
    assert response.status_code == 400
    assert said in words(response)
    assert "Show" in words(response)  # the form stands there to go on with


@pytest.mark.parametrize("name", ["measure", "place", "period", "against", "unit", "sort", "only"])
def test_markup_in_an_address_is_shown_as_text(town: Cast, name: str) -> None:
    for page in (CHANGES, "/holmbridge/map/"):
        response = town.client("amira").get(address(page, **{name: '<script>alert("x")</script>'}))
        assert response.status_code in (200, 400)
        assert "<script>alert" not in html(response)


def test_the_form_leads_to_an_address_that_can_be_kept(town: Cast) -> None:
    asked = {"measure": VEHICLE, "place": "", "from": "2021-01", "to": "2021-06", "against": "just-before"}
    response = town.client("amira").get(address(**asked))
    assert response.status_code == 302
    assert response["Location"] == address(measure=VEHICLE, against="just-before", period="2021-01:2021-06")
    assert "120 vehicle offences in July to December 2020, 240 in January to June 2021" in words(
        town.client("amira").get(response["Location"])
    )


@pytest.mark.parametrize("query", [{}, {"measure": VEHICLE}, {"only": "clear"}])
def test_a_page_asks_the_database_little(town: Cast, queries: Any, query: dict[str, str]) -> None:
    client = town.client("amira")
    with queries(at_most=15):
        client.get(address(**query))


def test_pictures_and_their_numbers_can_be_taken_away(town: Cast) -> None:
    client = town.client("amira")
    page = html(client.get(address(measure=VEHICLE)))
    files = {link.replace("&amp;", "&") for link in re.findall(r'href="(/holmbridge/changes/[^"]+)"', page)}
    pictures = [link for link in files if ".svg" in link]
    tables = [link for link in files if ".csv" in link]
    assert pictures
    for link in pictures:
        response = client.get(link)
        assert response["Content-Type"] == "image/svg+xml"
        assert b"<title>Vehicle crime" in response.content
    rows = next(table(client.get(link)) for link in tables if "/months-" in link)
    assert [row["2021"] for row in rows] == ["40"] * 12


def test_pages_carry_no_inline_style(town: Cast) -> None:
    client = town.client("amira")
    for link in (CHANGES, address(measure=VEHICLE), "/holmbridge/map/"):
        page = html(client.get(link))
        assert " style=" not in page
        assert "<style" not in page


def test_a_load_made_elsewhere_shows_at_the_next_click(town: Cast, data: Any) -> None:
    from tests.measuring.store.making import load, row, street

    client = town.client("amira")
    assert "480 in 2021" in words(client.get(address(measure=VEHICLE)))
    area = "E01023700,Holmbridge 001A"
    rows = [
        row(
            n,
            month="2021-12",
            force="Hertfordshire Constabulary",
            lsoa=area,
            point="-0.295,51.805",
            word="Vehicle crime",
        )
        for n in range(1, 120)
    ]
    load(
        data,
        [street(data.parent / "later", rows, name="2021-12-hertfordshire-street.csv")],
        released="2023-01",
    )
    assert "559 in 2021" in words(client.get(address(measure=VEHICLE)))  # 480 - 40 + 119


def test_months_not_held_are_named_above_the_table(town: Cast) -> None:
    said = words(town.client("amira").get(address(period="2021-07:2022-01")))
    assert "6 of 7 months are loaded; missing: January 2022." in said


def test_a_data_folder_that_cannot_be_written_is_told_and_the_page_stands(
    town: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wardmote.knowing.asking import answering

    def read_only(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(answering, "keep", read_only)
    response = town.client("amira").get(address(measure=VEHICLE))
    assert response.status_code == 200
    assert "Numbers cannot be kept just now" in words(response)
    assert "480 in 2021" in words(response)


def test_twenty_people_at_once_get_the_same_page(town: Cast) -> None:
    """Asking holds the evidence's lock: whoever comes while a page is made waits, and nothing breaks."""
    from concurrent.futures import ThreadPoolExecutor

    from wardmote.knowing.asking.answering import answer
    from wardmote.knowing.asking.answers import measure_page
    from wardmote.knowing.asking.forms import ChangesForm

    partnership, query = town.holmbridge, {"measure": VEHICLE}

    def ask(_: int) -> str:
        page = answer(partnership, query, measure_page, form=ChangesForm).page
        assert page is not None
        return page.lead

    with ThreadPoolExecutor(20) as people:
        assert len(set(people.map(ask, range(40)))) == 1


def test_published_counts_of_stevenage_come_out_again(cast: Cast, data: Any, shared_data: Any) -> None:
    """shared/data/README.md: 10,463 rows of Stevenage in 2021, 2,655 of them anti-social behaviour."""
    from tests.measuring.store.making import load
    from wardmote.ground.partners.joining import settle_place
    from wardmote.measuring.figures.methods import open_inquiry

    load(data, sorted((shared_data / "police" / "hertfordshire").rglob("2021-*street*")))
    place = open_inquiry(data, "holmbridge").evidence.place("Stevenage")
    settle_place(cast.holmbridge, area_id=str(place.id), name=place.name, by="the tests")
    rows = table(cast.client("amira").get("/holmbridge/changes/classes.csv?period=2021-01:2021-12"))
    found = {row["Class"]: row["Now"] for row in rows}
    assert found["All offences and incidents"] == "10463"
    assert found["Anti-social behaviour"] == "2655"
