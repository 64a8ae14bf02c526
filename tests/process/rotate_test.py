"""rotate_test - keys of a running node are changed while it publishes: nothing is lost, the others
follow; a lost signing key is replaced; who is removed is cut off, and the others are back soon.
"""
import os
import shutil
import threading
import time

from harness import (Alliance, Failure, arguments, capacity_csv, check, check_equal, day, main,
                     run, wait_for)

WITHIN_S = 60  # "seconds", with sanitizers on a machine that does other things


def set_up(a):
    a.make_registrars()
    a.add_tables(["critical_minerals"])
    a.add_nodes(*((n, "member", True, True) for n in ("AUS", "GBR", "JPN", "KOR")))
    a.invite()
    a.join()
    a.start()
    publish(a["AUS"], "first")
    a.wait_level()
    # the identity key is where it belongs: not on the node
    os.rename(key(a, "identity.key"), os.path.join(a.office, "AUS-identity.key"))


def key(a, name):
    return os.path.join(a["AUS"].dir, "keys", name)


def publish(node, method):
    """The place, or 0: it waits."""
    r = node.publish("capacity", capacity_csv(node.author, method, [("lithium", "mined", 7)]))
    rows = r.expect().rows()
    return int(rows[0]["seq"]) if rows else 0


def new_key(a, use, path):
    run([a.programs.new_keys, "new", use, "--author", "AUS", "--out", path,
         "--passphrase-file", a.passphrase]).expect()
    return path


def keys_of(node, author):
    """The row of cmsa keys list."""
    r = node.cmsa("keys", "list", "--csv")
    rows = [row for row in r.rows() if row["author"] == author] if r.code == 0 else []
    return rows[0] if rows else None


def generation(node, author):
    row = keys_of(node, author)
    return int(row["generation"]) if row else 0


def statement(a, number, *words, new="next.key", reading=None):
    path = os.path.join(a.dir, f"statement-{number}.pb")
    row = keys_of(a["GBR"], "AUS")
    run([a.programs.keys, "rotate", "--identity", os.path.join(a.office, "AUS-identity.key"),
         "--new", key(a, new), "--old", row["signing-key"], "--generation", number, "--reading",
         reading or row["reading-key"], "--alliance", a.id, "--passphrase-file", a.passphrase,
         "--out", path, *words]).expect()
    return path


class Publisher(threading.Thread):
    """Publishes again and again; each is acknowledged or queued, or a failure."""

    def __init__(self, node):
        super().__init__(daemon=True)
        self.node, self.ending = node, threading.Event()
        self.done, self.failures = [], []
        self.longest_s = 0
        self.start()

    def run(self):
        while not self.ending.is_set():
            name = f"while keys change {len(self.done)}"
            begun = time.monotonic()
            try:
                publish(self.node, name)
                self.done.append(name)
            except Failure as f:
                self.failures.append(str(f))
            self.longest_s = max(self.longest_s, time.monotonic() - begun)
            self.ending.wait(0.05)

    def finish(self):
        self.ending.set()
        self.join()
        check_equal(self.failures, [], "publishing while keys change")
        return self.done


def reviews(node):
    """How many capacity entries of AUS it holds."""
    return sum(r["author"] == "AUS" and r["kind"] == "capacity" for r in node.log())


def keys_of_a_running_node_change_and_nothing_is_lost(a):
    aus = a["AUS"]
    new_key(a, "signing", key(a, "next.key"))
    new_key(a, "transport", key(a, "transport.next.key"))
    new_key(a, "reading", key(a, "reading.next.key"))
    path = statement(a, 2, "--transport", key(a, "transport.next.key"),
                     reading=key(a, "reading.next.key"))
    r = aus.cmsa("keys", "rotate", path).expect(1)
    check("keys reopen" in r.err, f"what to do about the key that is not open: {r.err}")
    before = reviews(aus)
    p = Publisher(aus)
    wait_for(lambda: len(p.done) > 3, "some published before")
    aus.cmsa("keys", "reopen").expect()
    wait_for(lambda: aus.cmsa("keys", "rotate", path).code == 0, "the keys entry")
    begun = time.monotonic()
    for n in ("GBR", "JPN", "KOR"):
        wait_for(lambda n=n: generation(a[n], "AUS") == 2, f"{n} holds generation 2", WITHIN_S)
        check_equal(keys_of(a[n], "AUS")["transport-keys"], "2", f"transport keys at {n}")
    print(f"others follow the new keys: {time.monotonic() - begun:.1f} s")
    so_far = len(p.done)
    wait_for(lambda: len(p.done) > so_far + 3, "some published with the new key")
    # the new transport key: net alone starts again
    os.replace(key(a, "transport.next.key"), key(a, "transport.key"))
    aus.cmsa("keys", "reopen").expect()
    begun = time.monotonic()
    tries = []  # those that were queued are published too

    def acknowledged():
        tries.append(publish(aus, "with the new transport key"))
        return tries[-1]

    seq = wait_for(acknowledged, "one acknowledged")
    a.wait_held("AUS", seq, "GBR", "JPN", "KOR")
    print(f"others have what is published with the new transport key: "
          f"{time.monotonic() - begun:.1f} s")
    so_far = len(p.done)
    wait_for(lambda: len(p.done) > so_far + 3, "some published after")
    done = p.finish()
    # those that were queued while sign opened its keys come a few seconds later
    for n in a.nodes.values():
        wait_for(lambda n=n: reviews(n) - before >= len(done) + len(tries),
                 f"{n.author}: all that was acknowledged", WITHIN_S)
    check_equal(reviews(aus) - before, len(done) + len(tries), "each was published once")
    a.wait_level()
    print(f"published meanwhile: {len(done)}, none lost; the longest took {p.longest_s:.1f} s")
    shown = aus.show("AUS", seq)
    check_equal(shown["key"], 2, "the generation of the newest entry")
    for n in a.nodes.values():
        n.cmsa("verify").expect()


def after_the_change_the_new_key_stands_alone(a):
    aus = a["AUS"]
    aus.stop()
    os.replace(key(a, "next.key"), key(a, "signing.key"))
    aus.start().wait_serving()
    seq = publish(aus, "under the new key alone")
    check_equal(aus.show("AUS", seq)["key"], 2, "its generation")
    a.wait_level()


def an_audit_bundle_of_two_generations_is_proven(a):
    path = os.path.join(a.dir, "two.audit")
    a["GBR"].cmsa("audit", "export", "--out", path, "--as-of", day(0)).expect()
    run([a.audit, "verify", path, "--alliance", a.id]).expect()


def a_backup_goes_on_under_the_key_in_force(a):
    path, out = os.path.join(a.dir, "backup"), os.path.join(a.dir, "restored")
    aus = a["AUS"]
    run([a.programs.init, "-C", aus.dir, "backup", path, "--passphrase-file", a.passphrase,
         "--with-keys"]).expect()
    seq = publish(aus, "after the backup")
    a.wait_held("AUS", seq, "GBR", "JPN")
    aus.stop()
    run([a.programs.cmsa, "restore", path, "--out", out, "--passphrase-file",
         a.passphrase]).expect()
    aus.dir = out
    aus.start().wait_serving()
    check(publish(aus, "from the backup") > seq, "the place after those published since")
    a.wait_level()


def a_lost_signing_key_is_replaced(a):
    aus = a["AUS"]
    seq = publish(aus, "before the loss")
    a.wait_held("AUS", seq, "GBR", "JPN", "KOR")
    aus.stop()
    os.remove(key(a, "signing.key"))
    new_key(a, "signing", key(a, "signing.key"))
    aus.start()
    wait_for(lambda: "move the record away" in aus.log_text(), "what to do about the record")
    aus.stop()
    os.remove(os.path.join(aus.dir, "sign.record"))
    shutil.copy(statement(a, 3, new="signing.key"), key(a, "statement.pb"))
    aus.start().wait_serving()
    wait_for(lambda: generation(a["GBR"], "AUS") == 3, "GBR holds generation 3", WITHIN_S)
    after = publish(aus, "after the loss")
    check_equal(aus.show("AUS", after)["key"], 3, "its generation")
    check_equal(aus.show("AUS", seq + 1)["kind"], "keys", "the entry after the loss")
    a.wait_level()
    check_equal(a["GBR"].refused("fork"), 0, "forks")
    check_equal(keys_of(a["GBR"], "AUS")["transport-keys"], "1", "transport keys at GBR")


def who_is_removed_is_cut_off_and_the_others_are_back(a):
    a.act_live(a["GBR"], "enrol", "date=" + day(0), "author=KOR", "role=removed")
    begun = time.monotonic()
    a.wait_register(a.acts, "AUS", "GBR", "JPN")
    wait_for(lambda: not any(r["author"] == "KOR"
                             for r in a["GBR"].cmsa("peers", "--csv").expect().rows()),
             "KOR is no peer of GBR")
    cut = time.monotonic() - begun
    seq = publish(a["AUS"], "after the removal")
    a.wait_held("AUS", seq, "GBR", "JPN")
    back = time.monotonic() - begun
    check(back < WITHIN_S, f"the others are back after {back:.1f} s")
    check(a["KOR"].cmsa("show", "AUS", seq).code != 0, "KOR holds what came after its removal")
    print(f"removed: cut off after {cut:.1f} s, an entry reached the others after {back:.1f} s")


TESTS = [
    keys_of_a_running_node_change_and_nothing_is_lost,
    after_the_change_the_new_key_stands_alone,
    an_audit_bundle_of_two_generations_is_proven,
    a_backup_goes_on_under_the_key_in_force,
    a_lost_signing_key_is_replaced,
    who_is_removed_is_cut_off_and_the_others_are_back,
]

if __name__ == "__main__":
    args = arguments(__doc__, ("audit", "", "path of cmsa-audit"))
    alliance = Alliance(args.programs, args.keep)
    alliance.audit = args.audit
    main(TESTS, alliance, set_up)
