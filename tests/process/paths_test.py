"""paths_test - role x kind x audience x path: every header comes to everybody admitted, a body to
exactly those whose role reads its audience, whichever way it takes.

USA writes everything, AUS is always up, four readers are watched: a member (GBR), a candidate
(KOR), an auditor (ustr-audit) and a customs desk (AUS.customs).  USA publishes the same set of
entries once for each path:
    live       the readers are up
    catch-up   they were stopped, and come back
    relay      they were stopped, and come back when USA is stopped: AUS has it
    backfill   the candidate becomes a member: it gets the bodies of all three sets
No other role grows: a desk and an auditor never become anything else, a member reads all.

What no command publishes yet (bodies for named readers, kinds that are reserved or not known)
tests/helper/feed_append.c writes into USA's log while that node is stopped: signed by its key,
all but the last stored, so that readers pull them once it is up again; the last, an alert for
named readers, is a draft that the node sends live.  What stands for the ciphertext there is text.

A body that a node must not have must not be anywhere in its folder, either: the bytes of its files
are searched for the text of the body.  At last candidate and desk start again as greedy ones
(tests/helper/greedy.c), which believe that they may read all, ask everybody for it and would keep
it: what they lack then was kept from them by the others.
"""
import concurrent.futures
import os

from harness import (Alliance, CAPACITY, arguments, capacity_csv, check, check_equal, day, duty_csv,
                     main, run, wait_for)

READERS = {"GBR": "member", "KOR": "candidate", "ustr-audit": "auditor", "AUS.customs": "desk"}
# PROTOCOL 4.5, written down again
READS = {"member": ("public", "customs", "alliance", "named"),
         "auditor": ("public", "customs", "alliance", "named"),
         "desk": ("public", "customs", "named"), "candidate": ("public",)}
AUDIENCES = ("public", "customs", "alliance", "named")
# PROTOCOL 4.4, written down again
ANY, TWO = AUDIENCES, ("public", "alliance")
KINDS = {"witness": ("public",), "capacity": TWO, "duty": TWO, "measure": TWO, "attendance": TWO,
         "alert": ANY, "alert-response": ANY, "assessment": ("alliance",), "retraction": ("public",),
         "fund": TWO, "reply": ANY, "disclosure": ANY, "99": ANY}
# by the helper: the last one is sent live
APPENDED = [(39, "fund", a) for a in TWO] + \
    [(n, k, a) for n, k in ((41, "reply"), (42, "disclosure"), (99, "99")) for a in ANY] + \
    [(35, "alert-response", "named"), (34, "alert", "named")]
PATHS = ("live", "catch-up", "relay")

MEASURE = ("country,id,kind,critical_minerals,derivative_products,countries_of_concern,"
           "entities_of_concern,citation,authority,start,sha256,sample")
ALERT = ("country,id,severity,schemes,subjects,hs_edition,codes,declared_origin,suspected_origin,"
         "action,basis,handling,sample")


class World:
    """What was published: (path, kind, audience) -> place in USA's feed."""

    def __init__(self):
        self.at = {}


WORLD = World()


def text(path, audience):
    return f"told-{path}-to-{audience}-only"


def set_up(a):
    a.make_registrars()
    a.add_tables(("critical_minerals", "countries_of_concern", "iso3166"))
    # USA starts again while only AUS is up
    a.act("policy", "date=" + day(-400), "own_head_quorum=1")
    a.act("meeting", "date=" + day(-60), "held=" + day(-60), "regular=yes", "subject=a meeting")
    a.add_nodes(("USA", "member", True, True), ("AUS", "member", True, True),
                ("GBR", "member", True, True), ("KOR", "candidate", True, True),
                ("ustr-audit", "auditor", True, True), ("AUS.customs", "desk", True, False))
    a.invite()
    a.join()
    for node in a.nodes.values():
        node.start()
    for author in ("USA", "AUS", "GBR", "KOR", "ustr-audit"):
        a[author].wait_serving()
    # granted to read, not to write
    a["AUS"].cmsa("desk", "grant", "--file", a["AUS.customs"].dir + "/application.pb").expect()
    a["AUS.customs"].wait_serving()


# --- publishing --------------------------------------------------------------------------------

def files(path, audience):
    """kind -> CSV of one entry whose body holds the text."""
    said = text(path, audience)
    return {
        "capacity": capacity_csv("USA", said, [("lithium", "mined", 1)]),
        "duty": duty_csv("USA", said, [("28369100", 3)]),
        "measure": f"{MEASURE}\nUSA,{path}-{audience},trade-remedies,yes,yes,all,yes,{said},m,"
                   f"{day(-180)},{'ab' * 32},yes\n",
        "attendance": f"country,meeting,attended,note,sample\nUSA,{a_meeting()},yes,{said},yes\n",
        "alert": f"{ALERT}\nUSA,{path}-{audience},high,duty-circumvention,gallium,HS2022,81129200,"
                 f"VNM,CHN,AUS,{said},green,yes\n",
    }


def a_meeting():
    return 6  # genesis, three tables and the policy are before it


def note(path, kind, audience, result):
    rows = result.expect().rows()
    check_equal(len(rows), 1, f"entries of {kind} to {audience}")
    WORLD.at[path, kind, audience] = int(rows[0]["seq"])


def publish_files(a, path):
    node, todo = a["USA"], []
    for kind, audiences in KINDS.items():
        todo += [(kind, audience) for audience in audiences
                 if kind in files(path, "public") and (kind, audience) != ("alert", "named")]

    def one(kind, audience):
        return node.publish(kind, files(path, audience)[kind], "--audience", audience)

    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        done = [(k, x, pool.submit(one, k, x)) for k, x in todo]
    for kind, audience, result in done:
        note(path, kind, audience, result.result())


def publish_what_names_others(a, path):
    """Answers to the alerts; one review taken back; a witness entry and an assessment."""
    node = a["USA"]
    for audience in ("public", "customs", "alliance"):
        ref = f"USA:{WORLD.at[path, 'alert', audience]}"
        wait_for(lambda r=ref: node.cmsa("alerts", "show", r).code == 0, f"USA shows {ref}")
        note(path, "alert-response", audience, node.cmsa(
            "alerts", "respond", ref, "--state", "confirmed", "--action", text(path, audience),
            "--date", day(0), "--audience", audience, "--csv"))
    seq = WORLD.at[path, "capacity", "public"]
    note(path, "retraction", "public", node.cmsa(
        "retract", f"USA:{seq}", "--reason", text(path, "public"), "--csv"))
    seq = int(node.cmsa("assess", "--csv").expect().rows()[0]["seq"])
    WORLD.at[path, "witness", "public"] = seq - 1
    WORLD.at[path, "assessment", "alliance"] = seq


def append_the_rest(a, path):
    """USA is stopped meanwhile."""
    node = a["USA"]
    node.stop()
    words = [f"{number}:{AUDIENCES.index(audience) + 1}:{text(path, audience)}"
             for number, _, audience in APPENDED]
    run([os.path.join(a.programs.cheap, "feed_append"), node.dir, a.passphrase, *words]).expect()
    rows = own_rows(node)
    first = max(rows) + 1
    for i, (_, kind, audience) in enumerate(APPENDED):
        WORLD.at[path, kind, audience] = first + i
    node.start().wait_serving()
    wait_for(lambda: first + len(APPENDED) - 1 in own_rows(node), "the draft is an entry")


def publish(a, path):
    publish_files(a, path)
    publish_what_names_others(a, path)
    append_the_rest(a, path)


# --- looking -----------------------------------------------------------------------------------

def own_rows(node):
    return {int(r["seq"]): r for r in node.log("--author", "USA")}


def reads(author, audience):
    return audience in READS[READERS[author]]


def cell(rows, path, kind, audience):
    """'body', 'header' or 'nothing'; what the log says the entry is must be what was meant."""
    row = rows.get(WORLD.at[path, kind, audience])
    if not row:
        return "nothing"
    check_equal((row["kind"], row["audience"]), (kind, audience), f"USA:{row['seq']}")
    return "body" if row["body"] == "held" else "header"


def wrong(a, author, path):
    """Cells that are not as they must be (or not yet)."""
    rows = own_rows(a[author])
    return [(kind, audience, cell(rows, path, kind, audience))
            for kind, audiences in KINDS.items() for audience in audiences
            if cell(rows, path, kind, audience) !=
            ("body" if reads(author, audience) else "header")]


def check_path(a, path):
    for author in READERS:
        found = []
        try:
            wait_for(lambda n=author: not found.__setitem__(slice(None), wrong(a, n, path))
                     and not found, f"{author}, {path}", 60)
        finally:
            print_row(a, author, path)
            if found:
                print(f"    not as expected at {author}: {found}")


def check_bytes(a, authors=tuple(READERS), paths=PATHS, audiences=AUDIENCES):
    """The files of a node hold the text of what it reads (in the log's bodies) and no other."""
    for author in authors:
        for path in paths:
            for audience in audiences:
                found = a[author].files_with(text(path, audience))
                check(bool(found) == reads(author, audience),
                      f"{author} ({READERS[author]}) reads {READS[READERS[author]]}; the text of "
                      f"{path} to {audience} is in {found}")


# --- the table ---------------------------------------------------------------------------------

def print_head():
    print("b: header and body   h: header alone   -: nothing   "
          "(p public, c customs, a alliance, n named)")
    heads = [f"{k[:8]:8}" for k in KINDS]
    print(f"{'path':9} {'role':10}" + " ".join(heads))
    marks = ["".join(x[0] for x in audiences) for audiences in KINDS.values()]
    print(" " * 20 + " ".join(f"{m:8}" for m in marks))


def print_row(a, author, path, name=None):
    rows = own_rows(a[author])
    cells = ["".join({"body": "b", "header": "h", "nothing": "-"}[cell(rows, path, k, x)]
                     for x in audiences) for k, audiences in KINDS.items()]
    print(f"{name or path:9} {READERS[author]:10}" + " ".join(f"{c:8}" for c in cells), flush=True)


# --- the paths ---------------------------------------------------------------------------------

def live(a):
    publish(a, "live")
    print_head()
    check_path(a, "live")


def catch_up(a):
    a.stop(*READERS)
    publish(a, "catch-up")
    a.start(*READERS)
    check_path(a, "catch-up")


def relay(a):
    a.stop(*READERS)
    publish(a, "relay")
    last = max(own_rows(a["USA"]))
    wait_for(lambda: last in own_rows(a["AUS"]), "AUS has it all")
    a.stop("USA")
    a.start(*READERS)
    check_path(a, "relay")


def no_file_holds_what_its_node_may_not_read(a):
    check_bytes(a)


def greedy_nodes_are_given_no_more(a):
    greedy = {"KOR": "candidate", "AUS.customs": "desk"}
    a.stop(*greedy)
    for author, role in greedy.items():
        a[author].cmsad = os.path.join(a.programs.cheap, f"cmsad_greedy_{role}")
    a.start("USA", *greedy)
    publish_files(a, "greedy")
    for author in greedy:
        for audience in ("alliance", "customs", "public"):
            seq = WORLD.at["greedy", "alert", audience]
            wait_for(lambda n=a[author], s=seq: s in own_rows(n), f"{author}: USA:{seq}")
    check_bytes(a, greedy)
    check_bytes(a, greedy, ("greedy",), ("public", "customs", "alliance"))
    a["KOR"].stop()
    a["KOR"].cmsad = a.programs.cmsad
    a.start("KOR")


def backfill(a):
    a.act_live(a["AUS"], "enrol", "date=" + day(0), "author=KOR", "role=member")
    READERS["KOR"] = "member"
    for path in PATHS:
        wait_for(lambda p=path: not wrong(a, "KOR", p), f"KOR has what it lacked of {path}")
        print_row(a, "KOR", path, "backfill")
    check_bytes(a)
    check_bytes(a, ("KOR",), ("greedy",), ("public", "customs", "alliance"))


if __name__ == "__main__":
    ARGS = arguments(__doc__)
    check(ARGS.cheap, "--cheap: expected the folder of feed_append")
    main((live, catch_up, relay, no_file_holds_what_its_node_may_not_read,
          greedy_nodes_are_given_no_more, backfill),
         Alliance(ARGS.programs, ARGS.keep, "paths"), set_up)
