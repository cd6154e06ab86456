"""Everything with a life: its states and what may follow which, and one way to write it down.

A room keeps its states as ``TextChoices`` and what may follow which as a table (``lives``), and changes
its records inside ``write`` (``writing``). One example, a complaint that is answered once:

    from wardmote.ground.casework import hold, refuse, why_not_move, write

    class Status(TextChoices):
        OPEN = "open", "open"
        ANSWERED = "answered", "answered"

    TRANSITIONS = {Status.OPEN: (Status.ANSWERED,), Status.ANSWERED: ()}

    def answer(complaint: Complaint, words: str, *, read: int, by: Viewer) -> None:
        with write("complaints.answered", f"complaint:{complaint.pk}", by=by) as act:
            now = hold(Complaint.objects.filter(pk=complaint.pk), read=read)
            refuse(why_not_move(TRANSITIONS, now.status, Status.ANSWERED, thing="A complaint"))
            now.status, now.words = Status.ANSWERED, words
            now.save()
            act.letter("Your complaint was answered", words, to=[now.email])

A page, the API, a command and an import all call ``answer``: the change, its permission, the row in the log
and the letter stand or fall together.
"""

from wardmote.ground.casework.lives import why_not_move
from wardmote.ground.casework.writing import Act, EditConflict, Writer, hold, note, refuse, write

__all__ = ["Act", "EditConflict", "Writer", "hold", "note", "refuse", "why_not_move", "write"]
