"""The disk fails: the sender may stop, in words, but the desk stays sound and the ledger true."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import rig
from rig import Case, Rig, chance

CROWD = 60
EIO, ENOSPC = 5, 28

# SQLite writes with pwrite and makes durable with fsync; a write may also be cut short. What fails in libfiu's `write`
# is no disk but the eventfd with which a program wakes itself up, so it stands not here.
POINTS = (
    ("posix/io/sync/fsync", EIO),
    ("posix/io/rw/pwrite", EIO),
    ("posix/io/rw/pwrite", ENOSPC),
    ("posix/io/rw/pwrite/reduce", None),
    ("posix/io/rw/ftruncate", EIO),
)
ODDS = (0.3, 0.1, 0.03, 0.01, 0.003) if rig.LONG else (0.2, 0.03)


class Failing(Case):
    """libfiu lets a share of the calls fail (https://blitiri.com.ar/p/libfiu/)."""

    @unittest.skipUnless(shutil.which("fiu-run"), "fiu-run is not installed: ./dev test chaos installs it on Debian")
    def test_whatever_call_fails_the_ledger_stays_true(self):
        for point, number in POINTS if rig.LONG else POINTS[:4]:
            for odds in ODDS:
                with self.subTest(point=point, errno=number, odds=odds), Rig(CROWD) as desk:
                    self.story(desk, point, number, odds)

    def story(self, desk, point, number, odds):
        why = f"{point} fails {odds:.1%} of the time"
        info = f",failinfo={number}" if number else ""
        before = ["fiu-run", "-x", "-f", "", "-c", f"enable_random name={point},probability={odds}{info}"]
        answers = [desk.ended(desk.spawn(*desk.sending(), before=before))]
        self.assert_spoke(answers[0], why)
        self.assert_sound(desk, why)
        mailing = desk.newest()
        if mailing is None:
            self.assertEqual(desk.sink.records(), [], f"{why}: a byte left before there were rows")
            mailing = desk.planned()
        for _ in range(3):
            self.assert_laws(desk, mailing, why)
            answers.append(desk.ended(desk.spawn("mailing", "resume", mailing, before=before)))
            self.assert_spoke(answers[-1], why)
            self.assert_sound(desk, why)
        shown = self.assert_laws(desk, mailing, why)
        self.finish(desk, mailing, why)
        rig.say("Disk: 60 people, four runs on a failing disk", fails=point.removeprefix("posix/io/"),
                error={EIO: "EIO", ENOSPC: "ENOSPC", None: "short"}[number], odds=odds,
                stopped=sum(a.status == 4 for a in answers),
                accepted=shown["accepted"], unknown=shown["unknown"] + hanging(shown), waiting=shown["waiting"])

    def finish(self, desk, mailing, why):
        """The disk is whole again: the rest goes, and nobody is lost."""
        answer = desk.run("mailing", "resume", mailing)
        self.assertIn(answer.status, (0, 1), f"{why}: {answer}")
        shown = self.assert_laws(desk, mailing, f"{why}, on a whole disk")
        self.assertEqual(shown["accepted"] + shown["unknown"], CROWD, f"{why}: somebody is lost")
        told, _ = self.settle_unknown(desk, mailing)
        self.assert_everybody_once(desk, mailing, told)


class Full(Case):
    """No space is left: on a small file system of its own, or where a file may grow no further."""

    def test_a_full_disk_stops_the_sender_and_loses_nothing(self):
        dice = chance("full")
        for turn in range(10 if rig.LONG else 2):
            with self.subTest(turn=turn), SmallDisk() as disk:
                with Rig(CROWD, folder=disk.folder) as desk:
                    self.story(desk, disk, dice.choice((0, 4, 16, 40, 80, 160, 300)) * 1024)

    finish = Failing.finish

    def story(self, desk, disk, left):
        mailing = desk.planned()
        why = f"{left // 1024} KB are left"
        disk.fill(left)
        answers = []
        for _ in range(2):
            answers.append(desk.run("mailing", "resume", mailing))
            self.assert_spoke(answers[-1], why)
        disk.empty()
        shown = self.assert_laws(desk, mailing, why)
        self.assert_sound(desk, why)
        self.finish(desk, mailing, why)
        rig.say("Disk full: 60 people, two runs", left=why.removesuffix(" are left"),
                stopped=sum(a.status == 4 for a in answers), accepted=shown["accepted"],
                unknown=shown["unknown"] + hanging(shown), waiting=shown["waiting"])

    def test_a_file_that_may_not_grow_stops_the_sender_and_loses_nothing(self):
        with Rig(CROWD) as desk:
            mailing = desk.planned()
            for kilobytes in (40, 120, 400):
                # Python ignores the signal that would end the program, and so does what it starts.
                script = f"ulimit -f {kilobytes * 2}; exec \"$@\""
                answer = desk.ended(desk.spawn("mailing", "resume", mailing, before=["sh", "-c", script, "sh"]))
                self.assert_spoke(answer, f"files of {kilobytes} KB")
                self.assert_sound(desk, f"files of {kilobytes} KB")
                shown = self.assert_laws(desk, mailing, f"files of {kilobytes} KB")
                rig.say("Files may not grow: 60 people", KB=kilobytes, status=answer.status,
                        accepted=shown["accepted"], unknown=shown["unknown"] + hanging(shown),
                        waiting=shown["waiting"])
            self.finish(desk, mailing, "files may not grow")


def hanging(shown):
    """Rows that a sender could not even put down any more; the next one sorts them out."""
    return sum(d["state"] == "sending" for d in shown["deliveries"])


class SmallDisk:
    """A file system of 12 MB in memory; a context manager. Needs root."""

    def __enter__(self):
        self._scratch = pathlib.Path(tempfile.mkdtemp(prefix="byline-disk-"))
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "none", self._scratch],
                                 capture_output=True, check=False)
        if mounted.returncode != 0:
            self._scratch.rmdir()
            raise unittest.SkipTest("a small file system can only be mounted by root")
        self.folder = self._scratch / "desk"
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", self._scratch], check=True)
        self._scratch.rmdir()

    def fill(self, left):
        """Leaves so many bytes."""
        free = os.statvfs(self._scratch)
        with open(self._scratch / "filler", "wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, max(1, free.f_bavail * free.f_frsize - left))

    def empty(self):
        """Makes room again."""
        (self._scratch / "filler").unlink()


if __name__ == "__main__":
    rig.unittest.main()
