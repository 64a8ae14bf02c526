"""recover_test - backup, restore and what a node does with a folder that is old, copied, empty
or damaged: it takes over what it published, never forks, and says what is wrong.
"""
import os
import re
import shutil

from harness import (Alliance, Node, arguments, capacity_csv, check, check_equal, main, run,
                     wait_for, write_file)

MARKER = "a method that only this file names"


def publish(node, method, tonnes=7):
    r = node.publish("capacity", capacity_csv(node.author, method,
                                              [("lithium", "mined", tonnes)]))
    rows = r.expect().rows()
    return int(rows[0]["seq"]) if rows else 0  # 0: it waits


def titles(node):
    """Place and id of its own entries, as it holds them."""
    return {seq: i for (author, _, seq), i in node.places().items() if author == node.author}


def set_up(a):
    a.make_registrars()
    a.add_tables(["critical_minerals"])
    a.add_nodes(*((n, "member", True, True) for n in ("AUS", "GBR", "JPN")))
    a.invite()
    a.join()
    a.start()
    publish(a["AUS"], MARKER)
    publish(a["JPN"], "japan")
    a.wait_level()


def backup(a, name, *words):
    path = os.path.join(a.dir, name)
    return path, run([a.programs.init, "-C", a["AUS"].dir, "backup", path, "--passphrase-file",
                      a.passphrase, *words])


def restore(a, path, name, code=0, passphrase=None):
    out = os.path.join(a.dir, name)
    r = run([a.programs.cmsa, "restore", path, "--out", out, "--passphrase-file",
             passphrase or a.passphrase])
    return out, r.expect(code)


def doctor(node):
    """What it finds, by word."""
    r = node.cmsa("doctor", "--json")
    found = r.json()
    check_equal(r.code, 1 if found else 0, f"the exit code of doctor with {found}")
    return {f["what"]: f for f in found}


def move_to(node, folder):
    """The node goes on in another folder; its log, the keeper's, begins anew."""
    node.stop()
    node.dir = folder


def check_one_feed(a, author):
    """No place has two ids: on the nodes that run, and by what they counted."""
    for n in a.nodes.values():
        check_equal(n.refused("fork"), 0, f"forks that {n.author} saw")
    check_equal(len({tuple(sorted((p, i) for p, i in n.places().items() if p[0] == author))
                     for n in a.nodes.values()}), 1, f"feeds of {author}")


def leave_no_trace(a):
    left = [n for n in os.listdir(a.dir) if ".restore." in n or n.startswith("backup.")]
    check_equal(left, [], "left over")


def a_backup_is_sealed_whole_and_never_overwritten(a):
    path, r = backup(a, "first", "--json")
    check_equal(r.expect().json()["keys"], False, "keys in the backup")
    check_equal(os.stat(path).st_mode & 0o777, 0o600, "its mode")
    with open(path, "rb") as f:
        sealed = f.read()
    check(MARKER.encode() not in sealed, "the backup can be read")
    check(a["AUS"].files_with(MARKER), "the marker is not in the log either")
    check_equal(backup(a, "first")[1].code, 3, "exit of a backup over another")
    check(not [n for n in os.listdir(a["AUS"].dir) if n.startswith("backup.")],
          "the copy was not removed")
    check_equal(backup(a, "nowhere/x")[1].code, 4, "exit without a folder for it")


def a_backup_is_restored_whole_or_not_at_all(a):
    path = os.path.join(a.dir, "first")
    wrong = write_file(os.path.join(a.dir, "wrong"), "another horse\n", 0o600)
    out, r = restore(a, path, "r0", 1, wrong)
    check("wrong passphrase" in r.err, r.err)
    check(not os.path.exists(out), "something was made of a wrong passphrase")
    with open(path, "rb") as f:
        sealed = bytearray(f.read())
    for name, spoilt in (("flipped", sealed[:70000] + bytes([sealed[70000] ^ 1]) + sealed[70001:]),
                         ("cut", sealed[:-20])):
        bad = os.path.join(a.dir, name)
        with open(bad, "wb") as f:
            f.write(spoilt)
        out, r = restore(a, bad, "r0", 3)
        check("damaged" in r.err, r.err)
        check(not os.path.exists(out), "something was made of a damaged backup")
    os.mkdir(os.path.join(a.dir, "r1"))
    write_file(os.path.join(a.dir, "r1", "x"), "mine")
    restore(a, path, "r1", 1)
    check_equal(os.listdir(os.path.join(a.dir, "r1")), ["x"], "in a folder that was not empty")
    os.mkdir(os.path.join(a.dir, "r2"))
    out, r = restore(a, path, "r2")
    check("signing key" in r.out and "own head" in r.out, r.out)
    names = sorted(os.listdir(out))
    check("log.db" in names and "node.conf" in names and "register.invitation" in names,
          f"restored: {names}")
    check("sign.record" not in names and "facts.db" not in names, f"restored: {names}")
    check_equal([n for n in os.listdir(os.path.join(out, "keys")) if n.endswith(".key")], [],
                "keys of a backup without keys")
    leave_no_trace(a)


def a_restored_node_takes_back_what_it_published_since(a):
    aus = a["AUS"]
    path, r = backup(a, "with-keys", "--with-keys")
    r.expect()
    for i in range(3):
        publish(aus, f"since the backup {i}", i + 1)
    a.wait_level()
    before = titles(aus)
    out, _ = restore(a, path, "r3")
    move_to(aus, out)
    aus.start().wait_serving()
    a.wait_level()
    check_equal({s: i for s, i in titles(aus).items() if s in before}, before,
                "own entries after the restore")
    check(publish(aus, "after the restore") > max(before), "the place of the next entry")
    a.wait_level()
    check_one_feed(a, "AUS")


def what_waited_in_a_backup_is_not_published_by_itself(a):
    aus = a["AUS"]
    a.stop()
    aus.start()
    aus.wait_state("learning its own head")
    check_equal(publish(aus, "waits for the others"), 0, "published alone")
    path, r = backup(a, "waiting", "--with-keys")
    r.expect()
    a["GBR"].start()
    a["JPN"].start()
    for n in a.nodes.values():
        n.wait_serving()
    a.wait_level()
    before = titles(aus)
    out, r = restore(a, path, "r4")
    check("1 that waited" in r.out, r.out)
    move_to(aus, out)
    aus.start().wait_serving()
    a.wait_level()
    check_equal({s: i for s, i in titles(aus).items() if s in before}, before, "own entries")
    aside = aus.status()["set_aside"]
    check_equal([(s["kind"], "since" in s["reason"]) for s in aside], [("capacity", True)],
                "what is set aside")
    check("set-aside" in doctor(aus), "doctor does not see it")
    aus.cmsa("status", "--drop", aside[0]["number"]).expect()


def a_copied_folder_goes_on_where_the_other_stopped(a):
    aus = a["AUS"]
    aus.stop()
    clone = os.path.join(a.dir, "clone")
    original = aus.dir
    shutil.copytree(original, clone, ignore=shutil.ignore_patterns("*.sock", "node.log"))
    aus.start().wait_serving()
    publish(aus, "after it was copied")
    a.wait_level()
    before = titles(aus)
    move_to(aus, clone)
    aus.start().wait_serving()
    a.wait_level()
    check_equal({s: i for s, i in titles(aus).items() if s in before}, before, "own entries")
    publish(aus, "by the copy")
    a.wait_level()
    before = titles(aus)
    move_to(aus, original)
    aus.start().wait_serving()
    a.wait_level()
    check_equal({s: i for s, i in titles(aus).items() if s in before}, before, "own entries")
    check(publish(aus, "by the first again") > max(before), "the place of the next entry")
    a.wait_level()
    check_one_feed(a, "AUS")


def of_two_copies_that_run_the_silent_one_stops(a):
    """PROTOCOL M6.27"""
    aus = a["AUS"]
    aus.stop()
    copy = Node(a, "AUS", "member", None, "twin")
    shutil.copytree(aus.dir, copy.dir, ignore=shutil.ignore_patterns("*.sock", "*.lock", "node.log"))
    with open(os.path.join(copy.dir, "node.conf"), encoding="utf-8") as f:
        conf = re.sub(r"(?m)^listen = .*$", "listen = tcp://127.0.0.1:*", f.read())
    write_file(os.path.join(copy.dir, "node.conf"), conf, 0o600)
    aus.start().wait_serving()
    try:
        copy.start().wait_serving()
        publish(aus, "while a copy runs")
        copy.wait_state("another copy of it runs")
        r = copy.publish("capacity", capacity_csv("AUS", "by the copy", [("lithium", "mined", 3)]))
        check("Stop one of the two" in r.err and not r.rows(), f"{r.out}{r.err}")
        check("twin" in doctor(copy), "doctor does not see it")
        check("Stop one of the two" in copy.cmsa("status").expect().out, "status does not say it")
    finally:
        copy.stop()
    a.wait_level()
    check_one_feed(a, "AUS")


def an_empty_store_with_the_keys_is_filled_by_the_others(a):
    aus = a["AUS"]
    before = titles(aus)
    aus.stop()
    for name in ("log.db", "log.db-wal", "log.db-shm", "facts.db", "facts.db-wal",
                 "facts.db-shm"):
        os.unlink(os.path.join(aus.dir, name))
    # the invitation that lay in the backup
    aus.join(os.path.join(a.dir, "r2", "register.invitation"))
    aus.start().wait_serving()
    a.wait_level()
    check_equal({s: i for s, i in titles(aus).items() if s in before}, before, "own entries")
    check(publish(aus, "after all was lost") > max(before), "the place of the next entry")
    a.wait_level()
    check_one_feed(a, "AUS")
    aus.cmsa("verify").expect()


def doctor_finds_what_is_wrong_and_nothing_else(a):
    aus = a["AUS"]
    room = {"disk-full", "disk-forecast"}  # of this machine
    wait_for(lambda: not set(doctor(aus)) - room, "a node that is well", 30)
    key = os.path.join(aus.dir, "keys", "signing.key")
    os.chmod(key, 0o644)
    found = doctor(aus)
    check_equal(set(found) - room, {"key-permissions"}, "found with a key that others may read")
    check("signing.key" in found["key-permissions"]["found"], f"found: {found}")
    os.chmod(key, 0o600)
    aus.stop()
    check_equal(set(doctor(aus)) - room, {"no-answer"}, "found on a node that is stopped")
    aus.start().wait_serving()


TESTS = [
    doctor_finds_what_is_wrong_and_nothing_else,
    a_backup_is_sealed_whole_and_never_overwritten,
    a_backup_is_restored_whole_or_not_at_all,
    a_restored_node_takes_back_what_it_published_since,
    what_waited_in_a_backup_is_not_published_by_itself,
    a_copied_folder_goes_on_where_the_other_stopped,
    of_two_copies_that_run_the_silent_one_stops,
    an_empty_store_with_the_keys_is_filled_by_the_others,
]

if __name__ == "__main__":
    args = arguments(__doc__)
    main(TESTS, Alliance(args.programs, args.keep), set_up)
