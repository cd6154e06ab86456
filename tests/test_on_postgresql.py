"""Tests that can end differently on PostgreSQL, run there once more: a server and a process of their own.

Everything runs on SQLite. What is listed in ``DIFFERS`` runs on PostgreSQL as
well; with ``WARDMOTE_POSTGRESQL=all``, as in ``.ci/run``, every test of the
rooms that reaches the database. List a file here, or one of its tests, when it
rests on something that the two do differently, and say on what. A test marked
``postgresql`` has a server of its own and needs no second run.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgresql
from tests.migrated import make_template

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("ground", "knowing", "listening", "doing", "deciding", "telling", "site")
CORRECTING, PARTS = "tests/knowing/assessment/test_correcting.py", "tests/deciding/plan/test_parts.py"
UPLOAD, SERVE = "tests/knowing/evidence/test_upload.py", "tests/site/test_serve.py"
BACKUP, PAGES = "tests/site/test_backup.py", "tests/site/test_every_page.py"
LIMITS = "tests/site/test_limits.py"
MONEY, REMINDING = "tests/deciding/plan/test_money.py", "tests/deciding/plan/test_reminding.py"
FIRST = "test_the_second_of_two_people_is_told_who_was_first_and_nothing_is_lost"
TAKEN_OUT = "test_what_is_written_in_a_row_that_somebody_took_out_meanwhile_is_not_lost"
CHANGED = "test_whoever_takes_out_what_somebody_else_just_changed_is_told_and_it_stays"
SUM = "test_pm_02_whatever_is_asked_for_the_sum_never_exceeds_the_fund"
ONCE = "test_a_deliverable_printed_again_has_its_money_once"
BY_ITSELF = "test_the_worker_reminds_once_a_day_by_itself"
GOLDEN = "tests/deciding/plan/test_golden_thread.py"
GIVEN = "test_an_action_to_which_a_fund_gives_something_has_money_until_it_gives_nothing"
UPGRADE = "test_rows_of_every_table_outlive_an_upgrade_that_was_killed_and_a_way_back"
TWO = "test_of_two_who_confirm_the_second_is_told_and_keeps_what_was_chosen"
AT_ONCE = "test_of_two_who_write_at_once_on_a_row_reached_through_another_table_one_is_told"
CUT_OFF = "test_whatever_happens_while_people_write_nothing_promised_is_lost_and_nothing_is_half_there"
DIFFERS = {
    "tests/ground/audit/test_log.py": "the log's lock, and triggers written for each database",
    "tests/ground/audit/test_log_page.py": "searching, and names in order",
    "tests/ground/audit/test_retiring.py": "triggers taken off and put back in one transaction",
    "tests/site/test_read_log.py": "rows locked while they are chained, a writer killed in between",
    "tests/ground/pages/test_reading_order.py": "names in the order people read them",
    "tests/ground/owed/test_shared_queries.py": "JSON as each database makes it, out of several tables",
    "tests/ground/jobs/test_work.py": "who takes a job: skipped locks, one running a key, its clock",
    "tests/ground/jobs/test_bad_days.py": "a worker killed: what the server lets go of, and when",
    f"tests/ground/casework/test_writing.py::{AT_ONCE}": "what is asked again of a row that was waited for",
    f"{CORRECTING}::{FIRST}": "a constraint that refuses the second of two",
    f"{UPLOAD}::{TWO}": "rows locked until the first has confirmed",
    "tests/deciding/plan/test_money_at_once.py": "two at the same moment: rows are locked, not the file",
    f"{MONEY}::{SUM}": "sums of money, and constraints on them",
    f"{MONEY}::{ONCE}": "each sum once, out of joined rows",
    f"{PARTS}::{TAKEN_OUT}": "rows locked through what they belong to",
    f"{PARTS}::{CHANGED}": "lists kept as JSON, compared",
    f"{GOLDEN}::{GIVEN}": "each value once, out of joined rows",
    f"{REMINDING}::{BY_ITSELF}": "what is sent when a transaction is through",
    "tests/site/test_api.py::test_the_api_is_as_its_document_says": "text of any kind in an address",
    "tests/site/test_api.py::test_long_lists_come_in_pages": "rows in order",
    f"{BACKUP}::test_a_backup_taken_while_people_write_is_of_one_moment": "a snapshot, rows written out",
    f"tests/site/test_upgrade.py::{UPGRADE}": "records written out and in, an upgrade undone by a kill",
    f"{PAGES}::test_every_link_opens_and_asks_at_most_fifteen_questions": "every page, for each role",
    f"{LIMITS}::test_many_processes_together_allow_what_one_would": "rows locked, not the file",
    "tests/ground/row_security/test_row_security.py": "policies, and the setting in each transaction",
    "tests/knowing/evidence/test_load_page.py": "what one partnership's page writes in every one's log",
    "tests/site/test_new_tables.py": "tables, constraints and triggers made for each database",
    "tests/site/test_health.py": "asking whether the records can be written and are up to date",
    f"tests/faults/test_samples.py::{CUT_OFF}": "saves cut off in the middle",
    f"{SERVE}::test_a_database_that_does_not_answer_is_refused_with_what_to_do": "a server that is not there",
}


def chosen() -> list[str]:
    """What runs on PostgreSQL: files and single tests, or whole folders."""
    everything = os.environ.get("WARDMOTE_POSTGRESQL") == "all"
    folders = [f"tests/{floor}" for floor in FLOORS if (ROOT / "tests" / floor).is_dir()]
    if not everything:
        return list(DIFFERS)
    return [*folders, *(name for name in DIFFERS if not name.startswith(tuple(folders)))]


def test_what_is_listed_is_there() -> None:
    gone = []
    for name in DIFFERS:
        file, _, test = name.partition("::")
        if not (ROOT / file).is_file() or f"\ndef {test}" not in (ROOT / file).read_text("utf-8"):
            gone.append(name)
    assert gone == []


@pytest.mark.postgresql
@pytest.mark.slow
def test_what_can_differ_on_postgresql_does_not() -> None:
    if os.environ.get("WARDMOTE_DATABASE"):
        pytest.skip("these tests already run on a database that was named")
    if reason := postgresql.why_not():
        pytest.skip(reason)
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.database_only"]
    if os.environ.get("WARDMOTE_POSTGRESQL") == "all":  # as long as all else together: two go on with it
        words += ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    with postgresql.server() as address:
        make_template(address, Path(os.environ["WARDMOTE_DATA"]).parent)
        ran = subprocess.run(
            [*words, "-m", "not browser and not postgresql", *chosen()],
            cwd=ROOT,
            env={**os.environ, "WARDMOTE_DATABASE": address},
            capture_output=True,
            text=True,
            timeout=1800,
        )
    assert ran.returncode == 0, ran.stdout[-6000:]
