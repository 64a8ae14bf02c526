"""kill_test - nothing acknowledged is lost and no place has two ids, whatever is killed.

A seeded number of kills -9 of parent, core, sign and net of random nodes of four members,
while a publisher on each node publishes all the time.  A node serves again when the killed
process is there anew, it says "serving", and it acknowledged a file handed to it after the kill.
"""
import collections
import os
import random
import re
import signal
import sqlite3
import sys
import threading
import time

from harness import (Alliance, Failure, arguments, capacity_csv, check, check_equal, counts,
                     duty_csv, wait_for)

MEMBERS = ("AUS", "GBR", "JPN", "USA")
PROCESSES = ("parent", "core", "sign", "net")
MINERALS = ("lithium", "cobalt", "nickel", "gallium", "tungsten", "graphite")
STAGES = ("mined", "processed")
PACE_S = 0.15       # between two files of one publisher: load, not a flood
BATCH_EVERY = 25    # every so many files one is a batch of several entries
COMMAND = ("b=build/gcc; python3 tests/process/kill_test.py --kills 1000 --cmsa $b/node/cli/cmsa "
           "--cmsad $b/node/daemon/cmsad --keys $b/keys/cmsa-keys")
BATCH_ROWS = 300    # of about 1,000 bytes each: two entries


class Kill:
    """What was killed, and the seconds until the node served again and until an entry that
    it published then was at another node."""

    def __init__(self, author, role):
        self.author, self.role = author, role
        self.served_s = self.reached_s = 0.0


class Sent:
    """A file handed to cmsa publish, and what became of it."""

    def __init__(self, author, number, batch):
        self.author, self.number, self.batch = author, number, batch
        self.began = time.monotonic()
        self.entries = []
        self.word = "failed"

    @property
    def marker(self):
        return f"<{self.author} {self.number}>"


class Publisher(threading.Thread):
    """Publishes small files on one node until told to end."""

    def __init__(self, node):
        super().__init__(daemon=True)
        self.node = node
        self.sent = []
        self.acknowledged = None  # the newest acknowledged file
        self.failure = None
        self.ending = threading.Event()

    def file(self, s):
        country, n = self.node.author, s.number
        if s.batch:
            rows = [(MINERALS[0], STAGES[0], i + 1) for i in range(BATCH_ROWS)]
            text = capacity_csv(country, "x" * 900, rows).splitlines()
            # rows of one file differ in more than their figures: each has its own form
            lines = [text[0] + ",form"] + [f"{t},form {i}" for i, t in enumerate(text[1:])]
            lines[1] = lines[1].replace("x" * 900, s.marker + "x" * 900)
            return "capacity", "\n".join(lines) + "\n"
        if n % 3 == 0:
            return "duty", duty_csv(country, s.marker, [(f"2836{n % 100:02d}", n % 40)])
        return "capacity", capacity_csv(
            country, s.marker, [(MINERALS[n % len(MINERALS)], STAGES[n % 2], n)])

    def publish(self, s):
        kind, text = self.file(s)
        r = self.node.publish(kind, text, "--audience", ("alliance", "public")[s.number % 2])
        if r.code == 0 and r.rows():
            s.word = "acknowledged"
            s.entries = [((e["author"], int(e["incarnation"]), int(e["seq"])), e["id"])
                         for e in r.rows()]
            self.acknowledged = s
        elif r.code == 0:
            check("queued" in r.err, f"neither rows nor queued: {r.err}")
            s.word = "queued"
        else:
            # a killed node: it is gone, or could not say whether it did it
            check(r.code == 4, f"publish: expected exit 0 or 4, found {r.code}: {r.err}")

    def run(self):
        try:
            while not self.ending.is_set():
                n = len(self.sent)
                s = Sent(self.node.author, n, n % BATCH_EVERY == BATCH_EVERY - 1)
                self.sent.append(s)
                self.publish(s)
                self.ending.wait(PACE_S)
        except Exception as e:  # shown by the main thread
            self.failure = e


def plan(rng, kills):
    """Which process of which node: at least a fifth each of the four, in random order."""
    roles = [p for p in PROCESSES for _ in range(kills // 5)]
    roles += [rng.choice(PROCESSES) for _ in range(kills - len(roles))]
    rng.shuffle(roles)
    return [(rng.choice(MEMBERS), role) for role in roles]


def acknowledged_since(publisher, then_s):
    """A file handed over after that moment and acknowledged, or None."""
    s = publisher.acknowledged
    if publisher.failure:
        raise publisher.failure
    return s if s and s.began > then_s else None


def kill_one(alliance, publisher, author, role):
    """The pid is that of a process of our own alliance."""
    node, k = alliance[author], Kill(author, role)
    other = alliance[MEMBERS[(MEMBERS.index(author) + 1) % len(MEMBERS)]]
    pid = wait_for(lambda: node.process(role), f"{author}: a process {role}")
    then_s = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: acknowledged_since(publisher, then_s) and node.state() == "serving" and
             node.process(role) not in (0, pid), f"{author} serves after its {role} was killed")
    k.served_s = time.monotonic() - then_s
    (_, _, seq), _ = acknowledged_since(publisher, then_s).entries[-1]
    alliance.wait_held(author, seq, other.author)
    k.reached_s = time.monotonic() - then_s
    return k


def kill_all(alliance, publishers, a, rng):
    done = []
    for author, role in plan(rng, a.kills):
        k = kill_one(alliance, publishers[author], author, role)
        done.append(k)
        if k.served_s > a.within:
            raise Failure(f"kill {len(done)}: {author} served {k.served_s:.1f} s after its "
                          f"{role} was killed; expected at most {a.within} s")
    return done


def summary(done, role):
    of = [k for k in done if k.role == role]
    return (f"{len(of)} {role} (served after {max((k.served_s for k in of), default=0):.1f} s "
            f"at most, reached another node after "
            f"{max((k.reached_s for k in of), default=0):.1f} s at most)")


class Tally:
    """What was acknowledged and what of it is not there, over the logs of all nodes."""

    def __init__(self, alliance, sent):
        self.wrong = []  # words for people
        self.acknowledged = self.lost = self.own_forks = self.verify_faults = 0
        self.ids = {}    # of every node: place -> id
        for node in alliance.nodes.values():
            self.read(node)
            self.verify(node)
        self.compare()
        for s in sent:
            for place, i in s.entries:
                self.look_for(place, i)

    def read(self, node):
        ids = self.ids[node.author] = {}
        for r in node.log():
            place = (r["author"], int(r["incarnation"]), int(r["seq"]))
            if ids.setdefault(place, r["id"]) != r["id"]:
                self.fork(f"{node.author}: two ids at {place}")

    def verify(self, node):
        v = node.cmsa("verify", "--json").json()
        if not v["verified"] or v["faults"]:
            self.verify_faults += max(1, v["faults"])
            self.wrong.append(f"{node.author}: verify: {v}")

    def fork(self, words):
        self.own_forks += 1
        self.wrong.append(words)

    def compare(self):
        first = next(iter(self.ids.values()))
        for author, ids in self.ids.items():
            for place, i in ids.items():
                if first.get(place, i) != i:
                    self.fork(f"two ids at {place}: the first node's and {author}'s")
            if len(ids) != len(first):
                self.wrong.append(f"{author} holds {len(ids)} entries, the first node {len(first)}")

    def look_for(self, place, i):
        self.acknowledged += 1
        missing = [author for author, ids in self.ids.items() if ids.get(place) != i]
        if missing:
            self.lost += 1
            self.wrong.append(f"acknowledged entry {place} is not at {', '.join(missing)}")

    def counts(self):
        return {"acknowledged": self.acknowledged, "lost": self.lost, "own_forks": self.own_forks,
                "verify_faults": self.verify_faults}

    def check(self):
        check(not self.wrong, "; ".join(self.wrong[:10]))


def markers(node):
    """How often each file's mark stands in the bodies of the log."""
    seen = collections.Counter()
    db = sqlite3.connect(f"file:{node.dir}/log.db?mode=ro", uri=True)
    try:
        tables = [t for t, in db.execute("SELECT name FROM sqlite_master WHERE type='table'")
                  if t not in ("draft", "queue", "act")]
        for t in tables:
            for row in db.execute(f"SELECT * FROM {t}"):
                for value in row:
                    if isinstance(value, bytes):
                        seen.update(re.findall(rb"<[A-Z]{3} [0-9]+>", value))
    finally:
        db.close()
    return {k.decode(): n for k, n in seen.items()}


def check_files(alliance, sent):
    """Acknowledged and queued files are there once; others once or not at all."""
    for node in alliance.nodes.values():
        seen = markers(node)
        for s in sent:
            n = seen.get(s.marker, 0)
            if s.word != "failed":
                check(n > 0, f"{node.author}: file {s.marker}, {s.word}, is not in the log")
            check(n <= 1, f"{node.author}: file {s.marker}, {s.word}, was published {n} times")


def check_batches(alliance, sent):
    """A file of several entries is there whole or not at all."""
    node, parts, number_of = alliance[MEMBERS[0]], collections.defaultdict(list), {}
    big = [r for r in node.log("--kind", "capacity") if int(r["size"]) > 20000]
    for r in big:
        b = node.show(r["author"], r["seq"])["body"]["batch"]
        parts[b["id"]].append(int(b["part"]))
        number_of[b["id"]] = int(b["parts"])
    for batch, seen in parts.items():
        check_equal(sorted(seen), list(range(1, number_of[batch] + 1)), f"parts of {batch}")
    whole = sum(1 for s in sent if s.batch and s.word != "failed")
    check(len(parts) >= whole, f"{whole} batches were taken, {len(parts)} are in the log")
    return len(parts)


def queue_is_empty(node):
    db = sqlite3.connect(f"file:{node.dir}/log.db?mode=ro", uri=True)
    try:
        return not db.execute("SELECT (SELECT count(*) FROM queue) + "
                              "(SELECT count(*) FROM draft)").fetchone()[0]
    finally:
        db.close()


def set_up(alliance):
    alliance.make_registrars()
    alliance.add_tables(["critical_minerals", "iso3166"])
    alliance.add_nodes(*[(author, "member", True, True) for author in MEMBERS])
    alliance.invite()
    alliance.join()
    alliance.start()


def finish(alliance, publishers, done, seconds):
    """Everything settles; what does not hold is a Failure.  Returns words of counts."""
    for p in publishers.values():
        p.ending.set()
    for p in publishers.values():
        p.join()
        if p.failure:
            raise p.failure
    for author in MEMBERS:
        alliance[author].wait_serving()
        wait_for(lambda n=alliance[author]: queue_is_empty(n), f"{author}: an empty queue")
    alliance.wait_level()
    sent = [s for p in publishers.values() for s in p.sent]
    tally = Tally(alliance, sent)
    counts("kills -9", COMMAND, seconds, kills=len(done), faults=len(done),
           serves_again_ms_max=round(1000 * max(k.served_s for k in done)), **tally.counts())
    tally.check()
    check_files(alliance, sent)
    batches = check_batches(alliance, sent)
    words = collections.Counter(s.word for s in sent)
    return (f"{len(sent)} files handed over: {words['acknowledged']} acknowledged with "
            f"{tally.acknowledged} ids, {words['queued']} queued, {words['failed']} not taken; "
            f"{len(tally.ids[MEMBERS[0]])} entries on each of {len(tally.ids)} nodes, "
            f"{batches} whole batches")


def main():
    a = arguments(__doc__, ("kills", 100, "how many"), ("seed", 0, "0: from the clock"),
                  ("within", 10, "seconds until it serves again"))
    seed = a.seed or time.time_ns() % 1000000
    print(f"seed {seed}: {a.kills} kills", flush=True)
    with Alliance(a.programs, a.keep, "kill test") as alliance:
        set_up(alliance)
        publishers = {m: Publisher(alliance[m]) for m in MEMBERS}
        for p in publishers.values():
            p.start()
        began = time.monotonic()
        try:
            done = kill_all(alliance, publishers, a, random.Random(seed))
            killing_s = time.monotonic() - began
            words = finish(alliance, publishers, done, killing_s)
        finally:
            for p in publishers.values():
                p.ending.set()
        alliance.stop()
        print(f"{len(done)} kills in {killing_s:.0f} s: " +
              ", ".join(summary(done, p) for p in PROCESSES))
        print(words)


if __name__ == "__main__":
    try:
        main()
    except Failure as f:
        sys.exit(f"kill_test: {f}")
