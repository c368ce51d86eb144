"""Reads mail files as any program with a strict reader would, and prints what it found as JSON."""

import email
import email.policy
import json
import sys


def body(message, kind):
    """The text of the part of this kind, or None."""
    part = message.get_body(preferencelist=(kind,))
    return part.get_content() if part else None


def read(path):
    """One mail file."""
    with open(path, "rb") as file:
        message = email.message_from_binary_file(file, policy=email.policy.default)
    defects = [f"{part.get_content_type()}: {defect!r}" for part in message.walk() for defect in part.defects]
    defects += [f"{name}: {defect!r}" for name, value in message.items() for defect in value.defects]
    return {
        "file": path,
        "type": message.get_content_type(),
        "headers": {name: [str(v) for v in message.get_all(name)] for name in set(message.keys())},
        "to": [address.addr_spec for address in message["To"].addresses],
        "text": body(message, "plain"),
        "html": body(message, "html"),
        "bytes": len(message.as_bytes()),
        "defects": defects,
    }


if __name__ == "__main__":
    json.dump([read(path) for path in sys.argv[1:]], sys.stdout)
