"""What the tests of a bad day share: a desk with a crowd, a server that keeps the books, and the laws of the ledger.

The laws are asked of the real program from outside: its ledger, as `mailing show` tells it, is held against what the
server saw. Chance decides where things break; the seed is printed, and `BYLINE_CHAOS_SEED` gives it again.
`BYLINE_CHAOS=long` makes everything run more often.
"""

import atexit
import collections
import datetime
import functools
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from byline import Answer, Desk, binary  # noqa: E402
from mail.sink import Sink  # noqa: E402

LONG = os.environ.get("BYLINE_CHAOS") == "long"
SEED = os.environ.get("BYLINE_CHAOS_SEED") or str(random.SystemRandom().randrange(10**6))
AUDIENCE = 'email ~ "crowd.example"'
PASSWORD = "correct horse"
FROM = "Dana Reyes <dana@sink.test>"
STATES = ("accepted", "deferred", "refused", "unknown")

FAKETIME = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
"""Debian's libfaketime, which gives one process a clock of its own."""

print(f"chaos: BYLINE_CHAOS_SEED={SEED}{' BYLINE_CHAOS=long' if LONG else ''}", flush=True)
_rows = {}


def say(title, **cells):
    """Adds a row to the table of that title, printed when everything is over."""
    _rows.setdefault(title, []).append(cells)


@atexit.register
def _tables():
    for title, rows in _rows.items():
        heads = list(rows[0])
        lines = [heads] + [[str(row.get(head, "")) for head in heads] for row in rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
        print(f"\n{title} (seed {SEED})")
        for line in lines:
            print("  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())


def chance(name):
    """The dice of one test: the same for the same seed, whatever other tests do."""
    return random.Random(f"{SEED}/{name}")


def fake_clock(seconds, zone=None):
    """The environment of a process whose clock is so many seconds ahead; behind, when negative."""
    if FAKETIME is None:
        raise unittest.SkipTest("libfaketime is not installed: ./dev test chaos installs it on Debian and Ubuntu")
    environment = {"LD_PRELOAD": str(FAKETIME), "FAKETIME": f"{seconds:+.3f}s", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                   "FAKETIME_NO_CACHE": "1"}
    return {**environment, **({"TZ": zone} if zone else {})}


def moment(text):
    """The POSIX time of what the program prints."""
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def rfc3339(at):
    """A POSIX time as the command line reads it."""
    return datetime.datetime.fromtimestamp(at, datetime.timezone.utc).isoformat(timespec="milliseconds")


@functools.cache
def _template(crowd):
    """A sample desk with so many people in it; made once, copied for each rig."""
    desk = Desk()
    atexit.register(desk.close)
    desk.__enter__()
    names = "".join(f"Person{i},Quill,person{i}@{'north' if i % 2 else 'south'}.crowd.example,Crowd,crowd\n"
                    for i in range(crowd))
    file = desk.folder.parent / "crowd.csv"
    file.write_text("First Name,Last Name,Email,Company,Tags\n" + names)
    desk.json("contact", "import", file)
    return desk


class Rig(Desk):
    """A desk with a crowd whose mailbox is a sink; a context manager."""

    def __init__(self, crowd, pipelining=False, folder=None, **limits):
        super().__init__()
        self.crowd = crowd
        self.folder = folder or self.folder
        self.limits = limits
        self.sink = Sink(pipelining=pipelining)
        self.environment["BYLINE_MAILBOX_PASSWORD"] = PASSWORD
        self.children = []

    def __enter__(self):
        shutil.copytree(_template(self.crowd).folder, self.folder, dirs_exist_ok=True)
        self.piece = self.newest_issue()
        self.sink.__enter__()
        self.set_mailbox(**self.limits)
        return self

    def __exit__(self, *_):
        for child in self.children:
            if child.returncode is None:
                kill(child)
        self.sink.__exit__()
        self.close()

    def set_mailbox(self, **limits):
        """Points the desk at the sink, with limits as the command line names them."""
        options = [word for name, value in limits.items() for word in (f"--{name.replace('_', '-')}", value)]
        self.json("mailbox", "set", "--from", FROM, "--smtp", f"localhost:{self.sink.port}", "--smtp-security", "none",
                  "--user", "dana@sink.test", *options)

    def command(self, *arguments):
        """The words of one run."""
        return [str(binary()), "--desk", str(self.folder), "--json", *map(str, arguments)]

    def spawn(self, *arguments, before=(), **environment):
        """Starts a run and does not wait for it; `before` are the words of a program that runs it."""
        child = subprocess.Popen(
            [*map(str, before), *self.command(*arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env={**self.environment, **environment}, restore_signals=False)
        self.children.append(child)
        return child

    def ended(self, child, patience=240):
        """What a run said that was started before."""
        out, err = child.communicate(timeout=patience)
        self.children.remove(child)
        return Answer(subprocess.CompletedProcess(child.args, child.returncode, out, err))

    def sending(self, *options):
        """The words that send the piece to the crowd."""
        return ["send", self.piece, "--audience", AUDIENCE, "--via", "smtp", "--yes", *options]

    def planned(self, ahead=3_600, **environment):
        """A mailing to the crowd that waits for its time, so many seconds ahead."""
        return self.planned_at(rfc3339(time.time() + ahead), **environment)

    def planned_at(self, at, **environment):
        """A mailing to the crowd that waits for a time as the command line reads it."""
        return self.json(*self.sending("--at", at), **environment)["mailing"]

    def round(self, seconds=0, zone=None):
        """One round of the open window by a clock that is so many seconds ahead; how many messages came of it."""
        before = len(self.sink.records())
        answer = self.run("mailing", "run", "--once", **fake_clock(seconds, zone))
        assert answer.status == 0 and self.sink.settled(), str(answer)
        return len(self.sink.records()) - before

    def round_at(self, at, zone=None):
        """One round at a moment (POSIX time)."""
        return self.round(at - time.time(), zone)

    def newest(self):
        """The number of the newest mailing to the crowd, if there is one."""
        numbers = [m["mailing"] for m in self.json("mailing", "list") if m["audience"] == AUDIENCE]
        return max(numbers, default=None)

    def show(self, mailing, **environment):
        """How a mailing stands."""
        return self.json("mailing", "show", mailing, **environment)

    def poll(self, what, condition, patience=90):
        """Asks again and again until something holds, and gives it; waiting is nothing but asking."""
        deadline = time.monotonic() + patience
        while not (found := condition()):
            if time.monotonic() > deadline:
                raise AssertionError(f"waited in vain until {what}")
            threading.Event().wait(0.05)
        return found


def kill(child):
    """As `kill -9` does; whether the process was still alive."""
    alive = child.poll() is None
    child.kill()
    child.communicate()
    # What libfaketime would have cleared up at a decent end.
    for left in pathlib.Path("/dev/shm").glob(f"*faketime_*_{child.pid}"):
        left.unlink(missing_ok=True)
    return alive


class Case(unittest.TestCase):
    """The laws."""

    maxDiff = 2_000

    def assert_laws(self, rig, mailing, why="", told=(), again=()):
        """Holds the ledger against what the server saw, and gives how the mailing stands. No sender is at work.

        `told` are those of whom the rep said that they have it, `again` those to whom the rep had it sent again.
        """
        self.assertTrue(rig.sink.settled(), f"{why}: a conversation goes on although nobody sends")
        shown = rig.show(mailing)
        states = collections.Counter(d["state"] for d in shown["deliveries"])
        parts = [shown[state] for state in STATES] + [shown["waiting"], len(shown["skipped"])]
        self.assertEqual(sum(parts), shown["total"], f"{why}: the counts do not add up: {parts}")
        self.assertEqual(sum(states.values()), shown["total"], f"{why}: rows and counts differ")
        for state in STATES:
            self.assertEqual(states[state], shown[state], f"{why}: {state} in the rows and in the counts")
        kept = collections.defaultdict(list)
        for record in rig.sink.records():
            if record.kept:
                kept[record.address.lower()].append(record)
        ids = collections.Counter((r.address, r.message_id) for records in kept.values() for r in records)
        for (address, message_id), times in ids.items():
            self.assertLessEqual(times, 1 + (address in again), f"{why}: {address} has {message_id} {times} times")
        rows = {d["address"].lower(): d for d in shown["deliveries"] if d["address"]}
        self.assertEqual(set(kept) - set(rows), set(), f"{why}: mail to somebody who is not in the mailing")
        for address, row in rows.items():
            state, has = row["state"], kept.get(address, [])
            about = f"{why}: {address} is {state} ({row['words']}), and the server has {[r.answer for r in has]}"
            self.assertLessEqual(len(has), 1 + (address in again), about)
            if state == "accepted":
                self.assertTrue(address in told or any(r.answer for r in has), about)
            elif state not in ("unknown", "sending"):
                self.assertEqual(has, [] if address not in again else has, about)
        return shown

    def assert_spoke(self, answer, why=""):
        """A run that stopped with an error did so in words that a rep can read."""
        self.assertIn(answer.status, (0, 1, 4), f"{why}: {answer}")
        for ugly in ("panicked", "RUST_BACKTRACE", "os error", "unwrap"):
            self.assertNotIn(ugly, answer.err, f"{why}: {answer}")
        if answer.status == 4:
            self.assertGreater(len(answer.err.strip()), 20, f"{why}: {answer}")

    def assert_sound(self, rig, why=""):
        """The database is whole."""
        with tempfile.TemporaryDirectory() as scratch:
            for name in ("desk.db", "desk.db-wal"):
                if (rig.folder / name).exists():
                    shutil.copy(rig.folder / name, scratch)
            with sqlite3.connect(pathlib.Path(scratch) / "desk.db") as copy:
                # An SQLite older than 3.45 takes json_valid(NULL) for a no, and would find fault with a whole desk.
                copy.execute("PRAGMA ignore_check_constraints = ON")
                found = copy.execute("PRAGMA integrity_check").fetchall()
                torn = copy.execute("PRAGMA foreign_key_check").fetchall()
        self.assertEqual((found, torn), ([("ok",)], []), f"{why}: the database is damaged")

    def settle_unknown(self, rig, mailing):
        """The rep's word on everybody of unknown fate, given by who has it; sends the rest. Gives both lists."""
        unknown = [d["address"].lower() for d in rig.show(mailing)["deliveries"] if d["state"] == "unknown"]
        have = {record.address.lower() for record in rig.sink.records() if record.kept}
        told = [address for address in unknown if address in have]
        again = [address for address in unknown if address not in have]
        for word, people in (("--sent", told), ("--resend", again)):
            if people:
                rig.json("mailing", "resolve", mailing, word, *people)
        answer = rig.run("mailing", "resume", mailing)
        self.assertIn(answer.status, (0, 1), answer)
        return told, again

    def assert_everybody_once(self, rig, mailing, told=()):
        """The end of every story: nobody is missing and nobody has it twice."""
        shown = self.assert_laws(rig, mailing, "at the end", told=told)
        self.assertEqual((shown["state"], shown["accepted"]), ("done", rig.crowd), {k: shown[k] for k in STATES})
        copies = collections.Counter(r.address.lower() for r in rig.sink.records() if r.kept)
        self.assertEqual((len(copies), set(copies.values())), (rig.crowd, {1}))
