"""How long the new mail of a large mailbox takes: Byline's own reader against Dovecot, as one table.

    python3 tests/mail/large_mailbox.py [MESSAGES]        100,000 by default; needs what `./dev test mail` needs

The first opening is Dovecot's own affair: it makes its index then. What counts is what comes after.
"""

import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from byline import binary  # noqa: E402
from mail.lab import BOX_OWNER, DOMAIN, Lab  # noqa: E402
from mail.test_imap import Mailbox  # noqa: E402

NEW = 50


def fill(maildir, first, count, read):
    """`count` small messages from number `first` on, as a mail server keeps those that were read, or those that were not."""
    for folder in ("", "new", "cur", "tmp"):
        (maildir / folder).mkdir(parents=True, exist_ok=True)
    for number in range(first, first + count):
        text = (f"From: somebody{number}@example.com\r\nTo: dana@{DOMAIN}\r\nSubject: Message {number}\r\n"
                f"Message-ID: <{number}@example.com>\r\nDate: Mon, 2 Mar 2026 08:00:00 +0000\r\n\r\nHello.\r\n")
        name = f"{1_700_000_000 + number}.M{number}P1.lab"
        path = maildir / "cur" / f"{name}:2,S" if read else maildir / "new" / name
        path.write_bytes(text.encode())
        os.chown(path, BOX_OWNER, BOX_OWNER)
        # A day apart for every thousand, the newest today.
        moment = time.time() - (100 - number / 1000) * 86400
        os.utime(path, (moment, moment))
    for folder in (maildir.parent, maildir, *maildir.iterdir()):
        os.chown(folder, BOX_OWNER, BOX_OWNER)


def main():
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with Lab() as lab:
        maildir = lab.folder / "mail" / DOMAIN / "dana" / "Maildir"
        fill(maildir, 1, messages, read=True)
        rows = []
        with Mailbox(binary("examples/mailbox"), lab, f"dana@{DOMAIN}") as box:

            def timed(what, *words):
                answer = box.ask(*words)
                rows.append((what, answer["seconds"]))
                return answer

            timed("connecting and opening for the first time", "examine", "INBOX")
            last = timed("the numbers of all messages", "after", 0)["uids"][-1]
            fill(maildir, messages + 1, NEW, read=False)
            timed(f"opening again with {NEW} new messages", "examine", "INBOX")
            uids = timed("the numbers of the new ones", "after", last)["uids"]
            assert len(uids) == NEW, uids
            today = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86400))
            timed("the numbers since yesterday", "since", today)
            heads = timed("their heads", "heads", ",".join(map(str, uids)))["heads"]
            assert len(heads) == NEW
            timed("one of them whole", "message", uids[0], 1_000_000)
            timed("the first message of all by its Message-ID", "find", "<1@example.com>")
            timed("another by its Message-ID, once Dovecot has them indexed", "find", f"<{messages // 2}@example.com>")
        for what, seconds in rows:
            print(f"{what:<60}{seconds * 1000:>10.1f} ms")


if __name__ == "__main__":
    main()
