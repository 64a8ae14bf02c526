"""forks_test - a node's folder is copied, and the copy publishes, too: what AUS and every other node
say of it, with real processes.
"""
import os
import shutil

from harness import (Alliance, arguments, capacity_csv, check, check_equal, day, main, run, wait_for)

OTHERS = ("GBR", "JPN")


class World:
    """Where the histories part."""
    place = 0


def set_up(a):
    a.make_registrars()
    a.add_tables(("critical_minerals", "iso3166"))
    a.act("policy", "date=" + day(-400))
    a.add_nodes(*((n, "member", True, True) for n in ("AUS",) + OTHERS))
    a.invite()
    a.join()
    a.start()
    a["AUS"].publish("capacity", capacity_csv("AUS", "m", [("lithium", "mined", 1)]),
                     "--audience", "public").expect()
    a.wait_level()


def held(node):
    return max((seq for author, _, seq in node.places() if author == "AUS"), default=0)


def forks(node):
    s = node.status()
    return s["forks"] if s else []


def tell(a, folder, what, other):
    """AUS, in that folder, has written this; one other node hears of it."""
    a["AUS"].dir = folder
    run([os.path.join(a.programs.cheap, "feed_append"), folder, a.passphrase,
         f"500:1:{what}", f"500:1:{what} too"]).expect()  # the last is a draft
    a["AUS"].start()
    a[other].start()
    wait_for(lambda: held(a[other]) == World.place, f"{other} holds what AUS says")


def both_histories_are_published(a):
    """One of two is not more than half of the others."""
    a.stop()
    original = a["AUS"].dir
    World.place = held(a["GBR"]) + 1
    copy = original + "-copy"
    shutil.copytree(original, copy)
    tell(a, original, "one", "GBR")
    a.stop("AUS", "GBR")
    tell(a, copy, "the other", "JPN")
    a["GBR"].start()


def within_seconds_every_node_holds_a_proof(a):
    for other in OTHERS:
        wait_for(lambda n=a[other]: forks(n) and forks(n)[0]["proof"], f"{other} has it proven")
        f = forks(a[other])
        check_equal(len(f), 1, f"forks that {other} knows")
        check_equal((f[0]["author"], f[0]["forked_at"]), ("AUS", World.place), other)
        text = a[other].cmsa("status").expect().out
        for words in ("forks: 1", f"AUS signed two entries at 1:{World.place}", "proven by",
                      f"It counts up to 1:{World.place - 1} of 1:{World.place} held; nothing more is taken",
                      "registrars' act cut"):
            check(words in text, f"{other}: expected \"{words}\": {text}")


def the_copy_publishes_nothing_more_and_says_why(a):
    node = a["AUS"]
    node.wait_state("its feed is forked")
    r = node.publish("capacity", capacity_csv("AUS", "m", [("lithium", "mined", 2)]))
    check_equal(r.code, 1, "exit code")
    check("call the registrars, who must cut the feed" in r.err, r.err)
    check("this node publishes nothing more" in node.log_text(), "its log")


def every_answer_says_up_to_where_it_counts(a):
    words = f"AUS is forked at 1:{World.place}"
    for other in OTHERS:
        node = a[other]
        check(words in node.cmsa("compliance").expect().out, f"{other}: compliance")
        found = node.compliance().expect().json()["frozen"]
        check_equal([(f["author"], f["counts_up_to"]) for f in found],
                    [("AUS", World.place - 1)], f"{other}: compliance --json")
        check(words in node.cmsa("explain", "AUS", "b3").expect().out, f"{other}: explain")
        check(words in node.cmsa("capacity").expect().err, f"{other}: capacity")
        check(words in node.show("AUS", World.place)["frozen"], f"{other}: show")
        rows = {int(r["seq"]): r["fact"] for r in node.log("--author", "AUS")}
        check_equal((rows[World.place - 1], rows[World.place]), ("yes", "frozen"),
                    f"{other}: log")
        marks = {r["author"]: r["fork"] for r in node.cmsa("peers", "--csv").expect().rows()}
        check_equal(marks["AUS"], f"forked at 1:{World.place}", f"{other}: peers")
        by, _, seq = forks(node)[0]["proof"].split(":")
        says = node.show(by, seq)["says"]
        check("claims a fork of AUS at 1:%d" % World.place in says and "proven" in says, says)
        verified = node.cmsa("verify", "--json").expect().json()
        check_equal((verified["second_histories"] >= 1, verified["proofs"] >= 1), (True, True),
                    f"{other}: verify")


def a_restart_forgets_nothing(a):
    a.stop(*OTHERS)
    for other in OTHERS:
        a[other].start()
    for other in OTHERS:
        f = wait_for(lambda n=a[other]: forks(n), f"{other} remembers")
        check_equal((f[0]["forked_at"], f[0]["frozen"], f[0]["held"]),
                    (World.place, True, World.place), other)


if __name__ == "__main__":
    ARGS = arguments(__doc__)
    check(ARGS.cheap, "--cheap: expected the folder of feed_append")
    main((both_histories_are_published, within_seconds_every_node_holds_a_proof,
          the_copy_publishes_nothing_more_and_says_why, every_answer_says_up_to_where_it_counts,
          a_restart_forgets_nothing), Alliance(ARGS.programs, ARGS.keep, "forks"), set_up)
