"""alert_latency - alerts published one after the other by JPN in the running demo: how long
from the start of `cmsa publish alert` until each node shows it, so it is durable there: all
members, the auditor and the desks by `cmsa alerts --watch --json`, the candidate, which may not
read it, its header by `cmsa log --follow`.  Beside it, of the same run: a run of `cmsa help`, a
write with fsync, a TCP round trip, on this machine.
    deploy/demo; python3 tests/bench/alert_latency.py --demo build/demo --cmsa build/gcc/node/cli/cmsa
"""
import argparse
import json
import os
import socket
import subprocess
import threading
import time

ALERTS = ("USA", "AUS", "JPN", "GBR", "ustr-audit", "USA.customs", "AUS.customs")
HEADERS = ("XEU",)
NODES = ALERTS + HEADERS
COLUMNS = ("country,id,severity,schemes,subjects,hs_edition,codes,declared_origin,"
           "suspected_origin,action,basis,handling,sample")
SETTLE_S = 60
MOST_RETRACTED = 256  # by one entry


def at_percent(ms, percent):
    ms = sorted(ms)
    return ms[min(len(ms) - 1, len(ms) * percent // 100)]


def line(name, ms):
    print(f"{name:24} {len(ms):5} {at_percent(ms, 50):9.2f} {at_percent(ms, 99):9.2f} "
          f"{max(ms):9.2f}")


def timed(count, act):
    out = []
    for _ in range(count):
        began = time.monotonic()
        act()
        out.append((time.monotonic() - began) * 1000)
    return out


def limits(a):
    run = [a.cmsa, "help"]
    line("cmsa help", timed(50, lambda: subprocess.run(run, stdout=subprocess.DEVNULL, check=True)))
    path = os.path.join(a.demo, "fsync.bench")
    with open(path, "wb", buffering=0) as f:
        line("write and fsync", timed(200, lambda: (f.write(b"x" * 4096), os.fsync(f.fileno()))))
    os.unlink(path)
    near, far = socket.create_server(("127.0.0.1", 0)), socket.socket()
    far.connect(near.getsockname())
    peer, _ = near.accept()
    line("TCP round trip", timed(1000, lambda: (far.send(b"x"), peer.recv(1), peer.send(b"x"),
                                                far.recv(1))))


class Watch:
    """One node, and when it showed what: seen[seq] = monotonic seconds."""

    def __init__(self, a, node):
        self.node, self.seen = node, {}
        words = ["alerts", "--watch"] if node in ALERTS else \
            ["log", "--follow", "--author", "JPN", "--kind", "alert"]
        self.process = subprocess.Popen([a.cmsa, "-C", os.path.join(a.demo, node), *words, "--json"],
                                        stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for text in self.process.stdout:
            now, event = time.monotonic(), json.loads(text)
            entry = event.get("alert", event)
            if event.get("event", "new") == "new" and entry["author"] == "JPN":
                self.seen.setdefault(entry["seq"], now)

    def end(self):
        self.process.terminate()
        self.process.wait()


def publish(a, name):
    """(when the command began, number of the entry)"""
    path = os.path.join(a.demo, "alert-latency.csv")
    with open(path, "w", encoding="utf-8") as f:
        f.write(f"{COLUMNS}\nJPN,{name},low,duty-circumvention,gallium,HS2022,81129200,VNM,CHN,"
                "KOR,made up to measure,amber,yes\n")
    began = time.monotonic()
    out = subprocess.run([a.cmsa, "-C", os.path.join(a.demo, "JPN"), "publish", "alert", path, "--csv"],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    return began, int(out.stdout.splitlines()[-1].split(",")[2])


def retract(a, seqs):
    for i in range(0, len(seqs), MOST_RETRACTED):
        refs = [f"JPN:{seq}" for seq in seqs[i:i + MOST_RETRACTED]]
        subprocess.run([a.cmsa, "-C", os.path.join(a.demo, "JPN"), "retract", *refs, "--reason",
                        "made up to measure", "--sample"], stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=True)


def say(took, count):
    everywhere = [max(ms) for ms in zip(*took.values())]
    print(f"{count} more alerts of JPN, one after the other, from the start of the command to the screen of\n"
          f"  every node ({', '.join(ALERTS)};\n  of {', '.join(HEADERS)} to the header in its log):"
          f" half of them within {at_percent(everywhere, 50):.0f} ms everywhere, 99 of 100 within\n"
          f"  {at_percent(everywhere, 99):.0f} ms; then JPN takes them back")


def table(a, took):
    print(f"{'milliseconds':24} {'count':>5} {'p50':>9} {'p99':>9} {'max':>9}")
    for node, ms in took.items():
        if ms:
            line(node, ms)
        if len(ms) < a.count:
            print(f"{node}: {a.count - len(ms)} of {a.count} not shown within {SETTLE_S} s")
    if all(len(ms) == a.count for ms in took.values()):
        line("the last of all nodes", [max(ms) for ms in zip(*took.values())])
    limits(a)


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--demo", required=True)
    p.add_argument("--cmsa", required=True)
    p.add_argument("--count", type=int, default=1000)
    p.add_argument("--words", action="store_true", help="a sentence, not a table")
    p.add_argument("--retract", action="store_true", help="the alerts are taken back afterwards")
    a = p.parse_args()
    watches = [Watch(a, n) for n in NODES]
    time.sleep(2)
    mark = f"latency-{int(time.time())}"
    sent = [publish(a, f"{mark}-{i}") for i in range(a.count)]
    until = time.monotonic() + SETTLE_S
    while time.monotonic() < until and any(seq not in w.seen for w in watches for _, seq in sent):
        time.sleep(0.1)
    for w in watches:
        w.end()
    took = {w.node: [(w.seen[seq] - began) * 1000 for began, seq in sent if seq in w.seen]
            for w in watches}
    complete = all(len(ms) == a.count for ms in took.values())
    if a.words and complete:
        say(took, a.count)
    else:
        table(a, took)
    if a.retract:
        retract(a, [seq for _, seq in sent])
    return 0 if complete else 1


if __name__ == "__main__":
    raise SystemExit(main())
