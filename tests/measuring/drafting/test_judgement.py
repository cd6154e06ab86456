"""What a person decides survives new data; an edit whose figure changed is flagged, never overwritten."""

from dataclasses import replace

import pytest

from wardmote.measuring.catalogue.periods import parse_period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.judgement import (
    as_toml,
    judged,
    judgement_of,
    orphans,
    read_judgement,
    signed_version_changed,
    template,
    write_judgement,
)
from wardmote.measuring.drafting.words import plain


def finding(key: str, *, words: str = "Ninety: 90.", figure: str = "f1") -> Finding:
    return Finding(
        id=key, question="level", subject="Robbery", place="Ashby", place_id="district:2021:ashby",
        period=parse_period("2021-01:2021-12"), value=90, unit="robberies", words=words, figure=figure,
        feed="police-uk",
    )  # fmt: skip


BOTH = [finding("level/police-uk/robbery"), finding("level/police-uk/burglary")]


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return read_judgement(path)


def test_without_a_file_the_draft_stands_and_a_template_is_left(tmp_path):
    path = tmp_path / "judgement.toml"
    judgement = read_judgement(path)
    assert [item.finding.id for item in judged(BOTH, judgement)] == [f.id for f in BOTH]
    write_judgement(path, judgement, BOTH)
    assert "survive new data" in path.read_text("utf-8")


def test_order_rewording_hiding_and_comment_are_applied(tmp_path):
    judgement = write(
        tmp_path / "judgement.toml",
        'order = ["level/police-uk/burglary"]\n'
        '[finding."level/police-uk/burglary"]\nwords = "Ours."\ncomment = "ask the sergeant"\n'
        '[finding."level/police-uk/robbery"]\nhide = "one family"\n',
    )
    first, second = judged(BOTH, judgement)
    assert (first.words, first.comment, first.edited) == ("Ours.", "ask the sergeant", True)
    assert second.hidden == "one family"


def test_an_edit_is_flagged_when_its_figure_changes_and_kept_when_it_does_not(tmp_path):
    path = tmp_path / "judgement.toml"
    text = '# my own note\n[finding."level/police-uk/robbery"]\nwords = "About ninety."  # said on Monday\n'
    write_judgement(path, write(path, text), BOTH)
    assert "# my own note" in path.read_text("utf-8")
    assert "# said on Monday" in path.read_text("utf-8")
    same = judged(BOTH, read_judgement(path))
    assert not any(item.flag for item in same)
    changed = [replace(BOTH[0], figure="f2", words="Ninety-five: 95."), BOTH[1]]
    after = judged(changed, read_judgement(path))[0]
    assert plain(after.words) == "About ninety."
    assert "Then: Ninety: 90." in after.flag
    assert "Now: Ninety-five: 95." in after.flag
    write_judgement(path, read_judgement(path), changed)
    assert judged(changed, read_judgement(path))[0].flag, "a second run must not silence the flag"


def test_an_edit_without_its_finding_is_kept_and_named(tmp_path):
    path = tmp_path / "judgement.toml"
    judgement = write(path, '[finding."change/police-uk/arson"]\nwords = "x"\n')
    assert orphans(BOTH, judgement) == ("change/police-uk/arson",)
    write_judgement(path, judgement, BOTH)
    assert "change/police-uk/arson" in path.read_text("utf-8")


def test_a_sign_off_is_of_these_findings_only(tmp_path):
    path = tmp_path / "judgement.toml"
    text = '[sign_off]\nby = "A. Chair"\nrole = "chair"\non = 2022-02-01\n'
    text += '[sign_off.missing]\ndelivery = "first plan"\n'
    write_judgement(path, write(path, text), BOTH)
    again = read_judgement(path)
    assert again.sign_off is not None
    assert again.sign_off.missing == {"delivery": "first plan"}
    assert not signed_version_changed(again, BOTH)
    assert signed_version_changed(again, [replace(BOTH[0], figure="f2"), BOTH[1]])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("order = [", "line 1"),
        (f"[harm]\n'robbery' = 0x{'f' * 5000}", "64 bits"),
        (f"order = [{'9' * 5000}]", "line 1"),
        ('headlin = "x"\n', "headlin"),
        ('[finding."a"]\nhide = " "\n', "reason"),
        ('[harm]\n"robbery" = 9\n', "robbery"),
        ('[[intelligence]]\nwords = "x"\n', "source"),
        ('[sign_off]\nby = "x"\n', "role"),
    ],
)
def test_a_broken_file_is_refused_with_what_to_mend(tmp_path, text, says):
    path = tmp_path / "judgement.toml"
    with pytest.raises(Refusal) as refused:
        write(path, text)
    assert says in str(refused.value)
    assert path.read_text("utf-8") == text


@pytest.mark.parametrize(
    ("text", "where", "todo"),
    [
        ('[headline]\nwords = "x"\norder = ["a"]\n', "headline.order",
         "Write order above the first [heading]. The keys of [headline] are: words, by, automatic."),
        ('[sign_off]\nby = "A"\nrole = "r"\non = 2022-02-01\n[sign_off.missing]\ndelivry = "x"\n',
         "sign_off.missing", "Did you mean delivery? Use one of: levels, changes,"),
        ('[finding."a/b"]\nword = "x"\n', 'finding."a/b".word',
         'Did you mean words? The keys of [finding."a/b"] are: words, hide, comment,'),
        ('[[added]]\nwords = "x"\nsource = "y"\nsorce = "z"\n', "added 1, sorce",
         "Did you mean source? The keys of added 1 are: words, source, by."),
        ('[delivery]\ntext = "x"\n', "delivery.text", "The keys of [delivery] are: words, by."),
        ('[harm]\nrobery = 3\n', "harm", "Did you mean robbery?"),
        ('headlin = "x"\n', "headlin", "Did you mean headline? The keys are: schema, headline, order,"),
        ('[order]\na = 1\n', "order", 'Give a list, as ["one", "two"].'),
    ],
)  # fmt: skip
def test_a_key_that_would_not_be_read_is_refused_by_name(tmp_path, text, where, todo):
    path = tmp_path / "judgement.toml"
    with pytest.raises(Refusal) as refused:
        write(path, text)
    assert refused.value.where == f"{path}, {where}"
    assert todo in refused.value.todo


def test_the_template_orders_keys_that_stories_have(tmp_path):
    """A place's story is led by its concentration, never by an area's rate."""
    text = template().replace("# order = ", "order = ")
    assert write(tmp_path / "judgement.toml", text).order[1].startswith("concentration/")


def test_a_sign_off_that_does_not_stand_is_not_sealed_and_its_day_is_in_words(tmp_path):
    path = tmp_path / "judgement.toml"
    judgement = write(path, '[sign_off]\nby = "A. Chair"\nrole = "chair"\non = 2022-02-01\n')
    assert judgement.sign_off is not None
    assert judgement.sign_off.on == "1 February 2022"
    write_judgement(path, judgement, BOTH, stands=False)
    assert "findings" not in path.read_text("utf-8")
    write_judgement(path, read_judgement(path), BOTH)
    assert "findings" in path.read_text("utf-8")


def test_plain_values_give_the_same_judgement_as_the_file_they_become(tmp_path):
    content = {
        "headline": {"words": "Ours"},
        "order": ["level/police-uk/burglary"],
        "finding": {
            "level/police-uk/robbery": {"words": 'Say "this".', "figure": "f1", "automatic": "Ninety: 90."}
        },
        "intelligence": [{"words": "Dealing moved.", "source": "Police"}],
        "harm": {"robbery": 4},
        "decision": {"robbery": "accepted"},
        "delivery": {"words": "Nine of ten."},
    }
    judgement = judgement_of(content)
    again = write(tmp_path / "judgement.toml", as_toml(judgement))
    for name in ("headline", "order", "finding", "intelligence", "harm", "decision", "delivery", "sign_off"):
        assert getattr(again, name) == getattr(judgement, name)
    changed = judged([replace(BOTH[0], figure="f2", words="Ninety-one: 91.")], judgement)[0]
    assert "Now: Ninety-one: 91." in changed.flag
