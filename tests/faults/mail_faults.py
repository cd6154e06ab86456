"""A mail server that is away, hangs up at any moment or says anything, while the worker sends letters.

In: a seed, how many letters, a folder. Out: a line for each letter that did not arrive though the server was
well at last, arrived damaged, or came twice under two names. The clock is the sender's argument: three days
pass in seconds.
"""

import contextlib
import json
import random
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from typing import IO

from tests.installation import installation

NUMBER = 400
AT_ONCE = 4  # letters of a round
SEND = """
import json, sys
from datetime import timedelta
from django.core.mail import send_mail
from django.utils import timezone
from wardmote.ground.mail import sending
from wardmote.ground.mail.models import OutgoingMail
for line in sys.stdin:
    first, count = map(int, line.split())
    for number in range(first, first + count):
        words = f"Words of {number}.\\n.\\nEnd {number}"
        send_mail(f"Letter {number}", words, None, [f"p{number}@example.org"])
    now = timezone.now()
    for step in range(400):
        sending.send_due(lambda: now)
        if not OutgoingMail.objects.waiting().exists():
            break
        now += timedelta(minutes=10)
    rows = OutgoingMail.objects.order_by("pk")[first - 1 :]
    told = [(each.to, each.state, each.message_id, bool(each.message)) for each in rows]
    print(json.dumps(told), flush=True)
"""
MOODS = ("well", "away", "hangs up", "temporary", "odd")


class Moody:
    """A mail server that is ill more often than well; ``arrived``: the letters whose end it acknowledged."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.arrived: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            with contextlib.suppress(OSError):
                asked, _ = self.listening.accept()
                with asked:
                    asked.settimeout(10)
                    self._talk(asked, self.chance.choice((*MOODS, "hangs up", *["well"] * 6)))
            if self.listening.fileno() < 0:
                return

    def _talk(self, asked: socket.socket, mood: str) -> None:
        if mood == "away":
            return
        lines, until = asked.makefile("rb"), self.chance.randrange(14) if mood == "hangs up" else 1000
        asked.sendall(b"220 here\r\n")
        for number, line in enumerate(lines):
            if number >= until:
                return
            verb = line[:4].upper()
            if mood == "temporary" and verb in (b"MAIL", b"RCPT"):
                asked.sendall(b"451 later\r\n")
            elif mood == "odd" and number:
                asked.sendall(
                    self.chance.choice((b"nonsense\r\n", b"999 what\r\n", b"421 closing\r\n", b"2"))
                )
                return
            elif verb == b"DATA":
                asked.sendall(b"354 go on\r\n")
                if not self._take(asked, lines, mood):
                    return
            elif verb == b"QUIT":
                return
            else:
                asked.sendall(b"250 ok\r\n")

    def _take(self, asked: socket.socket, lines: IO[bytes], mood: str) -> bool:
        """The letter itself; a cut comes before its end, or after it and before the answer."""
        held: list[bytes] = []
        cut = self.chance.randrange(1, 40) if mood == "hangs up" else 0
        for line in lines:
            if line == b".\r\n":
                break
            held.append(line[1:] if line.startswith(b"..") else line)
            if cut and len(held) >= cut:
                return False
        else:
            return False
        self.arrived.append(b"".join(held))
        if cut:
            return False
        asked.sendall(b"250 taken\r\n")
        return True


def find(seed: int, number: int, folder: Path) -> Iterator[str]:
    """Send that many letters through the moody server, a few at a time."""
    server = Moody(seed)
    with installation(folder) as installed:
        installed.environment["WARDMOTE_MAIL"] = f"smtp://127.0.0.1:{server.port}"
        rounds = "".join(f"{at} {min(AT_ONCE, number + 1 - at)}\n" for at in range(1, number + 1, AT_ONCE))
        rows = [row for told in installed.answer(SEND, fed=rounds).splitlines() for row in json.loads(told)]
    server.listening.close()
    letters = [message_from_bytes(each) for each in server.arrived]
    by_address = {
        row[0]: Counter(str(each["Message-ID"]) for each in letters if each["To"] == row[0]) for row in rows
    }
    for to, state, name, words in rows:
        if state != "sent" or words or set(by_address[to]) != {name}:
            yield f"{to}: {state}, words kept: {words}, arrived as {dict(by_address[to])}, was {name}"
    for each in letters:
        number_ = str(each["Subject"]).split()[-1]
        if each.get_payload(decode=True).split() != f"Words of {number_}. . End {number_}".encode().split():  # type: ignore[union-attr]
            yield f"the letter {number_} arrived damaged"
    twice = sum(count - 1 for each in by_address.values() for count in each.values())
    print(f"  {len(rows)} letters sent; {twice} went twice under the same Message-ID", flush=True)
