"""A photograph that shows a task is done, and a word between two bodies: added, read, taken away."""

import io
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from tests.cast import html
from wardmote.doing.tasking.tasks import Asking, Origin, set_task
from wardmote.ground.attachments import adding, rules
from wardmote.ground.attachments.models import Attachment, Comment
from wardmote.ground.audit.models import Entry
from wardmote.ground.partners.models import Body

pytestmark = pytest.mark.django_db

PHOTO_OF = "IMG 2041 gate of 12 Larch Close (Jane Roe).jpeg"
SURE = {"sure": "yes"}


@pytest.fixture
def task(cast):
    fire = Body.objects.get(partnership=cast.holmbridge, name="Fire and rescue")
    asking = Asking("Mend the gate of the park.", fire.pk, timezone.localdate() + timedelta(days=3))
    return set_task(
        cast.holmbridge, asking, Origin("exception", "1", "Fires", "/x/"), by=cast.viewer("brian")
    )


@pytest.fixture
def page(task):
    return f"/holmbridge/attachments/of/task/{task.pk}/"


def photograph() -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "SECRET phone"
    Image.new("RGB", (8, 6), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


def send(cast, page, name=PHOTO_OF, content=None, who="elaine", **how):
    file = SimpleUploadedFile(name, photograph() if content is None else content, content_type="text/html")
    return cast.client(who).post(f"{page}add/", {"file": file}, **how)


def test_a_photograph_is_added_without_what_it_says_and_comes_out_to_be_saved(cast, page, task, settings):
    assert send(cast, page).status_code == 302
    row = Attachment.objects.get()
    assert (row.partnership, row.kind, row.key, row.by) == (
        "holmbridge", "task", str(task.pk), "Elaine (Fire and rescue)",
    )  # fmt: skip
    assert row.name == "IMG 2041 gate of 12 Larch Close (Jane Roe).jpg"
    (kept,) = (settings.WARDMOTE_DATA / "attachments" / "holmbridge").rglob("*.jpg")
    assert "Jane" not in str(kept)
    assert b"SECRET" not in kept.read_bytes()
    answer = cast.client("catherine").get(f"/holmbridge/attachments/files/{row.pk}/")
    assert answer.content == kept.read_bytes()
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == f'attachment; filename="{row.name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert row.name in html(cast.client("catherine").get(page))


def test_the_log_says_that_it_was_added_and_by_whom_and_not_what_it_is_called(cast, page, task):
    send(cast, page)
    cast.client("elaine").post(f"{page}comment/", {"words": "Jane Roe lives there."})
    rows = list(Entry.objects.filter(what__startswith="attachments.").order_by("id"))
    assert [(each.what, json.loads(each.detail)["of"]) for each in rows] == [
        ("attachments.added", f"task:{task.pk}"),
        ("attachments.commented", f"task:{task.pk}"),
    ]
    assert "Jane" not in "".join(each.detail for each in rows)


def test_a_comment_stands_with_who_wrote_it(cast, page, queries):
    assert (
        cast.client("elaine").post(f"{page}comment/", {"words": "The gate\nis <b>ordered</b>."}).status_code
        == 302
    )
    reader = cast.client("catherine")
    with queries(at_most=15):
        shown = html(reader.get(page))
    assert "The gate<br>is &lt;b&gt;ordered&lt;/b&gt;." in shown
    assert "Elaine (Fire and rescue)" in shown


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<script>alert(1)</script>", "Only photographs (JPEG or PNG) and PDF files are kept."),
        (photograph()[:99], "This file is damaged or locked"),
        (b"\xff\xd8" + b"x" * rules.LARGEST, "at most 10 MB are kept"),
    ],
    ids=["a page called a photograph", "half a photograph", "too large"],
)
def test_what_is_not_kept_is_refused_on_the_page_of_its_task(cast, page, task, content, says):
    answer = send(cast, page, content=content, follow=True)
    assert answer.redirect_chain == [(f"/holmbridge/tasks/{task.pk}/", 302)]
    assert says in html(answer) and "Mend the gate of the park." in html(answer)
    assert not Attachment.objects.exists()


def test_what_is_asked_for_without_a_file_leads_back_to_the_task(cast, page, task):
    elaine, back = cast.client("elaine"), f"/holmbridge/tasks/{task.pk}/"
    assert elaine.get(f"{page}add/").url == back
    assert "Choose a file." in html(elaine.post(f"{page}add/", follow=True))
    refused = elaine.post(f"{page}comment/", {"words": " "})
    assert refused.status_code == 400 and f'href="{back}"' in html(refused)


def test_who_added_it_or_runs_the_partnership_takes_it_away_for_good(cast, page, task, settings):
    send(cast, page)
    cast.client("elaine").post(f"{page}comment/", {"words": "Done."})
    file, comment = Attachment.objects.get(), Comment.objects.get()
    for what, row in (("attachment", file), ("comment", comment)):
        address = f"/holmbridge/attachments/{what}/{row.pk}/take-away/"
        assert cast.client("catherine").post(address, SURE).status_code == 409
        assert cast.client("stella").post(address, SURE).status_code == 404
        assert cast.client("elaine").get(address)["Location"] == f"/holmbridge/tasks/{task.pk}/"
        assert "<h1" in html(asked := cast.client("elaine").post(address)) and asked.status_code == 200
        assert type(row).objects.filter(pk=row.pk).exists(), "asked first"
        assert cast.client("elaine").post(address, SURE).status_code == 302
    assert not Attachment.objects.exists()
    assert not Comment.objects.exists()
    assert list((settings.WARDMOTE_DATA / "attachments").rglob("*.jpg")) == []
    send(cast, page)
    assert (
        cast.client("brian")
        .post(f"/holmbridge/attachments/attachment/{Attachment.objects.get().pk}/take-away/", SURE)
        .status_code
        == 302
    )


def kept_files(settings):
    return [each.name for each in (settings.WARDMOTE_DATA / "attachments").rglob("*") if each.is_file()]


def test_what_a_kill_left_between_a_file_and_its_record_is_settled_by_the_next_start(
    cast, page, settings, monkeypatch
):
    """Added, its bytes are there and no record yet; taken away, its record is gone and not its bytes."""

    def killed(*_args, **_named):
        raise KeyboardInterrupt

    send(cast, page, "first.jpeg")
    take_away = f"/holmbridge/attachments/attachment/{Attachment.objects.get().pk}/take-away/"
    for where, act in (
        (f"{adding.__name__}.write", lambda: send(cast, page, "second.jpeg")),
        ("shutil.rmtree", lambda: cast.client("elaine").post(take_away, SURE)),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(where, killed)
            with pytest.raises(KeyboardInterrupt):
                act()
        assert len(kept_files(settings)) > Attachment.objects.count()
        adding.settle_left_over()
        assert len(kept_files(settings)) == Attachment.objects.count()


def test_files_that_nothing_was_done_to_stay_whatever_the_records_say(cast, page, settings):
    """As where the program is begun with the records of another installation."""
    send(cast, page)
    Attachment.objects.all().delete()
    adding.settle_left_over()
    assert len(kept_files(settings)) == 1


def test_for_a_stranger_there_is_neither_task_nor_file(cast, page, task):
    send(cast, page)
    number = Attachment.objects.get().pk
    stella = cast.client("stella")
    assert stella.get(page).status_code == 404
    assert stella.get(f"/holmbridge/attachments/files/{number}/").status_code == 404
    assert stella.get(f"/otherham/attachments/files/{number}/").status_code == 404
    assert stella.get(f"/otherham/attachments/of/task/{task.pk}/").status_code == 404
    for wrong in ("task/0", "task/x", "letter/1"):
        assert cast.client("brian").get(f"/holmbridge/attachments/of/{wrong}/").status_code == 404
    assert cast.client("adam").get(page).status_code == 404


@pytest.mark.parametrize("zeros", ["0", "0" * 130], ids=["one nought", "longer than a key"])
def test_a_task_has_one_key_however_its_number_is_written(cast, task, zeros):
    page = f"/holmbridge/attachments/of/task/{zeros}{task.pk}/"
    assert (
        cast.client("elaine").post(f"{page}comment/", {"words": "Done."}).url
        == f"/holmbridge/tasks/{task.pk}/"
    )
    assert Comment.objects.get().key == str(task.pk)


def test_a_number_in_other_digits_or_beyond_all_numbers_is_answered(cast, task):
    arabic = "".join(chr(0x0660 + int(digit)) for digit in str(task.pk))
    for number, status in ((arabic, 200), ("9" * 4400, 404), ("0" * 4399 + "1", 404)):
        assert cast.client("elaine").get(f"/holmbridge/attachments/of/task/{number}/").status_code == status


def test_a_file_that_was_changed_in_the_data_folder_is_not_given_out(cast, page, settings):
    send(cast, page)
    (kept,) = (settings.WARDMOTE_DATA / "attachments").rglob("*.jpg")
    kept.write_bytes(b"other")
    answer = cast.client("elaine").get(f"/holmbridge/attachments/files/{Attachment.objects.get().pk}/")
    assert answer.status_code == 500
    assert "missing or damaged" in html(answer)


def test_a_full_disk_adds_nothing_and_says_so(cast, page, monkeypatch):
    def full(*_args, **_named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(adding, "keep_files", full)
    assert "The disk is full." in html(send(cast, page, follow=True))
    assert not Attachment.objects.exists()


def test_the_task_s_own_page_shows_what_was_added_and_takes_more(cast, page, task, queries):
    assert send(cast, page).url == f"/holmbridge/tasks/{task.pk}/"
    cast.client("elaine").post(f"{page}comment/", {"words": "The hinge is mended too."})
    reader = cast.client("catherine")
    with queries(at_most=15):
        shown = html(reader.get(f"/holmbridge/tasks/{task.pk}/"))
    assert Attachment.objects.get().name in shown
    assert "The hinge is mended too." in shown
    assert shown.count('action="/holmbridge/attachments/of/task/') == 2
    assert ">Remove<" not in shown, "neither is hers"
    assert html(cast.client("elaine").get(f"/holmbridge/tasks/{task.pk}/")).count(">Remove<") == 2
