"""alert_latency - alerts published one after the other by JPN in the running demo: how long
from the start of `cmsa publish alert` until `cmsa alerts --watch --json` shows each at every
node, desks included (so it is durable there).  Beside it, of the same run: a run of `cmsa help`,
an fsync, a TCP round trip, on this machine.
    deploy/demo; python3 tests/bench/alert_latency.py --demo build/demo --cmsa build/gcc/node/cli/cmsa
"""
import argparse
import json
import os
import socket
import subprocess
import threading
import time

NODES = ("USA", "AUS", "GBR", "USA.customs", "AUS.customs")
COLUMNS = ("country,id,severity,schemes,subjects,hs_edition,codes,declared_origin,"
           "suspected_origin,action,basis,handling,sample")
SETTLE_S = 60


def line(name, ms):
    ms = sorted(ms)
    at = [ms[min(len(ms) - 1, len(ms) * p // 100)] for p in (50, 99)]
    print(f"{name:24} {len(ms):5} {at[0]:9.1f} {at[1]:9.1f} {ms[-1]:9.1f}")


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


def watch(node, seen, process):
    for text in process.stdout:
        now = time.monotonic()
        event = json.loads(text)
        if event["event"] == "new":
            seen.setdefault(event["alert"]["body"]["id"], {}).setdefault(node, now)


def publish(a, name):
    path = os.path.join(a.demo, "alert-latency.csv")
    with open(path, "w", encoding="utf-8") as f:
        f.write(f"{COLUMNS}\nJPN,{name},low,duty-circumvention,gallium,HS2022,81129200,VNM,CHN,"
                "USA;AUS,made up to measure,amber,yes\n")
    began = time.monotonic()
    subprocess.run([a.cmsa, "-C", os.path.join(a.demo, "JPN"), "publish", "alert", path],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return began


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--demo", required=True)
    p.add_argument("--cmsa", required=True)
    p.add_argument("--count", type=int, default=1000)
    a = p.parse_args()
    seen, began, watchers = {}, {}, []
    for n in NODES:
        watchers.append(subprocess.Popen(
            [a.cmsa, "-C", os.path.join(a.demo, n), "alerts", "--watch", "--json"],
            stdout=subprocess.PIPE, text=True))
        threading.Thread(target=watch, args=(n, seen, watchers[-1]), daemon=True).start()
    time.sleep(2)
    mark = f"latency-{int(time.time())}"
    for i in range(a.count):
        began[f"{mark}-{i}"] = publish(a, f"{mark}-{i}")
    until = time.monotonic() + SETTLE_S
    while time.monotonic() < until and any(len(seen.get(k, ())) < len(NODES) for k in began):
        time.sleep(0.1)
    for w in watchers:
        w.terminate()
        w.wait()
    took = {n: [(seen[k][n] - began[k]) * 1000 for k in began if n in seen.get(k, ())] for n in NODES}
    print(f"{'milliseconds':24} {'count':>5} {'p50':>9} {'p99':>9} {'max':>9}")
    for n in NODES:
        if took[n]:
            line(n, took[n])
        if len(took[n]) < a.count:
            print(f"{n}: {a.count - len(took[n])} of {a.count} not shown within {SETTLE_S} s")
    line("every node", [t for n in NODES for t in took[n]] or [0.0])
    limits(a)


if __name__ == "__main__":
    main()
