"""People who write on pages over HTTP, and what they were told is saved.

In: where the site is (it may go away at any moment), sessions of people, a seed. Out: each person does one
thing after another while the gate is open; ``told`` holds what the site answered for as done, as (kind, key).
A request that was cut off, or was answered with a refusal, promises nothing.
"""

import http.client
import io
import itertools
import random
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode

from PIL import Image

from tests.measuring.store.making import HEADER, row

TOWN = "/stevenage"
CSRF = "t" * 32
PASSWORD = "a long password"
SIGN_IN = 3  # people with a password, p0 and so on
EXCEPTIONS = 400
"""How many there are to write on; each in turn by everybody."""
HEADINGS = 3  # of partners' files: each is explained once
PERIODS = ("2007-01:2007-06", "2007-07:2007-12", "2007-01:2007-12")
MAPPED = {
    "kind": "incidents", "title": "Police crime records", "provider": "Police", "place": "Stevenage",
    "c0": "reference", "c1": "from", "c2": "category", "w0": "criminal-damage", "w1": "burglary",
}  # fmt: skip
Told = tuple[str, str]
numbers = itertools.count(1)


@dataclass
class Site:
    """Where it is now, whether people write (``gate``), whether it may say that the disk takes nothing."""

    port: int = 0
    full: bool = False
    gate: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)


@dataclass
class Answered:
    """What came back."""

    status: int
    text: str
    to: str
    session: str

    def number(self, pattern: str) -> int:
        """A number in the address it leads to; 0 where there is none."""
        found = re.search(pattern, self.to)
        return int(found[1]) if found else 0


class Browser:
    """Asks the site as somebody signed in."""

    def __init__(self, site: Site, session: str) -> None:
        self.site, self.session = site, session

    def get(self, path: str) -> Answered:
        return self._ask("GET", path, b"", "")

    def post(self, path: str, **fields: object) -> Answered:
        named = {name.replace("__", "-"): value for name, value in fields.items()}
        return self._ask("POST", path, urlencode(named).encode(), "application/x-www-form-urlencoded")

    def send(self, path: str, name: str, filename: str, content: bytes) -> Answered:
        """A form with one file."""
        about = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"'
        body = f"--x1x\r\n{about}\r\nContent-Type: text/plain\r\n\r\n".encode() + content + b"\r\n--x1x--\r\n"
        return self._ask("POST", path, body, "multipart/form-data; boundary=x1x")

    def _ask(self, method: str, path: str, body: bytes, kind: str) -> Answered:
        asked = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=60)
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={CSRF}", "X-CSRFToken": CSRF}
        headers |= {"Content-Type": kind} if kind else {}
        try:
            asked.request(method, path, body or None, headers)
            answer = asked.getresponse()
            text = answer.read().decode("utf-8", "replace")
            cookies = "".join(answer.headers.get_all("Set-Cookie") or [])
            session = re.search(r"sessionid=([^;]+)", cookies)
            to = answer.headers.get("Location", "")
            return Answered(answer.status, text, to, session[1] if session else "")
        finally:
            asked.close()


class Person(threading.Thread):
    """Does what their role does, at random, as long as the gate is open."""

    def __init__(self, site: Site, name: str, session: str, seed: int, bodies: Mapping[str, int]) -> None:
        super().__init__(daemon=True, name=name)
        self.site, self.browser = site, Browser(site, session)
        self.chance = random.Random(f"{seed} {name}")
        self.bodies, self.at_it = bodies, False
        self.told: list[Told] = []
        self.answers: dict[int, int] = {}
        self.faults: list[str] = []
        self.doings: list[Callable[[Browser], Iterator[Told]]] = [
            getattr(self, doing) for doing in DOINGS[name]
        ]

    def run(self) -> None:
        while not self.site.over.is_set():
            if not self.site.gate.wait(0.2):
                continue
            self.at_it = True
            if self.site.gate.is_set():  # whoever closed it waits until nobody is at it
                self._do()
            self.at_it = False

    def _do(self) -> None:
        try:
            for told in self.chance.choice(self.doings)(self.browser):
                self.told.append(told)
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)

    def _is(self, answer: Answered, *statuses: int) -> bool:
        """Whether it says that it is done; what is no answer of a sound site is a fault."""
        self.answers[answer.status] = self.answers.get(answer.status, 0) + 1
        if answer.status == 500 or (answer.status == 507 and not self.site.full):
            self.faults.append(f"{self.name} was answered {answer.status}: {_words(answer.text)}")
        return answer.status in statuses and "/account/" not in answer.to  # there one is asked who one is

    def words(self) -> str:
        return f"w{next(numbers)}w of {self.name}"

    # ---- what people do; each yields what it was told ----

    def invites(self, at: Browser) -> Iterator[Told]:
        email = f"i{next(numbers)}@example.org"
        fields = {
            "email": email,
            "body": self.bodies["council"],
            "roles": "officer",
            "new_kind": "district-council",
        }
        if self._is(at.post(f"{TOWN}/people/invite/", **fields), 200):
            yield "invited", email

    def makes_token(self, at: Browser) -> Iterator[Told]:
        name = self.words()
        if self._is(at.post(f"{TOWN}/people/tokens/", name=name, whom="", days=30), 200):
            yield "token", name

    def withdraws_token(self, at: Browser) -> Iterator[Told]:
        page = at.get(f"{TOWN}/people/tokens/")
        if self._is(page, 200):
            yield "read", self.name
        if found := re.findall(r"people/tokens/(\d+)/withdraw/", page.text):
            number = self.chance.choice(found)
            if self._is(at.post(f"{TOWN}/people/tokens/{number}/withdraw/", sure="yes"), 302):
                yield "withdrawn", number

    def states(self, at: Browser) -> Iterator[Told]:
        words, page = self.words(), f"{TOWN}/assessment/1/statements/intelligence/"
        if self._is(at.post(page, words=words, source="The police"), 302):
            yield "stated", words

    def brings(self, at: Browser) -> Iterator[Told]:
        """A file, and mostly what is to be done with it."""
        number = next(numbers)
        month = f"{1990 + number // 12 % 30}-{number % 12 + 1:02}"
        lines = [row(number * 100 + n, month=month, lsoa="E01023758,Stevenage 001A") for n in range(1, 4)]
        content = "\n".join([HEADER, *lines, ""]).encode()
        answer = at.send(f"{TOWN}/evidence/add/", "files", f"{month}-barchester-street.csv", content)
        upload = answer.number(r"/uploads/(\d+)/")
        if not (self._is(answer, 302) and upload):
            return
        yield "brought", str(upload)
        do = self.chance.choice(("load", "leave", "leave", ""))
        if do and self._is(at.post(f"{TOWN}/evidence/uploads/{upload}/", do=do), 302):
            yield do, str(upload)

    def maps(self, at: Browser) -> Iterator[Told]:
        """A partner's file: its columns are explained for the first of each heading, then it is loaded."""
        number, heading = next(numbers), f"What {self.chance.randrange(HEADINGS)}"
        rows = (
            f"R{number}-{n},{n:02}/{n % 12 + 1:02}/2007 10:00,{('Broken window', 'Burglary')[n % 2]}"
            for n in range(1, 25)
        )
        content = "\n".join([f"Ref,Start Date/Time,{heading}", *rows, ""]).encode()
        answer = at.send(f"{TOWN}/evidence/add/", "files", f"crime-{number}.csv", content)
        upload = answer.number(r"/uploads/(\d+)/")
        if not (self._is(answer, 302) and upload):
            return
        yield "brought", str(upload)
        address = f"{TOWN}/evidence/uploads/{upload}/"
        page = at.get(f"{address}mapping/")
        revision = re.search(r'name="revision" value="(\d+)"', page.text)
        if "Say what its columns mean" not in at.get(address).text or not revision:
            if self._is(at.post(address, do="load"), 302):
                yield "load", str(upload)
        elif self._is(at.post(f"{address}mapping/", **MAPPED, revision=revision[1]), 302):
            yield "mapped", str(upload)

    def drafts(self, at: Browser) -> Iterator[Told]:
        """A new assessment, or one that is there drafted anew."""
        period = self.chance.choice(PERIODS)
        answer = at.post(f"{TOWN}/assessment/begin/", period=period, against="", audience="partner")
        assessment = answer.number(r"/assessment/(\d+)/")
        if self._is(answer, 302) and assessment:
            yield "begun", str(assessment)
            self._is(at.post(f"{TOWN}/assessment/{assessment}/again/"), 302)

    def signs(self, at: Browser) -> Iterator[Told]:
        page = at.get(f"{TOWN}/assessment/")
        found = re.findall(r"/assessment/(\d+)/", page.text) if self._is(page, 200) else []
        if not found:
            return
        address = f"{TOWN}/assessment/{self.chance.choice(found)}/sign-off/"
        form = at.get(address).text
        version = re.search(r'name="version" value="(\d+)"', form)
        if version:
            reasons = dict.fromkeys(re.findall(r'name="(missing_\w+)"', form), "A test.")
            fields = {"version": version[1], "read": "on", "role": "chair", **reasons}
            if self._is(at.post(address, **fields), 302):
                yield "signed", version[1]

    def withdraws_load(self, at: Browser) -> Iterator[Told]:
        """Out of what counts, or back."""
        page = at.get(f"{TOWN}/evidence/")
        if self._is(page, 200) and (found := re.findall(r"/evidence/loads/([0-9a-f]{64})/", page.text)):
            load, do = self.chance.choice(found), self.chance.choice(("withdraw", "bring-back"))
            if self._is(at.post(f"{TOWN}/evidence/loads/{load}/{do}/", because="A test."), 302):
                yield do, load

    def sets_task(self, at: Browser) -> Iterator[Told]:
        words, due = self.words(), date.today() + timedelta(days=self.chance.randrange(60))
        page = f"{TOWN}/plan/exceptions/{self._exception()}/task/"
        if self._is(at.post(page, words=words, owner=self.bodies["police"], due=due), 302):
            yield "task", words

    def finishes(self, at: Browser) -> Iterator[Told]:
        words = self.words()
        if self._is(at.post(f"{TOWN}/tasks/{self.chance.randrange(1, 40)}/", evidence=words), 302):
            yield "done", words

    def comments(self, at: Browser) -> Iterator[Told]:
        words = self.words()
        if self._is(at.post(f"{self._task()}comment/", words=words), 302):
            yield "comment", words

    def attaches(self, at: Browser) -> Iterator[Told]:
        out = io.BytesIO()
        Image.new("RGB", (8, 6), f"#{next(numbers) % 0xFFFFFF:06x}").save(out, "PNG")
        task = self._task()
        self._is(at.send(f"{task}add/", "file", "gate.png", out.getvalue()), 302)
        page = at.get(f"{TOWN}/tasks/{task.rstrip('/').rpartition('/')[2]}/")
        if self._is(page, 200):
            yield "read", self.name
        if "It is added." in page.text:
            yield "attached", ""

    def takes_away(self, at: Browser) -> Iterator[Told]:
        number = self.chance.randrange(1, 200)
        page = f"{TOWN}/attachments/attachment/{number}/take-away/"
        if self._is(at.post(page, sure="yes"), 302):
            yield "taken", str(number)

    def replies(self, at: Browser) -> Iterator[Told]:
        return self._steps(at, "reply")

    def advises(self, at: Browser) -> Iterator[Told]:
        return self._steps(at, "advice")

    def decides(self, at: Browser) -> Iterator[Told]:
        due = date.today() + timedelta(days=30)
        more = {"step": self.chance.choice(("accept", "defer")), "owner": self.bodies["police"], "due": due}
        more["task"] = self.words()
        return self._steps(at, "decision", **more)

    def _steps(self, at: Browser, do: str, **more: object) -> Iterator[Told]:
        words, number = self.words(), self._exception()
        fields = {"words": words, "reason": words, "revision": self.chance.choice((1, 1, 2, 3)), **more}
        named = {f"{do}__{number}__{name}": value for name, value in fields.items()}
        if self._is(at.post(f"{TOWN}/plan/exceptions/{number}/", do=do, **named), 302):
            yield "step", words

    def signs_in(self, at: Browser) -> Iterator[Told]:
        nobody = Browser(self.site, "")
        number = self.chance.randrange(SIGN_IN)
        answer = nobody.post("/account/login/", login=f"p{number}@example.org", password=PASSWORD)
        if not (self._is(answer, 302) and answer.session):
            return
        yield "signed in", f"p{number}"
        nobody.session = answer.session
        if self._is(nobody.get(f"{TOWN}/tasks/"), 200):
            yield "read", f"p{number}"
        if self.chance.random() < 0.5:
            yield "session", answer.session
        elif self._is(nobody.post("/account/logout/"), 302):  # another answer leaves it open or not
            yield "signed out", answer.session

    def reads(self, at: Browser) -> Iterator[Told]:
        if self._is(at.get(f"{TOWN}/tasks/"), 200):
            yield "read", self.name

    def _exception(self) -> int:
        return self.chance.randrange(1, EXCEPTIONS + 1)

    def _task(self) -> str:
        return f"{TOWN}/attachments/of/task/{self.chance.randrange(1, 40)}/"


def _words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page.partition("<main")[2]).split())[:200]


DOINGS: Mapping[str, tuple[str, ...]] = {
    "brian": ("invites", "makes_token", "withdraws_token", "sets_task", "withdraws_load"),
    "amira": (*("states", "brings", "brings", "advises", "comments") * 3, *("maps",) * 3, "drafts"),
    "catherine": (*("sets_task", "decides", "comments", "reads") * 3, "signs"),
    "elaine": ("replies", "finishes", "comments", "attaches", "attaches", "takes_away"),
    "anybody": ("signs_in",),
}
"""What each of them does."""
