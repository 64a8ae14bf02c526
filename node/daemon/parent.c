/* parent.c - starts core, sign and net, hands each its sockets, restarts what dies. Opens
 * no key, no store and no network. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "children.h"
#include "clock.h"
#include "fdpass.h"
#include "file.h"
#include "log.h"

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
};

struct parent {
	const struct nodeconf *conf;
	struct child child[N_CHILDREN];
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

static void
start_due(struct parent *p)
{
	int64_t now = clock_monotonic_ms();

	for (int i = 0; i < N_CHILDREN; i++) {
		struct child *c = &p->child[i];

		if (!c->wanted || c->pid || c->again_ms > now)
			continue;
		if (start(p, c))
			connect_child(p, i);
		else
			c->again_ms = now + BACK_OFF_MOST_MS;
	}
}

static void
gone(struct parent *p, struct child *c, int status)
{
	int64_t now = clock_monotonic_ms();

	if (WIFSIGNALED(status))
		log_warn("%s ended by signal %d", c->role, WTERMSIG(status));
	else
		log_warn("%s ended with code %d", c->role, WEXITSTATUS(status));
	close(c->link);
	c->link = -1;
	c->pid = 0;
	if (now - c->started_ms >= STEADY_MS || !c->back_off_ms)
		c->back_off_ms = BACK_OFF_FIRST_MS;
	else if (c->back_off_ms < BACK_OFF_MOST_MS)
		c->back_off_ms *= 2;
	c->again_ms = now + c->back_off_ms;
	if (!p->stopping)
		log_info("%s is started again in %d ms", c->role, c->back_off_ms);
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
	log_error(errno == EWOULDBLOCK ? "another cmsad runs in %s" : "cannot lock %s",
	    p->conf->dir);
	close(p->lock);
	return false;
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

	if (!take_folder(&p))
		return 4;
	p.signals = block_signals();
	if (p.signals < 0) {
		log_error("signalfd: %s", strerror(errno));
		return 4;
	}
	log_info("node %s/%s in %s", conf->author, conf->node, conf->dir);
	run(&p);
	log_info("stopping");
	stop_all(&p);
	close(p.signals);
	close(p.lock);
	return 0;
}
