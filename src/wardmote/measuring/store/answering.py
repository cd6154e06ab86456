"""What people say of months that look incomplete, kept and withdrawn as loads are.

In: a doubt, whether its rows are right as they are, who says so and why. Out: a receipt without rows (source
``answers``). Figures that rest on an answered month name it among their loads, so that an answer makes
another figure and never changes one that was shown. Of several answers to one doubt the latest counts.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.commit import staged_load
from wardmote.measuring.store.completeness import Doubt, DoubtAnswer
from wardmote.measuring.store.folder import OWN, Folder
from wardmote.measuring.store.receipts import LOADED, Receipt

SOURCE = "answers"
LONGEST_REASON = 500


def make_answer(doubt: Doubt, said: DoubtAnswer, *, partnership: str = OWN) -> Receipt:
    """An answer as it will be kept; ``Refusal`` without a reason."""
    if not said.because.strip() or len(said.because) > LONGEST_REASON:
        todo = f"Say in at most {LONGEST_REASON} characters how you know."
        raise Refusal("An answer needs its reason.", where=doubt.key, todo=todo)
    options = {
        "partnership": partnership,
        "key": doubt.key,
        "stands": said.stands,
        "because": said.because.strip(),
        "by": said.by,
        "found": said.found,
    }
    written = json.dumps({**options, "at": said.at}, sort_keys=True, ensure_ascii=False).encode()
    name = sha256(written).hexdigest()
    return Receipt(
        sha256=name,
        file_sha256=name,
        source=SOURCE,
        feed=doubt.key,
        name=f"answer: {doubt.key}",
        bytes=len(written),
        loaded_at=said.at,
        options=options,
        counts={"read": 0, "kept": 0, "rejected": 0},
        notes=(doubt.words,),
        status=LOADED,
    )


def keep_answer(folder: Folder, made: Receipt) -> None:
    """The answer counts from now on."""
    with staged_load(folder) as staging:
        staging.commit([made], {})


def answers_in(receipts: Iterable[Receipt]) -> Mapping[str, DoubtAnswer]:
    """The answer that counts for each doubt, by its key."""
    given = sorted(
        (receipt for receipt in receipts if receipt.source == SOURCE),
        key=lambda receipt: (receipt.loaded_at, receipt.sha256),
    )
    return {
        receipt.options["key"]: DoubtAnswer(
            key=receipt.options["key"],
            stands=bool(receipt.options["stands"]),
            because=str(receipt.options["because"]),
            by=str(receipt.options["by"]),
            at=receipt.loaded_at,
            found=float(receipt.options["found"]),
            load=receipt.sha256,
        )
        for receipt in given
    }
