"""retract_test - what was published is taken back or corrected, with real nodes: what is
refused before anything is published, and what every node then shows; replies to findings.
"""
import csv
import io

from harness import (Alliance, arguments, capacity_csv, check, check_equal, day, main, table,
                     wait_for)

TABLES = ("critical_minerals", "countries_of_concern", "mineral_hs6", "section301_floors",
          "select_derivative_products", "hs2017_to_hs2022", "iso3166")


def set_up(a):
    a.make_registrars()
    a.add_tables(TABLES)
    a.act("policy", "date=" + day(-400))
    a.add_nodes(("AUS", "member", True, True), ("GBR", "member", True, True))
    a.certify("AUS")
    a.invite()
    a.join()
    a.start()
    for tonnes in (1, 2):
        a["AUS"].publish("capacity", capacity_csv("AUS", "m", [("lithium", "mined", tonnes)]),
                         "--audience", "public").expect()
    a.wait_level()


def newest(node, kind):
    """Of the kind, by AUS."""
    seqs = [int(r["seq"]) for r in node.log("--author", "AUS", "--kind", kind)]
    return max(seqs) if seqs else 0


def wait_newer(node, kind, seq):
    """cmsa log reads facts, which follow the log."""
    wait_for(lambda: newest(node, kind) > seq, f"{kind} after AUS:{seq}")
    return newest(node, kind)


def last(a):
    return max(seq for author, _, seq in a["AUS"].places() if author == "AUS")


def refused(a, code, words, *args):
    before = last(a)
    r = a["AUS"].cmsa("retract", *args).expect(code)
    check(words in r.err, f"{args}: expected \"{words}\": {r.err}")
    check_equal(last(a), before, "entries of AUS")


def what_may_not_be_taken_back_is_refused_before_anything_is_published(a):
    seq = newest(a["AUS"], "capacity")
    refused(a, 3, "--reason", f"AUS:{seq}")
    refused(a, 3, "AUTHOR:SEQ", "AUS", "--reason", "x")
    refused(a, 3, "AUTHOR:SEQ", f"AUS:{seq}x", "--reason", "x")
    refused(a, 3, "twice", f"AUS:{seq}", f"AUS:{seq}", "--reason", "x")
    refused(a, 1, "not held", "AUS:999999", "--reason", "x")
    refused(a, 1, "no entry of data", "AUS:1", "--reason", "x")
    refused(a, 1, "neither of this node's", "GBR:1", "--reason", "x")


def a_dry_run_publishes_nothing_and_says_what_it_would(a):
    seq, before = newest(a["AUS"], "capacity"), last(a)
    r = a["AUS"].cmsa("retract", f"AUS:{seq}", "--reason", "x", "--dry-run").expect()
    check(f"takes back AUS:{seq}, capacity" in r.err and "public" in r.err, r.err)
    check_equal(last(a), before, "entries of AUS")


def a_correction_stands_for_the_entry_that_it_names(a):
    seq = newest(a["AUS"], "capacity")
    text = capacity_csv("AUS", "m", [("lithium", "mined", 3)])
    r = a["AUS"].publish("capacity", text, "--corrects", f"AUS:{seq},AUS:{seq - 1}", "--dry-run")
    check(f"corrects AUS:{seq}" in r.expect().err, r.err)
    check_equal(newest(a["AUS"], "capacity"), seq, "capacity of AUS")
    a["AUS"].publish("capacity", text, "--audience", "public", "--corrects", f"AUS:{seq}",
                     "--corrects", f"AUS:{seq - 1}").expect()
    new = wait_newer(a["AUS"], "capacity", seq)
    a.wait_level()
    for n in a.nodes.values():
        named = n.show("AUS", new)["body"]["corrects"]
        check_equal([int(x["seq"]) for x in named], [seq - 1, seq], f"corrected at {n.author}")
    refused(a, 1, "taken back already", f"AUS:{seq}", "--reason", "x")
    r = a["AUS"].publish("capacity", text, "--corrects", f"AUS:{seq}").expect(1)
    check("taken back already" in r.err, r.err)


def a_retraction_travels_and_is_public(a):
    seq = newest(a["AUS"], "capacity")
    a["AUS"].cmsa("retract", f"AUS:{seq}", "--reason", "a slip of the pen").expect()
    back = wait_newer(a["AUS"], "retraction", seq)
    a.wait_level()
    for n in a.nodes.values():
        shown = n.show("AUS", back)
        check_equal(shown["audience"], "public", "audience")
        check_equal(shown["body"]["reason"], "a slip of the pen", "reason")
        check_equal([int(x["seq"]) for x in shown["body"]["entries"]], [seq], "entries")
    refused(a, 1, "taken back already", f"AUS:{seq}", "--reason", "x")
    refused(a, 1, "or a retraction", f"AUS:{back}", "--reason", "x")


def what_was_taken_back_is_no_fact_for_anyone(a):
    for n in a.nodes.values():
        def rows():
            return n.cmsa("capacity", "--csv").expect().rows()
        wait_for(lambda: not [r for r in rows() if r.get("country") == "AUS"],
                 f"no capacity of AUS at {n.author}")


# --- replies -----------------------------------------------------------------------------------

def findings_of_aus(node, *words):
    text = node.cmsa("compliance", "AUS", "--findings", "--csv", *words).expect().out
    return [r for r in csv.DictReader(io.StringIO(text)) if r["criterion"] == "(b)(1)"]


def a_reply_that_says_too_little_is_refused(a):
    for code, words, args in (
            (3, "criterion", ("b9", "--text", "x")), (3, "--text", ("b1",)),
            (3, "--reason", ("b1", "--text", "x", "--reason", "unwell")),
            (3, "product", ("b1", "--text", "x", "--product", "Lithium")),
            (3, "--as-of", ("b1", "--text", "x", "--as-of", "tomorrow")),
            (3, "not held", ("b1", "--text", "x", "--to", "AUS:999999")),
            (1, "neither", ("b1", "--text", "x", "--to", "AUS:1")),
            (3, "--attach", ("b1", "--text", "x", "--attach", "no-such-file"))):
        before = last(a)
        r = a["AUS"].cmsa("reply", *args).expect(code)
        check(words in r.err, f"{args}: expected \"{words}\": {r.err}")
        check_equal(last(a), before, "entries of AUS")


def a_reply_stands_beside_the_finding_at_every_node_and_changes_nothing(a):
    before = a["GBR"].cmsa("compliance", "--json").expect().json()
    witness = max(int(r["seq"]) for r in a["AUS"].log("--author", "AUS", "--kind", "witness"))
    a["AUS"].cmsa("reply", "b1", "--text", "The tariff comes in May.", "--product", "lithium",
                  "--to", f"AUS:{witness}", "--audience", "public").expect()
    a.wait_level()
    seq = newest(a["AUS"], "reply")
    for n in a.nodes.values():
        wait_for(lambda: any(r["replies"] for r in findings_of_aus(n)),
                 f"a reply of AUS at {n.author}")
        for r in findings_of_aus(n):
            said = f"AUS:1:{seq} on findings of {day(0)}: The tariff comes in May."
            check_equal(r["replies"], said if "lithium" in r["products"].split(";") else "",
                        f"replies beside {r['products']} at {n.author}")
        text = n.cmsa("explain", "AUS", "b1").expect().out
        check("reply: AUS:1:" in text and "The tariff comes in May." in text, text)
        check("Replies" in n.cmsa("compliance").expect().out, "replies beside the matrix")
        answer = n.cmsa("compliance", "AUS", "--json").expect().json()
        replies = [c["replies"] for c in answer["countries"][0]["criteria"]
                   if c["criterion"] == "b1"][0]
        check_equal([(x["text"], int(x["entry"]["seq"]), int(x["to"]["seq"])) for x in replies],
                    [("The tariff comes in May.", seq, witness)], f"replies in JSON at {n.author}")
    after = a["GBR"].cmsa("compliance", "--json").expect().json()
    counts = [[[c["counts"], c["status"]] for c in x["criteria"]] for x in after["countries"]]
    check_equal(counts, [[[c["counts"], c["status"]] for c in x["criteria"]]
                         for x in before["countries"]], "counts with and without a reply")


def a_reply_taken_back_stands_nowhere(a):
    seq = newest(a["AUS"], "reply")
    a["AUS"].cmsa("retract", f"AUS:{seq}", "--reason", "the tariff is there").expect()
    a.wait_level()
    for n in a.nodes.values():
        wait_for(lambda: not any(r["replies"] for r in findings_of_aus(n)),
                 f"no reply of AUS at {n.author}")


if __name__ == "__main__":
    arguments_ = arguments(__doc__)
    main((what_may_not_be_taken_back_is_refused_before_anything_is_published,
          a_dry_run_publishes_nothing_and_says_what_it_would,
          a_correction_stands_for_the_entry_that_it_names,
          a_retraction_travels_and_is_public,
          what_was_taken_back_is_no_fact_for_anyone,
          a_reply_that_says_too_little_is_refused,
          a_reply_stands_beside_the_finding_at_every_node_and_changes_nothing,
          a_reply_taken_back_stands_nowhere),
         Alliance(arguments_.programs, arguments_.keep, "retract"), set_up)
