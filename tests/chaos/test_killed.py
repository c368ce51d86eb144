"""kill -9 at any moment of a mailing, and the power cut: nobody twice, nobody lost, and doubt only where there is."""

import os
import pathlib
import shutil
import signal
import sqlite3
import struct
import subprocess
import threading
import time

import rig
from mail import sink
from rig import Case, Rig, chance

CROWD = 500
KILLS = 100 if rig.LONG else 12
CUTS = 8 if rig.LONG else 3
WINDOW = 50
"""How many rows the sender claims at once, at the most."""

STEPS = (sink.AT_GREETING, sink.AT_EHLO, sink.AT_AUTH, sink.AT_MAIL, sink.AT_RCPT, sink.AT_DATA, sink.IN_DATA,
         sink.AFTER_DOT, sink.ANSWERED)


class Killer:
    """Kills a sender at one moment: in a step of the conversation, or some time after a message or the start."""

    def __init__(self, dice, most):
        self.way = dice.choice(("in a step", "after a message", "by the clock"))
        self.step = dice.choice(STEPS)
        self.at_message = dice.randint(1, most)
        self.pause = dice.uniform(0, 0.006)
        self.delay = dice.uniform(0.02, 1.2)
        self.most = most
        self.child = None
        self.reached = threading.Event()
        self.seen = 0

    def fault(self, moment):
        """The fault of the sink: it never misbehaves, it only looks on."""
        if moment.step == sink.AFTER_DOT:
            self.seen += 1
        once = moment.step in (sink.AT_GREETING, sink.AT_EHLO, sink.AT_AUTH)
        if self.way == "in a step" and moment.step == self.step and (once or self.seen >= self.at_message):
            os.kill(self.child.pid, signal.SIGKILL)
        if moment.step == sink.ANSWERED and self.seen >= self.at_message:
            self.reached.set()
        # However slow the clock is, the mailing must not be over before the last kill.
        if moment.step == sink.AFTER_DOT and self.seen > self.most + 4:
            os.kill(self.child.pid, signal.SIGKILL)

    def kill(self, server, start):
        """Lets a run start and kills it; whether it was alive until then, and how it died."""
        server.fails(self.fault)
        # The first step may come before the process is known here.
        ready = threading.Event()
        server.fails(lambda moment: ready.wait(10) and self.fault(moment))
        self.child = start()
        ready.set()
        if self.way == "by the clock":
            self.wait(lambda: False, self.delay)
        elif self.way == "after a message":
            self.wait(self.reached.is_set, 60)
            self.wait(lambda: False, self.pause)
        else:
            self.wait(lambda: False, 60)
        rig.kill(self.child)
        server.fails(None)
        return self.child.returncode == -signal.SIGKILL

    def wait(self, until, at_most):
        """Until a condition, the end of the process, or a moment of chance."""
        deadline = time.monotonic() + at_most
        while self.child.poll() is None and not until() and time.monotonic() < deadline:
            time.sleep(0.000_5)

    def __str__(self):
        return f"{self.way}{f' ({self.step})' if self.way == 'in a step' else ''}"


class Killed(Case):
    """The same computer goes on: only what was leaving may be in doubt."""

    def test_killed_again_and_again_everybody_gets_it_once_or_is_known_to_be_in_doubt(self):
        dice = chance("killed")
        desk = self.enterContext(Rig(CROWD))
        mailing, kills, unknown = None, 0, 0
        ways = {}
        while kills < KILLS:
            taken = len(desk.sink.records())
            most = max(1, (CROWD - taken) // (KILLS - kills + 1) - 4)
            killer = Killer(dice, most)
            words = desk.sending() if mailing is None else dice.choice(
                (["mailing", "resume", mailing], ["mailing", "run", "--once"]))
            died = killer.kill(desk.sink, lambda: desk.spawn(*words))
            why = f"kill {kills + 1}, {killer}"
            if not died:
                # By the clock the last few can be sent before the blow falls: then nobody is left to be killed for.
                self.assertGreaterEqual(kills, KILLS * 9 // 10, f"{why}: the sender ended before it was killed")
                break
            kills += 1
            if mailing is None:
                self.assertTrue(desk.sink.settled())
                mailing = desk.newest()
                if mailing is None:
                    self.assertEqual(desk.sink.records(), [], f"{why}: a byte left before there were rows")
                    continue
            self.assert_sound(desk, why)
            shown = self.assert_laws(desk, mailing, why)
            leaving = sum(d["state"] == "sending" for d in shown["deliveries"])
            self.assertLessEqual(leaving, 1, f"{why}: more than one was leaving over one connection")
            doubt = shown["unknown"] + leaving
            self.assertLessEqual(doubt - unknown, 1, f"{why}: one kill put more than one in doubt")
            row = ways.setdefault(str(killer), {"kills": 0, "in doubt": 0})
            row["kills"] += 1
            row["in doubt"] += doubt - unknown
            unknown = doubt
        answer = desk.run("mailing", "resume", mailing)
        self.assertIn(answer.status, (0, 1), answer)
        shown = self.assert_laws(desk, mailing, "after the last kill")
        self.assertEqual(shown["accepted"] + shown["unknown"], CROWD, "somebody is lost")
        self.assertLessEqual(shown["unknown"], kills)
        accepted, unknown = shown["accepted"], shown["unknown"]
        told, again = self.settle_unknown(desk, mailing)
        self.assert_everybody_once(desk, mailing, told)
        for way, row in sorted(ways.items()):
            rig.say("Killed: where, and what it put in doubt", how=way, **row)
        rig.say("Killed: 500 people", kills=kills, accepted=accepted, unknown=unknown, twice=0, lost=0,
                **{"unknown and there": len(told), "unknown and not there": len(again)})


class Stopped(Case):
    """The rep stops a mailing whose sender is dead, or dies before it has let go."""

    def test_stopping_what_was_killed_ends_it(self):
        for order in ("killed, then stopped", "stopped, then killed"):
            for word in ("stop", "resume"):
                with self.subTest(order=order, word=word), Rig(60) as desk:
                    mailing, started = desk.planned(), threading.Event()

                    def fault(moment, desk=desk, mailing=mailing, order=order, started=started):
                        if moment.step == sink.AFTER_DOT and len(desk.sink.records()) == 8:
                            started.wait(10)
                            if order == "stopped, then killed":
                                desk.json("mailing", "stop", mailing)
                            os.kill(child.pid, signal.SIGKILL)
                    desk.sink.fails(fault)
                    child = desk.spawn("mailing", "resume", mailing)
                    started.set()
                    desk.ended(child)
                    desk.sink.fails(None)
                    why = f"{order}, then {word}"
                    self.assert_laws(desk, mailing, why)
                    if order == "killed, then stopped":
                        desk.json("mailing", "stop", mailing)
                    desk.run("mailing", word, mailing)
                    shown = self.assert_laws(desk, mailing, why)
                    self.assertEqual((shown["state"], shown["accepted"], shown["unknown"], len(shown["skipped"])),
                                     ("done", 7, 1, 52), why)
                    self.assertEqual(len(desk.sink.records()), 8, f"{why}: more left")
                    rig.say("Stopped: 60 people", how=why, accepted=7, unknown=1, skipped=52)


class PowerCut(Case):
    """The computer goes off: what SQLite had not made durable is gone, and the boot is another one."""

    def test_after_a_power_cut_what_may_have_left_is_in_doubt_and_nothing_goes_twice(self):
        dice = chance("power")
        for turn in range(4 if rig.LONG else 1):
            with self.subTest(turn=turn), Rig(CROWD) as desk:
                self.story(desk, dice)

    def story(self, desk, dice):
        other_boot(desk, 0)
        mailing, taken_back = desk.planned(), 0
        for cut in range(CUTS):
            # Each cut may put a whole window in doubt, and there must be somebody left for the last.
            killer = Killer(dice, CROWD // CUTS - WINDOW - 5)
            killer.way = dice.choice(("in a step", "after a message"))
            before = other_boot(desk, cut)
            died = killer.kill(desk.sink, lambda: desk.spawn("mailing", "resume", mailing, before=before))
            self.assertTrue(died, f"cut {cut + 1}: the sender ended before the power was cut")
            self.assertTrue(desk.sink.settled())
            taken_back += cut_log(desk.folder / "desk.db", dice)
            answer = desk.run("mailing", "list")
            self.assertEqual(answer.status, 0, answer)
            self.assert_sound(desk, f"cut {cut + 1}")
        answer = self.ended(desk, mailing, other_boot(desk, CUTS))
        self.assertIn(answer.status, (0, 1), answer)
        shown = self.assert_laws(desk, mailing, "after the last cut")
        self.assertEqual(shown["accepted"] + shown["unknown"], CROWD, "somebody is lost")
        self.assertLessEqual(shown["unknown"], CUTS * WINDOW, "more in doubt than was claimed")
        told, again = self.settle_unknown(desk, mailing)
        self.assert_everybody_once(desk, mailing, told)
        rig.say("Power cut: 500 people", cuts=CUTS, accepted=shown["accepted"], unknown=shown["unknown"], twice=0,
                lost=0, **{"marks taken back": taken_back, "unknown and there": len(told),
                           "unknown and not there": len(again)})

    @staticmethod
    def ended(desk, mailing, before):
        return desk.ended(desk.spawn("mailing", "resume", mailing, before=before))


def other_boot(desk, number):
    """The words that run a program as if the computer had been started anew: its boot has another name."""
    boot = desk.folder.parent / f"boot-{number}"
    boot.write_text(f"00000000-0000-4000-8000-{number:012}\n")
    script = f'mount --bind "{boot}" /proc/sys/kernel/random/boot_id && exec "$@"'
    before = ["unshare", "-m", "sh", "-c", script, "sh"]
    if number == 0:
        tried = subprocess.run([*before, "cat", "/proc/sys/kernel/random/boot_id"], capture_output=True, text=True,
                               check=False) if shutil.which("unshare") else None
        if tried is None or tried.stdout != boot.read_text():
            raise rig.unittest.SkipTest("the name of the boot can only be changed by root, with unshare and mount")
    return before


def cut_log(database, dice):
    """Takes from the write-ahead log what a power cut may take: any number of the last transactions, back to the last
    that was made durable, which is the last claim. Says how many marks went.
    """
    log = pathlib.Path(f"{database}-wal")
    # The index of the log is in shared memory: it is gone in any case.
    pathlib.Path(f"{database}-shm").unlink(missing_ok=True)
    commits = list(transactions(log))
    durable = 0
    held = None
    for place, end in enumerate(commits):
        now = claimed(database, log, end)
        if held is not None and now > held:
            durable = place
        held = now
    if not commits:
        return 0
    kept = dice.randint(durable, len(commits) - 1)
    os.truncate(log, commits[kept])
    return len(commits) - 1 - kept


def transactions(log):
    """Where each transaction in a write-ahead log ends (https://sqlite.org/fileformat2.html#walformat)."""
    raw = log.read_bytes() if log.exists() else b""
    if len(raw) < 32:
        return
    page, salt = struct.unpack(">I", raw[8:12])[0], raw[16:24]
    for at in range(32, len(raw) - page - 23, page + 24):
        size_after_commit = struct.unpack(">I", raw[at + 4:at + 8])[0]
        if raw[at + 8:at + 16] != salt:
            return
        if size_after_commit:
            yield at + 24 + page


def claimed(database, log, end):
    """How many rows were claimed when the log ended there."""
    scratch = database.parent.parent / "cut"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    shutil.copy(database, scratch / "desk.db")
    (scratch / "desk.db-wal").write_bytes(log.read_bytes()[:end])
    connection = sqlite3.connect(scratch / "desk.db")
    try:
        return connection.execute("SELECT count(*) FROM delivery WHERE state = 'claimed'").fetchone()[0]
    finally:
        connection.close()


if __name__ == "__main__":
    rig.unittest.main()
