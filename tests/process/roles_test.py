"""roles_test - who gets what over real sockets: members, candidates, auditors, a stranger,
one that can only dial, one that was removed.

A body that a node may not read must not be anywhere in its folder: the bytes of its files are
searched for the text of the body.
"""
import json
import sys

from harness import (Alliance, arguments, capacity_csv, check, check_equal, day, duty_csv, main,
                     wait_for)

MEMBERS = ("AUS", "GBR", "USA", "JPN")
ALERT = ("country,id,severity,schemes,subjects,hs_edition,codes,declared_origin,suspected_origin,"
         "action,basis,handling,sample")
SECRET_ROWS = 1300  # of about 1,000 bytes: several entries, more than a segment holds


def set_up(a):
    a.make_registrars()
    a.add_tables(["critical_minerals", "iso3166"])
    a.act("territory", "date=" + day(-399), "code=XEU", "name=European Union",
          "countries=AUT,BEL,DEU,FRA,ITA")
    a.add_nodes(("AUS", "member", True, True), ("GBR", "member", True, True),
                ("USA", "member", True, True), ("JPN", "member", False, True),
                ("XEU", "candidate", True, True), ("auditor-1", "auditor", False, True),
                ("NLD", "member", True, False))
    a.invite()
    a.join()
    a.start(*MEMBERS, "XEU", "auditor-1")


def publish(a, author, text, audience="alliance", mineral="lithium"):
    """One review whose body holds the text; its number in the feed."""
    r = a[author].publish("capacity", capacity_csv(author, text, [(mineral, "mined", 1)]),
                          "--audience", audience).expect()
    return int(r.rows()[0]["seq"])


def publish_many(a, author, text):
    """A file that fills a segment; the numbers of its entries."""
    lines = capacity_csv(author, text + "x" * 900,
                         [("cobalt", "mined", i + 1) for i in range(SECRET_ROWS)]).splitlines()
    lines = [lines[0] + ",form"] + [f"{line},{i}" for i, line in enumerate(lines[1:])]
    r = a[author].publish("capacity", "\n".join(lines) + "\n").expect()
    return [int(row["seq"]) for row in r.rows()]


def has_body(a, author, of, seq, text):
    body = a[author].show(of, seq)["body"]
    return body != "not held here" and text in json.dumps(body)


def check_body(a, author, of, seq, text):
    wait_for(lambda: a[author].cmsa("show", of, seq).code == 0, f"{author}: {of}:{seq}")
    # a header may come first, from a peer that does not hold the body
    wait_for(lambda: has_body(a, author, of, seq, text), f"{author}: the body of {of}:{seq}")


def check_no_body(a, author, of, seq, text):
    """The header is there, the body nowhere."""
    wait_for(lambda: a[author].cmsa("show", of, seq).code == 0, f"{author}: {of}:{seq}")
    check_equal(a[author].show(of, seq)["body"], "not held here", f"{author}: {of}:{seq}")
    check_equal(a[author].files_with(text), [], f"{author}: files that hold {text}")


def an_alliance_body_reaches_members_and_auditors_and_no_candidate(a):
    seq = publish(a, "AUS", "secret-live")
    for member in ("GBR", "USA", "JPN", "auditor-1"):
        check_body(a, member, "AUS", seq, "secret-live")
    check_no_body(a, "XEU", "AUS", seq, "secret-live")
    check(a["AUS"].files_with("secret-live"), "the search finds it where it is")


def a_public_body_reaches_everyone(a):
    seq = publish(a, "AUS", "open-live", "public")
    for author in ("GBR", "USA", "JPN", "auditor-1", "XEU"):
        check_body(a, author, "AUS", seq, "open-live")


def a_candidate_gets_no_alliance_body_by_catch_up(a):
    a.stop("XEU")
    many = publish_many(a, "USA", "secret-segment")
    check(len(many) > 4, f"the file was to fill a segment, found {len(many)} entries")
    late = publish(a, "USA", "secret-late")
    shown = publish(a, "USA", "open-late", "public")
    a.start("XEU")
    a.wait_level(*MEMBERS, "XEU")
    for seq in many:
        check_no_body(a, "XEU", "USA", seq, "secret-segment")
    check_no_body(a, "XEU", "USA", late, "secret-late")
    check_body(a, "XEU", "USA", shown, "open-late")
    check_body(a, "JPN", "USA", many[0], "secret-segment")


def a_candidate_publishes_to_members_what_other_candidates_do_not_get(a):
    seq = publish(a, "XEU", "secret-of-a-candidate")
    for member in (*MEMBERS, "auditor-1"):
        check_body(a, member, "XEU", seq, "secret-of-a-candidate")
    check_body(a, "XEU", "XEU", seq, "secret-of-a-candidate")


def an_auditor_reads_and_answers_as_members_do(a):
    a["AUS"].publish("alert", f"{ALERT}\nAUS,secret-alert,high,duty-circumvention,lithium,HS2022,"
                     "28369100,VNM,CHN,USA,made up,red,yes\n").expect()
    at = a.wait_level(*MEMBERS, "auditor-1")
    rows = a["auditor-1"].log()
    check(len(rows) > 20, f"entries at the auditor: {len(rows)}")
    check_equal([r for r in rows if r["body"] != "held"], [], "bodies that the auditor lacks")
    answers = {n: a[n].compliance("--at", at, "--as-of", day(0)).expect().out
               for n in (*MEMBERS, "auditor-1")}
    check(json.loads(answers["auditor-1"])["digest"], f"a digest: {answers['auditor-1']}")
    check_equal(len(set(answers.values())), 1, "answers of members and auditor, byte for byte")
    wait_for(lambda: "secret-alert" in a["auditor-1"].cmsa("alerts", "--json").expect().out,
             "the auditor lists the alert")


def an_auditor_publishes_nothing_but_what_it_has_seen(a):
    node, before = a["auditor-1"], len(a["auditor-1"].log("--author", "auditor-1"))
    for kind, text in (("capacity", capacity_csv("AUS", "x", [("lithium", "mined", 1)])),
                       ("duty", duty_csv("AUS", "x", [("28369100", 3)])),
                       ("attendance", "country,meeting,attended,note,sample\nAUS,1,yes,x,yes\n"),
                       ("alert", f"{ALERT}\nAUS,x,high,duty-circumvention,lithium,HS2022,28369100,"
                        "VNM,CHN,USA,x,green,yes\n")):
        r = node.publish(kind, text).expect(1)
        check(f"role auditor may not publish {kind}" in r.err, f"expected a reason: {r.err}")
    alert = node.log("--kind", "alert")[0]
    ref = f"{alert['author']}:{alert['seq']}"
    for words, reason in ((["assess"], "role auditor may not publish assessments"),
                          (["alerts", "ack", ref], "auditor-1 answers for no country"),
                          (["retract", ref, "--reason", "x"], "neither of this node's author"),
                          (["desk", "withdraw", "AUS.customs"], "writes for a member country")):
        r = node.cmsa(*words).expect(1)
        check(reason in r.err, f"{words}: expected \"{reason}\": {r.err}")
    own = node.log("--author", "auditor-1")
    check_equal({r["kind"] for r in own}, {"keys", "witness"}, "kinds the auditor wrote")
    check_equal(len(own), before, "entries after what was refused")


def one_that_can_only_dial_takes_part_fully(a):
    seq = publish(a, "JPN", "from-a-dialler")
    for author in ("AUS", "GBR", "USA", "auditor-1"):  # the auditor only dials, too
        check_body(a, author, "JPN", seq, "from-a-dialler")
    a.stop("JPN")
    missed = publish(a, "GBR", "while-the-dialler-was-off")
    a.start("JPN")
    check_body(a, "JPN", "GBR", missed, "while-the-dialler-was-off")
    again = publish(a, "JPN", "from-a-dialler-again")
    check_body(a, "GBR", "JPN", again, "from-a-dialler-again")


def knock_again(a, author):
    """One that is refused tries again after some time; started again it does so at once."""
    a[author].stop()
    before = a["AUS"].refused("unknown-key")
    a[author].start()
    wait_for(lambda: a["AUS"].refused("unknown-key") > before, f"{author} knocks again")


def a_strangers_key_gets_nothing(a):
    a["NLD"].start().wait_state("not enrolled")
    wait_for(lambda: a["AUS"].refused("unknown-key") > 0, "AUS counts an unknown key")
    publish(a, "AUS", "open-while-a-stranger-knocks", "public")
    knock_again(a, "NLD")
    check_equal(a["NLD"].cmsa("log", "--csv").expect().rows(), [], "entries of the stranger")
    check_equal(a["NLD"].register_number(), a.acts, "the stranger's acts")
    check_equal(a["NLD"].files_with("open-while-a-stranger-knocks"), [], "files")
    up = [r for r in a["NLD"].cmsa("peers", "--csv").expect().rows() if r["state"] != "down"]
    check_equal(up, [], "peers of the stranger")
    r = a["NLD"].publish("capacity", capacity_csv("NLD", "x", [("lithium", "mined", 1)]))
    check_equal(r.code, 1, "exit of a stranger's publish")
    check(not [r for r in a["AUS"].log("--author", "NLD")], "nothing of the stranger")


def one_enrolled_late_catches_up_by_itself(a):
    a.act_live(a["AUS"], "enrol", "date=" + day(-1), "--file", a["NLD"].dir + "/application.pb")
    a["NLD"].wait_serving()
    a.wait_level(*MEMBERS, "NLD")
    check_body(a, "NLD", "USA", 3, "secret-segment")
    seq = publish(a, "NLD", "from-the-late-one")
    for member in MEMBERS:
        check_body(a, member, "NLD", seq, "from-the-late-one")


def a_candidate_made_a_member_gets_what_it_lacked(a):
    lacked = [r for r in a["XEU"].log() if r["body"] == "not held"]
    check(len(lacked) > 5, f"bodies that the candidate lacks: {len(lacked)}")
    a.act_live(a["AUS"], "enrol", "date=" + day(-1), "author=XEU", "role=member")
    wait_for(lambda: not [r for r in a["XEU"].log() if r["body"] == "not held"],
             "XEU has the bodies that it lacked")
    for r in lacked:
        here, there = (a[n].show(r["author"], r["seq"]) for n in ("XEU", "AUS"))
        check_equal(here["body"], there["body"], f"body of {r['author']}:{r['seq']}")
    check(a["XEU"].files_with("secret-segment"), "the bytes are there now")
    a["XEU"].role = "member"
    at = a.wait_level(*MEMBERS, "XEU", "NLD")
    answers = {n: a[n].compliance("--at", at).expect().out for n in (*MEMBERS, "XEU", "NLD")}
    check_equal(len(set(answers.values())), 1, "answers at one position")


def a_removed_author_is_cut_off(a):
    a.act_live(a["AUS"], "enrol", "date=" + day(0), "author=GBR", "role=removed")
    others = ("AUS", "USA", "JPN", "XEU", "NLD", "auditor-1")
    a.wait_register(a.acts, *others)
    last = {n: len(a[n].log("--author", "GBR")) for n in others}
    seq = publish(a, "AUS", "open-after-the-removal", "public")
    for author in others:
        check_body(a, author, "AUS", seq, "open-after-the-removal")
    # it may not know of its removal: what it writes now is its own alone
    r = a["GBR"].publish("capacity", capacity_csv("GBR", "removed", [("lithium", "mined", 1)]))
    check(r.code in (0, 1), f"exit of the removed author's publish: {r.code}: {r.err}")
    knock_again(a, "GBR")
    check_equal(a["GBR"].files_with("open-after-the-removal"), [], "files of the removed")
    check(a["GBR"].cmsa("show", "AUS", seq).code != 0, "an entry of after the removal")
    a.wait_level(*others)
    for author in others:
        check_equal(len(a[author].log("--author", "GBR")), last[author],
                    f"entries of the removed author at {author}")


def every_log_verifies(a):
    for author, node in a.nodes.items():
        v = node.cmsa("verify", "--json").expect().json()
        check(v["verified"], f"{author}: {v}")
    a.stop()


if __name__ == "__main__":
    args = arguments(__doc__)
    sys.exit(main([
        an_alliance_body_reaches_members_and_auditors_and_no_candidate,
        a_public_body_reaches_everyone,
        a_candidate_gets_no_alliance_body_by_catch_up,
        a_candidate_publishes_to_members_what_other_candidates_do_not_get,
        an_auditor_reads_and_answers_as_members_do,
        an_auditor_publishes_nothing_but_what_it_has_seen,
        one_that_can_only_dial_takes_part_fully,
        a_strangers_key_gets_nothing,
        one_enrolled_late_catches_up_by_itself,
        a_candidate_made_a_member_gets_what_it_lacked,
        a_removed_author_is_cut_off,
        every_log_verifies,
    ], Alliance(args.programs, args.keep, "roles test"), set_up))
