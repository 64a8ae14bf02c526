/* become.c - from root to the node's own user. */
#include "become.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "log.h"

static enum err
stay(void)
{
	if (!geteuid())
		log_warn(
		    "runs as root: better a user of its own, node.conf: [node] user = NAME");
	return ERR_NONE;
}

enum err
become_user(const char *user, struct errmsg *m)
{
	const struct passwd *u;

	if (!*user)
		return stay();
	u = getpwnam(user);
	if (!u)
		return errmsg_set(m, ERR_INPUT,
		    "node.conf: [node] user: expected a user of this machine, found \"%s\"",
		    user);
	if (geteuid() == u->pw_uid && getuid() == u->pw_uid)
		return ERR_NONE;
	if (geteuid())
		return errmsg_set(m, ERR_INPUT,
		    "node.conf: [node] user: expected to be started as root or as \"%s\", found user number %ld",
		    user, (long)geteuid());
	if (initgroups(user, u->pw_gid) || setresgid(u->pw_gid, u->pw_gid, u->pw_gid) ||
	    setresuid(u->pw_uid, u->pw_uid, u->pw_uid))
		return errmsg_set(
		    m, ERR_IO, "cannot become user \"%s\": %s", user, strerror(errno));
	return ERR_NONE;
}
