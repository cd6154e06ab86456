"""A real mail server in a process of its own, for tests: ``with smtp_server(folder) as port:``.

What it takes it writes into the folder, one file a letter. Who it answers how is told by the address:
``gone@`` 550, ``busy@`` 451 as long as the file ``busy`` is there, ``spam@`` 554 to the words.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER = """
import asyncio, itertools, pathlib, sys
from aiosmtpd.smtp import SMTP

folder, numbers = pathlib.Path(sys.argv[1]), itertools.count(1)

class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone@"):
            return "550 5.1.1 No such person here"
        if address.startswith("busy@") and (folder / "busy").exists():
            return "451 4.3.0 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("spam@"):
            return "554 5.7.1 Looks like spam"
        (folder / f"{next(numbers):03}.eml").write_bytes(envelope.content)
        return "250 Taken"

async def serve():
    loop, port = asyncio.get_running_loop(), int(sys.argv[2])
    found = await loop.create_server(lambda: SMTP(Handler()), "127.0.0.1", port)
    print(found.sockets[0].getsockname()[1], flush=True)
    await found.serve_forever()

asyncio.run(serve())
"""


@contextmanager
def smtp_server(folder: Path, port: int = 0) -> Iterator[int]:
    """The port it listens on; it ends with the block."""
    folder.mkdir(exist_ok=True)
    words = [sys.executable, "-c", SERVER, str(folder), str(port)]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()
