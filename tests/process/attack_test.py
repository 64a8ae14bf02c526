"""attack_test - an enrolled node turns against another, in every way that tests/helper/attacker.c
knows: meanwhile the alerts of the honest ones arrive, and nothing is lost.

GBR attacks AUS; JPN publishes, AUS and USA listen.  What comes is a matter of seconds, on a
machine that does other things and with sanitizers: no time is asserted but a generous deadline.
"""
import json
import os
import socket
import struct
import subprocess
import sys

from desk_test import alert_csv
from harness import (Alliance, Failure, arguments, capacity_csv, check, check_equal, day, main,
                     run, wait_for)

ALERTS = 2  # during each attack
FLOODS = ("garbage", "forgery", "old", "heads", "hello", "greedy", "bomb", "oversize", "multipart",
          "reconnect", "tcp")
COUNTED = {"bomb": ("malformed", "rate-limit"), "forgery": ("bad-signature",), "greedy": ("peer-full", "rate-limit"),
           "multipart": ("multipart",), "tcp": ("silent-connection",), "hello": ("rate-limit",),
           "old": ("rate-limit",)}


def set_up(a):
    a.make_registrars()
    a.add_tables(("critical_minerals", "countries_of_concern", "iso3166"))
    a.act("policy", "date=" + day(-400))
    a.add_nodes(("AUS", "member", True, True), ("GBR", "member", True, True),
                ("JPN", "member", True, True), ("USA", "member", True, True))
    for country in ("AUS", "JPN"):
        a.certify(country)
    a.invite()
    a.join()
    a.start()
    big = [("lithium", "mined", i + 1) for i in range(400)]
    lines = capacity_csv("GBR", "x" * 900, big).splitlines()
    lines = [lines[0] + ",form"] + [f"{line},{i}" for i, line in enumerate(lines[1:])]
    a["GBR"].publish("capacity", "\n".join(lines) + "\n").expect()  # for `greedy` to ask for
    a.wait_level()
    a.stop("GBR")


class Attack:
    """The attacker at work; ended at the end of the with block."""

    def __init__(self, a, mode):
        key = run([a.programs.keys, "show", os.path.join(a["AUS"].dir, "keys", "transport.key"), "--json"])
        self.mode = mode
        self.process = subprocess.Popen(
            [os.path.join(a.programs.cheap, "attacker"), a["GBR"].dir, a["AUS"].address,
             key.expect().json()["public_key"], a.id, mode],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def __enter__(self):
        if self.process.stdout.readline() != "ready\n":
            raise Failure(f"attack {self.mode}: {self.process.stderr.read()}")
        return self

    def __exit__(self, *_):
        check(self.process.poll() is None, f"attack {self.mode} ended by itself")
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()


def publish_alert(a, name):
    rows = a["JPN"].publish("alert", alert_csv(name)).expect().rows()
    return int(rows[0]["seq"])


def check_alerts_arrive(a, name):
    for i in range(ALERTS):
        seq = publish_alert(a, f"{name}-{i}")
        a.wait_held("JPN", seq, "AUS", "USA")


def peer(node, author):
    rows = node.cmsa("peers", "--csv").expect().rows()
    return next(r for r in rows if r["author"] == author)


def starts(node, role):
    return next(r["starts"] for r in node.status()["processes"]["list"] if r["process"] == role)


def alerts_arrive_under_every_flood(a):
    for mode in FLOODS:
        before = {w: a["AUS"].refused(w) for w in COUNTED.get(mode, ())}
        with Attack(a, mode):
            check_alerts_arrive(a, mode)
            if before:
                wait_for(lambda: any(a["AUS"].refused(w) > n for w, n in before.items()),
                         f"{mode} is counted: {' or '.join(before)}")
    a.wait_level("AUS", "JPN", "USA")
    for role in ("core", "net"):
        check_equal(starts(a["AUS"], role), 1, f"{role} was never started again")


def a_mute_is_shown_with_its_reason(a):
    with Attack(a, "forgery"):
        found = wait_for(lambda: peer(a["AUS"], "GBR")["muted-until"] and peer(a["AUS"], "GBR"),
                         "GBR is muted")
        check_equal(found["for"], "too many bad signatures", "why")


def an_endless_message_puts_its_sender_out(a):
    with Attack(a, "endless"):
        wait_for(lambda: peer(a["AUS"], "GBR")["state"] == "kept-out", "GBR is kept out")
        check_equal(peer(a["AUS"], "GBR")["for"], "endless message", "why")
        check_alerts_arrive(a, "endless")
    check_equal(starts(a["AUS"], "net"), 1, "net was never started again")
    check(a["AUS"].refused("endless-message") > 0, "it is counted")


def it_stays_out_until_told_otherwise(a):
    a.stop("AUS")
    a["GBR"].start()
    a.start("AUS")
    check_equal(peer(a["AUS"], "GBR")["state"], "kept-out", "after a start")
    wait_for(lambda: a["AUS"].refused("unknown-key") > 0, "GBR knocks in vain")
    check_alerts_arrive(a, "without")
    r = a["AUS"].cmsa("peers", "--admit-again", "USA/main")
    check_equal((r.code, "USA/main is not kept out" in r.err), (3, True), f"words: {r.err}")
    r = a["AUS"].cmsa("peers", "--admit-again", "GBR")
    check_equal((r.code, "expected a node, AUTHOR/NODE" in r.err), (3, True), f"words: {r.err}")
    a["AUS"].cmsa("peers", "--admit-again", "GBR/main").expect()
    wait_for(lambda: peer(a["AUS"], "GBR")["state"] == "up", "GBR is in again")
    a.wait_level()


# --- the control socket -------------------------------------------------------------------

def connect(node):
    s = socket.socket(socket.AF_UNIX)
    s.connect(os.path.join(node.dir, "control.sock"))
    return s


def clumsy_programs_do_not_stop_core(a):
    """Connections that say nothing, half a length, a huge length, half a message, noise."""
    node = a["AUS"]
    words = (b"", b"\0", struct.pack(">I", 0xffffffff), struct.pack(">I", 49 << 20),
             struct.pack(">I", 100) + b"half", struct.pack(">I", 4) + b"\xff\xff\xff\xff")
    held = []
    for i in range(24):
        held.append(connect(node))
        try:
            held[-1].send(words[i % len(words)])
        except BrokenPipeError:
            pass
    for i in range(10):
        check_equal(node.cmsa("status").code, 0, "status beside them")
    check_alerts_arrive(a, "clumsy")
    for s in held:
        s.close()


def more_connections_than_core_serves_cost_the_oldest_idle_one(a):
    """Else 32 idle ones would keep the operator out for half a minute, and again and again."""
    node = a["AUS"]
    held = [connect(node) for _ in range(32)]
    wait_for(lambda: node.cmsa("status").code == 0, "status beside 32 idle connections", 20)
    check_alerts_arrive(a, "crowded")
    for s in held:
        s.close()


def what_is_sent_beside_a_request_is_not_kept(a):
    """A request of the largest size that never ends is bounded, and core serves the others."""
    node = a["AUS"]
    held = [connect(node) for _ in range(4)]
    for s in held:
        s.settimeout(5)
        s.sendall(struct.pack(">I", 40 << 20) + b"x" * (4 << 20))
    check_equal(node.cmsa("status").code, 0, "status beside them")
    check_equal(json.loads(node.cmsa("peers", "--json").expect().out) != [], True, "peers")
    for s in held:
        s.close()


if __name__ == "__main__":
    ARGS = arguments(__doc__)
    sys.exit(main([
        alerts_arrive_under_every_flood,
        a_mute_is_shown_with_its_reason,
        an_endless_message_puts_its_sender_out,
        it_stays_out_until_told_otherwise,
        clumsy_programs_do_not_stop_core,
        more_connections_than_core_serves_cost_the_oldest_idle_one,
        what_is_sent_beside_a_request_is_not_kept,
    ], Alliance(ARGS.programs, ARGS.keep, "attack test"), set_up))
