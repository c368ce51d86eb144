"""Two at once: whatever number of programs send the same mailing, every person gets it exactly once."""

import rig
from rig import Case, Rig

CROWD = 80
TURNS = 10 if rig.LONG else 3


class Together(Case):
    def turns(self, title, start):
        for turn in range(TURNS):
            with self.subTest(turn=turn), Rig(CROWD) as desk:
                mailings, answers = start(desk)
                for answer in answers:
                    self.assert_spoke(answer, title)
                shown = [desk.show(mailing) for mailing in mailings]
                self.assertEqual({s["state"] for s in shown}, {"done"}, title)
                self.assertEqual(sum(s["accepted"] for s in shown), CROWD, title)
                copies = [record.address.lower() for record in desk.sink.records()]
                self.assertEqual((len(copies), len(set(copies))), (CROWD, CROWD), f"{title}: twice, or not at all")
                self.assert_sound(desk, title)
                rig.say("Two at once: 80 people", what=title, turn=turn + 1, mailings=len(mailings),
                        connections=desk.sink.connections, accepted=sum(s["accepted"] for s in shown),
                        **{"left out": sum(len(s["skipped"]) for s in shown), "copies at the server": len(copies)})

    def test_two_resume_the_same_mailing(self):
        def start(desk):
            mailing = desk.planned()
            both = [desk.spawn("mailing", "resume", mailing) for _ in range(2)]
            return [mailing], [desk.ended(child) for child in both]
        self.turns("resume and resume", start)

    def test_the_open_window_and_a_resume(self):
        def start(desk):
            mailing = desk.planned()
            runner = desk.spawn("mailing", "run")
            answers = [desk.ended(desk.spawn("mailing", "resume", mailing))]
            desk.poll("the mailing is done", lambda: desk.show(mailing)["state"] == "done")
            self.assertTrue(rig.kill(runner), "`mailing run` ended by itself")
            desk.children.remove(runner)
            return [mailing], answers
        self.turns("run and resume", start)

    def test_three_open_windows(self):
        def start(desk):
            mailing = desk.planned(ahead=2)
            runners = [desk.spawn("mailing", "run") for _ in range(3)]
            desk.poll("the mailing is done", lambda: desk.show(mailing)["state"] == "done")
            for runner in runners:
                self.assertTrue(rig.kill(runner), "`mailing run` ended by itself")
                desk.children.remove(runner)
            return [mailing], []
        self.turns("run, run and run", start)

    def test_paused_by_another_and_resumed_by_two(self):
        def start(desk):
            mailing, answers = desk.planned(), []
            sender = desk.spawn("mailing", "resume", mailing)
            for many in (10, 30):
                self.assertTrue(desk.sink.wait_for(many, 60))
                answers.append(desk.run("mailing", "pause", mailing))
                answers.append(desk.ended(sender))
                sender, other = (desk.spawn("mailing", "resume", mailing) for _ in range(2))
            answers += [desk.ended(other), desk.ended(sender)]
            return [mailing], answers
        self.turns("pause, resume and resume", start)

    def test_two_sends_of_the_same_piece_to_the_same_people(self):
        def start(desk):
            both = [desk.spawn(*desk.sending()) for _ in range(2)]
            answers = [desk.ended(child) for child in both]
            mailings = [m["mailing"] for m in desk.json("mailing", "list") if m["audience"] == rig.AUDIENCE]
            return mailings, answers
        self.turns("send and send", start)


if __name__ == "__main__":
    rig.unittest.main()
