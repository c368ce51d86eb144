"""The newsletter that everybody sends in the comparison: Byline's own, and the same as templates for other programs."""

import email
import email.policy
import re

AUDIENCE = 'email ~ "crowd.example"'
AUDIENCE_OF_FEW = 'email ~ "few.crowd.example"'
FROM = "Dana Reyes <dana@sink.test>"
FIRST_NAME = "Quillonia"
COMPANY = "Crowdworks"
SIZE = 30_000
"""What a message weighs, roughly, in bytes."""

PARAGRAPH = ("The gauge on the wall says one thing and the gauge at the end of the line another, and what lies between "
             "them is money: a filter that nobody has changed, a hose that is too thin, a regulator set by feel.\n\n")


def crowd(many, few):
    """So many people as a CSV file, a few of whom can be asked for; each has a name and a company to be named by."""
    rows = "".join(f"{FIRST_NAME}{i},Quill,person{i}@{'few.' if i < few else ''}crowd.example,{COMPANY} {i}\n"
                   for i in range(many))
    return "First Name,Last Name,Email,Company\n" + rows


def example(desk, piece):
    """The first person's copy of a piece, as bytes."""
    file = desk.folder.parent / "example.eml"
    desk.json("render", piece, "--to", "eml", "--as", "person0@few.crowd.example", "-o", file)
    return file.read_bytes()


def weigh(desk, piece):
    """Makes the piece so long that a copy of it has the wanted size; says what a copy weighs then."""
    source = desk.folder / "pieces" / piece / "index.md"
    short = source.read_text()
    empty = len(example(desk, piece))
    source.write_text(f"{short}\n\n{PARAGRAPH * 10}")
    tenth = (len(example(desk, piece)) - empty) / 10
    source.write_text(f"{short}\n\n{PARAGRAPH * max(0, round((SIZE - empty) / tenth))}")
    return len(example(desk, piece))


class Letter:
    """The parts of one person's copy, from which templates are made."""

    def __init__(self, raw):
        self.raw = raw
        message = email.message_from_bytes(raw, policy=email.policy.default)
        self.subject = message["Subject"]
        self.text = message.get_body(("plain",)).get_content()
        self.html = message.get_body(("html",)).get_content()
        # Each program writes a picture its own way: here it goes with the message in the same way for all of them.
        self.picture = next(part for part in message.walk() if part.get_content_maintype() == "image")
        self.picture_name = self.picture["Content-ID"].strip("<>")
        assert f"{FIRST_NAME}0" in self.text and f"{FIRST_NAME}0" in self.html, "nobody is named in the letter"

    def template(self, body, quote=lambda text: text):
        """A body with tags in place of what is personal; `quote` guards what lies between them."""
        pieces = re.split(f"({FIRST_NAME}0|{COMPANY} 0)", body)
        tags = {f"{FIRST_NAME}0": "{{first_name}}", f"{COMPANY} 0": "{{company}}"}
        return "".join(tags.get(piece) or quote(piece) for piece in pieces)
