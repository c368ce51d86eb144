"""The network is cut and the server says no, at every step: whatever the ledger says happened, happened."""

import collections

import rig
from mail import sink
from mail.sink import HANG_UP, STALL
from rig import Case, Rig, chance

CROWD = 60
ONCE, ALWAYS = "once", "always"

EVERYWHERE = (sink.AT_GREETING, sink.AT_EHLO, sink.AT_AUTH, sink.AT_MAIL, sink.AT_RCPT, sink.AT_DATA, sink.IN_DATA,
              sink.AFTER_DOT)
TO_SOMEBODY = (sink.AT_RCPT, sink.AT_DATA, sink.AFTER_DOT)

CUTS = [(step, action) for step in EVERYWHERE for action in (HANG_UP, STALL)]
ANSWERS = [(step, answer) for step in TO_SOMEBODY for answer in (
    "421 4.3.2 Service shutting down", "450 4.2.0 Not now", "452 4.2.2 Mailbox full",
    "550 5.1.1 No such user", "552 5.2.2 Mailbox full")]
AT_THE_DOOR = [(step, answer) for step in (sink.AT_GREETING, sink.AT_EHLO, sink.AT_AUTH, sink.AT_MAIL) for answer in (
    "421 4.3.2 Service shutting down", "450 4.3.0 Not now", "452 4.3.1 Disk full", "550 5.7.1 Not you")]
IN_THE_MIDDLE = [(sink.IN_DATA, "421 4.3.2 Service shutting down"), (sink.IN_DATA, "452 4.3.1 Disk full"),
                 (sink.IN_DATA, "552 5.3.4 Too large")]
ALL = CUTS + ANSWERS + AT_THE_DOOR + IN_THE_MIDDLE


class Fault:
    """Does something at a step to a share of the people, or of the connections; to each of them once, or always."""

    def __init__(self, dice, things, share, how_often):
        self.dice, self.things, self.share, self.how_often = dice, things, share, how_often
        self.chosen = {}
        self.met = collections.Counter()

    def __call__(self, moment):
        who = moment.address or moment.connection
        for step, action in self.things:
            if moment.step != step:
                continue
            key = (step, action, who)
            if key not in self.chosen:
                # The first connection is met in any case: there may be no other.
                sure = who == 1 and len(self.things) == 1
                self.chosen[key] = sure or self.dice.random() < self.share
            if self.chosen[key] and not (self.how_often == ONCE and self.met[key]):
                self.met[key] += 1
                return action
        return None


class Cut(Case):
    """One case is: a mailing under a fault, tried a few times, then a good day."""

    def story(self, name, things, share, how_often, pipelining=False, drips=False):
        dice = chance(name)
        fault = Fault(dice, things, share, how_often)
        with Rig(CROWD, pipelining=pipelining) as desk:
            desk.sink.drips(drips)
            desk.sink.fails(fault)
            answer = desk.run(*desk.sending())
            self.assert_spoke(answer, name)
            mailing = desk.newest()
            self.assertIsNotNone(mailing, f"{name}: {answer}")
            first = self.assert_truth(desk, mailing, f"{name}, first run")
            for turn in range(5 if len(things) > 1 else 2):
                self.assert_spoke(desk.run(*dice.choice((["mailing", "resume", mailing],
                                                         ["mailing", "run", "--once"]))), name)
                self.assert_truth(desk, mailing, f"{name}, run {turn + 2}")
            desk.sink.fails(None)
            desk.sink.drips(False)
            answer = desk.run("mailing", "resume", mailing)
            self.assertIn(answer.status, (0, 1), f"{name}: {answer}")
            shown = self.assert_truth(desk, mailing, f"{name}, on a good day")
            self.assertEqual(shown["state"], "done", name)
            self.assertEqual(shown["accepted"] + shown["refused"] + shown["unknown"], CROWD, f"{name}: somebody is lost")
            told, _ = self.settle_unknown(desk, mailing)
            end = self.assert_laws(desk, mailing, f"{name}, after the rep's word", told=told)
            self.assertEqual((end["accepted"] + end["refused"], end["unknown"]), (CROWD, 0), name)
            met = sum(fault.met.values())
            # A mixture may name a step that no mail came to.
            self.assertTrue(met or len(things) > 1, f"{name}: the fault was never met")
            rig.say("Cut: 60 people", fault=name, met=met, **{f"first {state}": first[state] for state in rig.STATES},
                    **{"first waiting": first["waiting"]}, accepted=shown["accepted"], refused=shown["refused"],
                    unknown=shown["unknown"])
            return first, shown

    def assert_truth(self, desk, mailing, why):
        """The laws, and two more: doubt is only about whom the server asked for the message, and who was taken without
        an answer is in doubt."""
        shown = self.assert_laws(desk, mailing, why)
        silent = {r.address.lower() for r in desk.sink.records() if r.answer is None}
        for row in shown["deliveries"]:
            address = (row["address"] or "").lower()
            if row["state"] == "unknown":
                self.assertTrue(desk.sink.asked_for(row["address"]), f"{why}: {address} is needlessly in doubt")
            if address in silent:
                self.assertEqual(row["state"], "unknown", f"{why}: {address} was taken without an answer")
            self.assertNotIn(row["state"], ("sending", "claimed"), f"{why}: {address} was left hanging")
        return shown


def of_the_people(step):
    return step in TO_SOMEBODY or step == sink.IN_DATA


class EachStep(Cut):
    """Every fault for itself."""

    def test_hanging_up_and_stalling(self):
        # The short run stalls at two steps only: a stall takes its time.
        things = CUTS if rig.LONG else [c for c in CUTS if c[1] == HANG_UP or c[0] in (sink.IN_DATA, sink.AFTER_DOT)]
        for step, action in things:
            with self.subTest(step=step, action=action):
                share = 0.2 if of_the_people(step) else 0.5
                first, _ = self.story(f"{action} {step}", [(step, action)], share, ONCE)
                if step not in (sink.IN_DATA, sink.AFTER_DOT):
                    self.assertEqual(first["unknown"], 0, "the server cannot have had a message")

    def test_answers_about_a_person(self):
        things = ANSWERS if rig.LONG else ANSWERS[::3]
        for step, answer in things:
            with self.subTest(step=step, answer=answer):
                first, end = self.story(f"{answer[:3]} {step}", [(step, answer)], 0.25, ONCE)
                self.assertEqual((end["unknown"], first["unknown"]), (0, 0), "every answer was clear")
                if answer.startswith("5"):
                    self.assertGreater(end["refused"], 0)
                else:
                    self.assertEqual(end["accepted"], CROWD, "not now is not never")

    def test_answers_about_the_sender(self):
        for step, answer in AT_THE_DOOR if rig.LONG else AT_THE_DOOR[::4]:
            with self.subTest(step=step, answer=answer):
                _, end = self.story(f"{answer[:3]} {step}", [(step, answer)], 0.5, ONCE)
                self.assertEqual((end["accepted"], end["unknown"]), (CROWD, 0), "nothing of this was about a person")

    def test_giving_up_in_the_middle(self):
        for step, answer in IN_THE_MIDDLE:
            with self.subTest(answer=answer):
                self.story(f"{answer[:3]} {step}", [(step, answer)], 0.2, ONCE)


class Mixed(Cut):
    """Faults come together."""

    def test_mixtures(self):
        dice = chance("mixtures")
        for turn in range(40 if rig.LONG else 4):
            things = dice.sample(ALL, dice.randint(2, 6))
            share = dice.choice((0.03, 0.1, 0.3))
            how_often = dice.choice((ONCE, ALWAYS))
            with self.subTest(turn=turn, things=things, share=share, how_often=how_often):
                self.story(f"mixture {turn + 1}", things, share, how_often, pipelining=dice.random() < 0.5,
                           drips=dice.random() < 0.3)

    def test_a_server_that_takes_nobody_leaves_everybody_waiting(self):
        for step in (sink.AT_GREETING, sink.AT_RCPT):
            with self.subTest(step=step):
                first, _ = self.story(f"always hangs up {step}", [(step, HANG_UP)], 1, ALWAYS)
                self.assertEqual((first["accepted"], first["refused"], first["unknown"]), (0, 0, 0))

    def test_a_server_that_never_answers_is_given_up_after_a_few_people(self):
        first, _ = self.story("always hangs up after the final dot", [(sink.AFTER_DOT, HANG_UP)], 1, ALWAYS)
        self.assertLessEqual(first["unknown"], 3, "a dead line must not put the whole crowd in doubt")


if __name__ == "__main__":
    rig.unittest.main()
