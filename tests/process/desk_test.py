"""desk_test - an officer at a terminal: alerts are published from a file, seen live by the
country they name, listed with their clocks, answered, filtered.

JPN raises alerts, AUS is named, USA is a member beside them, XEU a candidate that reads public
bodies only.
"""
import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading

from harness import (CRASH_WORDS, Alliance, arguments, check, check_equal, day, main,
                     wait_for)

COLUMNS = ("country,id,severity,schemes,subjects,hs_edition,codes,declared_origin,"
           "suspected_origin,transit,action,parties,containers,vessel_imo,ports,quantity,unit,"
           "value,currency,first_date,basis,handling,attachments,sample")
WITHIN_S = 30  # "seconds", on a machine that does other things and with sanitizers


def set_up(a):
    a.make_registrars()
    a.add_tables(("critical_minerals", "countries_of_concern", "iso3166"))
    a.act("policy", "date=" + day(-400))
    a.add_nodes(("AUS", "member", True, True), ("JPN", "member", True, True),
                ("USA", "member", True, True), ("KOR", "candidate", True, True))
    a.certify("AUS")
    a.certify("JPN")
    a.invite()
    a.join()
    a.start()
    a.wait_level()


def alert_csv(name, action="AUS", severity="high", mineral="gallium", code="81129200",
              handling="amber", container="CSQU3054383", vessel="9074729", attachments="",
              author="JPN"):
    cells = [author.split(".")[0], name, severity, "duty-circumvention;evasion-of-enforcement", mineral,
             "HS2022", code, "VNM", "CHN", "VNM;MYS", action,
             "Example Trading Co|VNM||consignor;Sample Imports Pty|AUS||consignee", container,
             vessel, "CNSHA;VNSGN;AUSYD", "12.5", "t", "1250000.50", "USD", day(-9),
             "declared weight and packing do not agree", handling, attachments, "yes"]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return COLUMNS + "\n" + out.getvalue()


def publish(a, name, *words, **more):
    """Published by JPN; "JPN:12"."""
    rows = a["JPN"].publish("alert", alert_csv(name, **more), *words).expect().rows()
    return f"JPN:{rows[0]['seq']}"


def publish_by(a, author, name, **more):
    rows = a[author].publish("alert", alert_csv(name, author=author, **more)).expect().rows()
    return f"{author}:{rows[0]['seq']}"


def alerts(node, *words):
    return node.cmsa("alerts", "--json", *words).expect().json()


def the_one(node, ref):
    found = [x for x in alerts(node, "--all") if x["ref"] == ref]
    return found[0] if found else None


def wait_alert(node, ref):
    return wait_for(lambda: the_one(node, ref), f"{node.author}: {ref}")


def witness(a, *authors):
    """A full witness entry of each, as they write one within 30 s of an alert."""
    for author in authors:
        a[author].cmsa("assess").expect()


class Watch:
    """cmsa alerts --watch in the background."""

    def __init__(self, node, *words, out=subprocess.PIPE):
        self.lines, self.errors = [], []
        self.child = subprocess.Popen(
            [node.alliance.programs.cmsa, "-C", node.dir, "alerts", "--watch", *words],
            stdout=out, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        self.readers = [threading.Thread(target=self.read, args=(stream, lines), daemon=True)
                        for stream, lines in ((self.child.stdout, self.lines),
                                              (self.child.stderr, self.errors)) if stream]
        for r in self.readers:
            r.start()

    @staticmethod
    def read(stream, lines):
        lines.extend(iter(stream.readline, ""))
        stream.close()

    def code(self):
        code = self.child.wait(120)
        for r in self.readers:
            r.join(10)
        check(not CRASH_WORDS.search("".join(self.errors)), f"a watch: {self.errors}")
        return code

    def stop(self):
        self.child.kill()
        self.code()

    def wait_told(self, words):
        wait_for(lambda: [x for x in self.errors if words in x], f"a watch tells: {words}")


def a_bad_file_names_every_cell_and_publishes_nothing(a):
    before = len(a["JPN"].log("--kind", "alert"))
    text = alert_csv("bad", container="CSQU3054384", vessel="9074720", code="811",
                     handling="secret", action="Australia", attachments="no-such-file.pdf")
    r = a["JPN"].publish("alert", text).expect(3)
    for column, words in (("containers", "check digit 3.*CSQU3054384"),
                          ("vessel_imo", "check digit 9.*9074720"), ("codes", '"811"'),
                          ("handling", "secret"), ("action", "Australia"),
                          ("attachments", "no-such-file")):
        check(re.search(f'row 2, column "{column}": expected .*{words}', r.err),
              f"{column}: {r.err}")
    check("6 errors" in r.err, r.err)
    check_equal(len(a["JPN"].log("--kind", "alert")), before, "alerts")


def what_is_red_is_not_for_everybody(a):
    for mark in ("red", "amber+strict"):
        r = a["JPN"].publish("alert", alert_csv("red", handling=mark), "--audience",
                             "public").expect(3)
        check('column "handling"' in r.err, r.err)
    r = a["JPN"].publish("alert", alert_csv("dry", handling="red"), "--dry-run").expect()
    check("customs" in r.err and "desks" in r.err and "candidates" not in r.err, r.err)


def the_country_named_sees_an_alert_as_it_comes(a):
    seen = Watch(a["AUS"], "--json", "--count", "1", "--timeout", str(WITHIN_S))
    other = Watch(a["AUS"], "--severity", "critical", "--timeout", "4")
    stopped = Watch(a["AUS"])
    wait_for(lambda: watching(a["AUS"]) >= 3, "all watch")
    ref = publish(a, "live-1")
    check_equal(seen.code(), 0, "exit of a watch that saw one")
    check_equal(len(seen.lines), 1, "lines")
    wait_for(lambda: stopped.lines, "the one that is ended by hand saw it, too")
    stopped.child.send_signal(signal.SIGINT)
    check_equal(stopped.code(), -signal.SIGINT, "exit of a watch that is ended by hand")
    check(ref in stopped.lines[0] and len(stopped.lines) == 1, f"lines: {stopped.lines}")
    event = json.loads(seen.lines[0])
    check_equal((event["event"], event["alert"]["ref"]), ("new", ref), "the line")
    check_equal(event["alert"]["body"]["containers"], ["CSQU3054383"], "its container")
    check_equal(other.code(), 1, "exit of a watch that saw nothing")
    check_equal(other.lines, [], "what another filter shows")
    check_equal(seen.errors + other.errors + stopped.errors, [], "what they complain of")


def watching(node):
    """How many watches have the facts open (they begin by reading them)."""
    n = 0
    for pid in os.listdir("/proc"):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as f:
                words = f.read().split(b"\0")
            if b"--watch" in words and node.dir.encode() in words:
                with open(f"/proc/{pid}/stat", encoding="ascii") as f:
                    # it has slept between two looks: what was there at the start is known
                    n += f.read().rpartition(")")[2].split()[0] == "S"
        except OSError:
            pass
    return n


def the_clock_runs_when_two_have_listed_it_and_stops_by_an_answer(a):
    w = Watch(a["AUS"], "--json")
    wait_for(lambda: watching(a["AUS"]) >= 1, "it watches")
    ref = publish(a, "clock-1")
    wait_alert(a["AUS"], ref)
    wait_alert(a["USA"], ref)
    witness(a, "AUS", "USA")
    found = wait_for(lambda: (lambda x: x and x["state"] == "open" and x)(
        the_one(a["AUS"], ref)), f"{ref} is open")
    check_equal((found["days_left"], found["due"]), (2, day(2)), "its clock")
    check("2 days left" in found["clock"], found["clock"])
    check(ref in a["AUS"].cmsa("alerts", "--state", "open").expect().out, "the open ones")
    # three days later nobody has answered
    late = alerts(a["AUS"], "--as-of", day(3), "--state", "overdue")
    check(ref in [x["ref"] for x in late], f"overdue: {late}")
    check_equal(a["AUS"].cmsa("alerts", "--check", "--as-of", day(3)).code, 1, "--check")
    check_equal(a["AUS"].cmsa("alerts", "--check").code, 0, "--check today")
    a["AUS"].cmsa("alerts", "ack", ref).expect()
    a["AUS"].cmsa("alerts", "respond", ref, "--state", "confirmed", "--action",
                  "goods held at Sydney", "--date", day(0)).expect()
    at = a.wait_level("AUS", "JPN", "USA")
    check(at, "level")
    witness(a, "JPN", "USA")
    done = wait_for(lambda: (lambda x: x and x["state"] == "answered" and x)(
        the_one(a["AUS"], ref)), f"{ref} is answered")
    check_equal([x["state"] for x in done["clocks"][0]["responses"]],
                ["acknowledged", "confirmed"], "responses")
    check_watched(w, ref, "answered")
    shown = a["JPN"].cmsa("alerts", "show", ref).expect().out
    for words in ("goods held at Sydney", "answered in time", "TLP:AMBER", "CSQU3054383",
                  "1250000.50 USD", "Example Trading Co", "desks"):
        check(words in shown, f"expected {words}: {shown}")


def check_watched(w, ref, last):
    """It was shown once as new, then at each change, up to the last."""
    def events():
        found = [json.loads(x) for x in list(w.lines)]
        return [(x["event"], x["alert"]["state"]) for x in found if x["alert"]["ref"] == ref]

    wait_for(lambda: events() and events()[-1][1] == last, f"the watch shows {ref} as {last}")
    w.stop()
    check_equal([word for word, _ in events()], ["new"] + ["changed"] * (len(events()) - 1), "words")
    check(("changed", "open") in events(), f"its clock began: {events()}")


def answers_that_make_no_sense_are_refused(a):
    ref = publish(a, "answers-1", action="USA")
    wait_alert(a["AUS"], ref)
    for code, words in ((3, ["ack", "JPN:9999"]), (3, ["ack", "JPN"]), (2, ["ack"]),
                        (3, ["respond", ref]), (3, ["respond", ref, "--state", "done"]),
                        (3, ["respond", ref, "--state", "closed", "--date", day(0)]),
                        (3, ["respond", ref, "--state", "closed", "--action", "x", "--date",
                             "today"]), (2, ["reply", ref]), (3, ["show", "JPN:9999"])):
        r = a["AUS"].cmsa("alerts", *words).expect(code)
        check(r.err.strip() and not r.out, f"{words}: {r.out}{r.err}")
    r = a["AUS"].cmsa("alerts", "ack", ref, "--dry-run").expect()
    check("does not name AUS" in r.err, r.err)


def a_candidate_sees_public_alerts_only(a):
    secret = publish(a, "secret-1")
    shown = publish(a, "open-1", "--audience", "public", handling="clear")
    wait_alert(a["KOR"], shown)
    check(the_one(a["KOR"], secret) is None, "KOR lists what it may not read")
    r = a["KOR"].cmsa("alerts", "show", secret).expect(3)
    check("may not read" in r.err, r.err)


def filters_are_kept_and_tried_on_what_was(a):
    node = a["AUS"]
    publish(a, "cobalt-1", mineral="cobalt", code="81052000", severity="critical")
    wait_for(lambda: alerts(node, "--mineral", "cobalt"), "the alert about cobalt")
    node.cmsa("alerts", "filter", "save", "night", "--hs", "8105", "--severity",
              "high").expect()
    rows = node.cmsa("alerts", "filter", "list", "--csv").expect().rows()
    check_equal([(r["filter"], r["conditions"]) for r in rows],
                [("night", "hs=8105 severity=high")], "filters")
    r = node.cmsa("alerts", "filter", "test", "night").expect()
    check(re.search(r"would have shown 1 of \d+ alerts", r.err), r.err)
    check_equal(len(alerts(node, "--filter", "night")), 1, "listed by it")
    check_equal(len(alerts(node, "--filter", "night", "--from", "USA")), 0, "and another")
    r = node.cmsa("alerts", "filter", "test", "night", "--since", day(1))
    check_equal(r.code, 1, "exit of a filter that shows nothing")
    node.cmsa("alerts", "filter", "drop", "night").expect()
    node.cmsa("alerts", "--filter", "night").expect(3)
    node.cmsa("alerts", "filter", "save", "Night!", "--hs", "8105").expect(3)
    node.cmsa("alerts", "filter", "save", "empty").expect(3)


def conditions_that_are_none_are_refused(a):
    for words in (["--hs", "81x"], ["--mineral", "Cobalt"], ["--country", "Japan"],
                  ["--severity", "bad"], ["--state", "late"], ["--due", "soon"],
                  ["--from", "j"], ["--named", "australia"], ["--for", "Australia"],
                  ["--watch", "--count", "0"], ["--watch", "--timeout", "x"]):
        r = a["AUS"].cmsa("alerts", *words).expect(3)
        check("expected" in r.err, f"{words}: {r.err}")


def a_watch_that_nobody_reads_ends(a):
    """A reader that goes is no fault; a disk that is full is one."""
    gone = Watch(a["AUS"], "--json", out=open_pipe_without_reader())
    full = Watch(a["AUS"], "--json", "--count", "1", out=os.open("/dev/full", os.O_WRONLY))
    wait_for(lambda: watching(a["AUS"]) >= 1, "the other one watches")
    check_equal(gone.code(), 0, "exit when the reader is gone")
    check_equal(gone.errors, [], "what it complains of")
    publish(a, "full-1")
    check_equal(full.code(), 4, "exit when what came cannot be written")
    check("cannot write" in "".join(full.errors), f"{full.errors}")


def open_pipe_without_reader():
    reader, writer = os.pipe()
    os.close(reader)
    return writer


def a_watch_tells_that_its_node_stopped_and_goes_on_over_facts_made_anew(a):
    w = Watch(a["USA"], "--json", "--count", "1", "--timeout", "60")
    wait_for(lambda: watching(a["USA"]) >= 1, "it watches")
    a.stop("USA")
    w.wait_told("the node does not run")
    short = Watch(a["USA"], "--timeout", "1")
    check_equal(short.code(), 4, "exit when nothing could come")
    for name in os.listdir(a["USA"].dir):
        if name.startswith("facts.db"):
            os.unlink(os.path.join(a["USA"].dir, name))
    a.start("USA")
    w.wait_told("the node runs again")
    ref = publish(a, "anew-1", action="USA")
    check_equal(w.code(), 0, "exit")
    check_equal([json.loads(x)["alert"]["ref"] for x in w.lines], [ref], "only what is new")


TESTS = [a_bad_file_names_every_cell_and_publishes_nothing,
         what_is_red_is_not_for_everybody,
         the_country_named_sees_an_alert_as_it_comes,
         the_clock_runs_when_two_have_listed_it_and_stops_by_an_answer,
         answers_that_make_no_sense_are_refused,
         a_candidate_sees_public_alerts_only,
         filters_are_kept_and_tried_on_what_was,
         conditions_that_are_none_are_refused,
         a_watch_that_nobody_reads_ends,
         a_watch_tells_that_its_node_stopped_and_goes_on_over_facts_made_anew]

if __name__ == "__main__":
    ARGS = arguments(__doc__)
    sys.exit(main(TESTS, Alliance(ARGS.programs, ARGS.keep, "desk"), set_up))
