"""cut_test - AUS loses its signing key: the registrars cut its feed and open the next incarnation,
and AUS publishes on under the new key, over real processes.
"""
import os
import re

from harness import Alliance, arguments, capacity_csv, check, check_equal, day, main, run
from harness import wait_for, write_file

AUTHORS = ("AUS", "JPN", "USA")


def set_up(a):
    a.make_registrars()
    a.add_tables(("critical_minerals", "countries_of_concern"))
    a.act("policy", "date=" + day(-400), "own_head_quorum=1")
    a.add_nodes(*[(author, "member", True, True) for author in AUTHORS])
    a.invite()
    a.join()
    a.start()


def publish(a, author, what):
    return a[author].publish("capacity", capacity_csv(author, what, [("lithium", "mined", 100)]))


def entry(a, seq, by="USA", incarnation=1):
    return a[by].cmsa("show", "AUS", str(seq), "--incarnation", str(incarnation)).expect().json()


def reopen(a, incarnation):
    """cmsa-keys reopen in AUS's own folder."""
    keys = os.path.join(a["AUS"].dir, "keys")
    return run([a.programs.new_keys, "reopen", a["AUS"].dir, "--alliance", a.id,
                "--identity", os.path.join(keys, "identity.key"),
                "--reading", os.path.join(keys, "reading.key"),
                "--incarnation", str(incarnation), "--passphrase-file", a.passphrase])


def a_cut_feed_goes_on_under_a_new_key(a):
    first = max(int(row["seq"]) for row in a["AUS"].log("--author", "AUS")) + 1
    for what in ("one", "two", "three"):
        publish(a, "AUS", what).expect()
    a.wait_held("AUS", str(first + 2), "USA", "JPN")
    key = re.search(r"key +([0-9a-f]{64})", reopen(a, 2).expect().out).group(1)
    again = reopen(a, 2)
    check(again.code and "exists already" in again.err, f"made once: {again.err}")
    a.act_live(a["USA"], "cut", "author=AUS", f"last={first}:{entry(a, first)['id']}", "then=opens",
               "key=" + key, "reason=a stolen key", "date=" + day(0))
    a.wait_register(a["USA"].register_number(), *AUTHORS)
    a["AUS"].wait_state("its feed was cut")
    queued = publish(a, "AUS", "four").expect()
    check("queued" in queued.out + queued.err, f"queued until the new key is there: {queued.out}{queued.err}")
    node = a["AUS"]
    node.stop()
    conf = os.path.join(node.dir, "node.conf")
    with open(conf) as f:
        text = f.read()
    check("[keys]" in text, f"keys in node.conf: {text}")
    write_file(conf, text.replace("[keys]", "[keys]\nincarnation = 2"))
    node.start()
    node.wait_serving()
    publish(a, "AUS", "five").expect()
    wait_for(lambda: len([r for r in a["JPN"].log("--author", "AUS") if int(r["incarnation"]) == 2]) >= 3,
             "keys, what was queued, and what came after it at JPN")
    check_equal(entry(a, first + 1, "JPN", 2)["kind"], "keys", "incarnation 2 begins at the next number")
    check_equal(entry(a, first)["id"], entry(a, first, "JPN")["id"], "the last entry that counts")
    check("cut" not in entry(a, first), "an entry that counts")
    check(entry(a, first + 1)["cut"] in ("void", "disputed"), "an entry beyond the cut")
    for author in AUTHORS:
        a[author].cmsa("verify").expect()
    a.wait_level()


def everybody_says_what_was_cut(a):
    cuts = a["JPN"].cmsa("register", "show", "cuts", "--csv").expect().rows()
    check_equal(len(cuts), 1, "cuts in the register")
    check("opens 2" in cuts[0]["then"] and cuts[0]["reason"] == "a stolen key", f"what it says: {cuts}")
    words = {r["fact"] for r in a["JPN"].log("--author", "AUS") if int(r["incarnation"]) == 1}
    check(words & {"void", "disputed"}, f"facts of the first incarnation: {words}")


if __name__ == "__main__":
    ARGS = arguments(__doc__)
    main((a_cut_feed_goes_on_under_a_new_key, everybody_says_what_was_cut),
         Alliance(ARGS.programs, ARGS.keep, "cut"), set_up)
