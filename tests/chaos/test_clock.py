"""Schedules and clocks: everything goes once and at its time, whatever is killed, slept through or set meanwhile."""

import time
import unittest

import rig
from mail import sink
from rig import Case, Rig, chance, fake_clock, moment, rfc3339

CROWD = 20
HOUR, DAY = 3_600, 86_400
GRACE = 300
CHICAGO, BERLIN = "America/Chicago", "Europe/Berlin"


class Schedule(Case):
    def test_a_schedule_survives_kills_and_goes_at_its_time(self):
        dice = chance("schedule")
        ahead = 120 if rig.LONG else 12
        with Rig(CROWD) as desk:
            mailing = desk.planned(ahead)
            at = moment(desk.show(mailing)["schedule"]["at"])
            for kill_at in sorted(at - dice.uniform(2, ahead - 2) for _ in range(2)):
                runner = desk.spawn("mailing", "run")
                desk.poll("the moment of the kill", lambda: time.time() >= kill_at, ahead + 60)
                self.assertTrue(rig.kill(runner), "`mailing run` ended by itself")
            self.assertEqual(desk.sink.records(), [], "it went before its time")
            runner = desk.spawn("mailing", "run")
            desk.poll("the mailing is done", lambda: desk.show(mailing)["state"] == "done", ahead + 60)
            rig.kill(runner)
            first, last = desk.sink.records()[0].at, desk.sink.records()[-1].at
            self.assertGreaterEqual(first, at, "it went before its time")
            self.assert_everybody_once(desk, mailing)
            rig.say("Schedule", **{"seconds ahead": ahead, "kills": 2, "sent": CROWD, "twice": 0,
                                   "first after": f"{first - at:.2f} s", "last after": f"{last - at:.2f} s"})

    def test_late_within_the_grace_it_goes_and_later_it_asks(self):
        for late, goes in ((GRACE - 20, True), (GRACE + 20, False)):
            with self.subTest(late=late), Rig(CROWD) as desk:
                mailing = desk.planned(60)
                at = moment(desk.show(mailing)["schedule"]["at"])
                self.assertEqual(desk.round_at(at + late), CROWD if goes else 0)
                self.assertEqual(desk.show(mailing)["state"], "done" if goes else "scheduled")
                missed = desk.json("today", **fake_clock(at + late - time.time()))["missed"]
                self.assertEqual(missed, [] if goes else [mailing])

    def missed(self, desk):
        """A mailing whose time went by ten minutes ago, as the clock tells that is returned with it."""
        mailing = desk.planned(30)
        self.assertEqual(desk.round(630), 0, "it went although its time was missed")
        self.assertEqual(desk.json("today", **fake_clock(630))["missed"], [mailing])
        self.assertEqual(desk.json("today")["missed"], [], "by the true clock it is not missed")
        return mailing

    def test_one_that_was_missed_can_be_sent(self):
        with Rig(CROWD) as desk:
            mailing = self.missed(desk)
            self.assertEqual(desk.run("mailing", "resume", mailing, **fake_clock(630)).status, 0)
            self.assert_everybody_once(desk, mailing)

    def test_one_that_was_missed_can_be_skipped(self):
        with Rig(CROWD) as desk:
            mailing = self.missed(desk)
            self.assertEqual(desk.run("mailing", "stop", mailing, **fake_clock(630)).status, 0)
            self.assertEqual(desk.round(640), 0)
            shown = self.assert_laws(desk, mailing)
            self.assertEqual((shown["state"], len(shown["skipped"])), ("done", CROWD))

    def test_one_that_was_missed_can_be_moved(self):
        with Rig(CROWD) as desk:
            mailing = self.missed(desk)
            later = time.time() + 900
            desk.json("mailing", "move", mailing, "--at", rfc3339(later), **fake_clock(630))
            self.assertEqual(desk.round_at(later - 20), 0)
            self.assertEqual(desk.round_at(later + 20), CROWD)
            self.assert_everybody_once(desk, mailing)


class Daylight(Case):
    """Clocks that skip an hour or show it twice, and a rep who travels."""

    CASES = (
        ("the hour that is skipped", "2027-03-14T01:59:50-06:00", "2027-03-14T02:30", "2027-03-14T08:30:00Z"),
        ("the morning after the night", "2027-03-13T12:00:00-06:00", "2027-03-14T09:30", "2027-03-14T14:30:00Z"),
        ("the hour that comes twice", "2027-11-06T22:00:00-05:00", "2027-11-07T01:30", "2027-11-07T06:30:00Z"),
        ("the morning after the long night", "2027-11-06T12:00:00-05:00", "2027-11-07T09:30", "2027-11-07T15:30:00Z"),
    )

    def test_a_time_is_what_the_rep_meant_wherever_the_clock_goes(self):
        for what, said, at, meant in self.CASES:
            for zone in (CHICAGO, BERLIN):
                with self.subTest(what=what, sent_in=zone), Rig(CROWD) as desk:
                    mailing = desk.planned_at(at, **fake_clock(moment(said) - time.time(), CHICAGO))
                    self.assertEqual(moment(desk.show(mailing)["schedule"]["at"]), moment(meant), what)
                    for before in (HOUR + 5, 20):
                        self.assertEqual(desk.round_at(moment(meant) - before, zone), 0, f"{what}: too early")
                    self.assertEqual(desk.round_at(moment(meant) + 2, zone), CROWD, what)
                    self.assertEqual(desk.round_at(moment(meant) + HOUR + 2, zone), 0, f"{what}: twice")
                    self.assert_everybody_once(desk, mailing)
                    rig.say("Daylight saving (planned in Chicago)", what=what, said=at, meant=meant,
                            **{"sent in": zone, "went": "once, at its time"})


class SetBack(Case):
    """The clock was wrong, or somebody sets it."""

    def test_the_day_is_not_counted_anew_when_the_clock_is_set_back(self):
        with Rig(80, daily_limit=30) as desk:
            mailing = desk.planned(5)
            self.assertEqual(desk.round(6), 30)
            for back in (HOUR, DAY, 3 * DAY):
                for turn in range(2):
                    self.assertEqual(desk.round(6 - back + turn), 0, f"a second helping {back} seconds earlier")
                shown = desk.show(mailing)
                self.assertEqual(shown["state"], "paused")
                ahead = moment(shown["resume_at"]) - (time.time() + 6 - back)
                self.assertLessEqual(ahead, DAY + 60, "it would be tried again at every round")
            self.assertEqual(desk.round(6 + DAY - HOUR), 0)
            sent = [desk.round(6 + day * (DAY + HOUR)) for day in (1, 2)]
            self.assertEqual(sent, [30, 20])
            self.assert_everybody_once(desk, mailing)
            rig.say("Clock set back: 80 people, 30 a day", sent="30, 30, 20", **{"by an hour, a day, three": "nothing"})

    def test_a_retry_waits_or_comes_early_but_is_never_lost(self):
        for back in (HOUR, DAY, 3 * DAY):
            with self.subTest(back=back), Rig(CROWD) as desk:
                late = {f"person{i}@{'north' if i % 2 else 'south'}.crowd.example" for i in (3, 8)}
                desk.sink.fails(lambda moment: "450 4.2.0 Not now"
                                if moment.step == sink.AT_RCPT and moment.address in late else None)
                mailing = desk.planned(5)
                self.assertEqual(desk.round(6), CROWD - len(late))
                desk.sink.fails(None)
                came = desk.round(6 - back)
                self.assertIn(came, (0, len(late)))
                self.assertEqual(came + desk.round(6 + HOUR), len(late), "nobody is forgotten")
                self.assert_everybody_once(desk, mailing)

    def test_a_schedule_is_neither_early_nor_twice(self):
        with Rig(CROWD) as desk:
            mailing = desk.planned(HOUR)
            self.assertEqual(desk.round(-DAY), 0)
            self.assertEqual(desk.round(HOUR - 20), 0)
            self.assertEqual(desk.round(HOUR + 2), CROWD)
            for back in (0, HOUR, DAY):
                self.assertEqual(desk.round(HOUR - back), 0, "twice")
            self.assert_everybody_once(desk, mailing)


if __name__ == "__main__":
    unittest.main()
