"""The mailbox's limits, the provider's own, and people whose server says "not now"."""

import time
import unittest

import rig
from mail import sink
from rig import Case, Rig, fake_clock, moment

HOUR, DAY = 3_600, 86_400


class Limits(Case):
    def test_never_more_than_the_limit_in_any_24_hours(self):
        limit = 30
        with Rig(80, daily_limit=limit) as desk:
            answer = desk.run(*desk.sending())
            self.assertEqual(answer.status, 1, answer)
            mailing = answer.json["mailing"]
            self.assertTrue(desk.sink.settled())
            times = [record.at for record in desk.sink.records()]
            self.assertEqual(len(times), limit)
            shown = desk.show(mailing)
            self.assertEqual(shown["state"], "paused")
            self.assertAlmostEqual(moment(shown["resume_at"]), times[0] + DAY, delta=10)
            # Not even the rep's word breaks the provider's limit.
            desk.run("mailing", "resume", mailing, **fake_clock(HOUR))
            self.assertTrue(desk.sink.settled())
            self.assertEqual(len(desk.sink.records()), limit)
            table = []
            for hours in (12, 23, 24.1, 36, 47, 48.3, 72.6):
                went = desk.round(hours * HOUR)
                times += [record.at + hours * HOUR for record in desk.sink.records()[len(times):]]
                table.append(f"{hours} h: {went}")
            for earlier, later in zip(times, times[limit:]):
                self.assertGreaterEqual(later - earlier, DAY, "more than the limit within 24 hours")
            self.assert_everybody_once(desk, mailing)
            rig.say("Limit of 30 a day: 80 people", **{"after": "0 h: 30, " + ", ".join(table)})

    def test_the_limit_is_the_mailboxs_and_not_the_mailings(self):
        with Rig(20, daily_limit=30) as desk:
            first = desk.run(*desk.sending()).json["mailing"]
            self.assertEqual(desk.show(first)["accepted"], 20)
            desk.piece = sorted(p["piece"] for p in desk.json("piece", "list") if p["kind"] == "newsletter")[-2]
            answer = desk.run(*desk.sending())
            self.assertEqual(answer.json["accepted"], 10, answer)
            self.assertTrue(desk.sink.settled())
            self.assertEqual(len(desk.sink.records()), 30)
            self.assertEqual(desk.round(DAY + 60), 10)

    def test_messages_a_minute(self):
        with Rig(20, per_minute=240) as desk:
            self.assertEqual(desk.run(*desk.sending()).status, 0)
            times = [record.at for record in desk.sink.records()]
            # One gap less than there are: the first or the last may have been slow on its way.
            self.assertGreaterEqual(times[-1] - times[0], 18 * 0.25)
            rig.say("Spacing: 20 people", limit="240 a minute", least="4.50 s", took=f"{times[-1] - times[0]:.2f} s")

    def test_two_for_one_domain_keep_their_distance_and_the_other_domain_goes_between(self):
        with Rig(20, domain_gap=1) as desk:
            self.assertEqual(desk.run(*desk.sending()).status, 0)
            by_domain = {}
            for record in desk.sink.records():
                by_domain.setdefault(record.address.split("@")[1], []).append(record.at)
            self.assertEqual([len(times) for times in by_domain.values()], [10, 10])
            for domain, times in by_domain.items():
                self.assertGreaterEqual(times[-1] - times[0], 8, domain)
                rig.say("Spacing: 20 people", limit=f"1 s between two of {domain}", least="8.00 s",
                        took=f"{times[-1] - times[0]:.2f} s")


class Meanwhile(Case):
    """A few a minute: hours may lie between the plan of a mailing and the turn of its last."""

    def test_what_happens_to_a_person_before_their_turn_counts(self):
        with Rig(8, per_minute=20) as desk:
            child = desk.spawn(*desk.sending())
            desk.poll("the first message came", lambda: desk.sink.records())
            mailing = desk.newest()
            waiting = [row for row in desk.show(mailing)["deliveries"] if row["state"] in ("queued", "claimed")]
            # The next two have been claimed by now, and may be leaving; the two after them are held by the sender.
            stops, leaves, moves = waiting[2], waiting[3], waiting[-1]
            desk.json("suppress", stops["address"])
            desk.json("contact", "delete", leaves["address"])
            desk.json("contact", "edit", moves["address"], "email=put.right@crowd.example")
            answer = desk.ended(child)
            self.assertTrue(desk.sink.settled())
            went = {record.address for record in desk.sink.records()}
            self.assertNotIn(stops["address"], went, "an opt-out was ignored")
            self.assertNotIn(leaves["address"], went, "somebody who was removed got mail")
            self.assertNotIn(moves["address"], went, "the address from before it was put right was used")
            self.assertIn("put.right@crowd.example", went)
            why = {row["contact"]: row["reason"] for row in answer.json["skipped"]}
            self.assertEqual(why[stops["contact"]], "suppressed", answer)
            self.assertEqual(why[leaves["contact"]], "no-address", answer)
            self.assertEqual(len(went), 6)


class Provider(Case):
    def after(self, many, step, answer):
        """A fault that answers so from the moment on at which so many messages were answered."""
        seen = set()

        def fault(moment):
            if moment.step == sink.ANSWERED:
                seen.add(moment.address)
            return answer if moment.step == step and len(seen) >= many else None
        return fault

    def test_the_providers_own_limit_stops_all_at_once_and_is_told(self):
        for step in (sink.AT_MAIL, sink.AT_RCPT, sink.AFTER_DOT):
            with self.subTest(step=step), Rig(20) as desk:
                desk.sink.fails(self.after(5, step, "550 5.4.5 Daily user sending limit exceeded."))
                answer = desk.run(*desk.sending())
                self.assertEqual(answer.status, 1, answer)
                mailing = answer.json["mailing"]
                shown = self.assert_laws(desk, mailing, step)
                self.assertEqual((shown["state"], shown["accepted"], shown["waiting"]), ("paused", 5, 15), answer)
                self.assertIn("Daily user sending limit exceeded", shown["held"])
                self.assertLessEqual(len(desk.sink.records()), 6, "it went on trying")
                ahead = moment(shown["resume_at"]) - time.time()
                self.assertTrue(HOUR - 60 <= ahead <= DAY, ahead)
                desk.sink.fails(None)
                self.assertEqual(desk.round(ahead - 600), 0)
                self.assertEqual(desk.round(ahead + 60), 15)
                self.assert_laws(desk, mailing, step)

    def test_a_password_that_changed_stops_all_and_is_told(self):
        with Rig(20) as desk:
            # After five people the connection ends, and the server does not let the sender in again.
            ended = []

            def fault(now):
                if now.step == sink.AT_MAIL and len(desk.sink.records()) == 5 and not ended:
                    ended.append(True)
                    return "421 4.7.0 Sign in again"
                return "535 5.7.8 Username and password not accepted" if now.step == sink.AT_AUTH and ended else None
            desk.sink.fails(fault)
            answer = desk.run(*desk.sending())
            self.assertEqual(answer.status, 4, answer)
            self.assertRegex(answer.err.lower(), "password|sign in")
            self.assertNotIn(rig.PASSWORD, answer.err)
            mailing = desk.newest()
            shown = self.assert_laws(desk, mailing)
            self.assertEqual((shown["state"], shown["accepted"], shown["refused"]), ("paused", 5, 0))
            self.assertIsNone(shown["resume_at"], "only the rep can put a password right")
            self.assertEqual(desk.round(DAY), 0)
            desk.sink.fails(None)
            self.assertEqual(desk.run("mailing", "resume", mailing).status, 0)
            self.assert_everybody_once(desk, mailing)

    def test_a_server_that_closes_is_come_back_to(self):
        with Rig(20) as desk:
            closed = []

            def fault(now):
                if now.step == sink.AT_MAIL and len(desk.sink.records()) == 10 and not closed:
                    closed.append(True)
                    return "421 4.4.2 Enough on this connection"
                return None
            desk.sink.fails(fault)
            self.assertEqual(desk.run(*desk.sending()).status, 0)
            self.assertEqual(desk.sink.connections, 2)
            self.assert_everybody_once(desk, desk.newest())


class NotNow(Case):
    def test_pauses_grow_and_end(self):
        stubborn = "person7@north.crowd.example"
        tries = []

        def fault(now):
            if now.step == sink.AT_RCPT and now.address == stubborn:
                tries.append(now)
                return "450 4.2.0 Greylisted, come back later"
            return None
        with Rig(20) as desk:
            desk.sink.fails(fault)
            mailing = desk.run(*desk.sending()).json["mailing"]
            offset, pauses = 0, []
            for _ in range(11 if rig.LONG else 4):
                [row] = [d for d in desk.show(mailing)["deliveries"] if d["address"] == stubborn]
                if row["state"] == "refused":
                    break
                self.assertEqual(row["state"], "deferred")
                tried = len(tries)
                pauses.append(round((moment(row["retry_at"]) - time.time() - offset) / 60))
                desk.round_at(moment(row["retry_at"]) - 30)
                self.assertEqual(len(tries), tried, "tried before its time")
                offset = moment(row["retry_at"]) + 2 - time.time()
                desk.round(offset)
                self.assertEqual(len(tries), tried + 1, "not tried at its time")
            self.assertEqual(pauses, sorted(pauses))
            self.assertGreaterEqual(pauses[0], 4)
            if rig.LONG:
                self.assertEqual(row["state"], "refused", "it is given up some day")
                self.assertIn("Greylisted", row["words"])
                self.assertGreater(sum(pauses), 36 * 60)
            shown = self.assert_laws(desk, mailing)
            self.assertEqual(shown["accepted"], 19, "one stubborn server holds up nobody else")
            rig.say("Not now: one of 20 people", **{"pauses in minutes": ", ".join(map(str, pauses)),
                                                    "in the end": row["state"]})


if __name__ == "__main__":
    unittest.main()
