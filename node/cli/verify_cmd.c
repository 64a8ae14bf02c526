/* verify_cmd.c - cmsa verify: every act and entry of the log is checked again from its bytes,
 * every fold is made anew and compared with the one in use. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"
#include "commands.h"
#include "feed.h"
#include "file.h"
#include "json.h"
#include "role.h"
#include "verify.h"

enum {
	TRIES = 25,
	WAIT_MS = 200
};

struct outcome {
	struct verify_log log;
	bool facts_rebuilt, facts_equal;
	struct hash digest;
	struct buf position;
};

static void
remove_tree(const char *dir)
{
	static const char *const names[] = { "facts.db", "facts.db-wal", "facts.db-shm",
		"log.lock", "facts.lock" };
	char path[4096];

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		path_join(path, dir, names[i]);
		unlink(path);
	}
	rmdir(dir);
}

static enum err
fold_into(struct factsdb *fresh, struct store *log, const struct registry *r)
{
	bool more = true;
	enum err e = ERR_NONE;

	while (more && !e)
		e = factsdb_fold(fresh, log, r, 0, &more);
	return e;
}

static bool
same_position(struct buf *text, struct factsdb *a, struct factsdb *b)
{
	struct position p = { 0 }, q = { 0 };
	struct buf other = { 0 };
	bool same = false;

	buf_reset(text);
	if (!factsdb_position(a, &p) && !factsdb_position(b, &q)) {
		position_write(text, &p);
		position_write(&other, &q);
		same = bytes_eq(buf_view(text), buf_view(&other));
	}
	position_clear(&p);
	position_clear(&q);
	buf_clear(&other);
	return same;
}

/* A running node folds on: fold after it until both stand at one position. */
static enum err
compare(struct outcome *o, struct factsdb *fresh, struct factsdb *used, struct store *log,
    const struct registry *r, struct errmsg *m)
{
	struct hash theirs;
	enum err e = ERR_NONE;

	for (int i = 0; i < TRIES && !e; i++) {
		e = fold_into(fresh, log, r);
		if (!e && same_position(&o->position, fresh, used)) {
			e = factsdb_digest(fresh, &o->digest);
			if (!e)
				e = factsdb_digest(used, &theirs);
			o->facts_equal = !e && hash_eq(&o->digest, &theirs);
			/* the node may have folded on between the two digests */
			if (e || o->facts_equal ||
			    same_position(&o->position, fresh, used))
				return e;
		}
		nanosleep(&(struct timespec){ .tv_nsec = WAIT_MS * 1000000L }, NULL);
	}
	return e ? e
		 : errmsg_set(m, ERR_BUSY,
		       "the node's facts do not stand still at what its log holds: try again, or stop it first");
}

/* Facts that are not there are made, unless a node runs that should have them. */
static enum err
install(struct outcome *o, const struct cli *cli, struct store *log,
    const struct registry *r, struct errmsg *m)
{
	struct factsdb *f = NULL;
	struct store *lock = NULL;
	enum err e = store_open(&lock, cli->dir, STORE_WRITE, m);

	if (e == ERR_BUSY)
		return errmsg_set(m, e,
		    "facts.db is gone under a running node: stop it, then run verify again");
	if (!e)
		e = factsdb_open(&f, cli->dir, STORE_WRITE, m);
	if (!e)
		e = fold_into(f, log, r);
	if (!e)
		e = factsdb_digest(f, &o->digest);
	factsdb_close(&f);
	store_close(&lock);
	o->facts_rebuilt = !e;
	return e;
}

static enum err
check_facts(struct outcome *o, const struct cli *cli, struct store *log,
    const struct registry *r, struct errmsg *m)
{
	char path[4096], tmp[4096];
	struct factsdb *fresh = NULL, *used = NULL;
	enum err e;

	path_join(path, cli->dir, "facts.db");
	if (!file_exists(path)) {
		e = install(o, cli, log, r, m);
		if (e)
			return e;
	}
	path_join(tmp, cli->dir, "verify.XXXXXX");
	if (!mkdtemp(tmp))
		return errmsg_set(m, ERR_IO, "cannot make a folder in %s", cli->dir);
	e = factsdb_open(&fresh, tmp, STORE_WRITE, m);
	if (!e)
		e = factsdb_open(&used, cli->dir, STORE_READ, m);
	if (!e)
		e = compare(o, fresh, used, log, r, m);
	factsdb_close(&fresh);
	factsdb_close(&used);
	remove_tree(tmp);
	return e;
}

static int
say(const struct cli *cli, struct outcome *o)
{
	bool good = !o->log.faults && o->facts_equal;
	struct buf out = { 0 };
	char digest[HASH_HEX_LEN], line[512];
	json_t *j;

	hash_hex(digest, &o->digest);
	buf_add(&o->position, "", 1);
	if (cli->json) {
		j = json_object();
		json_set_bool(j, "verified", good);
		json_set_int(j, "acts", (int64_t)o->log.acts);
		json_set_int(j, "entries", (int64_t)o->log.entries);
		json_set_int(j, "signatures", (int64_t)o->log.signatures);
		json_set_int(j, "bodies", (int64_t)o->log.bodies);
		json_set_int(j, "second_histories", (int64_t)o->log.forks);
		json_set_int(j, "proofs", (int64_t)o->log.proofs);
		json_set_int(j, "faults", (int64_t)o->log.faults);
		json_set_text(j, "first_fault", o->log.first_fault);
		json_set_bool(j, "facts_rebuilt", o->facts_rebuilt);
		json_set_bool(j, "facts_equal", o->facts_equal);
		json_set_text(j, "facts_digest", digest);
		json_set_text(j, "position", (const char *)o->position.p);
		json_write(&out, j, 0);
	} else {
		snprintf(line, sizeof(line),
		    "%" PRIu64 " acts, %" PRIu64 " entries, %" PRIu64
		    " signatures and %" PRIu64 " bodies checked again, and %" PRIu64
		    " second histories with %" PRIu64 " proofs: %" PRIu64
		    " faults%s%s\n%sfacts folded anew are %s to those in use, digest %s\n"
		    "position %s\n%s\n",
		    o->log.acts, o->log.entries, o->log.signatures, o->log.bodies,
		    o->log.forks, o->log.proofs, o->log.faults,
		    o->log.faults ? "; the first: " : "", o->log.first_fault,
		    o->facts_rebuilt ? "facts.db was missing: made anew from the log\n"
				     : "",
		    o->facts_equal ? "equal" : "NOT EQUAL", digest,
		    (const char *)o->position.p, good ? "verified" : "NOT VERIFIED");
		buf_add_str(&out, line);
	}
	buf_clear(&o->position);
	return cli_out(&out, good ? CLI_DONE : CLI_NO);
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	struct outcome o = { 0 };
	struct registry *r = registry_new();
	struct store *log = NULL;
	struct errmsg m = { "" };
	enum err e = store_open(&log, cli->dir, STORE_READ, &m);

	(void)c;
	if (!e)
		e = store_check(log, &m);
	if (!e)
		e = verify_log_run(&o.log, r, log);
	if (!e)
		e = check_facts(&o, cli, log, r, &m);
	registry_free(r);
	store_close(&log);
	if (e) {
		buf_clear(&o.position);
		return cli_fail(e, &m);
	}
	return say(cli, &o);
}

const struct cli_command verify_cmd = { "verify", "",
	"check every act and entry again from its bytes, and every fold against a fresh one",
	NULL, run, 0, 0 };
