"""The search for secrets where none may be: passwords, tokens and the like that the tests handed in, in every form in
which mail programs write them."""

import base64
import contextlib
import os
import pathlib
import threading
import urllib.parse

SHORTEST = 10
"""What is shorter could stand anywhere by chance."""

_known = {}


def know(*secrets):
    """From now on these are looked for."""
    for secret in filter(None, secrets):
        if len(secret) >= SHORTEST:
            _known.setdefault(secret, _forms(secret.encode()))


def found_in(data):
    """The known secrets that stand in these bytes, in whatever form."""
    return [secret for secret, forms in _known.items() if any(form in data for form in forms)]


def found_under(folder):
    """The known secrets in the files of a folder, or in their names, as `(path, secret)`.

    A window that was just closed may still be taking its own files away: what is gone by now holds nothing.
    """
    found = []
    for place, folders, files in os.walk(folder):
        for name in folders + files:
            path = pathlib.Path(place, name)
            data = os.fsencode(name) + b"\0"
            if name in files and not path.is_symlink():
                with contextlib.suppress(FileNotFoundError):
                    data += path.read_bytes()
            found += [(path, secret) for secret in found_in(data)]
    return found


def _forms(secret):
    """The secret as it is, in an address, and inside any longer text that was written in base64."""
    forms = {secret, urllib.parse.quote(secret, safe="").encode(), urllib.parse.quote_plus(secret).encode()}
    for shift in range(3):
        # Three bytes make four letters: what stands before the secret and after it changes the letters at its ends.
        whole = base64.b64encode(bytes(shift) + secret)
        inner = whole[-(-shift * 4 // 3):len(whole) - 4 if (shift + len(secret)) % 3 else None]
        forms |= {inner, inner.replace(b"+", b"-").replace(b"/", b"_")}
    return forms


class Watch:
    """Reads the arguments of every process of this computer, again and again, while it is open; a context manager.

    Arguments are there for everybody to see; what stands in the environment is not.
    """

    def __init__(self):
        self._lines = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()

    @property
    def programs(self):
        """The programs that were seen."""
        return {_program(line) for line in self._lines.copy()}

    @property
    def found(self):
        """The secrets known by now that were seen, as `(program, secret)`."""
        return {(_program(line), secret) for line in self._lines.copy() for secret in found_in(line)}

    def _look(self):
        while not self._stop.wait(0.005):
            for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
                # It may have ended meanwhile.
                with contextlib.suppress(OSError):
                    self._lines.add(path.read_bytes())


def _program(line):
    return os.fsdecode(line.split(b"\0", 1)[0])
