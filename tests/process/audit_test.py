"""audit_test - what a node holds as one file, proven by one program in an empty folder; another's
assessment computed again; answers at past positions and dates (PROTOCOL M7.14, M10.1 to M10.9).
"""
import json
import os
import shutil
import subprocess
import sys

from harness import (Alliance, Result, arguments, capacity_csv, check, check_equal, day, duty_csv,
                     main, run, write_file)
from desk_test import alert_csv

MEMBERS = ("AUS", "JPN", "USA")
TABLES = ("critical_minerals", "countries_of_concern", "mineral_hs6", "section301_floors",
          "select_derivative_products", "hs2017_to_hs2022", "iso3166")
SECRET = "for-the-alliance-alone"
ALLOWED = ("libc.so", "libm.so", "libsodium.so", "libprotobuf-c.so", "libasan.so", "libubsan.so",
           "ld-linux")
MEASURES = ("country,id,kind,critical_minerals,derivative_products,countries_of_concern,"
            "entities_of_concern,citation,authority,start,sha256,sample\n"
            f"AUS,m-1,trade-remedies,yes,yes,all,yes,a law,an office,{day(-100)},{'ab' * 32},yes\n")


def set_up(a):
    a.make_registrars()
    a.add_tables(TABLES)
    a.act("policy", "date=" + day(-400))
    a.add_nodes(*[(m, "member", True, True) for m in MEMBERS],
                ("KOR", "candidate", True, True))
    a.certify("AUS")
    a.certify("JPN")
    a.invite()
    a.join()
    a.start()
    for country in MEMBERS:
        a[country].publish("capacity", capacity_csv(
            country, SECRET, [("lithium", "mined", 1), ("cobalt", "mined", 2)])).expect()
        a[country].publish("duty", duty_csv(country, "set-up", [("28369100", 3), ("810520", 0)]),
                           "--audience", "public").expect()
    a["AUS"].publish("measure", MEASURES, "--audience", "public").expect()
    a["JPN"].publish("alert", alert_csv("one")).expect()
    a.at = a.wait_level()
    a.empty = os.path.join(a.dir, "reader")
    os.mkdir(a.empty)
    a.reader = shutil.copy(ARGS.audit, os.path.join(a.empty, "cmsa-audit"))


def export(a, author, name, *words):
    path = os.path.join(a.dir, name)
    a[author].cmsa("audit", "export", "--out", path, "--as-of", day(0), *words).expect()
    return path


def read(path):
    with open(path, "rb") as f:
        return f.read()


def audit(a, command, path, *words):
    """The one program in a folder of its own: no DIR, no configuration, no environment."""
    here = shutil.copy(path, os.path.join(a.empty, "file"))
    done = subprocess.run(["./cmsa-audit", command, "file", *words], cwd=a.empty,
                          env={k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")},
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)
    os.unlink(here)
    return Result(["cmsa-audit", command, path, *words], done)


def verify(a, path, *words):
    return audit(a, "verify", path, "--alliance", a.id, "--json", *words).expect().json()


def two_members_at_one_position_export_equal_bytes(a):
    paths = [export(a, m, m + ".audit", "--at", a.at, "--findings") for m in MEMBERS]
    for p in paths[1:]:
        check(read(p) == read(paths[0]), f"{p} and {paths[0]} differ")
    check(SECRET.encode() in read(paths[0]), "the bodies are in it")
    a.file = paths[0]


def the_reader_proves_it_without_a_node(a):
    v = verify(a, a.file)
    check_equal(v["position"], a.at, "position")
    heads = dict(h.split("=") for h in a.at.split(",")[1:])
    for f in v["feeds"]:
        check_equal(f["ranges"], [{"first": 1, "last": f["head"], "signed_at": f["head"]}],
                    f["author"])
        check_equal(f"1:{f['head']}", heads[f["author"]], "head")
        check_equal(f["not_held"], 0, "bodies not held")
    check_equal(v["disagree"], 0, v["disagrees"])
    answer = a["JPN"].compliance("--at", a.at, "--as-of", day(0)).expect().json()
    check_equal(v["findings"]["digest"], answer["digest"], "digest")
    check(v["findings"]["in_file"] and v["findings"]["count"] > 100, v["findings"])
    text = audit(a, "verify", a.file).expect().out
    check("Anybody can found one" in text and a.id in text, text)
    check("Anybody can found one" not in
          audit(a, "verify", a.file, "--alliance", a.id).expect().out, "the id was given")


def its_matrix_is_that_of_the_nodes(a):
    for where in (a.file, export(a, "USA", "bare.audit", "--at", a.at)):
        check_equal(audit(a, "matrix", where).expect().out,
                    a["AUS"].cmsa("compliance", "--at", a.at, "--as-of", day(0)).expect().out,
                    "matrix")


def it_links_nothing_but_sodium_and_protobuf(a):
    out = run(["readelf", "-d", a.reader]).expect().out
    needed = [line.split("[")[1].rstrip("]") for line in out.splitlines() if "(NEEDED)" in line]
    check(any(n.startswith("libsodium") for n in needed), needed)
    check_equal([n for n in needed if not n.startswith(ALLOWED)], [], "libraries")


def a_changed_cut_or_foreign_file_is_refused(a):
    data = read(a.file)
    for name, spoilt in (("a bit", data[:len(data) // 2] + bytes([data[len(data) // 2] ^ 4]) +
                          data[len(data) // 2 + 1:]),
                         ("the end", data[:-1] + bytes([data[-1] ^ 1])), ("cut", data[:-40]),
                         ("longer", data + b"\0"), ("nothing", b""), ("other", b"x" * 1000)):
        path = os.path.join(a.dir, "spoilt")
        with open(path, "wb") as f:
            f.write(spoilt)
        r = audit(a, "verify", path).expect(1)
        check("NOT VERIFIED" in r.err, f"{name}: {r.err}")
        check(not audit(a, "verify", path, "--json").expect(1).json()["verified"], name)
    r = audit(a, "verify", a.file, "--alliance", "0" * 64).expect(1)
    check("another alliance" in r.err, r.err)
    audit(a, "verify", a.file, "--alliance", "x").expect(3)
    audit(a, "look", a.file).expect(2)


def public_bodies_alone_are_what_a_candidate_exports(a):
    ours = export(a, "AUS", "public.audit", "--at", a.at, "--public", "--findings")
    theirs = export(a, "KOR", "candidate.audit", "--at", a.at, "--findings")
    check(read(ours) == read(theirs), "they differ")
    check(SECRET.encode() not in read(ours), "a body for the Alliance is in it")
    check_equal([oct(os.stat(f).st_mode & 0o777) for f in (ours, a.file)], ["0o644", "0o600"],
                "modes")
    v = verify(a, ours)
    check_equal(v["level"], "public", "level")
    check(v["findings"]["incomplete"], "bodies are missing")
    check(sum(f["not_public"] for f in v["feeds"]) >= 3, v["feeds"])
    text = audit(a, "verify", ours).expect().out
    check("they are not public" in text, text)


def feeds_and_ranges_prove_themselves(a):
    v = verify(a, export(a, "USA", "aus.audit", "--at", a.at, "--country", "AUS"))
    feeds = {f["author"]: f for f in v["feeds"]}
    check_equal(feeds["AUS"]["ranges"][0]["last"], feeds["AUS"]["head"], "the whole feed")
    check_equal(feeds["AUS"]["not_asked_for"] + feeds["AUS"]["not_held"], 0, "all bodies")
    check("capacity" not in str(feeds["JPN"]) and not v["findings"], "nothing else")
    path = export(a, "USA", "range.audit", "--at", a.at, "--feed", "JPN:3-3")
    v = verify(a, path)
    jpn = {f["author"]: f for f in v["feeds"]}["JPN"]
    check(any(r["first"] <= 3 <= r["last"] for r in jpn["ranges"]), jpn)
    check_equal(jpn["ranges"][0]["first"], 1, "the keys entry")
    audit(a, "matrix", path).expect(3)


def what_cannot_be_asked_is_said(a):
    out = os.path.join(a.dir, "never")
    for words, code, text in ((["--feed", "JPN:3-99999"], 3, "expected entries within"),
                              (["--feed", "NLD"], 3, "no feed"), (["--feed", "JPN:b"], 3, "AUTHOR"),
                              (["--country", "jp"], 3, "alpha-3"),
                              (["--country", "JPN", "--feed", "JPN:2-3"], 3, "twice"),
                              (["--country", "JPN", "--findings"], 3, "everything"),
                              (["--public", "--level", "member"], 3, "--public"),
                              (["--at", "register=99"], 3, "99")):
        r = a["AUS"].cmsa("audit", "export", "--out", out, *words).expect(code)
        check(text in r.err, f"{words}: {r.err}")
    a["AUS"].cmsa("audit", "export").expect(2)
    a["AUS"].cmsa("audit", "export", "--out", "").expect(3)
    r = a["AUS"].cmsa("audit", "export", "--out", a.dir + "/no/such/file").expect(4)
    check("no/such" in r.err, r.err)
    check_equal([n for n in os.listdir(a.dir) if n.startswith("never")], [], "files left")


ANSWERS = (["compliance"], ["compliance", "--findings"], ["explain", "AUS", "b3"], ["capacity"],
           ["capacity", "--totals"], ["duties"], ["measures"], ["alerts", "--all"],
           ["register", "lifecycle"])


def answers(a, author, *words):
    return [a[author].cmsa(*command, "--json", *words).expect().out for command in ANSWERS]


def every_answer_can_be_asked_of_the_past(a):
    past = ["--at", a.at, "--as-of", day(0)]
    before = answers(a, "AUS", *past)
    a["AUS"].publish("capacity", capacity_csv("AUS", "later", [("lithium", "mined", 9)])).expect()
    a["AUS"].publish("duty", duty_csv("AUS", "later", [("28369100", 30)], start=-9)).expect()
    a["AUS"].publish("measure", MEASURES.replace("m-1", "m-2")).expect()
    a["JPN"].publish("alert", alert_csv("two")).expect()
    a.wait_level()
    for author in ("AUS", "USA"):
        for words, then, now in zip(ANSWERS[:-3], before, answers(a, author, *past)):
            check(then == now, f"{author}: {words} answers otherwise of the past")
    check(answers(a, "AUS", *past)[-3:] == before[-3:], "measures, alerts, lifecycle")
    for words, then, now in zip(ANSWERS[:-1], before, answers(a, "AUS", "--as-of", day(0))):
        check(then != now, f"{words}: nothing is new")
    for words, now, long_ago in zip(ANSWERS, before, answers(a, "AUS", "--at", a.at, "--as-of",
                                                             day(-390))):
        if words[0] != "alerts":  # they are listed on any day; their clocks are another test's
            check(now != long_ago, f"{words}: the same on {day(-390)}")


def when_an_entry_was_published_is_the_same_with_and_without_a_node(a):
    """PROTOCOL M7.48"""
    for author in MEMBERS:
        a[author].cmsa("assess", "--csv").expect()  # writes a full witness entry before
        a.wait_level()
    at = a.wait_level()
    path = export(a, "JPN", "when.audit", "--at", at)
    texts = {a[m].cmsa("when", "JPN", 3, "--at", at, "--as-of", day(0)).expect().out
             for m in MEMBERS}
    check_equal(len(texts), 1, "answers of the members")
    text = texts.pop()
    check("AUS 1:" in text and "USA 1:" in text and "one country's word" in text, text)
    check_equal(audit(a, "when", path, "JPN", "3").expect().out, text, "without a node")
    w = a["AUS"].cmsa("when", "JPN", 3, "--at", at, "--as-of", day(0), "--json").expect().json()
    check_equal((w["other_members"], w["claim_contradicted"], w["bounds"]["majority"]["claim"]
                 in ("inside", "open")), (2, False, True), f"{w}")
    check(w["bounds"]["majority"]["not_after"] >= w["claimed"], f"{w}")
    check_equal({m["entry"]["author"] for m in w["not_after"] if m["counts"]}, {"AUS", "USA"},
                "who attests")
    audit(a, "when", path, "JPN", "999").expect(3)
    audit(a, "when", path, "JPN", "x").expect(3)
    audit(a, "when", path, "JPN").expect(2)
    a["AUS"].cmsa("when", "JPN", 999).expect(3)
    a["AUS"].cmsa("when").expect(2)
    check_equal(a["AUS"].cmsa("when", "--faults", "--json").expect().json(), [], "faults")


def a_past_position_is_exported_and_proven_later(a):
    path = export(a, "JPN", "past.audit", "--at", a.at, "--findings")
    v = verify(a, path)
    check_equal(v["position"], a.at, "position")
    check_equal(audit(a, "matrix", path).expect().out, audit(a, "matrix", a.file).expect().out,
                "the matrix of then")


def an_assessment_is_computed_again(a):
    seq = {}
    for author in ("JPN", "KOR"):
        seq[author] = a[author].cmsa("assess", "--csv").expect().rows()[0]["seq"]
    a.wait_level()
    for author, other in (("AUS", "JPN"), ("USA", "JPN"), ("JPN", "JPN"), ("USA", "KOR")):
        r = a[author].cmsa("replay", other, seq[other], "--json").expect().json()
        check(r["equal"] and r["digest"] == r["their_digest"], r)
    text = a["USA"].cmsa("replay", "JPN", seq["JPN"]).expect().out
    check("equal: digest, and counts" in text, text)
    at = f"JPN:{seq['JPN']}"
    path = export(a, "JPN", "theirs.audit", "--at", at, "--findings")
    r = a["USA"].cmsa("replay", "JPN", seq["JPN"], "--against", path).expect()
    check("all findings are equal" in r.out and "same facts" in r.out, r.out)
    r = a["USA"].cmsa("replay", "JPN", seq["JPN"], "--against", a.file).expect(1)
    check("the positions differ" in r.out, r.out)
    r = a["USA"].cmsa("replay", "JPN", seq["JPN"], "--against", a.file, "--json").expect(1).json()
    check(r["equal"] and "positions differ" in r["first_fact"]["text"], r)
    r = a["USA"].cmsa("replay", "JPN", "1").expect(3)
    check("expected an assessment" in r.err, r.err)
    r = a["KOR"].cmsa("replay", "JPN", seq["JPN"]).expect(3)
    check("not held here" in r.err, r.err)
    r = a["USA"].cmsa("replay", "JPN", seq["JPN"], "--against",
                      write_file(os.path.join(a.dir, "no.audit"), "no\n")).expect(3)
    check("no audit bundle" in r.err, r.err)


def every_bundle_of_a_stopped_node_holds(a):
    a.stop("AUS")
    v = verify(a, export(a, "AUS", "stopped.audit"))
    check(json.dumps(v["feeds"]).count('"author"') == 4, v["feeds"])
    a.stop()


if __name__ == "__main__":
    ARGS = arguments(__doc__, ("audit", "", "path of cmsa-audit"))
    sys.exit(main([
        two_members_at_one_position_export_equal_bytes,
        the_reader_proves_it_without_a_node,
        its_matrix_is_that_of_the_nodes,
        it_links_nothing_but_sodium_and_protobuf,
        a_changed_cut_or_foreign_file_is_refused,
        public_bodies_alone_are_what_a_candidate_exports,
        feeds_and_ranges_prove_themselves,
        what_cannot_be_asked_is_said,
        every_answer_can_be_asked_of_the_past,
        when_an_entry_was_published_is_the_same_with_and_without_a_node,
        a_past_position_is_exported_and_proven_later,
        an_assessment_is_computed_again,
        every_bundle_of_a_stopped_node_holds,
    ], Alliance(ARGS.programs, ARGS.keep, "audit test"), set_up))
