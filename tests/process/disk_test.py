"""disk_test - a full disk, a read-only one, and a flipped byte in log.db or facts.db: each ends
in a state that the node and cmsa doctor name, and in which nothing acknowledged is lost.

A small tmpfs is the disk where one can be mounted; elsewhere a limit on the size of files
(RLIMIT_FSIZE) of the running core is the full disk.
"""
import os
import resource
import shutil
import sqlite3

from harness import (Alliance, arguments, capacity_csv, check, check_equal, main, run,
                     wait_for)

DISK_MIB = 24


class Disk:
    """What the folder of one node lies on.  The node's log lies elsewhere."""

    def __init__(self, alliance, author):
        self.alliance, self.author = alliance, author
        self.dir = os.path.join(alliance.dir, author)
        os.mkdir(self.dir)
        self.mounted = run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m,mode=700", "none",
                            self.dir]).code == 0
        os.symlink(os.path.join(alliance.dir, author + ".log"),
                   os.path.join(self.dir, "node.log"))
        print("the disk is", "a tmpfs" if self.mounted else "a limit on the size of files")

    @property
    def ballast(self):
        return os.path.join(self.dir, "ballast")

    def limit(self, soft):
        pid = self.alliance[self.author].process("core")
        check(pid, "no core runs")
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))

    def fill(self):
        if not self.mounted:
            # the node's log is a file of the core as well: it goes on a little
            self.limit(os.path.getsize(os.path.join(self.dir, "node.log")) + 16384)
            return
        with open(self.ballast, "wb", buffering=0) as f:
            for size in (1 << 16, 1 << 12, 1):
                try:
                    while True:
                        f.write(b"x" * size)
                except OSError:
                    pass

    def free(self):
        if not self.mounted:
            self.limit(resource.RLIM_INFINITY)
        else:
            os.unlink(self.ballast)

    def remount(self, how):
        run(["mount", "-o", f"remount,{how}", self.dir]).expect()

    def unmount(self):
        if self.mounted:
            run(["umount", "-l", self.dir])


def publish(node, method):
    return node.publish("capacity", capacity_csv(node.author, method,
                                                 [("lithium", "mined", 7)]))


def doctor(node):
    return {f["what"]: f for f in node.cmsa("doctor", "--json").json()}


def own(node):
    return {seq: i for (author, _, seq), i in node.places().items() if author == node.author}


def check_all_level(a, before):
    a.wait_level()
    for n in a.nodes.values():
        check_equal(n.refused("fork"), 0, f"forks that {n.author} saw")
        found = {s: i for (author, _, s), i in n.places().items() if author == "AUS"}
        check_equal({s: i for s, i in found.items() if s in before}, before,
                    f"entries of AUS at {n.author}")


def set_up(a):
    a.disk = Disk(a, "AUS")
    a.make_registrars()
    a.add_tables(["critical_minerals"])
    a.add_nodes(*((n, "member", True, True) for n in ("AUS", "GBR", "JPN")))
    a.invite()
    a.join()
    a.start()
    publish(a["AUS"], "before anything").expect()
    publish(a["GBR"], "of another").expect()
    a.wait_level()


def a_full_disk_refuses_and_goes_on_when_there_is_room(a):
    aus = a["AUS"]
    before = own(aus)
    a.disk.fill()
    r = publish(aus, "onto a full disk")
    check_equal(r.code, 4, f"exit onto a full disk; {r.out}{r.err}")
    publish(a["GBR"], "while a disk is full").expect()
    wait_for(lambda: "cannot store" in aus.log_text(), "the node says that it cannot store")
    check_equal(aus.state(), "serving", "its state: it answers, and others go on")
    if a.disk.mounted:
        check("disk-full" in doctor(aus), f"doctor: {doctor(aus)}")
    a.disk.free()
    wait_for(lambda: publish(aus, "there is room again").code == 0, "it publishes again")
    check_all_level(a, before)
    check_equal(aus.cmsa("verify").expect().code, 0, "verify")


def a_node_starts_on_a_full_disk_or_says_why_not(a):
    if not a.disk.mounted:
        return
    aus = a["AUS"]
    before = own(aus)
    aus.stop()
    a.disk.fill()
    aus.start()
    publish(a["JPN"], "while it starts without room").expect()
    wait_for(lambda: "full" in aus.log_text()[-20000:], "its log says that the disk is full")
    a.disk.free()
    aus.wait_serving()
    check_all_level(a, before)


def a_read_only_disk_is_named_and_nothing_is_lost(a):
    if not a.disk.mounted:
        return
    aus = a["AUS"]
    before = own(aus)
    aus.stop()
    a.disk.remount("ro")
    aus.start()
    wait_for(lambda: "Read-only file system" in aus.log_text(), "its log names the cause")
    check("no-answer" in doctor(aus), f"doctor: {doctor(aus)}")
    a.disk.remount("rw")
    aus.wait_serving()
    publish(aus, "written again").expect()
    check_all_level(a, before)


def pages_of(path, table):
    """Offsets of a table's pages, and the size of one."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    size = db.execute("PRAGMA page_size").fetchone()[0]
    root = db.execute("SELECT rootpage FROM sqlite_schema WHERE name=?", (table,)).fetchone()[0]
    db.close()
    return (root - 1) * size, size


def settle_wal(path):
    """What lies in the WAL goes into the file: the byte that is flipped is in use."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def flip(path, offset):
    with open(path, "r+b") as f:
        f.seek(offset)
        byte = f.read(1)[0]
        f.seek(offset)
        f.write(bytes([byte ^ 0xff]))


def a_damaged_facts_db_is_named_and_folded_anew(a):
    aus = a["AUS"]
    before = own(aus)
    aus.stop()
    path = os.path.join(aus.dir, "facts.db")
    settle_wal(path)
    at, _ = pages_of(path, "entry")
    flip(path, at)  # the kind of the page
    found = doctor(aus)
    check("facts-damaged" in found, f"doctor: {found}")
    check("facts.db" in found["facts-damaged"]["do"], "what to do")
    check("log-damaged" not in found, "the log is whole")
    for name in ("facts.db", "facts.db-wal", "facts.db-shm"):
        if os.path.exists(os.path.join(aus.dir, name)):
            os.unlink(os.path.join(aus.dir, name))
    aus.start().wait_serving()
    check_all_level(a, before)
    check("facts-damaged" not in doctor(aus), "it is damaged still")
    aus.cmsa("verify").expect()


def a_damaged_log_db_is_named_and_restored(a):
    aus = a["AUS"]
    saved = os.path.join(a.dir, "saved")
    run([a.programs.init, "-C", aus.dir, "backup", saved, "--with-keys", "--passphrase-file",
         a.passphrase, "--work", a.dir]).expect()
    publish(aus, "after the backup").expect()
    a.wait_level()
    before = own(aus)
    aus.stop()
    path = os.path.join(aus.dir, "log.db")
    settle_wal(path)
    at, _ = pages_of(path, "tail")
    flip(path, at)
    found = doctor(aus)
    check("log-damaged" in found, f"doctor: {found}")
    check(aus.cmsa("verify").code in (1, 4), "verify takes a damaged log for whole")
    r = run([a.programs.init, "-C", aus.dir, "backup", saved + "2", "--passphrase-file",
             a.passphrase, "--work", a.dir])
    check_equal(r.code, 4, "exit of a backup of a damaged log")
    check(not os.path.exists(saved + "2"), "a backup of a damaged log")
    aus.start()
    wait_for(lambda: "malformed" in aus.log_text() or "damaged" in aus.log_text(),
             "its log says that log.db is damaged")
    aus.stop()
    out = os.path.join(a.dir, "restored")
    run([a.programs.cmsa, "restore", saved, "--out", out, "--passphrase-file",
         a.passphrase]).expect()
    aus.dir = out
    aus.start().wait_serving()
    check_all_level(a, before)
    aus.cmsa("verify").expect()


TESTS = [
    a_full_disk_refuses_and_goes_on_when_there_is_room,
    a_node_starts_on_a_full_disk_or_says_why_not,
    a_read_only_disk_is_named_and_nothing_is_lost,
    a_damaged_facts_db_is_named_and_folded_anew,
    a_damaged_log_db_is_named_and_restored,
]

if __name__ == "__main__":
    args = arguments(__doc__)
    alliance = Alliance(args.programs, args.keep)
    alliance.disk = None
    try:
        main(TESTS, alliance, set_up)
    finally:
        if alliance.disk and not args.keep:
            alliance.disk.unmount()
            shutil.rmtree(alliance.dir, ignore_errors=True)
