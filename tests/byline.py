"""Runs the real `byline` binary for the Python tests and reads its JSON."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile


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


class Desk:
    """A sample desk in a scratch folder, driven through the command line; a context manager."""

    def __init__(self):
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
        self.close()

    def close(self):
        """Removes the desk."""
        shutil.rmtree(self._scratch, ignore_errors=True)

    def run(self, *arguments, **environment):
        """One run against this desk with `--json`, without a terminal; extra environment by name."""
        return Answer(subprocess.run(
            [binary(), "--desk", str(self.folder), "--json", *map(str, arguments)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
            env={**self.environment, **environment},
        ))

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
