"""harness - alliances of real processes in a temporary folder, for the tests beside it.

It uses the programs only as a person would: cmsa, cmsa-keys and cmsad.  Nothing here waits
by sleeping: each wait polls for an event until a generous deadline and says what it waited
for when that passes.  Everything is ended and removed however a test ends; with --keep the
folder stays.
"""
import argparse
import concurrent.futures
import datetime
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
REFERENCE = os.path.join(HERE, "..", "..", "deploy", "reference")
DEADLINE_S = 120
POLL_S = 0.05
ROLES = ("core", "sign", "net")
# What a sanitizer, or an assertion that did not hold, leaves in a node's log.
CRASH_WORDS = re.compile(
    r"AddressSanitizer|LeakSanitizer|runtime error:|Assertion|stack smashing|core dumped")


class Failure(Exception):
    """A rule under test does not hold."""


def check(condition, what):
    if not condition:
        raise Failure(what)


def check_equal(found, expected, what):
    if found != expected:
        raise Failure(f"{what}: expected {expected!r}, found {found!r}")


def wait_for(event, what, deadline_s=DEADLINE_S, poll_s=POLL_S):
    """Polls event() until it is true; returns its value."""
    until = time.monotonic() + deadline_s
    while True:
        value = event()
        if value:
            return value
        if time.monotonic() > until:
            raise Failure(f"not within {deadline_s} s: {what}")
        time.sleep(poll_s)


def counts(what, command, seconds, **found):
    """What a test really did, added to the file that CMSA_COUNTS names; nothing when it is not set.
    `command` is what a person types to repeat it.  Names of counts: deploy/reliability.py."""
    path = os.environ.get("CMSA_COUNTS")
    if path:
        line = {"what": what, "command": command, "seconds": round(seconds, 1), **found}
        with open(path, "a", encoding="utf-8") as f:
            f.write(json.dumps(line) + "\n")


def day(offset):
    today = datetime.datetime.now(datetime.timezone.utc).date()
    return (today + datetime.timedelta(days=offset)).isoformat()


def table(name):
    return os.path.join(REFERENCE, name + ".csv")


def free_ports(count):
    """Ports chosen by the kernel, held together so that they differ."""
    held = [socket.socket() for _ in range(count)]
    try:
        for s in held:
            s.bind(("127.0.0.1", 0))
        return [s.getsockname()[1] for s in held]
    finally:
        for s in held:
            s.close()


class Result:
    """What one run of a program gave."""

    def __init__(self, words, done):
        self.words = words
        self.code = done.returncode
        self.out = done.stdout.decode("utf-8", "replace")
        self.err = done.stderr.decode("utf-8", "replace")

    def json(self):
        return json.loads(self.out)

    def rows(self):
        """Of --csv: a dict a row."""
        lines = self.out.splitlines()
        names = lines[0].split(",") if lines else []
        return [dict(zip(names, line.split(","))) for line in lines[1:] if line]

    def expect(self, code=0):
        if self.code != code:
            raise Failure(f"{' '.join(self.words)}: expected exit {code}, found {self.code}\n"
                          f"{self.out[-2000:]}{self.err[-2000:]}")
        if CRASH_WORDS.search(self.err):
            raise Failure(f"{' '.join(self.words)}: {self.err[:4000]}")
        return self


def run(words, timeout_s=DEADLINE_S * 2):
    words = [str(w) for w in words]
    return Result(words, subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True,
                                        timeout=timeout_s, check=False))


def write_file(path, text, mode=0o644):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w",
              encoding="utf-8") as f:
        f.write(text)
    return path


class Programs:
    """Keys are made by cmsa and cmsa-keys of `cheap`, a folder, when it is given: each opening of
    what they make costs a tenth, all else is the same (tests/helper/cheap_keys.c)."""

    def __init__(self, cmsa, cmsad, keys, cheap=""):
        self.cmsa, self.cmsad, self.keys, self.cheap = cmsa, cmsad, keys, cheap
        self.init = os.path.join(cheap, "cmsa_cheap") if cheap else cmsa
        self.new_keys = os.path.join(cheap, "cmsa-keys_cheap") if cheap else keys


def parent_of(pid):
    """(parent's id, state letter) from /proc; None when there is no such process."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as f:
            after = f.read().rpartition(")")[2].split()
        return int(after[1]), after[0]
    except (OSError, IndexError, ValueError):
        return None


class Node:
    """One node's folder, and the keeper that runs cmsad in it."""

    def __init__(self, alliance, author, role, address, deep=None):
        self.alliance, self.author, self.role, self.address = alliance, author, role, address
        self.dir = os.path.join(alliance.dir, deep or author)
        self.cmsad = alliance.programs.cmsad
        self.within = []  # words that cmsad is started with, as "nsenter ..."
        self.keeper = None
        self.files = 0

    # --- commands ---------------------------------------------------------------------

    def cmsa(self, *words, timeout_s=DEADLINE_S * 2):
        return run([self.alliance.programs.cmsa, "-C", self.dir, *words], timeout_s)

    def status(self):
        """As cmsa says it; None while no core answers."""
        r = self.cmsa("status", "--json")
        return r.json() if r.code == 0 else None

    def state(self):
        s = self.status()
        return s["state"] if s else "no answer"

    def position(self):
        s = self.status()
        return s["position"] if s else None

    def register_number(self):
        s = self.status()
        return s["register"] if s else 0

    def refused(self, word):
        s = self.status()
        return s["refused"].get(word, 0) if s else 0

    def write_csv(self, text):
        """Outside of the node's folder, which tests search for what must not be in it."""
        self.files += 1
        return write_file(os.path.join(self.alliance.input,
                                       f"{self.author}-{self.files}.csv"), text)

    def files_with(self, text):
        """Names of the files in the node's folder that hold these bytes."""
        found = []
        for where, _, names in os.walk(self.dir):
            for name in names:
                try:
                    with open(os.path.join(where, name), "rb") as f:
                        if text.encode() in f.read():
                            found.append(name)
                except OSError:  # a socket, or gone meanwhile
                    pass
        return found

    def publish(self, kind, text, *words):
        return self.cmsa("publish", kind, self.write_csv(text), "--csv", *words)

    def log(self, *words):
        return self.cmsa("log", "--csv", *words).expect().rows()

    def places(self):
        """Every place held here and its id."""
        return {(r["author"], int(r["incarnation"]), int(r["seq"])): r["id"]
                for r in self.log()}

    def has_bodies(self):
        """Does it hold every body that its role reads?  (Of candidates: not looked at.)"""
        return self.role == "candidate" or all(r["body"] == "held" for r in self.log())

    def show(self, author, seq):
        return self.cmsa("show", author, seq).expect().json()

    def compliance(self, *words):
        return self.cmsa("compliance", "--json", *words)

    def log_text(self):
        try:
            with open(os.path.join(self.dir, "node.log"), encoding="utf-8",
                      errors="replace") as f:
                return f.read()
        except OSError:
            return ""

    # --- set-up -----------------------------------------------------------------------

    def init(self):
        a = self.alliance
        words = ["init", "--author", self.author, "--role", self.role,
                 "--passphrase-file", a.passphrase]
        if self.address:
            words += ["--address", self.address]
        run([a.programs.init, "-C", self.dir, *words]).expect()
        return self

    def join(self, invitation=None):
        a = self.alliance
        self.cmsa("init", "--invitation", invitation or a.invitation, "--alliance", a.id,
                  "--passphrase-file", a.passphrase).expect()
        return self

    # --- running ----------------------------------------------------------------------

    def start(self):
        check(not self.keeper, f"{self.author} runs already")
        self.keeper = Keeper(self)
        return self

    def stop(self):
        if self.keeper:
            keeper, self.keeper = self.keeper, None
            keeper.stop()

    def wait_state(self, state, deadline_s=DEADLINE_S):
        try:
            wait_for(lambda: self.state() == state, f"{self.author}: {state}", deadline_s)
        except Failure as f:
            raise Failure(f"{f}; its log ends:\n{self.log_text()[-3000:]}") from None

    def wait_serving(self, deadline_s=DEADLINE_S):
        self.wait_state("serving", deadline_s)

    def process(self, role):
        """Process id of the parent or a child; 0 while there is none."""
        parent = self.keeper.pid if self.keeper else 0
        if role == "parent" or not parent:
            return parent
        for name in os.listdir("/proc"):
            if not name.isdigit():
                continue
            up = parent_of(name)
            if not up or up[0] != parent or up[1] == "Z":
                continue
            try:
                with open(f"/proc/{name}/cmdline", "rb") as f:
                    words = f.read().split(b"\0")
            except OSError:
                continue
            # between fork and exec the child still has the parent's words
            if b"-R" in words and words[words.index(b"-R") + 1] == role.encode():
                return int(name)
        return 0


class Keeper(threading.Thread):
    """Runs one cmsad and starts it again when it dies, as deploy/keeper does."""

    AGAIN_S = 0.5

    def __init__(self, node):
        super().__init__(daemon=True)
        self.node = node
        self.child = None
        self.codes = []
        self.ending = threading.Event()
        self.started = threading.Event()
        self.start()
        self.started.wait(DEADLINE_S)

    @property
    def pid(self):
        child = self.child
        return child.pid if child and child.poll() is None else 0

    def run(self):
        # a test that is killed itself takes its nodes with it
        words = ["setpriv", "--pdeathsig", "TERM", *self.node.within, self.node.cmsad, "-C",
                 self.node.dir]
        with open(os.path.join(self.node.dir, "node.log"), "ab") as out:
            while not self.ending.is_set():
                self.child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out,
                                              stderr=out, start_new_session=True)
                self.started.set()
                self.codes.append(self.child.wait())
                self.ending.wait(self.AGAIN_S)

    def stop(self):
        self.ending.set()
        child = self.child
        if child.poll() is None:
            child.terminate()
        self.join(DEADLINE_S)
        if self.is_alive():
            os.killpg(child.pid, signal.SIGKILL)
            self.join(DEADLINE_S)
            raise Failure(f"{self.node.author}: cmsad did not end {DEADLINE_S} s after SIGTERM")

    def destroy(self):
        """However it stands: nothing of it runs afterwards."""
        self.ending.set()
        try:
            os.killpg(self.child.pid, signal.SIGKILL)
        except (OSError, AttributeError):
            pass
        self.join(DEADLINE_S)


class Alliance:
    """Registrars (2 of 3) in an office, and nodes."""

    def __init__(self, programs, keep=False, name="test"):
        self.programs, self.keep, self.name = programs, keep, name
        self.dir = tempfile.mkdtemp(prefix="cmsa-", dir="/tmp")  # a socket's path is short
        self.office = os.path.join(self.dir, "office")
        self.input = os.path.join(self.dir, "input")
        os.mkdir(self.office)
        os.mkdir(self.input)
        self.passphrase = write_file(os.path.join(self.dir, "passphrase"), "long enough\n",
                                     0o600)
        self.nodes = {}
        self.acts = 0
        self.id = ""
        self.invitation = os.path.join(self.office, "invitation")

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        words = self.crash_words()
        for n in self.nodes.values():
            if n.keeper:
                n.keeper.destroy()
        if kind:
            for n in self.nodes.values():
                text = n.log_text()
                if text:
                    sys.stderr.write(f"--- the end of {n.author}'s log\n{text[-1500:]}\n")
        if self.keep:
            print(f"kept: {self.dir}")
        else:
            shutil.rmtree(self.dir, ignore_errors=True)
        if not kind and words:
            raise Failure(words)
        return False

    def __getitem__(self, author):
        return self.nodes[author]

    def crash_words(self):
        """What a sanitizer or an assertion said in any node's log."""
        for n in self.nodes.values():
            text = n.log_text()
            at = CRASH_WORDS.search(text)
            if at:
                return f"in the log of {n.author}:\n{text[max(0, at.start() - 500):][:5000]}"
        return ""

    # --- the register -----------------------------------------------------------------

    def act_file(self, kind, *words, signers=(0, 1), into=None):
        """Drafted at the office (or in the folder `into`) and signed, not submitted."""
        self.acts += 1
        path = os.path.join(self.office, f"{self.acts:02d}-{kind}.act")
        run([self.programs.cmsa, "-C", into or self.office, "register", "draft", kind, *words,
             "--out", path]).expect()
        for index in signers:
            self.sign(path, index, kind == "genesis")
        return path

    def sign(self, path, index, genesis=False):
        words = [self.programs.keys, "sign", path,
                 "--key", os.path.join(self.office, f"registrar-{index + 1}.key"),
                 "--index", index, "--passphrase-file", self.passphrase, "--out", path]
        if not genesis:
            words += ["--alliance", self.id]
        run(words).expect()

    def act(self, kind, *words, signers=(0, 1)):
        path = self.act_file(kind, *words, signers=signers)
        self.submit(path).expect()
        return path

    def submit(self, path):
        return run([self.programs.cmsa, "-C", self.office, "register", "submit", path])

    def act_live(self, node, kind, *words):
        """An act of the registrars, handed to the office and to a running node."""
        path = self.act(kind, *words)
        node.cmsa("register", "submit", path).expect()
        return path

    def head(self):
        """Number of acts in the office's register."""
        r = run([self.programs.cmsa, "-C", self.office, "register", "show", "--csv"]).expect()
        return len(r.rows())

    def make_registrars(self):
        words = ["name=" + self.name, "threshold=2", "date=" + day(-400)]
        for i in (1, 2, 3):
            key = os.path.join(self.office, f"registrar-{i}.key")
            run([self.programs.new_keys, "new", "registrar", "--author", f"registrar-{i}",
                 "--out", key, "--passphrase-file", self.passphrase]).expect()
            shown = run([self.programs.keys, "show", key, "--json"]).expect().json()
            words.append(f"registrar=registrar-{i}:{shown['public_key']}")
        path = self.act_file("genesis", *words)
        self.submit(path).expect()
        first = run([self.programs.cmsa, "-C", self.office, "register", "show", "--csv"])
        self.id = first.expect().rows()[0]["id"]

    def add_tables(self, names, edition="2026-01-01"):
        for name in names:
            self.act("reference", "date=" + day(-400), "table=" + name, "edition=" + edition,
                     "--file", table(name))

    def add_node(self, author, role="member", address=True, enrol=True):
        """A folder with keys; enrolled, unless told otherwise.  Address False: only dials."""
        where = f"tcp://127.0.0.1:{free_ports(1)[0]}" if address is True else address
        node = Node(self, author, role, where or None).init()
        self.nodes[author] = node
        if enrol:
            self.enrol(author)
        return node

    def add_nodes(self, *nodes):
        """Several at once, since making keys takes seconds: (author, role, address, enrol)."""
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            made = [pool.submit(self.add_node, author, role, address, False)
                    for author, role, address, _ in nodes]
        for (author, _, _, enrol), m in zip(nodes, made):
            m.result()
            if enrol:
                self.enrol(author)

    def enrol(self, author):
        return self.act("enrol", "date=" + day(-398), "--file",
                        os.path.join(self[author].dir, "application.pb"))

    def join(self, *authors):
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            done = [pool.submit(self[a].join) for a in authors or self.nodes]
        for d in done:
            d.result()

    def certify(self, country, in_force=True):
        self.act("certification", "date=" + day(-300), "country=" + country,
                 "finance=" + day(-301), "ways_and_means=" + day(-300))
        if in_force:
            self.act("entry-into-force", "date=" + day(-200), "country=" + country,
                     f"certification={self.acts}", "in_force=" + day(-200))

    def invite(self, name="invitation"):
        self.invitation = os.path.join(self.office, name)
        run([self.programs.cmsa, "-C", self.office, "register", "invite", "--out",
             self.invitation]).expect()
        return self.invitation

    # --- nodes together ---------------------------------------------------------------

    def start(self, *authors):
        for a in authors or self.nodes:
            self[a].start()
        for a in authors or self.nodes:
            self[a].wait_serving()

    def stop(self, *authors):
        for a in authors or list(self.nodes):
            self[a].stop()

    def wait_level(self, *authors, deadline_s=DEADLINE_S):
        """Until the named nodes stand at one position and hold the bodies that they may
        read; returns the position."""
        nodes = [self[a] for a in authors or self.nodes]

        def level():
            found = {n.position() for n in nodes}
            if len(found) != 1 or None in found or not all(n.has_bodies() for n in nodes):
                return None
            return found.pop()

        try:
            return wait_for(level, "one position on " + ", ".join(n.author for n in nodes),
                            deadline_s)
        except Failure as f:
            found = "\n".join(f"{n.author} {n.position()}" for n in nodes)
            raise Failure(f"{f}\n{found}") from None

    def wait_register(self, number, *authors):
        for a in authors or self.nodes:
            wait_for(lambda n=self[a]: n.register_number() >= number, f"{a}: act {number}")

    def wait_held(self, author, seq, *others):
        for a in others:
            wait_for(lambda n=self[a]: n.cmsa("show", author, seq).code == 0,
                     f"{a}: entry {author}:{seq}")


# --- files to publish ---------------------------------------------------------------------

CAPACITY = "country,subjects,stage,presence,capacity,unit,review_date,method,source,sample"
DUTY = "country,hs_edition,code,scope,origin,kind,measure,start,rate_pct,citation"


def capacity_csv(country, method, rows, review=-20):
    """rows: (mineral, stage, tonnes)."""
    lines = [CAPACITY]
    lines += [f"{country},{m},{stage},reported,{t},t,{day(review)},{method},test,"
              for m, stage, t in rows]
    return "\n".join(lines) + "\n"


def duty_csv(country, citation, rows, start=-100):
    """rows: (code, rate in percent)."""
    lines = [DUTY]
    lines += [f"{country},HS2022,{code},any,,ordinary,,{day(start)},{rate},{citation}"
              for code, rate in rows]
    return "\n".join(lines) + "\n"


def arguments(text, *more):
    """The programs under test, and --keep; more: (name, default, help)."""
    p = argparse.ArgumentParser(description=text)
    for name in ("cmsa", "cmsad", "keys"):
        p.add_argument("--" + name, required=True, help="path of the program")
    p.add_argument("--cheap", default="", help="folder of programs that make cheap keys")
    p.add_argument("--keep", action="store_true", help="leave the folder when done")
    for name, default, words in more:
        p.add_argument("--" + name, type=type(default), default=default, help=words)
    a = p.parse_args()
    a.programs = Programs(a.cmsa, a.cmsad, a.keys, a.cheap)
    return a


def main(tests, alliance, set_up):
    """Sets up, runs the tests in order on one alliance; raises SystemExit when one failed."""
    failed = 0
    with alliance:
        set_up(alliance)
        for test in tests:
            began, word = time.monotonic(), "ok  "
            try:
                test(alliance)
            except Failure as f:
                failed += 1
                word = "FAIL"
                print(f"{test.__name__}: {f}", file=sys.stderr)
            print(f"{word} {test.__name__.replace('_', ' ')} "
                  f"({time.monotonic() - began:.1f} s)", flush=True)
        if failed:
            raise SystemExit(f"{failed} of {len(tests)} tests failed")
