"""Python's mailmerge: a Jinja2 template, a CSV file, a message each."""

import subprocess
import sys

from bench.letter import COMPANY, FIRST_NAME, FROM


def installed(scratch):
    """mailmerge in a virtual environment of its own; how to call it."""
    subprocess.run([sys.executable, "-m", "venv", scratch / "venv"], check=True, capture_output=True, text=True)
    subprocess.run([scratch / "venv/bin/pip", "install", "--quiet", "mailmerge==2.3.0"], check=True,
                   capture_output=True, text=True)
    return scratch / "venv/bin/mailmerge"


def prepared(folder, letter, many, port):
    """Its three files, and the picture."""
    folder.mkdir()

    def quote(text):
        return f"{{% raw %}}{text}{{% endraw %}}"

    parts = "".join(
        f"--part\nContent-Type: text/{kind}; charset=utf-8\n\n{letter.template(body, quote)}\n"
        for kind, body in (("plain", letter.text), ("html", letter.html)))
    (folder / "mailmerge_template.txt").write_text(
        f"TO: {{{{email}}}}\nSUBJECT: {letter.subject}\nFROM: {FROM}\n"
        f"ATTACHMENT: {letter.picture_name}\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/alternative; boundary="part"\n\n{parts}--part--\n')
    (folder / letter.picture_name).write_bytes(letter.picture.get_content())
    rows = "".join(f"person{i}@crowd.example,{FIRST_NAME}{i},{COMPANY} {i}\n" for i in range(many))
    (folder / "mailmerge_database.csv").write_text("email,first_name,company\n" + rows)
    (folder / "mailmerge_server.conf").write_text(f"[smtp_server]\nhost = 127.0.0.1\nport = {port}\n")


def command(program):
    """The words that send it all."""
    return [program, "--no-dry-run", "--no-limit", "--output-format", "raw"]
