/* parent.c - starts core, sign and net, hands each its sockets, restarts what dies. Opens
 * no key, no store and no network. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "become.h"
#include "children.h"
#include "clock.h"
#include "fdpass.h"
#include "file.h"
#include "log.h"
#include "processes.h"
#include "sandbox.h"

enum {
	CORE,
	SIGN,
	NET,
	N_CHILDREN
};
enum {
	BACK_OFF_FIRST_MS = 100,
	BACK_OFF_MOST_MS = 5000,
	STEADY_MS = 10000,
	STOP_MS = 5000
};

struct child {
	const char *role;
	bool wanted;
	pid_t pid; /* 0: not running */
	int link;  /* our end; -1 */
	int64_t started_ms, again_ms;
	int back_off_ms;
	struct process said; /* as in processes.pb */
};

struct parent {
	const struct nodeconf *conf;
	struct child child[N_CHILDREN];
	struct processes said; /* what holds for all of them */
	int signals;
	int lock; /* held as long as this process lives */
	bool stopping;
};

/* Which two children share a socket, and under which tag. */
static const struct {
	int a, b;
	uint8_t tag;
} pairs[] = { { CORE, NET, TAG_LIVE }, { CORE, NET, TAG_BULK },
	{ CORE, SIGN, TAG_SIGN } };

static void
become(const struct parent *p, const struct child *c, int link)
{
	char exe[] = "/proc/self/exe", dash_c[] = "-C", dash_r[] = "-R";
	char dir[NODECONF_PATH], role[16];
	char *argv[] = { exe, dash_c, dir, dash_r, role, NULL };
	sigset_t none;

	memcpy(dir, p->conf->dir, sizeof(dir));
	memcpy(role, c->role, strlen(c->role) + 1);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (link == PARENT_FD)
		fcntl(link, F_SETFD, 0);
	else if (dup2(link, PARENT_FD) < 0)
		_exit(4);
	execv(exe, argv);
	_exit(4);
}

static bool
start(struct parent *p, struct child *c)
{
	int sv[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv)) {
		log_error("socketpair: %s", strerror(errno));
		return false;
	}
	pid = fork();
	if (pid == 0)
		become(p, c, sv[1]);
	close(sv[1]);
	if (pid < 0) {
		log_error("fork: %s", strerror(errno));
		close(sv[0]);
		return false;
	}
	c->pid = pid;
	c->link = sv[0];
	c->started_ms = clock_monotonic_ms();
	c->said.pid = pid;
	c->said.starts++;
	log_info("%s started, pid %d", c->role, (int)pid);
	return true;
}

/* A new pair for the two; an older one at either end is replaced by it. */
static void
connect_pair(struct parent *p, size_t i)
{
	struct child *a = &p->child[pairs[i].a], *b = &p->child[pairs[i].b];
	int sv[2];

	if (!a->pid || !b->pid)
		return;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv)) {
		log_error("socketpair: %s", strerror(errno));
		return;
	}
	/* a child that is gone already is noticed by its exit */
	if (fdpass_send(a->link, sv[0], pairs[i].tag) ||
	    fdpass_send(b->link, sv[1], pairs[i].tag))
		log_warn("%s or %s is gone before its socket came", a->role, b->role);
	close(sv[0]);
	close(sv[1]);
}

static void
connect_child(struct parent *p, int which)
{
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
		if (pairs[i].a == which || pairs[i].b == which)
			connect_pair(p, i);
}

/* For cmsa status. */
static void
tell(const struct parent *p)
{
	struct processes all = p->said;
	struct errmsg m;

	for (int i = 0; i < N_CHILDREN; i++) {
		const struct child *c = &p->child[i];

		if (!c->wanted)
			continue;
		all.list[all.n] = c->said;
		snprintf(all.list[all.n++].role, sizeof(all.list[0].role), "%s", c->role);
	}
	if (processes_write(p->conf->dir, &all, &m))
		log_warn("cmsa status will not know of this: %s", m.text);
}

static void
start_due(struct parent *p)
{
	int64_t now = clock_monotonic_ms();

	for (int i = 0; i < N_CHILDREN; i++) {
		struct child *c = &p->child[i];

		if (!c->wanted || c->pid || c->again_ms > now)
			continue;
		if (start(p, c)) {
			connect_child(p, i);
			tell(p);
		} else {
			c->again_ms = now + BACK_OFF_MOST_MS;
		}
	}
}

/* Says it, and keeps the words for cmsa status. */
static void
say_end(struct child *c, int status)
{
	char call[SANDBOX_CALL];
	char *end = c->said.end;

	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) {
		sandbox_blame(call, c->link);
		snprintf(end, PROCESS_END, "was killed: it called %s, which it may not", call);
	} else if (WIFSIGNALED(status)) {
		snprintf(end, PROCESS_END, "ended by signal %d", WTERMSIG(status));
	} else {
		snprintf(end, PROCESS_END, "ended with code %d", WEXITSTATUS(status));
	}
	log_warn("%s %s", c->role, end);
	c->said.end_ms = clock_wall_ms();
	c->said.pid = 0;
}

static void
gone(struct parent *p, struct child *c, int status)
{
	int64_t now = clock_monotonic_ms();

	say_end(c, status);
	close(c->link);
	c->link = -1;
	c->pid = 0;
	if (now - c->started_ms >= STEADY_MS || !c->back_off_ms)
		c->back_off_ms = BACK_OFF_FIRST_MS;
	else
		c->back_off_ms *= 2;
	if (c->back_off_ms > BACK_OFF_MOST_MS)
		c->back_off_ms = BACK_OFF_MOST_MS;
	c->again_ms = now + c->back_off_ms;
	c->said.back_off_ms = c->back_off_ms;
	if (p->stopping)
		return;
	log_info("%s is started again in %d ms", c->role, c->back_off_ms);
	tell(p);
}

static void
reap(struct parent *p)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (int i = 0; i < N_CHILDREN; i++)
			if (p->child[i].pid == pid)
				gone(p, &p->child[i], status);
}

static bool
any_running(const struct parent *p)
{
	for (int i = 0; i < N_CHILDREN; i++)
		if (p->child[i].pid)
			return true;
	return false;
}

static void
stop_all(struct parent *p)
{
	int64_t until = clock_monotonic_ms() + STOP_MS;

	p->stopping = true;
	for (int i = 0; i < N_CHILDREN; i++)
		if (p->child[i].pid)
			shutdown(p->child[i].link, SHUT_RDWR); /* they end with us */
	while (any_running(p)) {
		struct pollfd fd = { .fd = p->signals, .events = POLLIN };
		struct signalfd_siginfo info;

		if (clock_monotonic_ms() > until)
			for (int i = 0; i < N_CHILDREN; i++)
				if (p->child[i].pid)
					kill(p->child[i].pid, SIGKILL);
		if (poll(&fd, 1, 100) > 0 && read(p->signals, &info, sizeof(info)) < 0)
			log_warn("signalfd: %s", strerror(errno));
		reap(p);
	}
}

static int
block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static void
run(struct parent *p)
{
	for (;;) {
		struct pollfd fd = { .fd = p->signals, .events = POLLIN };
		struct signalfd_siginfo info;

		start_due(p);
		if (poll(&fd, 1, 50) <= 0)
			continue;
		if (read(p->signals, &info, sizeof(info)) != sizeof(info))
			continue;
		if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT)
			return;
		reap(p);
	}
}

/* Children of a second parent would fight over the store, the port and the record of the
 * signing key, again and again. */
static bool
take_folder(struct parent *p)
{
	char path[4096];

	path_join(path, p->conf->dir, "cmsad.lock");
	p->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (p->lock < 0) {
		log_error("cannot open %s: %s", path, strerror(errno));
		return false;
	}
	if (!flock(p->lock, LOCK_EX | LOCK_NB))
		return true;
	log_error(errno == EWOULDBLOCK
		      ? "another cmsad runs in %s: stop that one first, or give this one a folder "
			"and a key of its own"
		      : "cannot lock %s",
	    p->conf->dir);
	close(p->lock);
	return false;
}

/* What holds the processes here: once in the log, and for cmsa status. */
static void
say_means(struct parent *p)
{
	const struct sandbox_means means = sandbox_means();
	const struct passwd *u = getpwuid(geteuid());

	sandbox_text(p->said.isolation, &means);
	if (u)
		snprintf(p->said.user, sizeof(p->said.user), "%s", u->pw_name);
	else
		snprintf(p->said.user, sizeof(p->said.user), "%ld", (long)geteuid());
	if (means.seccomp && means.landlock)
		log_info("processes are held by %s; user %s", p->said.isolation, p->said.user);
	else
		log_warn("processes are held by %s; user %s", p->said.isolation, p->said.user);
}

int
parent_run(const struct nodeconf *conf)
{
	struct parent p = {
		.conf = conf,
		.child = {
			[CORE] = { .role = "core", .wanted = true, .link = -1 },
			[SIGN] = { .role = "sign", .wanted = *conf->signing_key != '\0', .link = -1 },
			[NET] = { .role = "net", .wanted = true, .link = -1 },
		},
	};
	struct errmsg m;

	if (become_user(conf->user, &m)) {
		log_error("%s", m.text);
		return 3;
	}
	if (!take_folder(&p))
		return 4;
	say_means(&p);
	p.signals = block_signals();
	if (p.signals < 0) {
		log_error("signalfd: %s", strerror(errno));
		return 4;
	}
	log_info("node %s/%s in %s", conf->author, conf->node, conf->dir);
	run(&p);
	log_info("stopping");
	stop_all(&p);
	processes_remove(conf->dir);
	unlink(conf->control_socket); /* core may not */
	close(p.signals);
	close(p.lock);
	return 0;
}
