"""netns_test - five hosts, each a network namespace on one bridge, with a real cmsad each: packets
lost, hosts parted, links that carry one way only, by rules of nft.  Members publish all the time;
nothing acknowledged is lost, and the time is measured from healing until all hosts hold the same.

It needs network namespaces: of a user namespace where the kernel gives one, else as root; without
either it says so and ends with 77, which ctest shows as skipped.  --seconds is how long each trouble
lasts; minutes are a soak: --seconds 180.
"""
import json
import os
import subprocess
import sys
import time

from harness import Alliance, Failure, arguments, check, counts, run, wait_for
from kill_test import Publisher, Tally, queue_is_empty

MEMBERS = ("AUS", "GBR", "JPN", "KOR", "USA")
WITHIN = "CMSA_NETNS"   # set inside of the namespaces
SKIPPED = 77
LOSS_PERCENT = 20
CONVERGE_S = 300
COMMAND = ("b=build/gcc; python3 tests/process/netns_test.py --seconds 180 --cmsa $b/node/cli/cmsa "
           "--cmsad $b/node/daemon/cmsad --keys $b/keys/cmsa-keys")

# --- hosts --------------------------------------------------------------------------------


def enter_namespaces():
    """Runs this program anew where it may make networks; does not return unless it is there."""
    if os.environ.get(WITHIN):
        return
    said = []
    for words in (["unshare", "-Urnm"], ["unshare", "-nm"]):
        probe = subprocess.run([*words, "sh", "-c", "mount -t tmpfs tmpfs /run && ip link add br0 type bridge"
                                " && nft add table inet probe"], capture_output=True, text=True, check=False)
        if probe.returncode == 0:
            os.environ[WITHIN] = "1"
            os.execvp(words[0], [*words, sys.executable, "-B", *sys.argv])
        said.append(f"{' '.join(words)}: {probe.stderr.strip()}")
    print("skipped: no network namespaces with nft here: " + "; ".join(said))
    sys.exit(SKIPPED)


class Host:
    """A network namespace with one address on the bridge."""

    def __init__(self, number):
        self.number, self.name = number, f"host{number}"
        self.address = f"10.77.0.{number}"
        self.within = ["nsenter", f"--net=/run/netns/{self.name}"]
        run(["ip", "netns", "add", self.name]).expect()
        run(["ip", "link", "add", f"veth{number}", "type", "veth", "peer", "name", "eth0", "netns",
             self.name]).expect()
        run(["ip", "link", "set", f"veth{number}", "master", "br0", "up"]).expect()
        for words in (["addr", "add", self.address + "/24", "dev", "eth0"],
                      ["link", "set", "eth0", "up"], ["link", "set", "lo", "up"]):
            run([*self.within, "ip", *words]).expect()

    def rules(self, *rules):
        """What comes in and is dropped, from now on; none: nothing.  Returns how many packets the rules
        before dropped."""
        dropped = self.dropped()
        text = ("table inet faults\ndelete table inet faults\ntable inet faults {\n chain in {\n"
                "  type filter hook input priority 0; policy accept;\n" +
                "".join(f"  {r} counter drop\n" for r in rules) + " }\n}\n")
        done = subprocess.run([*self.within, "nft", "-f", "-"], input=text, text=True, capture_output=True,
                              check=False)
        check(done.returncode == 0, f"nft: {done.stderr}")
        return dropped

    def dropped(self):
        listed = json.loads(run([*self.within, "nft", "-j", "list", "ruleset"]).expect().out)
        return sum(e["counter"]["packets"] for o in listed["nftables"] if "rule" in o
                   for e in o["rule"]["expr"] if "counter" in e)


def make_hosts():
    run(["mount", "-t", "tmpfs", "tmpfs", "/run"]).expect()
    os.mkdir("/run/netns")
    run(["ip", "link", "add", "br0", "type", "bridge"]).expect()
    run(["ip", "link", "set", "br0", "up"]).expect()
    return {author: Host(i + 1) for i, author in enumerate(MEMBERS)}


# --- troubles -----------------------------------------------------------------------------


def loss(hosts):
    """Every host loses a fifth of what comes to it."""
    for h in hosts.values():
        h.rules(f"numgen random mod 100 < {LOSS_PERCENT}")


def partition(hosts):
    """Two and three hosts that do not hear each other."""
    few = [hosts[m] for m in MEMBERS[:2]]
    many = [hosts[m] for m in MEMBERS[2:]]
    for side, other in ((few, many), (many, few)):
        for h in side:
            h.rules("ip saddr { %s }" % ", ".join(o.address for o in other))


def one_way(hosts):
    """In a ring, each host hears nothing of the next, which hears it."""
    ring = list(hosts.values())
    for h, following in zip(ring, ring[1:] + ring[:1]):
        h.rules(f"ip saddr {following.address}")


class Trouble:
    """One kind of trouble, for a while, under load; then the time until all hold the same."""

    def __init__(self, make):
        self.make, self.name = make, make.__name__.replace("_", " ")
        self.dropped, self.converge_s = 0, 0.0

    def run(self, alliance, hosts, seconds):
        publishers = [Publisher(alliance[m]) for m in MEMBERS]
        self.make(hosts)
        began = time.monotonic()
        for p in publishers:
            p.start()
        wait_for(lambda: time.monotonic() - began >= seconds or any(p.failure for p in publishers),
                 self.name, seconds + 60)
        for p in publishers:
            p.ending.set()
        for p in publishers:
            p.join()
            if p.failure:
                raise p.failure
        self.dropped = sum(h.rules() for h in hosts.values())
        healed = time.monotonic()
        alliance.wait_level(deadline_s=CONVERGE_S)
        self.converge_s = time.monotonic() - healed
        check(self.dropped > 0, f"{self.name}: no packet was dropped")
        sent = [s for p in publishers for s in p.sent]
        check(any(s.entries for s in sent), f"{self.name}: nothing was acknowledged")
        return sent


def set_up(alliance, hosts):
    alliance.make_registrars()
    alliance.add_tables(["critical_minerals", "iso3166"])
    alliance.add_nodes(*[(m, "member", f"tcp://{hosts[m].address}:7001", True) for m in MEMBERS])
    alliance.invite()
    alliance.join()
    for m in MEMBERS:
        alliance[m].within = hosts[m].within
    alliance.start()
    alliance.wait_level()


def report(alliance, troubles, sent, seconds):
    for m in MEMBERS:
        wait_for(lambda n=alliance[m]: queue_is_empty(n), f"{m}: an empty queue")
    alliance.wait_level()
    tally = Tally(alliance, sent)
    for t in troubles:
        print(f"{t.name}: {t.dropped} packets dropped; all hold the same {t.converge_s:.1f} s after healing")
    print(f"{tally.acknowledged} acknowledged entries, {tally.lost} lost, on {len(tally.ids)} hosts",
          flush=True)
    counts("five hosts on a network that fails", COMMAND, seconds, packets_dropped=sum(
        t.dropped for t in troubles), faults=len(troubles), converge_ms_max=round(1000 * max(
            t.converge_s for t in troubles)), **tally.counts())
    tally.check()


def main():
    a = arguments(__doc__, ("seconds", 8, "how long each trouble lasts"))
    enter_namespaces()
    hosts = make_hosts()
    with Alliance(a.programs, a.keep, "netns test") as alliance:
        set_up(alliance, hosts)
        began, sent = time.monotonic(), []
        troubles = [Trouble(make) for make in (loss, partition, one_way)]
        for t in troubles:
            sent += t.run(alliance, hosts, a.seconds)
        report(alliance, troubles, sent, time.monotonic() - began)
        alliance.stop()


if __name__ == "__main__":
    try:
        main()
    except Failure as f:
        sys.exit(f"netns_test: {f}")
