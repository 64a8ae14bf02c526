"""source.py - for the lints: the files of the project, and C without comments and texts."""
import os
import re
import sys

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
FOLDERS = ("node", "keys", "proto", "tests", "deploy")


def files(*suffixes, under=FOLDERS):
    """Paths relative to the project, sorted."""
    out = []
    for top in under:
        for folder, dirs, names in os.walk(os.path.join(ROOT, top)):
            dirs[:] = [d for d in dirs if d not in ("corpus", "__pycache__")]
            out += [os.path.relpath(os.path.join(folder, n), ROOT)
                    for n in names if n.endswith(suffixes)]
    return sorted(out)


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        return f.read()


def code(path):
    """C source with comments and the insides of texts blanked; lines stay where they are."""
    def blank(m):
        s = m.group(0)
        keep = s[0] + s[-1] if s[0] in "\"'" else ""
        return keep + "\n" * s.count("\n")

    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank,
                  read(path), flags=re.S)


def threats():
    """Rows of deploy/THREATS.md: id -> the test that turns red, its first."""
    out = {}
    for line in read("deploy/THREATS.md").splitlines():
        cells = [c.strip() for c in line.strip("|").split("|")]
        names = re.findall("`([^`]+)`", cells[-1])
        if line.startswith("| `") and len(cells) == 5 and names:
            out[cells[0].strip("`")] = names[0]
    return out


def finish(complaints, what):
    for c in complaints:
        print(c)
    print("%s: %s" % (what, "%d wrong" % len(complaints) if complaints else "ok"))
    sys.exit(1 if complaints else 0)
