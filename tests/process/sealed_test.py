"""sealed_test - bodies sealed to named readers, on real nodes: two readers open one, a third member
does not, an auditor does by a disclosure; offline the bundle of a node proves it; and nothing of the
body stands in a file, a log or an answer of who is no reader.

JPN raises alerts; AUS and its desk are readers; USA is a member that is none, court an auditor, KOR a
candidate that gets no ciphertext.
"""
import json
import os
import re
import sqlite3
import sys

from desk_test import Watch, alert_csv, watching
from harness import Alliance, arguments, check, check_equal, day, main, run, wait_for, write_file

MARK = "marked-warehouse-77"
SECRET = "only-for-two-of-you"


def set_up(a):
    a.make_registrars()
    a.add_tables(("critical_minerals", "countries_of_concern", "iso3166"))
    a.act("policy", "date=" + day(-400))
    a.add_nodes(("AUS", "member", True, True), ("JPN", "member", True, True),
                ("USA", "member", True, True), ("KOR", "candidate", True, True),
                ("court", "auditor", True, True))
    a.certify("AUS")
    a.certify("JPN")
    a.invite()
    a.join()
    a.start()
    a.wait_level()
    a.ref = None


def key(a):
    return ("--passphrase-file", a.passphrase)


def publish(a, name, *words, author="JPN", **more):
    r = a[author].publish("alert", alert_csv(name, author=author, **more), *words).expect()
    return r.rows()[0]["seq"]


def opened(a, who, seq, *words, author="JPN"):
    return a[who].cmsa("open", author, seq, *key(a), *words).expect().json()


def everybody_holds(a, author, seq):
    for node in ("AUS", "USA", "court"):
        wait_for(lambda n=node: ("named" in a[n].cmsa("show", author, seq).out and
                                 "not held" not in a[n].cmsa("show", author, seq).out),
                 f"{node}: the ciphertext of {author}:{seq}")


# --- publishing ---------------------------------------------------------------------------------


def who_could_read_is_said_before(a):
    text = alert_csv(MARK, action="AUS")
    for words, expected in (
            (("--to", "AUS"), r"sealed to these alone: AUS JPN; who reads customs gets the ciph"),
            (("--audience", "public"), r"members auditors desks candidates, today AUS JPN KOR USA court"),
            ((), r"members auditors desks, today AUS JPN USA court"),
            (("--audience", "alliance"), r"members auditors, today AUS JPN USA court")):
        if "public" in words:
            text = alert_csv(MARK, action="AUS", handling="green")
        r = a["JPN"].publish("alert", text, "--dry-run", *words).expect()
        check(re.search(expected, r.err), f"{words}: {r.err}")
    r = a["JPN"].publish("alert", text, "--dry-run", "--to", "USA").expect()
    check("AUS for action, which is none of its readers" in r.err, r.err)


def what_cannot_be_sealed_is_refused(a):
    text = alert_csv(MARK, action="AUS")
    for words, expected in ((("--to", "KOR"), "KOR is a candidate"),
                            (("--to", "FRA"), "FRA takes no part"),
                            (("--audience", "named"), "expected at least one reader"),
                            (("--to", "AUS", "--audience", "public"), "readers are named")):
        r = a["JPN"].publish("alert", text, *words).expect(3)
        check(expected in r.err, f"{words}: {r.err}")
    r = a["JPN"].publish("capacity", "country\n", "--to", "AUS").expect(3)


def two_readers_open_it_and_a_third_member_does_not(a):
    a.seq = publish(a, MARK, "--to", "AUS", action="AUS")
    everybody_holds(a, "JPN", a.seq)
    for who in ("AUS", "JPN"):
        v = opened(a, who, a.seq)
        check_equal(v["body"]["id"], MARK, who)
        check_equal(v["opened"], f"by the reading key of {who}", who)
        check_equal(v["readers"], ["AUS", "JPN"], who)
    for who in ("USA", "court"):
        r = a[who].cmsa("open", "JPN", a.seq, *key(a)).expect(1)
        check(f"not sealed to the reading key of this folder ({who})" in r.err, r.err)
        check_equal(r.out, "", who)
    r = a["KOR"].cmsa("open", "JPN", a.seq, *key(a)).expect(1)
    check("not held here" in r.err, r.err)


def it_opens_for_nobody_without_the_passphrase(a):
    wrong = write_file(os.path.join(a.dir, "wrong"), "wrong\n", 0o600)
    r = a["AUS"].cmsa("open", "JPN", a.seq, "--passphrase-file", wrong).expect(1)
    check("passphrase" in r.err, r.err)
    v = a["AUS"].show("JPN", a.seq)
    check_equal(v["body"], "sealed", "show")


def what_is_not_sealed_is_said(a):
    r = a["AUS"].cmsa("open", "JPN", 1, *key(a)).expect(3)
    check("is not sealed, but for public" in r.err, r.err)
    r = a["AUS"].cmsa("open", "JPN", 9999, *key(a)).expect(3)
    check("not held here" in r.err, r.err)


# --- alerts -----------------------------------------------------------------------------------------


def a_sealed_alert_is_listed_and_opened_and_answered(a):
    ref = f"JPN:{a.seq}"
    r = a["AUS"].cmsa("alerts").expect()
    check(f"sealed alert of JPN, entry {a.seq}: cmsa open JPN {a.seq}" in r.out, r.out)
    check(MARK not in r.out, r.out)
    r = a["AUS"].cmsa("alerts", "show", ref).expect(3)
    check(f"{ref} is sealed to named readers: cmsa open JPN {a.seq}" in r.err, r.err)
    r = a["AUS"].cmsa("alerts", "--open", *key(a)).expect()
    check(re.search(ref + r' sealed, high, gallium, VNM>CHN, "' + MARK + '"', r.out), r.out)
    r = a["USA"].cmsa("alerts", "--open", *key(a)).expect()
    check("1 more are sealed to others" in r.out and MARK not in r.out, r.out)
    j = a["AUS"].cmsa("alerts", "--json", "--open", *key(a)).expect().json()
    check_equal([(x["ref"], x["alert"]["id"]) for x in j if x.get("sealed")], [(ref, MARK)], "JSON")
    r = a["JPN"].cmsa("alerts").expect()
    check("sealed" not in r.out, r.out)
    check("sealed" not in a["KOR"].cmsa("alerts").expect().out, "KOR")
    r = a["AUS"].cmsa("alerts", "ack", ref, "--csv").expect()
    seq = r.rows()[0]["seq"]
    wait_for(lambda: a["JPN"].cmsa("open", "AUS", seq, *key(a)).code == 0, "JPN: the answer")
    v = opened(a, "JPN", seq, author="AUS")
    check_equal((v["body"]["alert"]["seq"], v["readers"]), (int(a.seq), ["AUS", "JPN"]), "answer")
    a["USA"].cmsa("open", "AUS", seq, *key(a)).expect(1)


def a_watch_tells_of_a_sealed_alert(a):
    w = Watch(a["AUS"], "--count", "1", "--timeout", "120")
    wait_for(lambda: watching(a["AUS"]) >= 1, "it watches")
    seq = publish(a, "watched", "--to", "AUS", action="AUS")
    check_equal(w.code(), 0, "exit")
    check_equal(w.lines, [f" new      JPN:{seq}  sealed: cmsa open JPN {seq}\n"], "lines")


# --- keys and disclosures ---------------------------------------------------------------------------


def an_exported_key_opens_one_entry_alone(a):
    a.other = publish(a, "another", "--to", "USA", action="USA")
    path = os.path.join(a.dir, "one.key")
    opened(a, "AUS", a.seq, "--export-key", path)
    check_equal(os.stat(path).st_mode & 0o777, 0o600, "mode of the key")
    v = a["USA"].cmsa("open", "JPN", a.seq, "--key", path).expect().json()
    check_equal(v["body"]["id"], MARK, "with the key")
    everybody_holds(a, "JPN", a.other)
    r = a["AUS"].cmsa("open", "JPN", a.other, "--key", path).expect(3)
    check("another entry than the one asked for" in r.err, r.err)
    r = a["AUS"].cmsa("open", "JPN", a.seq, *key(a), "--export-key", path).expect(4)
    check("exists" in r.err, r.err)
    with open(path, "r+b") as f:
        data = bytearray(f.read())
        at = data.index(b"exported") - 4
        data[at] ^= 1
        f.seek(0)
        f.write(data)
    r = a["USA"].cmsa("open", "JPN", a.seq, "--key", path).expect(1)
    check("a key that its header does not commit to" in r.err, r.err)
    r = a["AUS"].cmsa("disclose", "JPN", a.seq, "--key", path, "--reason", "x", "--to",
                      "court").expect(1)
    check("not disclosed" in r.err, r.err)
    a.key_file = os.path.join(a.dir, "good.key")
    opened(a, "AUS", a.seq, "--export-key", a.key_file)


def an_auditor_opens_by_a_disclosure_sealed_to_it(a):
    r = a["AUS"].cmsa("disclose", "JPN", a.seq, "--reason", "asked for by the court").expect(3)
    check("to whom" in r.err, r.err)
    r = a["USA"].cmsa("disclose", "JPN", a.seq, "--reason", "x", "--to", "court", *key(a)).expect(1)
    check("no wrap opens" in r.err, r.err)
    r = a["AUS"].cmsa("disclose", "JPN", a.seq, "--reason", "asked for by the court", "--to",
                      "court", "--csv", *key(a)).expect()
    seq = r.rows()[0]["seq"]
    everybody_holds(a, "AUS", seq)
    v = wait_for(lambda: (lambda x: x.code == 0 and x.json())(
        a["court"].cmsa("open", "JPN", a.seq, *key(a))), "court: opened by a disclosure")
    check_equal(v["body"]["id"], MARK, "court")
    check_equal(v["opened"], f"by the sealed disclosure AUS:{seq}: asked for by the court", "court")
    a["USA"].cmsa("open", "JPN", a.seq, *key(a)).expect(1)


def nothing_of_it_is_with_who_is_no_reader(a):
    for who in ("USA", "KOR", "court"):
        check_equal(a[who].files_with(MARK), [], who)
    for who in ("AUS", "JPN"):
        check_equal([f for f in a[who].files_with(MARK) if f.endswith(".log")], [], who)
    # nor its readers in the clear
    r = a["USA"].cmsa("show", "JPN", a.seq).expect()
    check("AUS" not in r.out, r.out)


P = 2**255 - 19


def on_curve(u):
    """Is that the X25519 coordinate of a point of the curve, and not of its twist?"""
    return u < P and pow((u * u * u + 486662 * u * u + u) % P, (P - 1) // 2, P) == 1


def wraps_of(body):
    out = []
    while body[:2] == b"\x0a\x50":
        out.append(body[2:82])
        body = body[82:]
    return out


def what_fills_up_looks_like_wraps(a):
    """PROTOCOL M5.39: three readers, four wraps; random bytes would be no point half of the time."""
    head, row = alert_csv("filled", action="AUS").splitlines()
    text = "\n".join([head] + [row.replace("filled", f"filled-{i}") for i in range(8)]) + "\n"
    a["JPN"].publish("alert", text, "--to", "AUS,court").expect()
    last = int(a["JPN"].log("--author", "JPN")[-1]["seq"])
    everybody_holds(a, "JPN", last)
    a["USA"].stop()  # its log is read from outside
    found = 0
    log = sqlite3.connect(f"file:{a['USA'].dir}/log.db?mode=ro", uri=True)
    for (body,) in log.execute("SELECT body FROM tail WHERE audience=4 AND body IS NOT NULL"):
        wraps = wraps_of(body)
        if len(wraps) == 4:
            found += 1
            for w in wraps:
                check(on_curve(int.from_bytes(w[:32], "little")), f"no wrap: {w.hex()}")
    log.close()
    a["USA"].start()
    check(found >= 8, f"{found} bodies of four wraps")


def a_disclosure_in_the_clear_opens_it_for_all_of_its_audience(a):
    r = a["JPN"].cmsa("disclose", "JPN", a.seq, "--reason", "of use to all", "--audience",
                      "customs", "--csv", *key(a)).expect()
    a.disclosed = r.rows()[0]["seq"]
    v = wait_for(lambda: (lambda x: "opened" in x and x)(a["USA"].show("JPN", a.seq)),
                 "USA: the disclosure")
    check_equal(v["opened"], f"by disclosure JPN:{a.disclosed}: of use to all", "USA")
    check_equal(v["body"]["id"], MARK, "USA")
    # no passphrase is asked for
    v = a["USA"].cmsa("open", "JPN", a.seq).expect().json()
    check_equal(v["readers"], ["AUS", "JPN"], "readers")
    r = a["KOR"].cmsa("show", "JPN", a.seq).expect()
    check(MARK not in r.out, r.out)


# --- offline -------------------------------------------------------------------------------------------


def audit(a, *words):
    return run([a.audit, *words])


def a_bundle_proves_it_offline(a):
    """PROTOCOL M10.10"""
    path = os.path.join(a.dir, "court.audit")
    a["court"].cmsa("audit", "export", "--out", path).expect()
    with open(path, "rb") as f:
        check(MARK.encode() not in f.read(), "the bundle holds the body in the clear")
    r = audit(a, "verify", path).expect()
    check(re.search(rf"JPN:{a.seq} disclosed by JPN:{a.disclosed}, \"of use to all\": the key is right",
                    r.out), r.out)
    v = audit(a, "verify", path, "--json").expect().json()
    check_equal(v["disclosures"], [{"by": f"JPN:{a.disclosed}", "of": f"JPN:{a.seq}",
                                    "key": "right"}], "disclosures")
    check(v["sealed"] >= 4, v["sealed"])
    r = audit(a, "open", path, "JPN", a.seq).expect()
    check_equal(r.json()["id"], MARK, "opened")
    check(f"opened by disclosure JPN:{a.disclosed}: of use to all" in r.err, r.err)
    r = audit(a, "open", path, "JPN", a.other).expect(1)
    check("no disclosure in it has the right key" in r.err, r.err)
    r = audit(a, "open", path, "JPN", a.other, "--key", a.key_file).expect(3)
    check("the key of the entry asked for" in r.err, r.err)
    r = audit(a, "open", path, "JPN", 1).expect(1)
    check("no sealed entry" in r.err, r.err)
    r = audit(a, "open", path, "JPN", a.seq, "--key", a.key_file).expect()
    check_equal(r.json()["id"], MARK, "opened by a key")


def a_public_bundle_has_no_sealed_body(a):
    path = os.path.join(a.dir, "public.audit")
    a["court"].cmsa("audit", "export", "--public", "--out", path).expect()
    r = audit(a, "open", path, "JPN", a.seq, "--key", a.key_file).expect(1)
    check("its body is not in it" in r.err, r.err)


def findings_do_not_know_of_it(a):
    """PROTOCOL M5.43: who opens it and who cannot find the same."""
    a.wait_level()
    at = a["USA"].position()
    digests = {a[n].cmsa("compliance", "--json", "--at", at, "--as-of", day(0)).json()["digest"]
               for n in ("AUS", "JPN", "USA", "court")}
    check_equal(len(digests), 1, "digests")
    for node in ("AUS", "USA"):
        a[node].cmsa("verify").expect()


if __name__ == "__main__":
    ARGS = arguments(__doc__, ("audit", "", "path of cmsa-audit"))
    ALLIANCE = Alliance(ARGS.programs, ARGS.keep, "sealed test")
    ALLIANCE.audit = ARGS.audit
    sys.exit(main([
        who_could_read_is_said_before,
        what_cannot_be_sealed_is_refused,
        two_readers_open_it_and_a_third_member_does_not,
        it_opens_for_nobody_without_the_passphrase,
        what_is_not_sealed_is_said,
        a_sealed_alert_is_listed_and_opened_and_answered,
        a_watch_tells_of_a_sealed_alert,
        an_exported_key_opens_one_entry_alone,
        an_auditor_opens_by_a_disclosure_sealed_to_it,
        nothing_of_it_is_with_who_is_no_reader,
        what_fills_up_looks_like_wraps,
        a_disclosure_in_the_clear_opens_it_for_all_of_its_audience,
        a_bundle_proves_it_offline,
        a_public_bundle_has_no_sealed_body,
        findings_do_not_know_of_it,
    ], ALLIANCE, set_up))
