"""attack_latency - alerts of JPN, one after the other, while GBR attacks AUS in one way after the
other (tests/helper/attacker.c): how long from the start of `cmsa publish alert` until AUS, which is
attacked, and USA, which is not, show it; beside it the same while nobody attacks.  For the rate of
each attack net's own counts are no measure: it is what one attacker on this machine can send.
    b=build/gcc; python3 tests/bench/attack_latency.py --cmsa $b/node/cli/cmsa \\
        --cmsad $b/node/daemon/cmsad --keys $b/keys/cmsa-keys --cheap $b/tests/helper
"""
import os
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "process"))

from attack_test import FLOODS, Attack, set_up  # noqa: E402
from desk_test import alert_csv  # noqa: E402
from harness import Alliance, arguments  # noqa: E402
import json  # noqa: E402

SHOWN_BY = ("AUS", "USA")
SETTLE_S = 60


class Watch:
    """One node, and when it showed what: seen[seq] = monotonic seconds."""

    def __init__(self, a, author):
        self.seen = {}
        self.process = subprocess.Popen(
            [a.programs.cmsa, "-C", a[author].dir, "alerts", "--watch", "--json"],
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


def at_percent(ms, percent):
    ms = sorted(ms)
    return ms[min(len(ms) - 1, len(ms) * percent // 100)]


def measure(a, watches, name, count):
    """One line: of each node p50, p99 and the longest; what was not shown is said."""
    sent = []
    for i in range(count):
        text = alert_csv(f"{name}-{i}")
        path = a["JPN"].write_csv(text)
        began = time.monotonic()
        rows = a["JPN"].cmsa("publish", "alert", path, "--csv").expect().rows()
        sent.append((began, int(rows[0]["seq"])))
    until = time.monotonic() + SETTLE_S
    while time.monotonic() < until and any(s not in w.seen for w in watches.values()
                                           for _, s in sent):
        time.sleep(0.05)
    words = f"{name:20} {count:5}"
    lost = 0
    for w in watches.values():
        ms = [(w.seen[s] - began) * 1000 for began, s in sent if s in w.seen]
        lost += count - len(ms)
        words += f" {at_percent(ms, 50):8.1f} {at_percent(ms, 99):8.1f} {max(ms):8.1f}" if ms else " none"
    print(words + (f"  {lost} not shown within {SETTLE_S} s" if lost else ""), flush=True)
    return lost


def bench(a, count, modes):
    watches = {author: Watch(a, author) for author in SHOWN_BY}
    time.sleep(2)
    print(f"{'milliseconds':20} {'':5} " + " ".join(f"{w:>8} {'':8} {'':8}" for w in SHOWN_BY))
    print(f"{'attack':20} {'count':>5}" + f" {'p50':>8} {'p99':>8} {'max':>8}" * len(SHOWN_BY))
    lost = measure(a, watches, "idle", count)
    for mode in modes:
        with Attack(a, mode):
            lost += measure(a, watches, mode, count)
    lost += measure(a, watches, "idle-again", count)
    for w in watches.values():
        w.end()
    return lost


def main():
    args = arguments(__doc__, ("count", 100, "alerts under each attack"),
                     ("modes", " ".join(FLOODS + ("endless",)), "which, in which order"))
    with Alliance(args.programs, args.keep, "attack latency") as a:
        set_up(a)
        return 1 if bench(a, args.count, args.modes.split()) else 0


if __name__ == "__main__":
    sys.exit(main())
