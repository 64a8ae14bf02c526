/* restore_cmd.c - cmsa restore: a node's folder from a backup, whole or not at all. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup_file.h"
#include "cli.h"
#include "clock.h"
#include "commands.h"
#include "file.h"
#include "log.h"
#include "passphrase_option.h"
#include "verify.h"

struct restore {
	const struct cli *cli;
	const char *out;
	char work[4096]; /* beside `out`; "": gone, or renamed to it */
	struct verify_log checked;
	uint64_t set_aside;
	bool has_log;
};

static const char FROM_BACKUP[] =
    "it waited when the backup was made and may have been published since: look with "
    "cmsa log before you have it tried again";

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static void
remove_work(struct restore *r)
{
	if (*r->work)
		(void)nftw(r->work, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	r->work[0] = '\0';
}

/* Nothing, or a folder with nothing in it. */
static bool
is_free(const char *path)
{
	DIR *d = opendir(path);
	struct dirent *e;
	bool is = d || errno == ENOENT;

	while (d && is && (e = readdir(d)))
		is = !strcmp(e->d_name, ".") || !strcmp(e->d_name, "..");
	if (d)
		closedir(d);
	return is;
}

/* A folder beside the one that is asked for, so that one rename puts it there. */
static enum err
make_work(struct restore *r, struct errmsg *m)
{
	char keys[4096];
	size_t n = strlen(r->out);
	int k;

	while (n > 1 && r->out[n - 1] == '/')
		n--;
	k = snprintf(r->work, sizeof(r->work), "%.*s.restore.XXXXXX", (int)n, r->out);
	if (k < 0 || (size_t)k >= sizeof(r->work) - 64) {
		r->work[0] = '\0';
		return errmsg_set(m, ERR_INPUT, "--out: the name is too long");
	}
	if (!is_free(r->out)) {
		r->work[0] = '\0';
		return errmsg_set(m, ERR_REFUSED,
		    "--out: expected an empty folder or none, found something at %s",
		    r->out);
	}
	if (!mkdtemp(r->work)) {
		int why = errno;

		(void)snprintf(keys, sizeof(keys), "%s", r->work);
		r->work[0] = '\0';
		return errmsg_set(m, ERR_IO, "cannot make %s: %s", keys, strerror(why));
	}
	path_join(keys, r->work, "keys");
	if (mkdir(keys, 0700))
		return errmsg_set(
		    m, ERR_IO, "cannot make %s: %s", keys, strerror(errno));
	return ERR_NONE;
}

static enum err
extract(struct restore *r, const struct secret *passphrase, struct errmsg *m)
{
	struct sealed_in *in = NULL;
	char name[BACKUP_NAME_LEN], path[4096];
	struct hash content;
	uint64_t size;
	enum err e = sealed_in_open(&in, r->cli->args[0], passphrase, m);

	if (!e)
		e = make_work(r, m);
	while (!e && !(e = backup_next(in, name, &size, m))) {
		path_join(path, r->work, name);
		e = backup_extract(in, path, size, backup_row_of(name)->open ? 0644 : 0600, m);
		r->has_log |= !strcmp(name, "log.db");
	}
	if (e == ERR_NOT_FOUND)
		e = sealed_in_end(in, &content, m);
	sealed_in_close(&in);
	if (!e && !r->has_log)
		e = errmsg_set(m, ERR_INPUT, "%s: there is no log.db in it",
		    r->cli->args[0]);
	return e;
}

/* What waited then may be published by now: a person decides.  The draft stays: signed or not,
 * it takes no place but its own (PROTOCOL.md 6.9). */
static enum err
set_queue_aside(struct restore *r, struct store *s)
{
	struct buf body = { 0 };
	uint32_t kind, audience;
	uint64_t id;
	enum err e = store_begin(s, true);

	while (!e && !(e = store_queue_get(s, &id, &kind, &audience, &body))) {
		e = store_aside_put(s, id, clock_wall_ms(), FROM_BACKUP);
		r->set_aside++;
	}
	if (e == ERR_NOT_FOUND)
		e = store_commit(s);
	else
		store_rollback(s);
	buf_clear(&body);
	return e;
}

static enum err
check_log(struct restore *r, struct errmsg *m)
{
	struct registry *registry = registry_new();
	struct store *s = NULL;
	enum err e = store_open(&s, r->work, STORE_WRITE, m);

	if (!e)
		e = store_check(s, m);
	if (!e)
		e = verify_log_run(&r->checked, registry, s);
	if (!e && r->checked.faults)
		e = errmsg_set(m, ERR_STORE, "the log in the backup is damaged: %s",
		    r->checked.first_fault);
	if (!e)
		e = set_queue_aside(r, s);
	store_close(&s);
	registry_free(registry);
	return e;
}

/* The name is on disk before anything is said. */
static enum err
put_in_place(struct restore *r, struct errmsg *m)
{
	char parent[4096];
	char *slash;
	int fd;

	if (rename(r->work, r->out))
		return errmsg_set(m, ERR_IO, "cannot make %s: %s", r->out,
		    strerror(errno));
	(void)snprintf(parent, sizeof(parent), "%s", r->work);
	r->work[0] = '\0';
	slash = strrchr(parent, '/');
	if (slash)
		slash[slash == parent] = '\0';
	fd = open(slash ? parent : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd))
		log_warn("%s: its folder could not be synced", r->out);
	if (fd >= 0)
		close(fd);
	return ERR_NONE;
}

/* --- what must happen next ---------------------------------------------------------- */

static void
say_missing(struct buf *out, const char *what, const char *path)
{
	char line[4200];

	if (!*path || file_exists(path))
		return;
	snprintf(line, sizeof(line), "* put the %s at %.4000s: it is not there\n", what, path);
	buf_add_str(out, line);
}

static int
say(const struct restore *r)
{
	struct nodeconf conf;
	struct buf out = { 0 };
	struct errmsg m = { "" };
	char line[512];

	snprintf(line, sizeof(line),
	    "%.200s: %" PRIu64 " acts and %" PRIu64 " entries, checked\nNext:\n"
	    "* make sure that no other node runs with these keys\n",
	    r->out, r->checked.acts, r->checked.entries);
	buf_add_str(&out, line);
	if (nodeconf_read(&conf, r->out, &m)) {
		buf_add_str(&out, "* node.conf: ");
		buf_add_str(&out, m.text);
		buf_add_str(&out, "\n");
	} else {
		say_missing(&out, "signing key", conf.signing_key);
		say_missing(&out, "transport key", conf.transport_key);
		say_missing(&out, "statement of the keys", conf.keys_body);
		say_missing(&out, "passphrase", conf.passphrase_file);
	}
	if (r->set_aside) {
		snprintf(line, sizeof(line),
		    "* %" PRIu64 " that waited to be published are set aside: cmsa status "
		    "lists them once the node runs\n",
		    r->set_aside);
		buf_add_str(&out, line);
	}
	snprintf(line, sizeof(line),
	    "* no sign.record: do not bring an old one back, core makes it anew\n"
	    "* start it: cmsad -C %.200s.  It learns its own head from other members, takes "
	    "back what it\n  published since, and appends only then: cmsa status says "
	    "\"serving\"\n",
	    r->out);
	buf_add_str(&out, line);
	return cli_out(&out, CLI_DONE);
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	struct restore r = { .cli = cli, .out = cli_option(cli, "out") };
	struct secret passphrase = { 0 };
	struct errmsg m = { "" };
	enum err e;

	if (!r.out || !*r.out)
		return cli_error(CLI_USAGE, "usage: cmsa %s %s", c->name, c->args);
	e = passphrase_option(&passphrase, cli, "Passphrase of the backup: ", false, &m);
	if (!e)
		e = extract(&r, &passphrase, &m);
	secret_clear(&passphrase);
	if (!e)
		e = check_log(&r, &m);
	if (!e)
		e = put_in_place(&r, &m);
	remove_work(&r);
	return e ? cli_fail(e, &m) : say(&r);
}

static const struct cli_option options[] = {
	{ "out", "DIR", "the node's folder: an empty one, or none yet" },
	PASSPHRASE_OPTIONS("of the backup"),
	{ NULL, NULL, NULL },
};

const struct cli_command restore_cmd = { "restore", "FILE --out DIR",
	"a node's folder from a backup, whole or not at all, and what must happen next",
	options, run, 1, 1 };
