"""Every kind of letter that can be sent is told in words."""

import re
from pathlib import Path

import allauth

from tests.house.tracked import ROOT, python_files
from wardmote.site.operations.mail_kinds import KINDS

IN_CODE = re.compile(r'\bkind="(partners\.[a-z_]+)"')


def test_every_kind_of_letter_has_words() -> None:
    folders = (ROOT / "src/wardmote/site/templates", Path(allauth.__file__).parent / "templates")
    subjects = [path for folder in folders for path in folder.glob("*/email/*_subject.txt")]
    sent = {f"account.{path.name.removesuffix('_subject.txt')}" for path in subjects}
    assert {"account.webauthn_added", "account.email_change_asked"} <= sent
    for path in python_files("src"):
        sent.update(IN_CODE.findall(path.read_text("utf-8")))
    assert "partners.invited" in sent
    assert sorted(sent - set(KINDS)) == [], "write its words in site/operations/mail_kinds.py"
