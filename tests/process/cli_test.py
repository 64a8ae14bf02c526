"""cli_test - the command line against running nodes: bad files, bad options, answers that
are equal on every node of one level and stay so, acts that are refused, wrong set-ups.
"""
import concurrent.futures
import csv
import io
import json
import os
import re
import subprocess
import sys
import threading

from harness import (Alliance, Node, arguments, capacity_csv, check, check_equal, day,
                     duty_csv, main, run, table, wait_for, write_file)

MEMBERS = ("AUS", "GBR", "USA")
CANDIDATES = ("KOR", "XEU")
TABLES = ("critical_minerals", "countries_of_concern", "mineral_hs6", "section301_floors",
          "select_derivative_products", "hs2017_to_hs2022", "iso3166")
MINERALS = ("lithium", "cobalt", "nickel", "gallium", "tungsten", "graphite")


def set_up(a):
    a.make_registrars()
    a.add_tables(TABLES)
    a.act("policy", "date=" + day(-400))
    a.act("territory", "date=" + day(-399), "code=XEU", "name=European Union",
          "countries=AUT,BEL,DEU,FRA,ITA")
    a.add_nodes(*[(m, "member", True, True) for m in MEMBERS],
                *[(c, "candidate", True, True) for c in CANDIDATES])
    a.certify("AUS")
    a.certify("GBR", in_force=False)
    a.invite()
    a.join()
    a.start()
    for country in MEMBERS:
        a[country].publish("capacity", capacity_csv(
            country, "set-up", [(m, "mined", i + 1) for i, m in enumerate(MINERALS)])).expect()
        a[country].publish("duty", duty_csv(country, "set-up", [
            ("28369100", 3), ("85051100", 2.5), ("810520", 0)]), "--audience", "public").expect()
    a.wait_level()


def entries(node):
    return sorted(node.places().items())


# --- files to publish -----------------------------------------------------------------------

def five_hundred_rows():
    lines = ["country,subjects,stage,form,presence,capacity,unit,review_date"]
    lines += [f"AUS,{MINERALS[i % 6]},{('mined', 'processed')[i % 2]},form {i},reported,"
              f"{i + 1},t,{day(-3)}" for i in range(500)]
    return lines


def a_file_of_500_rows_with_three_bad_ones_is_refused_whole(a):
    before, lines = entries(a["AUS"]), five_hundred_rows()
    good = "\n".join(lines) + "\n"
    for row, column, found in ((17, 5, "12,5"), (250, 2, "dug"), (499, 7, "2026-13-01")):
        cells = lines[row - 1].split(",")  # the header is row 1
        cells[column] = f'"{found}"'
        lines[row - 1] = ",".join(cells)
    r = a["AUS"].publish("capacity", "\n".join(lines) + "\n").expect(3)
    check_equal(r.out, "", "standard output")
    for row, column, found in ((17, "capacity", "12,5"), (250, "stage", "dug"),
                               (499, "review_date", "2026-13-01")):
        check(re.search(rf'row {row}, column "{column}": expected .*{found}', r.err),
              f"row {row}, column {column}: {r.err}")
    check("3 errors" in r.err, r.err)
    check_equal(len(re.findall(r"\brow \d+", r.err)), 3, "rows named")
    check_equal(entries(a["AUS"]), before, "entries after a refused file")
    a["AUS"].publish("capacity", good, "--dry-run").expect()


def the_trust_fund_is_published_by_the_usa_and_read_by_members(a):
    text = ("country,id,kind,date,amount,fiscal_year,backing,interest_bearing,recipient\n"
            f"USA,r1,receipt,{day(-3)},1000.00,,,,\nUSA,t1,transfer,{day(-3)},1000.01,{{}},,,\n"
            f"USA,n1,investment,{day(-2)},100,,other,yes,\nUSA,d1,disbursement,{day(-1)},1,,,,dod\n")
    year = int(day(-3)[:4]) + (day(-3)[5:7] >= "10")
    before = entries(a["AUS"])
    r = a["AUS"].publish("fund", text.format(year)).expect(3)
    check("USA" in r.err, r.err)
    check_equal(entries(a["AUS"]), before, "entries after a fund of another country")
    r = a["USA"].publish("fund", text.format("x")).expect(3)
    check('row 3, column "fiscal_year"' in r.err, r.err)
    a["USA"].publish("fund", text.format(year)).expect()
    a.wait_level()
    for country in MEMBERS:
        def ledger():
            return a[country].cmsa("fund", "--as-of", day(-1), "--json").expect().json()
        wait_for(lambda: ledger()["fund"]["transfers"] == "1000.01", f"the fund at {country}")
        answer = ledger()
        check_equal([answer["fund"][k] for k in ("base", "invested", "disbursed", "cash")],
                    ["1000.01", "100.00", "1.00", "899.01"], f"amounts at {country}")
        found = {f["reason"]: f for f in answer["findings"]}
        for reason in ("over-transferred", "not-obligation", "no-project", "no-purpose",
                       "no-country", "idle-money"):
            check(reason in found, f"{reason} at {country}: {sorted(found)}")
        check_equal((found["over-transferred"]["measured"], found["over-transferred"]["required"]),
                    ("1000.01", "1000.00"), "transferred and received")
        check_equal(found["over-transferred"]["evidence"][0]["author"], "USA", "evidence")
    text = a["GBR"].cmsa("fund", "--as-of", day(-1), "--csv", "--year", str(year)).expect().out
    rows = list(csv.DictReader(io.StringIO(text)))
    check(any(r["part"] == "finding" and r["reason"] == "no-project" for r in rows), rows)
    check_equal([r["amount"] for r in rows if r["part"] == "share" and r["item"] == "dod"],
                ["1.00"], "to dod")
    text = a["GBR"].cmsa("fund", "--as-of", day(-1)).expect().out
    check("1000.01 USD were transferred" in text and "evidence: USA:1:" in text, text)
    a["GBR"].cmsa("fund", "--year", "27").expect(3)
    wait_for(lambda: "not-computable" in a["KOR"].cmsa("fund").expect().out,
             "no ledger for a candidate, who may not read it")


def two_duty_rows_with_one_key_are_named(a):
    text = duty_csv("AUS", "doubled", [("28369100", 3), ("85051100", 4), ("28369100", 5)])
    r = a["AUS"].publish("duty", text).expect(3)
    check(re.search(r"row 4\b", r.err) and re.search(r"\b(row )?2\b", r.err), r.err)


def bad_rows_name_what_was_expected(a):
    for kind, text, words in (
            ("capacity", capacity_csv("AUS", "x", [("unobtainium", "mined", 1)]), "unobtainium"),
            ("capacity", capacity_csv("JPN", "x", [("lithium", "mined", 1)]), "JPN"),
            ("capacity", "country,subjects,colour\nAUS,lithium,red\n", "colour"),
            ("capacity", "", "row|column|empty|header"),
            ("duty", duty_csv("AUS", "x", [("2836", 3)]), "2836"),
            ("duty", duty_csv("AUS", "x", [("28369100", "3,5")]), "row 2"),
            ("duty", duty_csv("AUS", "x\x01", [("28369100", 3)]), "row 2|control")):
        before = len(a["AUS"].log())
        r = a["AUS"].publish(kind, text).expect(3)
        check(re.search(words, r.err), f"expected {words}: {r.err}")
        check_equal(len(a["AUS"].log()), before, "entries")
    a["AUS"].cmsa("publish", "capacity", a.dir + "/no-such-file").expect(3)


def options_and_audiences_that_do_not_exist_are_refused(a):
    path = a["AUS"].write_csv(capacity_csv("AUS", "x", [("lithium", "mined", 1)]))
    for code, words in ((2, ["publish", "capacity", path, "--audiance", "public"]),
                        (2, ["publish", "capacity"]), (2, ["publish"]), (2, ["pubish"]), (2, []),
                        (2, ["publish", "capacity", path, "--audience"]),
                        (2, ["status", "--json=yes"]), (2, ["status", "now"]),
                        (2, ["register", "shew"]), (2, ["register"]),
                        (3, ["publish", "tariff", path]),
                        (3, ["publish", "capacity", path, "--audience", "everyone"]),
                        (3, ["publish", "capacity", path, "--audience", "customs"]),
                        (3, ["publish", "capacity", path, "--audience", "named"]),
                        (3, ["compliance", "Australia"]), (3, ["explain", "AUS", "b9"]),
                        (3, ["compliance", "--as-of", "yesterday"]),
                        (3, ["compliance", "--at", "somewhere"]),
                        (3, ["compliance", "--at", "AUS:999999"]),
                        (3, ["compliance", "--level", "secret"]),
                        (3, ["log", "--kind", "gossip"]), (3, ["log", "--author", "a us"]),
                        (3, ["show", "AUS", "0"]), (3, ["show", "AUS", "999999"]),
                        (3, ["show", "aus!", "1"]), (3, ["register", "show", "999"]),
                        (3, ["register", "lifecycle", "Australia"]), (3, ["report", "weekly"]),
                        (3, ["report", "country"]), (3, ["report", "annual", "AUS"]),
                        (3, ["report", "annual", "--csv", "all"]),
                        (3, ["report", "annual", "--csv", "nothing"])):
        r = a["AUS"].cmsa(*words).expect(code)
        check_equal(r.out, "", f"{words}: standard output")
        check(r.err.strip(), f"{words}: expected a reason")


def a_dry_run_publishes_nothing_and_says_who_could_read(a):
    before = entries(a["AUS"])
    path = a["AUS"].write_csv(capacity_csv("AUS", "dry", [("lithium", "mined", 1)]))
    r = a["AUS"].cmsa("publish", "capacity", path, "--dry-run").expect()
    check("members" in r.err and "auditors" in r.err and "candidates" not in r.err, r.err)
    r = a["AUS"].cmsa("publish", "capacity", path, "--dry-run", "--audience", "public").expect()
    check("candidates" in r.err, r.err)
    check_equal(entries(a["AUS"]), before, "entries after a dry run")
    check_equal(a["AUS"].files_with("dry-run-of"), [], "files")


# --- answers ---------------------------------------------------------------------------------

def answers(a, authors, *words):
    """The one answer of all of them, byte for byte."""
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        found = dict(zip(authors, pool.map(lambda n: a[n].compliance(*words).expect().out, authors)))
    first = found[authors[0]]
    for n, text in found.items():
        check(text == first, f"{authors[0]} and {n} answer differently to {words}")
    return first


def answers_are_equal_on_all_nodes_of_one_level(a):
    at = a.wait_level()
    member = answers(a, MEMBERS, "--at", at, "--as-of", day(0))
    public = answers(a, CANDIDATES, "--at", at, "--as-of", day(0))
    check_equal(json.loads(member)["level"], "member", "level")
    check_equal(json.loads(public)["level"], "public", "level")
    check(json.loads(member)["digest"] != json.loads(public)["digest"], "two levels, one digest")
    # a member can answer as a candidate would
    check_equal(a["AUS"].compliance("--at", at, "--level", "public").expect().out, public,
                "AUS at the public level")
    for words in (["--findings"], ["AUS"], ["AUS", "--findings"]):
        answers(a, MEMBERS, *words, "--at", at, "--as-of", day(0))


def past_positions_and_dates_answer_the_same_later(a):
    at = a.wait_level()
    before = {d: answers(a, MEMBERS, "--at", at, "--as-of", d, "--findings")
              for d in (day(0), day(-250), day(-380), day(400))}
    check(len({json.loads(t)["digest"] for t in before.values()}) == 4, "a digest for each date")
    check_equal(json.loads(before[day(-250)])["as_of"], day(-250), "as_of")
    a["GBR"].publish("capacity", capacity_csv("GBR", "later", [("lithium", "mined", 999)])).expect()
    a["AUS"].publish("duty", duty_csv("AUS", "later", [("28369100", 30)], start=-90)).expect()
    later = a.wait_level()
    check(later != at, "the position moved")
    for d, text in before.items():
        check(answers(a, MEMBERS, "--at", at, "--as-of", d, "--findings") == text,
              f"the answer of {d} changed")
    a.stop("GBR")
    for name in os.listdir(a["GBR"].dir):
        if name.startswith("facts.db"):
            os.unlink(os.path.join(a["GBR"].dir, name))
    v = a["GBR"].cmsa("verify", "--json").expect().json()
    check(v["verified"] and v["facts_rebuilt"], f"verify: {v}")
    for d, text in before.items():
        check(answers(a, MEMBERS, "--at", at, "--as-of", d, "--findings") == text,
              f"the answer of {d} changed with facts made anew")
    a.start("GBR")
    a.wait_level()


def an_assessment_names_a_position_that_all_can_answer_at(a):
    r = a["AUS"].cmsa("assess", "--csv").expect().rows()[0]
    seq = int(r["seq"])
    a.wait_held("AUS", seq, *MEMBERS)
    body = a["USA"].show("AUS", seq)["body"]
    a.wait_level()
    at_entry = answers(a, MEMBERS, "--at", f"AUS:{seq}")
    check_equal(answers(a, MEMBERS, "--at", f"AUS:{seq - 1}"), at_entry, "at its witness entry")
    check_equal(body["digest"].lower(), json.loads(at_entry)["digest"], "the digest assessed")
    a["USA"].publish("capacity", capacity_csv("USA", "after", [("cobalt", "mined", 7)])).expect()
    a.wait_level()
    check_equal(answers(a, MEMBERS, "--at", f"AUS:{seq}"), at_entry, "later")
    a["AUS"].compliance("--at", "AUS:1").expect(3)  # its keys, no witness entry


def lifecycles_follow_the_acts_and_the_date(a):
    def states(*words):
        rows = a["USA"].cmsa("register", "lifecycle", "--csv", *words).expect().rows()
        return {r["country"]: (r["state"], r["member"]) for r in rows}

    now, before = states(), states("--as-of", day(-350))
    check_equal(now["AUS"][1], "yes", f"AUS is a member: {now}")
    check_equal(now["GBR"][1], "no", f"GBR is not in force: {now}")
    check_equal(before["AUS"][1], "no", f"AUS before: {before}")
    check(now["AUS"][0] != now["GBR"][0] != before["GBR"][0], f"{now} {before}")
    notes = {r["country"]: r["note"] for r in
             a["USA"].cmsa("register", "lifecycle", "--csv").expect().rows()}
    check_equal(notes["AUS"], "", "AUS is a member in both senses")
    check("before entry into force" in notes["GBR"], f"GBR is enrolled, not in force: {notes}")
    rows = a["USA"].cmsa("register", "lifecycle", "AUS", "--csv").expect().rows()
    check_equal([r["date"] for r in rows if r["clause"] == "4(d)(1)"], [day(-300)],
                "certifications of AUS")
    check("withdrawal" in rows[-2]["what"] and rows[-2]["status"] == "may", f"next: {rows[-2]}")
    number = next(r["act"] for r in rows if r["clause"] == "4(d)(1)")
    text = json.loads(a["USA"].cmsa("register", "resolution-text", number, "--json").expect().out)
    check(text["approval"].startswith("That Congress approves the covered action relating to "
                                      "the entry into an agreement"), f"{text}")
    check("resolution" in a["USA"].cmsa("register", "resolution-text", number).expect().out, "text")
    a["USA"].cmsa("register", "resolution-text", "1").expect(3)


def every_json_parses_and_every_csv_is_a_table(a):
    path = a["AUS"].write_csv(capacity_csv("AUS", "json", [("lithium", "mined", 1)]))
    for words in (["status"], ["peers"], ["log"], ["log", "--author", "GBR"],
                  ["log", "--kind", "capacity"], ["capacity"], ["capacity", "--totals"],
                  ["capacity", "--mineral", "lithium"], ["duties"], ["compliance"],
                  ["compliance", "--findings"], ["explain", "AUS", "b4"], ["register", "show"],
                  ["register", "show", "1"], ["register", "show", "authors"],
                  ["register", "lifecycle"], ["register", "lifecycle", "GBR"], ["verify"],
                  ["report", "annual"], ["report", "five-year"], ["report", "country", "AUS"],
                  ["show", "AUS", "1"], ["publish", "capacity", path], ["assess"]):
        json.loads(a["AUS"].cmsa(*words, "--json").expect().out)
    for words in (["peers"], ["log"], ["capacity"], ["duties"], ["compliance"],
                  ["register", "show"], ["register", "show", "authors"],
                  ["register", "lifecycle"]):
        rows = list(csv.reader(io.StringIO(a["AUS"].cmsa(*words, "--csv").expect().out)))
        check(len(rows) > 1, f"{words}: {len(rows)} rows")
        check_equal({len(r) for r in rows}, {len(rows[0])}, f"{words}: columns")
    folder = os.path.join(a["AUS"].dir, "reports")
    os.mkdir(folder)
    made = a["AUS"].cmsa("report", "annual", "--csv", "all", "--out", folder).expect().out
    check("annual-capacity.csv" in made and "annual-deficiencies.csv" in made, made)
    for path in made.split():
        with open(path, encoding="utf-8", newline="") as f:
            check_equal(len({len(r) for r in csv.reader(f)}), 1, f"{path}: columns")
    a["AUS"].cmsa("report", "annual", "--html", "--out", folder).expect()
    with open(os.path.join(folder, "annual.html"), encoding="utf-8") as f:
        page = f.read()
    check(page.startswith("<!DOCTYPE html>") and page.endswith("</html>\n"), page[:80])
    for words in (["help"], ["help", "--man"], ["help", "--completion"], ["log", "--help"],
                  ["register", "draft", "--kinds"]):
        check(a["AUS"].cmsa(*words).expect().out, f"{words}: nothing said")


def peers_are_up_and_level(a):
    rows = a["AUS"].cmsa("peers", "--csv").expect().rows()
    check_equal(sorted(r["author"] for r in rows), ["GBR", "KOR", "USA", "XEU"], "peers")
    check_equal({r["state"] for r in rows}, {"up"}, "state")
    check_equal({int(r["register"]) for r in rows}, {a.acts}, "acts of the peers")


def the_tap_shows_a_live_entry(a):
    tap = subprocess.Popen([a.programs.cmsa, "-C", a["GBR"].dir, "log", "--follow", "--json",
                            "--author", "USA"], stdout=subprocess.PIPE,
                           stdin=subprocess.DEVNULL, text=True)
    lines = []
    reader = threading.Thread(target=lambda: lines.extend(iter(tap.stdout.readline, "")),
                              daemon=True)
    # extend() adds line by line, as they come
    reader.start()
    try:
        wait_for(lambda: lines, "the tap shows what is there")
        r = a["USA"].publish("capacity", capacity_csv("USA", "tap", [("nickel", "mined", 3)]))
        seq = int(r.expect().rows()[0]["seq"])
        wait_for(lambda: [x for x in lines if f'"seq":{seq},' in x.replace(" ", "")],
                 f"USA:{seq} in the tap of GBR")
        for line in list(lines):
            check_equal(json.loads(line)["author"], "USA", "author in the tap")
    finally:
        tap.kill()
        tap.wait()
        reader.join()
        tap.stdout.close()


# --- the register -----------------------------------------------------------------------------

def refuse(a, path, words):
    """By the office, where no node runs, and by a running node; nothing changes."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        tries = [pool.submit(a.submit, path),
                 pool.submit(a["AUS"].cmsa, "register", "submit", path)]
    for r in tries:
        r = r.result().expect(3)
        check(re.search(words, r.err), f"expected {words}: {r.err}")


def a_tampered_act_is_refused(a):
    path = a.act_file("policy", "date=" + day(-1), "review_max_age_days=300")
    good, number = open(path, "rb").read(), a["AUS"].register_number()
    bad = os.path.join(a.office, "tampered.act")
    for i in range(0, len(good), max(1, len(good) // 40)):
        flipped = bytearray(good)
        flipped[i] ^= 1 << i % 8
        with open(bad, "wb") as f:
            f.write(flipped)
        refuse(a, bad, "refused")
    for text in (b"", good[:-1], good + b"\0", b"not an act\n"):
        with open(bad, "wb") as f:
            f.write(text)
        refuse(a, bad, "refused")
    check_equal(a["AUS"].register_number(), number, "acts")
    # untouched it is taken, and again without harm
    for _ in range(2):
        a.submit(path).expect()
        a["AUS"].cmsa("register", "submit", path).expect()
    a.wait_register(number + 1)
    check_equal(a["AUS"].register_number(), number + 1, "acts")


def an_act_with_too_few_signatures_is_refused(a):
    number = a["AUS"].register_number()
    path = a.act_file("policy", "date=" + day(-1), "review_max_age_days=200", signers=(2,))
    refuse(a, path, "refused")
    # the same registrar under another's number is no second signature
    forged = os.path.join(a.office, "forged.act")
    r = run([a.programs.keys, "sign", path, "--key", a.office + "/registrar-3.key", "--index",
             "0", "--alliance", a.id, "--passphrase-file", a.passphrase, "--out", forged])
    if r.code == 0:
        refuse(a, forged, "refused")
    check_equal(a["AUS"].register_number(), number, "acts")
    a.sign(path, 1)
    a.submit(path).expect()
    a["AUS"].cmsa("register", "submit", path).expect()
    a.wait_register(number + 1)


def a_draft_that_makes_no_sense_is_refused(a):
    out = os.path.join(a.office, "nonsense.act")
    for words in (["policy", "date=tomorrow"], ["policy", "date=" + day(0), "colour=red"],
                  ["certification", "date=" + day(0), "country=Atlantis"],
                  ["reference", "date=" + day(0), "table=no_table", "edition=1", "--file",
                   table("iso3166")], ["coronation", "date=" + day(0)]):
        run([a.programs.cmsa, "-C", a.office, "register", "draft", *words, "--out",
             out]).expect(3)
        check(not os.path.exists(out), f"{words}: a file was written")


# --- wrong set-ups ------------------------------------------------------------------------------

def an_invitation_to_another_alliance_is_refused(a):
    node = Node(a, "NLD", "member", None).init()
    r = node.cmsa("init", "--invitation", a.invitation, "--alliance", "ab" * 32,
                  "--passphrase-file", a.passphrase)
    check_equal(r.code, 1, f"exit: {r.err}")
    bad = os.path.join(a.office, "invitation-tampered")
    good = open(a.invitation, "rb").read()
    # acts and head; the peers named after them are hints, keys and addresses are in the acts
    for i in range(0, len(good) * 9 // 10, len(good) // 10):
        with open(bad, "wb") as f:
            f.write(good[:i] + bytes([good[i] ^ 1]) + good[i + 1:])
        node.cmsa("init", "--invitation", bad, "--alliance", a.id, "--passphrase-file",
                  a.passphrase).expect(3)
    check(not os.path.exists(node.dir + "/log.db"), "a log was made")


def an_unknown_key_of_node_conf_is_named(a):
    other = os.path.join(a.dir, "conf")
    os.mkdir(other)
    text = open(a["AUS"].dir + "/node.conf", encoding="utf-8").read()
    for more, word in (("[net]\ncolour = red\n", "colour"), ("[timers]\nassess_seconds = soon\n",
                                                             "soon"),
                       ("[paint]\nx = 1\n", "paint")):
        write_file(os.path.join(other, "node.conf"), text + more)
        for words in ([a.programs.cmsa, "-C", other, "status"], [a.programs.cmsad, "-C", other]):
            r = run(words).expect(3)
            check(word in r.err and "node.conf" in r.err, f"expected {word}: {r.err}")
    for words in ([a.programs.cmsa, "-C", a.dir + "/nowhere", "status"],
                  [a.programs.cmsad, "-C", a.dir + "/nowhere"]):
        r = run(words).expect(3)
        check("nowhere" in r.err, r.err)


def a_node_that_does_not_run_says_so(a):
    a.stop("KOR")
    r = a["KOR"].publish("capacity", capacity_csv("KOR", "x", [("lithium", "mined", 1)]))
    r.expect(4)
    check("cmsad" in r.err, r.err)
    a["KOR"].cmsa("status").expect(4)
    a["KOR"].cmsa("log", "--csv").expect()  # what it holds can be read
    a["KOR"].cmsa("verify").expect()


def a_wrong_passphrase_is_said_and_tried_less_and_less_often(a):
    """KOR is stopped by the test before."""
    node, conf = a["KOR"], os.path.join(a["KOR"].dir, "node.conf")
    text = open(conf, encoding="utf-8").read()
    wrong = write_file(os.path.join(a.dir, "wrong"), "not the passphrase\n", 0o600)
    write_file(conf, text.replace(a.passphrase, wrong))
    began = len(node.log_text())
    node.start()

    def waits():
        return [int(ms) for ms in re.findall(r"sign is started again in (\d+) ms",
                                             node.log_text()[began:])]

    wait_for(lambda: len(waits()) >= 4, "sign is tried four times")
    check(waits()[3] > waits()[0], f"the pauses grow: {waits()}")
    check("passphrase" in node.log_text()[began:], "the log says what is wrong")
    check(node.state() != "serving", "it serves without its key")
    # what it can do without keys it does: core answers
    check_equal(node.status()["author"], "KOR", "author")
    write_file(conf, text)
    node.stop()
    node.start().wait_serving()
    r = run([a.programs.keys, "sign", os.path.join(a.office, "01-genesis.act"), "--key",
             os.path.join(a.office, "registrar-1.key"), "--index", "0", "--passphrase-file",
             wrong, "--out", os.path.join(a.office, "never.act")])
    check_equal(r.code, 3, f"cmsa-keys: {r.err}")
    check("passphrase" in r.err, r.err)


def a_second_cmsad_in_one_folder_does_no_harm(a):
    before = entries(a["AUS"])
    r = subprocess.run([a.programs.cmsad, "-C", a["AUS"].dir], stdin=subprocess.DEVNULL,
                       capture_output=True, timeout=60, check=False)
    err = r.stderr.decode()
    check_equal(r.returncode, 4, f"exit of the second: {err}")
    check(f"another cmsad runs in {a['AUS'].dir}: stop that one first" in err, err)
    check_equal(a["AUS"].state(), "serving", "the first")
    check_equal(entries(a["AUS"]), before, "entries")
    r = a["AUS"].publish("capacity", capacity_csv("AUS", "second", [("gallium", "mined", 5)]))
    seq = int(r.expect().rows()[0]["seq"])
    a.wait_held("AUS", seq, *MEMBERS)


def what_is_published_before_the_own_head_is_known_is_queued(a):
    a.stop()
    node = a["USA"].start()
    node.wait_state("learning its own head")
    r = node.publish("capacity", capacity_csv("USA", "queued-one", [("cobalt", "mined", 4)]))
    r.expect()
    check("queued" in r.err and not r.rows(), f"{r.out}{r.err}")
    held = len(node.log())
    a.start("AUS", "GBR", *CANDIDATES)
    node.wait_serving()
    wait_for(lambda: len(node.log()) > held, "the queued entry")
    a.wait_level()
    last = max(int(r["seq"]) for r in a["GBR"].log("--author", "USA"))
    for author in ("AUS", "GBR"):
        check("queued-one" in json.dumps(a[author].show("USA", last)["body"]), author)


def every_log_verifies(a):
    for author, node in a.nodes.items():
        v = node.cmsa("verify", "--json").expect().json()
        check(v["verified"], f"{author}: {v}")
    a.stop()


if __name__ == "__main__":
    args = arguments(__doc__)
    sys.exit(main([
        a_file_of_500_rows_with_three_bad_ones_is_refused_whole,
        the_trust_fund_is_published_by_the_usa_and_read_by_members,
        two_duty_rows_with_one_key_are_named,
        bad_rows_name_what_was_expected,
        options_and_audiences_that_do_not_exist_are_refused,
        a_dry_run_publishes_nothing_and_says_who_could_read,
        answers_are_equal_on_all_nodes_of_one_level,
        past_positions_and_dates_answer_the_same_later,
        an_assessment_names_a_position_that_all_can_answer_at,
        lifecycles_follow_the_acts_and_the_date,
        every_json_parses_and_every_csv_is_a_table,
        peers_are_up_and_level,
        the_tap_shows_a_live_entry,
        a_tampered_act_is_refused,
        an_act_with_too_few_signatures_is_refused,
        a_draft_that_makes_no_sense_is_refused,
        an_invitation_to_another_alliance_is_refused,
        an_unknown_key_of_node_conf_is_named,
        a_node_that_does_not_run_says_so,
        a_wrong_passphrase_is_said_and_tried_less_and_less_often,
        a_second_cmsad_in_one_folder_does_no_harm,
        what_is_published_before_the_own_head_is_known_is_queued,
        every_log_verifies,
    ], Alliance(args.programs, args.keep, "cli test"), set_up))
