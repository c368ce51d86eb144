"""Runs the real `byline` binary for the Python tests and reads its JSON."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import leaks  # noqa: E402


def binary(name="byline"):
    """The built program: `$BYLINE_BIN_DIR`, or the debug folder of `$CARGO_TARGET_DIR`."""
    folder = os.environ.get("BYLINE_BIN_DIR")
    if not folder:
        cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
        folder = pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or cache / "byline" / "target") / "debug"
    path = pathlib.Path(folder) / name
    if not path.exists():
        raise FileNotFoundError(f"{path} is not built; ./dev test builds it first")
    return path


class Answer:
    """What one run of the program said."""

    def __init__(self, done):
        self.status = done.returncode
        self.out = done.stdout
        self.err = done.stderr
        self.command = done.args

    @property
    def json(self):
        """Standard output as the one JSON document it must be."""
        try:
            return json.loads(self.out)
        except ValueError as problem:
            raise AssertionError(f"no single JSON document from {self}: {problem}") from problem

    def __str__(self):
        return f"{' '.join(map(str, self.command))}\nstatus {self.status}\n--- out\n{self.out}\n--- err\n{self.err}"


class Session:
    """What the window talks to, kept open on a desk (`cargo build -p byline-desk --example bridge`); a context manager.

    What one signs in with is kept for as long as it lives, as in the window of a computer without a keychain.
    """

    def __init__(self, desk, **environment):
        self.errors = desk.folder.parent / "session.err"
        self._said = desk.said
        desk.learn_secrets(environment)
        with open(self.errors, "ab") as errors:
            self.process = subprocess.Popen([binary("examples/bridge"), desk.folder], stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, stderr=errors, text=True,
                                            env={**desk.environment, **environment})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()

    def tell(self, command, **wanted):
        """Gives a command without waiting for its answer."""
        self.process.stdin.write(json.dumps({"id": 1, "command": command, "input": wanted}) + "\n")
        self.process.stdin.flush()

    def hear(self):
        """The next answer: `{"ok": …}` or `{"error": …}`."""
        line = self.process.stdout.readline()
        self._said.append(line)
        return json.loads(line)

    def ask(self, command, **wanted):
        """The answer to a command, which must be no error."""
        self.tell(command, **wanted)
        answer = self.hear()
        assert "ok" in answer, f"{command}: {answer}"
        return answer["ok"]


class Desk:
    """A sample desk in a scratch folder, driven through the command line; a context manager.

    When it closes, no secret that was handed in may lie anywhere in the scratch folder or stand in what was said.
    """

    def __init__(self):
        self.said = []
        """Everything that the program answered."""
        self._scratch = pathlib.Path(tempfile.mkdtemp(prefix="byline-desk-"))
        self.folder = self._scratch / "desk"
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("BYLINE_")}
        # No keychain of the person who runs the tests is ever asked.
        self.environment.update(HOME=str(self._scratch), XDG_DATA_HOME=str(self._scratch / "data"),
                                XDG_CONFIG_HOME=str(self._scratch / "config"), DBUS_SESSION_BUS_ADDRESS="disabled:")

    def __enter__(self):
        answer = self.run("init", self.folder, "--sample")
        if answer.status != 0:
            self.close()
            raise AssertionError(f"no sample desk: {answer}")
        return self

    def __exit__(self, *_):
        try:
            told = leaks.found_under(self._scratch) + [
                (text, secret) for text in self.said for secret in leaks.found_in(text.encode())]
            assert not told, f"a secret was told: {told}"
        finally:
            self.close()

    def close(self):
        """Removes the desk."""
        shutil.rmtree(self._scratch, ignore_errors=True)

    def run(self, *arguments, **environment):
        """One run against this desk with `--json`, without a terminal; extra environment by name."""
        self.learn_secrets(environment)
        answer = Answer(subprocess.run(
            [binary(), "--desk", str(self.folder), "--json", *map(str, arguments)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
            env={**self.environment, **environment},
        ))
        self.said.append(answer.out + answer.err)
        return answer

    @staticmethod
    def learn_secrets(environment):
        """What is handed in in the environment is looked for from now on."""
        leaks.know(*(environment.get(name) for name in ("BYLINE_MAILBOX_PASSWORD", "BYLINE_MAILBOX_CLIENT_SECRET")))

    def json(self, *arguments, **environment):
        """The JSON of a run that must succeed."""
        answer = self.run(*arguments, **environment)
        assert answer.status == 0, str(answer)
        return answer.json

    def contacts(self, where="all"):
        """The contacts a filter finds."""
        return self.json("contact", "list", "--where", where)

    def newest_issue(self):
        """The name of the newest newsletter issue: their folders begin with the month."""
        names = [piece["piece"] for piece in self.json("piece", "list") if piece["kind"] == "newsletter"]
        return max(names)
