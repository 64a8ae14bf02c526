"""grant_test - the path of a customs desk on the command line, with two countries: AUS grants
AUS.customs, which publishes an alert and an answer; its grant is limited, kinds are moved, the
desk gets another address and transport key, and is withdrawn.
"""
import os
import re

from desk_test import alert_csv, publish_by, the_one, wait_alert
from harness import Alliance, arguments, capacity_csv, check, check_equal, day, free_ports, main
from harness import run, wait_for, write_file

DESK = "AUS.customs"


def set_up(a):
    a.make_registrars()
    a.add_tables(("critical_minerals", "countries_of_concern", "iso3166"))
    a.act("policy", "date=" + day(-400))
    a.add_nodes(("AUS", "member", True, True), ("USA", "member", True, True),
                (DESK, "desk", True, False), ("AUS.port", "desk", False, False))
    a.invite()
    a.join()
    for author in ("AUS", "USA", DESK):
        a[author].start()
    a["AUS"].wait_serving()
    a["USA"].wait_serving()


def desk(a, *words):
    return a["AUS"].cmsa("desk", *words)


def said(a, name=DESK):
    """Of cmsa desk list at AUS: (state, kinds, audiences)."""
    text = a["AUS"].cmsa("desk", "list", "--json").expect().json()
    rows = text if isinstance(text, list) else text["rows"]
    return next(((r["state"], r["kinds"], r["audiences"]) for r in rows if r["desk"] == name), None)


def application(a, author=DESK):
    return os.path.join(a[author].dir, "application.pb")


def refused(r, code, words):
    r.expect(code)
    check(re.search(words, r.err), f"expected \"{words}\": {r.err}")
    check_equal(r.out, "", "standard output of what is refused")


def wait_desk(a, **found):
    """Until the desk's own node has folded the change."""
    for column, value in found.items():
        wait_for(lambda c=column, v=value: v in [
            row[c] for row in a[DESK].cmsa("desk", "list", "--csv").expect().rows()
            if row["desk"] == DESK], f"{DESK} is told: {column} {value}")


def grants_that_make_no_sense_say_why(a):
    check_equal(a[DESK].state(), "waits for its country's grant", "state before the grant")
    r = a[DESK].publish("alert", alert_csv("early", author=DESK, action="USA"))
    refused(r, 1, "no grant of its country")
    for code, words, args in (
            (3, "no-such-file", ("grant", "--file", "no-such-file")),
            (3, "found that of USA: it goes to the registrars",
             ("grant", "--file", application(a, "USA"))),
            (3, '--kinds .*alert-response.*found "customs"',
             ("grant", "--file", application(a), "--kinds", "alert,customs")),
            (3, '--kinds .*found "retraction"',
             ("grant", "--file", application(a), "--kinds", "alert,retraction")),
            (3, '--audiences .*public and customs.*found "alliance"',
             ("grant", "--file", application(a), "--kinds", "alert", "--audiences", "alliance")),
            (3, f'"{DESK}" is no desk that is granted', ("limit", DESK, "--kinds", "alert")),
            (3, f'"{DESK}" is no desk that is granted', ("withdraw", DESK)),
            (3, "expected list, grant", ("move", "alert"))):
        refused(desk(a, *args), code, words)
    refused(a["USA"].cmsa("desk", "grant", "--file", application(a)), 3,
            f"a desk of USA, found {DESK}")
    r = desk(a, "grant", "--file", application(a), "--kinds", "alert", "--dry-run").expect()
    check("nothing was published" in r.err, r.err)
    check_equal(said(a), None, "granted by a dry run")


def a_granted_desk_publishes_an_alert_and_an_answer(a):
    desk(a, "grant", "--file", application(a), "--kinds", "alert,alert-response").expect()
    check_equal(said(a), ("granted", "alert,alert-response", "public,customs"), "the grant")
    a[DESK].wait_serving()
    raised = publish_by(a, DESK, "granted-1", action="USA")
    asked = publish_by(a, "USA", "asked-1", action="AUS")
    wait_alert(a["USA"], raised)
    wait_alert(a[DESK], asked)
    a[DESK].cmsa("alerts", "ack", asked, "--action", "container held", "--date", day(0)).expect()
    wait_for(lambda: "container held" in a["USA"].cmsa("alerts", "show", asked).expect().out,
             "USA reads the answer of the desk")
    # it holds the kinds now, and its country does not
    r = a["AUS"].publish("alert", alert_csv("own-1", author="AUS", action="USA"))
    refused(r, 1, "a desk of AUS holds alert")
    refused(a["AUS"].cmsa("alerts", "ack", asked), 1, "a desk of AUS holds alert-response")
    for audience in ("alliance", "named"):
        r = a[DESK].publish("alert", alert_csv("x", author=DESK, action="USA"), "--audience", audience)
        check(r.code in (1, 3) and audience in r.err, f"{r.code}: {r.err}")
    r = a[DESK].publish("capacity", capacity_csv("AUS", "x", [("lithium", "mined", 1)]))
    refused(r, 1, "role desk may not publish capacity")
    refused(a[DESK].cmsa("desk", "limit", DESK), 1, "writes for a member country")


def a_limited_desk_is_refused_what_it_no_longer_holds(a):
    raised = publish_by(a, DESK, "before-the-limit", action="USA")
    desk(a, "limit", DESK, "--kinds", "alert", "--audiences", "customs").expect()
    check_equal(said(a), ("granted", "alert", "customs"), "the grant")
    wait_desk(a, kinds="alert", audiences="customs")
    asked = publish_by(a, "USA", "limited-1", action="AUS")
    wait_alert(a[DESK], asked)
    refused(a[DESK].cmsa("alerts", "ack", asked), 1,
            f"the grant of {DESK} does not hold alert-response")
    r = a[DESK].publish("alert", alert_csv("x", author=DESK, action="USA", handling="clear"),
                        "--audience", "public")
    refused(r, 1, "does not hold alert with audience public")
    wait_alert(a["USA"], publish_by(a, DESK, "limited-2", action="USA"))
    # what it no longer holds its country says again
    wait_alert(a["AUS"], asked)
    a["AUS"].cmsa("alerts", "ack", asked).expect()
    check(the_one(a["USA"], raised), "what it wrote before stays")


def a_kind_moves_between_desks_and_country(a):
    refused(desk(a, "move", "fish", "AUS", DESK), 3, 'one kind .*found "fish"')
    refused(desk(a, "move", "alert-response", DESK, "AUS"), 3, f"{DESK} does not hold that kind")
    refused(desk(a, "grant", "--file", application(a, "AUS.port"), "--kinds", "alert"), 3,
            f"{DESK} holds alert, .*cmsa desk move alert {DESK} AUS.port")
    desk(a, "grant", "--file", application(a, "AUS.port"), "--kinds", "alert-response").expect()
    # one that knocks before its grant is known is refused, and tries again some seconds later
    wait_for(lambda: "AUS.port" in a["USA"].cmsa("desk", "list").expect().out, "USA is told")
    a["AUS.port"].start().wait_serving()
    desk(a, "move", "alert", DESK, "AUS.port").expect()
    check_equal(said(a), ("granted", "", ""), f"{DESK} only reads")
    check_equal(said(a, "AUS.port"), ("granted", "alert,alert-response", "public,customs"), "grant")
    wait_desk(a, kinds="")
    refused(a[DESK].publish("alert", alert_csv("x", author=DESK, action="USA")), 1,
            f"the grant of {DESK} does not hold alert")
    wait_for(lambda: "alert,alert-response" in a["AUS.port"].cmsa("desk", "list").expect().out,
             "AUS.port is told")
    wait_alert(a[DESK], publish_by(a, "AUS.port", "moved-1", action="USA"))
    desk(a, "move", "alert", "AUS.port", "AUS").expect()
    a["AUS"].publish("alert", alert_csv("moved-2", author="AUS", action="USA")).expect()
    desk(a, "move", "alert", "AUS", DESK).expect()
    check_equal(said(a)[:2], ("granted", "alert"), "back where it was")


def a_desk_that_moves_house_is_granted_again(a):
    """Another address and another transport key; its feed goes on under its other keys."""
    node = a[DESK]
    wait_desk(a, kinds="alert")
    node.stop()
    os.unlink(os.path.join(node.dir, "keys", "transport.key"))
    run([a.programs.new_keys, "new", "transport", "--author", DESK, "--out",
         node.dir + "/keys/transport.key", "--passphrase-file", a.passphrase]).expect()
    address = f"tcp://127.0.0.1:{free_ports(1)[0]}"
    r = node.cmsa("init", "--again", "--author", DESK, "--role", "desk", "--address", address,
                  "--passphrase-file", a.passphrase).expect()
    check("node.conf stays as it is" in r.out, r.out)
    conf = os.path.join(node.dir, "node.conf")
    text = open(conf, encoding="utf-8").read()
    write_file(conf, text.replace(node.address, address))
    node.address = address
    before = a["AUS"].refused("unknown-key")
    node.start()
    wait_for(lambda: a["AUS"].refused("unknown-key") > before, "AUS does not know the new key")
    desk(a, "grant", "--file", application(a), "--kinds", "alert").expect()
    node.wait_serving()
    wait_alert(a["USA"], publish_by(a, DESK, "moved-house", action="USA"))
    wait_alert(node, publish_by(a, "USA", "to-the-new-house", action="AUS"))
    # under other keys it is another desk: that is refused
    other = os.path.join(a.dir, "other-desk")
    run([a.programs.init, "-C", other, "init", "--author", DESK, "--role", "desk",
         "--passphrase-file", a.passphrase]).expect()
    refused(desk(a, "grant", "--file", other + "/application.pb", "--kinds", "alert"), 3,
            "granted under other keys.*another name")


def a_withdrawn_desk_is_cut_off_and_what_it_wrote_stays(a):
    refused(desk(a, "withdraw", "AUS.nobody"), 3, '"AUS.nobody" is no desk that is granted')
    wrote = {x["ref"] for x in a["USA"].cmsa("alerts", "--json", "--from", DESK).expect().json()}
    check(len(wrote) >= 3, f"alerts of the desk: {wrote}")
    desk(a, "withdraw", DESK).expect()
    check_equal(said(a), ("withdrawn", "", ""), "the grant")
    a[DESK].wait_state("withdrawn")
    refused(a[DESK].publish("alert", alert_csv("late", author=DESK, action="USA")), 1,
            "no grant of its country")
    refused(desk(a, "withdraw", DESK), 3, "is no desk that is granted")
    after = publish_by(a, "USA", "after-the-withdrawal", action="AUS")
    wait_alert(a["AUS"], after)
    for author in ("AUS", "USA"):
        wait_for(lambda n=a[author]: DESK not in [
            r["author"] for r in n.cmsa("peers", "--csv").expect().rows()], f"{author}: cut off")
        check_equal({x["ref"] for x in a[author].cmsa(
            "alerts", "--json", "--from", DESK).expect().json()}, wrote, f"its alerts at {author}")
    check_equal(a[DESK].cmsa("show", *after.split(":")).code, 3, "an entry of after its withdrawal")
    check_equal(a[DESK].files_with("after-the-withdrawal"), [], "files of the withdrawn desk")
    for author in ("AUS", "USA", DESK):
        check(a[author].cmsa("verify", "--json").expect().json()["verified"], author)


if __name__ == "__main__":
    ARGS = arguments(__doc__)
    main((grants_that_make_no_sense_say_why,
          a_granted_desk_publishes_an_alert_and_an_answer,
          a_limited_desk_is_refused_what_it_no_longer_holds,
          a_kind_moves_between_desks_and_country,
          a_desk_that_moves_house_is_granted_again,
          a_withdrawn_desk_is_cut_off_and_what_it_wrote_stays),
         Alliance(ARGS.programs, ARGS.keep, "grant"), set_up)
