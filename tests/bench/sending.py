"""How fast Byline sends, beside other programs that do the same in the same minutes, on the same computer.

    ./dev bench        runs it last; $BYLINE_BIN_DIR names the folder with the release build
    BYLINE_BENCH_ROUNDS, BYLINE_BENCH_PEOPLE make it shorter

Rounds alternate, so that whatever else this computer does meets all of them; medians are compared, as ratios. What
cannot be had here is left out and named. Nothing fails for being slow: these are measurements, not tests.
"""

import base64
import contextlib
import datetime
import json
import os
import pathlib
import shutil
import smtplib
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from bench import letter as letters  # noqa: E402
from bench import mailmerge  # noqa: E402
from bench.letter import AUDIENCE, AUDIENCE_OF_FEW, COMPANY, FIRST_NAME, FROM, Letter  # noqa: E402
from byline import Desk, binary  # noqa: E402
from mail.lab import DOMAIN, Lab, LabError, free_ports  # noqa: E402

PEOPLE = int(os.environ.get("BYLINE_BENCH_PEOPLE") or 3_000)
ROUNDS = int(os.environ.get("BYLINE_BENCH_ROUNDS") or 5)
FEW = min(1_000, PEOPLE)
"""How many messages the slower ones send, in how many rounds."""

SLOW_ROUNDS = min(3, ROUNDS)

PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
NODEMAILER = ("nodemailer@10.6.0", "handlebars@4.7.10")
DISK = "/var/tmp"
"""On the disk, where /tmp may be memory: what is durable has to cost what it costs."""

MEMORY = "/dev/shm"


class Unavailable(Exception):
    """Something to compare with cannot be had here; the message says what and why."""


def program(name):
    """The path of an installed program."""
    path = shutil.which(name, path=PATH)
    if not path:
        raise Unavailable(f"{name} is not installed")
    return path


@contextlib.contextmanager
def smtp_sink():
    """Postfix's server that takes everything and keeps nothing; its port."""
    [port] = free_ports(1)
    # It insists on dropping root's rights.
    user = ["-u", "postfix"] if os.geteuid() == 0 else []
    sink = subprocess.Popen([program("smtp-sink"), *user, f"127.0.0.1:{port}", "100"],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 10
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if sink.poll() is not None or time.monotonic() > deadline:
                raise Unavailable("smtp-sink does not start")
            time.sleep(0.05)
        yield port
    finally:
        sink.terminate()
        sink.wait()


def timed(command, **options):
    """How many seconds a program takes, which must end well."""
    began = time.perf_counter()
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          **options)
    took = time.perf_counter() - began
    if done.returncode != 0:
        raise Unavailable(f"{command[0]} failed: {(done.stderr or done.stdout).strip()[-300:]}")
    return took


def syncs_a_second(folder, many=60):
    """How often a second this disk makes a few bytes durable."""
    # One with a name: of a file without, nothing need be kept.
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        began = time.perf_counter()
        for _ in range(many):
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
        return many / (time.perf_counter() - began)


class Bench:
    """What all measurements share: desks with a crowd, and the letter; a context manager."""

    def __init__(self):
        self.rates = {}
        self.left_out = []

    def __enter__(self):
        tempfile.tempdir = DISK
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="byline-bench-"))
        self.desk = Desk().__enter__()
        file = self.desk.folder.parent / "crowd.csv"
        file.write_text(letters.crowd(PEOPLE, FEW))
        self.desk.json("contact", "import", file)
        self.piece = self.desk.newest_issue()
        self.size = letters.weigh(self.desk, self.piece)
        self.letter = Letter(letters.example(self.desk, self.piece))
        return self

    def __exit__(self, *_):
        self.desk.close()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def add(self, name, rate):
        """One more round of something, in messages a second."""
        self.rates.setdefault(name, []).append(rate)
        print(f"  {name}: {rate:,.0f} a second", file=sys.stderr, flush=True)

    def median(self, name):
        """The median of its rounds, if there are any."""
        return statistics.median(self.rates[name]) if name in self.rates else None

    def attempt(self, what, measure):
        """Measures what can be measured here; the rest is named in the end."""
        try:
            return measure()
        except (Unavailable, LabError) as problem:
            self.left_out.append(f"{what}: {problem}")
        except subprocess.CalledProcessError as problem:
            said = (problem.stderr or problem.stdout or str(problem)).strip().splitlines()
            self.left_out.append(f"{what}: {' '.join(map(str, problem.cmd))}: {said[-1] if said else problem}")
        return None

    def byline(self, many, mailbox, **environment):
        """Sends to so many people from a fresh desk; messages a second of the program, and of its sending part."""
        desk = Desk()
        try:
            shutil.copytree(self.desk.folder, desk.folder)
            desk.json("mailbox", "set", "--from", FROM, *mailbox, **environment)
            os.sync()
            audience = AUDIENCE if many == PEOPLE else AUDIENCE_OF_FEW
            began = time.perf_counter()
            result = desk.json("send", self.piece, "--audience", audience, "--via", "smtp", "--yes", **environment)
            took = time.perf_counter() - began
            assert result["accepted"] == many, {key: result[key] for key in ("total", "accepted", "unknown")}
            shown = desk.json("mailing", "show", result["mailing"], **environment)
        finally:
            desk.close()
        at = sorted(datetime.datetime.fromisoformat(row["at"].replace("Z", "+00:00")) for row in shown["deliveries"]
                    if row["state"] == "accepted")
        return many / took, (many - 1) / (at[-1] - at[0]).total_seconds()

    # What is measured ---------------------------------------------------------------------------------------------

    def into_the_sink(self, port):
        """Byline and Postfix's own load generator, in turn, into the same sink over one connection."""
        source = [program("smtp-source"), "-s", "1", "-l", self.size, "-m", PEOPLE, "-f", "dana@sink.test",
                  "-t", "person@crowd.example"]
        mailbox = ("--smtp", f"localhost:{port}", "--smtp-security", "none")
        for _ in range(ROUNDS):
            whole, sending = self.byline(PEOPLE, mailbox)
            self.add("byline, the whole command", whole)
            self.add("byline, from the first message to the last", sending)
            self.add("smtp-source -d, one connection", PEOPLE / timed([*source, "-d", f"127.0.0.1:{port}"]))
            self.add("smtp-source, a connection each", PEOPLE / timed([*source, f"127.0.0.1:{port}"]))

    def with_mailmerge(self, port):
        """The same letter, sent by mailmerge."""
        program = mailmerge.installed(self.scratch)
        folder = self.scratch / "mailmerge"
        mailmerge.prepared(folder, self.letter, FEW, port)
        for _ in range(SLOW_ROUNDS):
            self.add("mailmerge", FEW / timed(mailmerge.command(program), cwd=folder))

    def with_nodemailer(self, port):
        """The same letter, sent by nodemailer and filled by handlebars."""
        folder = self.scratch / "node"
        folder.mkdir()
        subprocess.run([program("npm"), "install", "--prefix", folder, "--no-audit", "--no-fund", "--loglevel=error",
                        *NODEMAILER], check=True, capture_output=True, text=True)
        people = [{"email": f"person{i}@crowd.example", "first_name": f"{FIRST_NAME}{i}", "company": f"{COMPANY} {i}"}
                  for i in range(FEW)]
        work = folder / "work.json"
        work.write_text(json.dumps({
            "from": FROM, "subject": self.letter.subject, "people": people, "port": port,
            "text": self.letter.template(self.letter.text), "html": self.letter.template(self.letter.html),
            "picture": {"name": self.letter.picture_name,
                        "base64": base64.b64encode(self.letter.picture.get_content()).decode()}}))
        script = pathlib.Path(__file__).with_name("nodemailer.mjs")
        for _ in range(SLOW_ROUNDS):
            self.add("nodemailer and handlebars", FEW / timed([program("node"), script, folder, work]))

    def through_the_lab(self):
        """Byline, and a plain loop, through a real server with STARTTLS and a password."""
        # The server's own disk is not what is measured.
        tempfile.tempdir = MEMORY if os.path.isdir(MEMORY) else DISK
        try:
            with Lab() as lab:
                tempfile.tempdir = DISK
                user, password = next(iter(lab.users.items()))
                mailbox = ("--smtp", f"localhost:{lab.smtp}", "--smtp-security", "starttls", "--user", user,
                           "--ca", lab.ca)
                for _ in range(SLOW_ROUNDS):
                    whole, sending = self.byline(FEW, mailbox, BYLINE_MAILBOX_PASSWORD=password)
                    self.add("byline, STARTTLS, the whole command", whole)
                    self.add("byline, STARTTLS, from the first message to the last", sending)
                    lab.settled(600)
                    self.add("smtplib in a loop, STARTTLS, nothing to fill in or to keep", self.plain_loop(lab))
                    lab.settled(600)
        finally:
            tempfile.tempdir = DISK

    def plain_loop(self, lab):
        """One finished message again and again, over one connection."""
        user, password = next(iter(lab.users.items()))
        raw = self.letter.raw
        began = time.perf_counter()
        with smtplib.SMTP("localhost", lab.smtp) as server:
            server.starttls(context=ssl.create_default_context(cafile=str(lab.ca)))
            server.login(user, password)
            for i in range(FEW):
                server.sendmail(f"dana@{DOMAIN}", f"person{i}@few.crowd.example", raw)
        return FEW / (time.perf_counter() - began)

    # What is said -------------------------------------------------------------------------------------------------

    def report(self):
        """The table, the ratios, and what is missing from them."""
        one, two, three = os.getloadavg()
        lines = [
            f"Messages of {self.size:,} bytes on {os.cpu_count()} processors (load {one:.1f}, {two:.1f}, {three:.1f}); "
            f"a disk of {syncs_a_second(DISK):,.0f} syncs a second just now.",
            "", f"{'messages a second':60}{'median':>9}{'lowest':>9}{'highest':>9}{'rounds':>9}"]
        for name, rates in self.rates.items():
            lines.append(f"{name:60}{statistics.median(rates):9,.0f}{min(rates):9,.0f}{max(rates):9,.0f}{len(rates):9}")
        lines += ["", "How many times as fast as"]
        for ours, others in (("byline, the whole command", ("smtp-source -d, one connection",
                              "smtp-source, a connection each", "mailmerge", "nodemailer and handlebars")),
                             ("byline, from the first message to the last", ("smtp-source -d, one connection",
                              "smtp-source, a connection each")),
                             ("byline, STARTTLS, the whole command", tuple(
                                 name for name in self.rates if name.startswith("smtplib")))):
            for theirs in others:
                if self.median(ours) and self.median(theirs):
                    lines.append(f"  {self.median(ours) / self.median(theirs):8.2f}  {ours} : {theirs}")
        lines += ["", *(f"Left out: {each}" for each in self.left_out)]
        return "\n".join(lines).rstrip()


def main():
    """Measures everything that can be measured here."""
    print(f"Measuring {binary()}", file=sys.stderr)
    with Bench() as bench:
        def with_sink(measure):
            def run():
                with smtp_sink() as port:
                    return measure(port)
            return run

        bench.attempt("smtp-source", with_sink(bench.into_the_sink))
        bench.attempt("mailmerge", with_sink(bench.with_mailmerge))
        bench.attempt("nodemailer", with_sink(bench.with_nodemailer))
        bench.attempt("the mail lab", bench.through_the_lab)
        print(bench.report())


if __name__ == "__main__":
    main()
