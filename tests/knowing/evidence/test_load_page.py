"""One load's page: what became of its rows, withdrawing and bringing back, what rests on it."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast, html
from tests.knowing.evidence.test_evidence_page import police
from tests.measuring.store.making import load, row, street
from wardmote.ground.audit import log
from wardmote.ground.audit.models import Entry
from wardmote.ground.audit.verifying import verify
from wardmote.knowing.evidence import withdrawals
from wardmote.knowing.evidence.opening import opened
from wardmote.measuring.catalogue.periods import parse_period
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.store import withdrawing
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.partner_load import load_partner
from wardmote.measuring.store.receipts import list_receipts

HOSTILE = "<script>alert(1)</script>"
FORMULA = "15 characters, letters and other signs"  # =HYPERLINK("x"), told without what it says
REASON = "It is <b>last year's</b> file."
MAPPING = f"""
name = "police"
kind = "incidents"
confirmed = true
provider = "{HOSTILE}"
title = "{HOSTILE}"
place = "Holmbridge"
[columns]
reference = "Ref"
from = "From"
category = "What"
"""


def page_of(sha256: str, *more: str, slug: str = "holmbridge") -> str:
    return "/".join([f"/{slug}/evidence/loads/{sha256}", *more, ""])


def partner(data: Path, rows: list[str], *, slug: str = "holmbridge", name: str = "crime.csv") -> str:
    """A partner's file, its bad rows left out; the sha256 of the load."""
    mapping = Folder(data).mapping(slug, "police")
    mapping.parent.mkdir(parents=True, exist_ok=True)
    mapping.write_text(MAPPING, encoding="utf-8")
    path = data.parent / name
    path.write_text("\n".join(["Ref,From,What", *rows]) + "\n", encoding="utf-8")
    outcome = load_partner(
        Folder(data), path, kind="incidents", mapping="police", keep_good=True, partnership=slug
    )
    return outcome.receipt.sha256


def bad_rows(data: Path, **more: str) -> str:
    """Two good rows, and two that cannot be used: a formula, and markup."""
    rows = ["1,2021-01-05 10:00,Burglary", "2,2021-02-05 10:00,Robbery"]
    return partner(
        data, [*rows, '3,2021-01-06 10:00,"=HYPERLINK(""x"")"', f"4,2021-01-06 10:00,{HOSTILE}"], **more
    )


def asked(cast: Cast, period: str = "2021-01:2021-01") -> Figure:
    """A number somebody looked at: crimes in Barchester."""
    now = opened(cast.holmbridge)
    place = str(now.inquiry.evidence.place("Barchester").id)
    return now.ask("count", place, parse_period(period), feed="police-uk", **{"class": "all"})


def withdraw(cast: Cast, sha256: str, *, who: str = "brian", because: str = REASON) -> Any:
    return cast.client(who).post(page_of(sha256, "withdraw"), {"because": because})


def test_a_receipt_tells_what_became_of_every_row(cast: Cast, data: Path) -> None:
    rows = [row(n) for n in range(1, 31)] + [row(1), row(99, word="Witchcraft")]
    (outcome,) = load(data, [street(data.parent / "a", rows)])
    page = html(cast.client("catherine").get(page_of(outcome.receipt.sha256)))
    assert "30 of 32 rows went in." in page
    assert "Rows in the file" in page
    assert "The same crime again in this release, counted once" in page
    assert "every partnership here: an open source" in page


def test_rejected_rows_are_shown_to_the_analyst_and_hidden_from_others(cast: Cast, data: Path) -> None:
    sha256 = bad_rows(data)
    seen = html(cast.client("amira").get(page_of(sha256)))
    assert FORMULA in seen
    assert "rejected.csv" in seen
    for who in ("brian", "elaine", "catherine"):
        page = html(cast.client(who).get(page_of(sha256)))
        assert FORMULA not in page
        assert "shown to the analyst and to whoever brought the file" in page
        assert cast.client(who).get(page_of(sha256, "rejected.csv").rstrip("/")).status_code == 404


def test_who_brought_the_file_sees_its_rejected_rows(cast: Cast, data: Path) -> None:
    sha256 = bad_rows(data)
    elaine = cast.viewer("elaine")
    log.record(
        partnership="holmbridge",
        by=str(elaine),
        what="evidence.loaded",
        subject=f"load:{sha256}",
        detail={"person": elaine.person},
    )
    page = html(cast.client("elaine").get(page_of(sha256)))
    assert FORMULA in page
    assert "Elaine (Fire and rescue)" in page
    assert FORMULA not in html(cast.client("brian").get(page_of(sha256)))


def test_the_downloaded_rows_are_no_formula_and_the_log_says_who_took_them(cast: Cast, data: Path) -> None:
    sha256 = bad_rows(data)
    response = cast.client("amira").get(page_of(sha256, "rejected.csv").rstrip("/"))
    text = response.content.decode("utf-8-sig")
    header, first, second = csv.reader(io.StringIO(text))
    assert header == ["Row", "Column", "What stood there", "Why it was not used"]
    assert first[:3] == ["4", "What", FORMULA]
    assert second[:3] == ["5", "What", "25 characters, letters, digits and other signs"]
    assert response["Content-Type"].startswith("text/csv")
    (entry,) = Entry.objects.filter(what="evidence.rejected_downloaded")
    assert (entry.by, entry.subject) == ("Amira (Borough council)", f"load:{sha256}")


@pytest.mark.parametrize("who", ["amira", "brian"])
def test_analyst_and_manager_withdraw_with_a_reason_and_it_stands_in_the_log(
    cast: Cast, data: Path, who: str
) -> None:
    sha256 = police(data, {"2021-01": 12})
    client = cast.client(who)
    assert "counts" in html(client.get(page_of(sha256)))
    response = client.post(page_of(sha256, "withdraw"), {"because": REASON}, follow=True)
    page = html(response)
    assert "This load is withdrawn and does not count." in page
    assert "It is &lt;b&gt;last year&#x27;s&lt;/b&gt; file." in page
    assert opened(cast.holmbridge).receipts == ()
    entries = Entry.objects.filter(what="evidence.withdrawn", subject=f"load:{sha256}")
    assert {entry.partnership for entry in entries} == {"holmbridge", "otherham"}  # an open source
    assert not any(REASON in entry.detail for entry in entries)
    assert verify().broken_at == 0


def test_a_partners_load_is_withdrawn_in_its_own_log_only(cast: Cast, data: Path) -> None:
    sha256 = bad_rows(data)
    withdraw(cast, sha256)
    assert [entry.partnership for entry in Entry.objects.filter(what="evidence.withdrawn")] == ["holmbridge"]


def test_what_was_withdrawn_comes_back_as_it_was(cast: Cast, data: Path) -> None:
    sha256 = police(data, {"2021-01": 12})
    withdraw(cast, sha256)
    response = cast.client("amira").post(page_of(sha256, "bring-back"), follow=True)
    page = html(response)
    assert "This load counts again." in page
    assert "brought back" in page
    assert "Brian (Borough council)" in page  # who had withdrawn it
    assert [receipt.sha256 for receipt in opened(cast.holmbridge).receipts] == [sha256]
    assert asked(cast).result.value == 12


def test_without_a_reason_nothing_is_withdrawn_and_the_page_says_what_is_missing(
    cast: Cast, data: Path
) -> None:
    sha256 = police(data, {"2021-01": 12})
    for because in ("", "   "):
        response = withdraw(cast, sha256, because=because)
        assert response.status_code == 400
        assert "Say why this load must not count" in html(response)
    assert withdraw(cast, sha256, because="x" * 501).status_code == 400
    assert len(opened(cast.holmbridge).receipts) == 1
    assert not Entry.objects.filter(what="evidence.withdrawn").exists()


def test_of_two_who_withdraw_the_second_is_told_who_was_first(cast: Cast, data: Path) -> None:
    sha256 = police(data, {"2021-01": 12})
    withdraw(cast, sha256)
    second = withdraw(cast, sha256, who="amira", because="Mine.")
    assert second.status_code == 409
    assert "This load is withdrawn already." in html(second)
    assert Entry.objects.filter(what="evidence.withdrawn", partnership="holmbridge").count() == 1
    again = cast.client("amira").post(page_of(sha256, "bring-back"))
    assert again.status_code == 302
    assert cast.client("amira").post(page_of(sha256, "bring-back")).status_code == 409


@pytest.mark.parametrize(
    ("who", "status"),
    [("catherine", 404), ("elaine", 404), ("adam", 404), ("stella", 404), (None, 302)],
)
def test_nobody_else_withdraws_or_brings_back(cast: Cast, data: Path, who: str | None, status: int) -> None:
    sha256 = police(data, {"2021-01": 12})
    for act in ("withdraw", "bring-back"):
        assert cast.client(who).post(page_of(sha256, act), {"because": REASON}).status_code == status
    assert "Withdraw this load" not in html(cast.client("catherine").get(page_of(sha256)))
    assert len(list_receipts(Folder(data))) == 1


def test_following_the_address_of_an_act_only_shows_the_load(cast: Cast, data: Path) -> None:
    sha256 = police(data, {"2021-01": 12})
    for act in ("withdraw", "bring-back"):
        assert "Withdraw this load" in html(cast.client("brian").get(page_of(sha256, act)))
    assert len(opened(cast.holmbridge).receipts) == 1


def test_another_partnerships_load_does_not_exist(cast: Cast, data: Path) -> None:
    sha256 = bad_rows(data)
    none = page_of("0" * 64, slug="otherham")
    for who in ("stella", "carol"):
        client = cast.client(who)
        theirs = client.get(page_of(sha256, slug="otherham"))
        assert theirs.status_code == client.get(none).status_code == 404
        assert client.get(page_of(sha256, "rejected.csv", slug="otherham").rstrip("/")).status_code == 404
    response = cast.client("stella").post(page_of(sha256, "withdraw", slug="otherham"), {"because": REASON})
    assert response.status_code == 404
    assert cast.client("carol").get(page_of(sha256)).status_code == 200


def test_numbers_on_a_withdrawn_load_are_flagged_and_the_others_stand(cast: Cast, data: Path) -> None:
    january = police(data, {"2021-01": 12})
    february = police(data, {"2021-02": 3})
    first, both = asked(cast), asked(cast, "2021-01:2021-02")
    page = html(cast.client("amira").get(page_of(february)))
    assert f"/holmbridge/figures/{both.hash}/" in page
    assert f"/holmbridge/figures/{first.hash}/" not in page
    assert "no longer stand" not in page
    withdraw(cast, february)
    page = html(cast.client("amira").get(page_of(february)))
    assert "1 number that rests on this load no longer stands." in page
    assert "a load under it is withdrawn" in page
    page = html(cast.client("amira").get(page_of(january)))
    assert "1 number that rests on this load no longer stands." in page  # both months
    assert page.count("a load under it is withdrawn") == 1
    cast.client("amira").post(page_of(february, "bring-back"))
    assert "no longer stand" not in html(cast.client("amira").get(page_of(february)))


def test_numbers_on_a_restated_month_are_flagged(cast: Cast, data: Path) -> None:
    old = police(data, {"2021-01": 12}, released="2021-03")
    asked(cast)
    police(data, {"2021-01": 14}, name="b", released="2021-06")
    page = html(cast.client("brian").get(page_of(old)))
    assert "a later file restates its months" in page
    assert "Restated by later files" in page


def test_html_in_every_text_of_a_load_is_only_text(cast: Cast, data: Path) -> None:
    sha256 = bad_rows(data, name="<img src=x onerror=alert(1)>.csv")
    withdraw(cast, sha256, because=HOSTILE)
    for url in (page_of(sha256), "/holmbridge/evidence/"):
        page = html(cast.client("amira").get(url))
        assert HOSTILE not in page
        assert "<img" not in page
        assert "&lt;script&gt;" in page
        assert "&lt;img src=x" in page


def test_a_reason_written_over_an_expired_session_is_still_there(cast: Cast, data: Path) -> None:
    sha256 = police(data, {"2021-01": 12})
    client = cast.client("brian")
    written_by = re.search(r'name="written_by" value="([^"]+)"', html(client.get(page_of(sha256))))
    assert written_by
    client.logout()
    fields = {"because": "It names the wrong town.", "written_by": written_by[1]}
    away = client.post(page_of(sha256, "withdraw"), fields)
    assert away.status_code == 302
    client.force_login(cast.brian, backend="django.contrib.auth.backends.ModelBackend")
    assert "It names the wrong town.</textarea>" in html(client.get(page_of(sha256, "withdraw")))
    assert len(opened(cast.holmbridge).receipts) == 1


def test_a_disk_that_does_not_write_changes_nothing(
    cast: Cast, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = police(data, {"2021-01": 12})

    def full(*about: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("wardmote.measuring.store.withdrawing.write_whole", full)
    with pytest.raises(OSError, match="No space"):
        withdraw(cast, sha256)
    assert len(opened(cast.holmbridge).receipts) == 1
    assert not Entry.objects.filter(what="evidence.withdrawn").exists()


@pytest.mark.parametrize("who", ["amira", "brian", "elaine"])
def test_the_page_asks_at_most_fifteen_queries(
    cast: Cast, data: Path, who: str, queries: Callable[..., Any]
) -> None:
    sha256 = bad_rows(data)
    client = cast.client(who)
    with queries(at_most=15):
        assert client.get(page_of(sha256)).status_code == 200


def test_a_load_withdrawn_by_a_program_that_was_killed_then_is_told_by_the_log_once(
    cast: Cast, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The act stands in the load's folder before the transaction with its row ends."""
    sha256, withdraw = partner(data, ["1,01/01/2021,Burglary"]), withdrawing.withdraw

    def killed(*words: Any, **named: Any) -> None:
        withdraw(*words, **named)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(withdrawing, "withdraw", killed)
        with pytest.raises(KeyboardInterrupt):
            cast.client("amira").post(page_of(sha256, "withdraw"), {"because": REASON})
    rows = Entry.objects.filter(what="evidence.withdrawn", subject=f"load:{sha256}")
    assert not rows.exists()
    for _ in range(2):
        withdrawals.settle_left_over()
        assert [(row.partnership, row.by) for row in rows] == [("holmbridge", "Amira (Borough council)")]
    assert cast.client("amira").post(page_of(sha256, "bring-back")).status_code == 302
    withdrawals.settle_left_over()
    assert rows.count() == 1
