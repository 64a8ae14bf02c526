"""isolation_test - what holds the processes of a node: the kernel's own word on each, one that
calls what it may not and is started again later and later, and the user as whom a node runs.

What a kernel lacks (and a build with AddressSanitizer does without) is not tried, but must be said
by cmsa status.
"""
import os
import pwd
import re
import socket
import subprocess
import sys

from harness import (Alliance, ROLES, arguments, capacity_csv, check, check_equal, main, run,
                     wait_for, write_file)

FEW = 3  # times that one is killed before the test believes it
BIND_SERVICE, OVERRIDE = 1 << 10, 1 << 1
MOST = {"core": 256, "sign": 32}  # files open at once
KEEPS = {"core": 0, "sign": OVERRIDE, "net": BIND_SERVICE}


def address6():
    """One of IPv6, where the machine has it: net looks at addresses in its cell."""
    try:
        with socket.socket(socket.AF_INET6) as s:
            s.bind(("::1", 0))
            return f"tcp://[::1]:{s.getsockname()[1]}"
    except OSError:
        return True


def set_up(a):
    a.make_registrars()
    a.add_nodes(("AUS", "member", True, True), ("GBR", "member", address6(), True))
    a.invite()
    a.join()
    a.start()
    for role in ROLES:  # one may serve before all of its processes are in their cells
        wait_for(lambda r=role: re.search(rf" {r}: {r} (may do|is held)", a["AUS"].log_text()),
                 f"{role} is in its cell")


def words_of(path):
    """The fields of a file like /proc/N/status."""
    with open(path, encoding="utf-8", errors="replace") as f:
        return {name: rest.strip() for name, _, rest in (line.partition(":") for line in f)}


def limit(pid, what):
    """The hard limit, as a number."""
    with open(f"/proc/{pid}/limits", encoding="ascii") as f:
        word = re.search(rf"^Max {what} +\S+ +(\S+)", f.read(), re.M).group(1)
    return float("inf") if word == "unlimited" else int(word)


def said(node):
    return node.status()["processes"]


def row(node, role):
    s = node.status()
    return next(r for r in s["processes"]["list"] if r["process"] == role) if s else None


def is_filtered(node):
    return not said(node)["held_by"].startswith("no seccomp")


def the_kernel_says_what_holds_each(a):
    node = a["AUS"]
    filtered = is_filtered(node)
    for role in ROLES:
        pid = node.process(role)
        check_equal(row(node, role)["pid"], pid, f"{role}: process id in cmsa status")
        tasks = os.listdir(f"/proc/{pid}/task")
        for task in tasks:
            s = words_of(f"/proc/{pid}/task/{task}/status")
            check_equal(s["NoNewPrivs"], "1", f"{role}: no new privileges")
            check_equal(s["Seccomp"], "2" if filtered else "0", f"{role}: filter of calls")
            check_equal(int(s["CapEff"], 16) & ~KEEPS[role], 0, f"{role}: capabilities")
            check_equal(int(s["CapPrm"], 16) & ~KEEPS[role], 0, f"{role}: capabilities")
        check_equal(limit(pid, "core file size"), 0, f"{role}: core files")
        if role in MOST:
            check(limit(pid, "open files") <= MOST[role], f"{role}: files open at once")
    if filtered:
        check(limit(node.process("sign"), "address space") <= 256 << 20, "memory of sign")
        check(limit(node.process("net"), "address space") <= 1 << 30, "memory of net")
    check(len(os.listdir(f"/proc/{node.process('net')}/task")) > 1, "net has threads of libzmq")
    check_equal(words_of(f"/proc/{node.process('parent')}/status")["NoNewPrivs"], "1", "parent")


def status_and_log_say_one_thing(a):
    node = a["AUS"]
    held = said(node)
    check(f"processes are held by {held['held_by']}; user {held['user']}" in node.log_text(),
          f"the log says {held}")
    check_equal(held["user"], pwd.getpwuid(os.geteuid()).pw_name, "user")
    lacks = "no " in held["held_by"]
    words = "is held by less than it could be" if lacks else "may do what it needs and no more"
    for role in ROLES:
        check(f"{role}: {role} {words}: {held['held_by']}" in node.log_text(),
              f"the log says of {role} what holds it")
    text = node.cmsa("status").expect().out
    check(f"processes held by {held['held_by']}" in text, f"cmsa status: {text}")


def start_rogue(a, role):
    node = a["GBR"]
    node.stop()
    node.cmsad = os.path.join(a.programs.cheap, "cmsad_rogue")
    os.environ["CMSA_ROGUE"] = role
    began = len(node.log_text())
    node.start()
    return began


def start_honest(a):
    node = a["GBR"]
    node.stop()
    del os.environ["CMSA_ROGUE"]
    node.cmsad = a.programs.cmsad
    node.start().wait_serving()


def pauses(node, role, began):
    return [int(ms) for ms in re.findall(rf"{role} is started again in (\d+) ms",
                                         node.log_text()[began:])]


def check_killed(a, role, began):
    node = a["GBR"]
    wait_for(lambda: len(pauses(node, role, began)) >= FEW, f"{role} is killed {FEW} times")
    words = f"{role} was killed: it called socket, which it may not"
    check(words in node.log_text()[began:], f"the log says: {words}")
    found = pauses(node, role, began)[:FEW]
    check_equal(found, [100 << i for i in range(FEW)], "the pauses double")


def a_process_that_calls_what_it_may_not_is_killed_and_started_again(a):
    if not is_filtered(a["GBR"]):
        return
    for role in ("sign", "net"):
        began = start_rogue(a, role)
        check_killed(a, role, began)
        # core runs all the while, and says it
        seen = wait_for(lambda r=role: row(a["GBR"], r), "status")
        check_equal(seen["last_end"], "was killed: it called socket, which it may not", role)
        check(seen["starts"] >= FEW and seen["waited_ms"] >= 100 << FEW - 1, f"status: {seen}")
        check_equal(row(a["GBR"], "core")["last_end"], "", "how core ended")
        start_honest(a)
        check_equal(row(a["GBR"], role)["last_end"], "", "after a new start")


def when_core_is_killed_status_says_why_nobody_answers(a):
    if not is_filtered(a["GBR"]):
        return
    check_killed(a, "core", start_rogue(a, "core"))
    r = a["GBR"].cmsa("status")
    check(r.code != 0 and "What cmsad said last" in r.out, f"status: {r.code} {r.out}")
    check("was killed: it called socket, which it may not" in r.out, f"status: {r.out}")
    start_honest(a)


def the_record_may_have_a_folder_of_its_own(a):
    """Then sign can write in no other."""
    node = a["GBR"]
    a.stop("GBR")
    os.mkdir(os.path.join(node.dir, "sign"))
    os.rename(os.path.join(node.dir, "sign.record"), os.path.join(node.dir, "sign", "record"))
    conf = os.path.join(node.dir, "node.conf")
    with open(conf, encoding="utf-8") as f:
        text = f.read()
    write_file(conf, text.replace("[keys]\n", "[keys]\nrecord = sign/record\n"))
    node.start().wait_serving()
    before = os.stat(os.path.join(node.dir, "sign", "record")).st_ino
    node.publish("capacity", capacity_csv("GBR", "x", [("lithium", "mined", 1)])).expect()
    after = os.stat(os.path.join(node.dir, "sign", "record")).st_ino
    check(before != after, "the record was replaced")
    check(not os.path.exists(os.path.join(node.dir, "sign.record")), "none in the old place")


def an_unknown_user_is_refused(a):
    conf = os.path.join(a["GBR"].dir, "node.conf")
    with open(conf, encoding="utf-8") as f:
        text = f.read()
    a.stop("GBR")
    write_file(conf, text.replace("[node]\n", "[node]\nuser = nobody-of-that-name\n"))
    r = run([a.programs.cmsad, "-C", a["GBR"].dir])
    check_equal(r.code, 3, f"exit: {r.err}")
    check('[node] user: expected a user of this machine, found "nobody-of-that-name"' in r.err,
          f"words: {r.err}")
    write_file(conf, text)


def may_run(program, user):
    """May that user run it?  Not when the build is in somebody's closed folder."""
    return subprocess.run(["setpriv", "--reuid", user, "--clear-groups", "test", "-x", program],
                          check=False).returncode == 0


def give_to(path, user):
    for where, _, names in os.walk(path):
        for name in (".", *names):
            os.lchown(os.path.join(where, name), user.pw_uid, user.pw_gid)


def started_as_root_it_becomes_its_user(a):
    node, user = a["GBR"], pwd.getpwnam("nobody")
    if os.geteuid() != 0 or not may_run(a.programs.cmsad, "nobody"):
        print("not as root: not tried")
        node.start().wait_serving()
        return
    conf = os.path.join(node.dir, "node.conf")
    with open(conf, encoding="utf-8") as f:
        text = f.read()
    write_file(conf, text.replace("[node]\n", "[node]\nuser = nobody\n"))
    os.chmod(a.dir, 0o755)
    give_to(node.dir, user)
    os.chown(a.passphrase, user.pw_uid, user.pw_gid)
    node.start().wait_serving()
    for role in ("parent", *ROLES):
        s = words_of(f"/proc/{node.process(role)}/status")
        check_equal(set(s["Uid"].split()), {str(user.pw_uid)}, f"{role}: user")
        check_equal(set(s["Gid"].split()), {str(user.pw_gid)}, f"{role}: group")
        check_equal(int(s["CapEff"], 16), 0, f"{role}: capabilities")
    check_equal(said(node)["user"], "nobody", "user in cmsa status")
    started_as_another_it_refuses(a, node)
    a.wait_level()


def started_as_another_it_refuses(a, node):
    a.stop(node.author)
    os.chmod(node.dir, 0o755)  # else it cannot even read node.conf
    r = run(["setpriv", "--reuid", "daemon", "--clear-groups", a.programs.cmsad, "-C", node.dir])
    check_equal(r.code, 3, f"exit: {r.err}")
    check('expected to be started as root or as "nobody"' in r.err, f"words: {r.err}")
    node.start().wait_serving()


def at_the_end_nothing_is_left_that_says_it_runs(a):
    a.stop()
    for node in a.nodes.values():
        for name in ("processes.pb", "control.sock"):
            check(not os.path.exists(os.path.join(node.dir, name)), f"{node.author}: {name}")


if __name__ == "__main__":
    ARGS = arguments(__doc__)
    sys.exit(main([
        the_kernel_says_what_holds_each,
        status_and_log_say_one_thing,
        a_process_that_calls_what_it_may_not_is_killed_and_started_again,
        when_core_is_killed_status_says_why_nobody_answers,
        the_record_may_have_a_folder_of_its_own,
        an_unknown_user_is_refused,
        started_as_root_it_becomes_its_user,
        at_the_end_nothing_is_left_that_says_it_runs,
    ], Alliance(ARGS.programs, ARGS.keep, "isolation test"), set_up))
