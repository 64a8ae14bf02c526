/* backup_cmd.c - cmsa backup: a node's folder as one sealed file, while the node runs. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "backup_file.h"
#include "cli.h"
#include "clock.h"
#include "commands.h"
#include "file.h"
#include "invitation.h"
#include "json.h"
#include "passphrase_option.h"
#include "verify.h"

struct backup {
	const struct cli *cli;
	struct nodeconf conf;
	char work[4096], copy[4096]; /* folder, and log.db copied into it */
	struct registry *registry;
	struct verify_log checked;
	struct buf position;
	bool with_keys;
	uint64_t n_files;
};

/* A node whose disk a backup filled would be worse than no backup. */
static enum err
check_room(const struct backup *b, const char *where, struct errmsg *m)
{
	char path[4096];
	struct statvfs fs;
	struct stat st;
	uint64_t room;

	path_join(path, b->cli->dir, "log.db");
	if (stat(path, &st) || statvfs(where, &fs))
		return ERR_NONE; /* what comes next says why */
	room = (uint64_t)fs.f_bavail * fs.f_frsize;
	if (room / 2 > (uint64_t)st.st_size)
		return ERR_NONE;
	return errmsg_set(m, ERR_FULL,
	    "%s: the copy of log.db takes %" PRIu64 " MiB there and must leave as much free, "
	    "%" PRIu64 " MiB are; name another folder with --work",
	    where, (uint64_t)st.st_size >> 20, room >> 20);
}

static enum err
add_head(void *ctx, const struct store_tip *tip)
{
	position_set(ctx, &tip->place, &tip->id);
	return ERR_NONE;
}

/* The copy is checked as cmsa verify checks the log: a damaged one is no backup. */
static enum err
check_copy(struct backup *b, struct errmsg *m)
{
	struct position p = { 0 };
	struct store *s = NULL;
	enum err e = store_open(&s, b->work, STORE_READ, m);

	if (!e)
		e = store_check(s, m);
	if (!e)
		e = verify_log_run(&b->checked, b->registry, s);
	if (!e && b->checked.faults)
		e = errmsg_set(m, ERR_STORE, "log.db is damaged: %s",
		    b->checked.first_fault);
	if (!e)
		e = store_tips_each(s, add_head, &p);
	p.register_number = registry_number(b->registry);
	position_write(&b->position, &p);
	buf_add(&b->position, "", 1);
	position_clear(&p);
	store_close(&s);
	return e;
}

static enum err
copy_log(struct backup *b, struct errmsg *m)
{
	const char *where = cli_option(b->cli, "work");
	struct store *s = NULL;
	enum err e;

	where = where ? where : b->cli->dir;
	e = check_room(b, where, m);
	if (e)
		return e;
	path_join(b->work, where, "backup.XXXXXX");
	if (!mkdtemp(b->work)) {
		b->work[0] = '\0';
		return errmsg_set(m, ERR_IO, "cannot make a folder in %s", where);
	}
	path_join(b->copy, b->work, "log.db");
	e = store_open(&s, b->cli->dir, STORE_READ, m);
	if (!e)
		e = store_backup(s, b->copy, m);
	store_close(&s);
	return e ? e : check_copy(b, m);
}

static void
remove_work(const struct backup *b)
{
	static const char *const names[] = { "log.db", "log.db-wal", "log.db-shm" };
	char path[4096];

	for (size_t i = 0; *b->work && i < ARRAY_LEN(names); i++) {
		path_join(path, b->work, names[i]);
		unlink(path);
	}
	if (*b->work)
		rmdir(b->work);
}

/* --- writing ------------------------------------------------------------------------ */

static enum err
add_text(struct backup *b, struct sealed_out *s)
{
	struct hash alliance = registry_alliance(b->registry);
	char hex[HASH_HEX_LEN], when[25], text[512];
	struct buf out = { 0 };
	enum err e;

	hash_hex(hex, &alliance);
	time_write(when, clock_wall_ms());
	snprintf(text, sizeof(text),
	    "author %s\nnode %s\nalliance %s\nmade %s\nkeys %s\nposition ",
	    b->conf.author, b->conf.node, hex, when, b->with_keys ? "with" : "without");
	buf_add_str(&out, text);
	buf_add_str(&out, (const char *)b->position.p);
	buf_add_str(&out, "\n");
	e = backup_add(s, "backup.txt", buf_view(&out));
	buf_clear(&out);
	return e;
}

/* With it and the keys a node starts anew even if log.db were lost.  None while nobody can
 * be dialled. */
static enum err
add_register(struct backup *b, struct sealed_out *s)
{
	struct invitation_peer *peers = calloc(INVITATION_MAX_PEERS, sizeof(*peers));
	struct buf out = { 0 };
	enum err e = ERR_NONE;
	size_t n;

	if (!peers)
		abort();
	n = invitation_peers(peers, INVITATION_MAX_PEERS, b->registry, b->conf.author);
	if (n) {
		invitation_write(&out, b->registry, peers, n);
		e = backup_add(s, "register.invitation", buf_view(&out));
		b->n_files++;
	}
	free(peers);
	buf_clear(&out);
	return e;
}

static void
path_of(char out[static 4096], const struct backup *b, const char *name)
{
	if (!strcmp(name, "keys/signing.key") && *b->conf.signing_key)
		(void)snprintf(out, 4096, "%s", b->conf.signing_key);
	else if (!strcmp(name, "keys/next.key") && *b->conf.next_signing_key)
		(void)snprintf(out, 4096, "%s", b->conf.next_signing_key);
	else if (!strcmp(name, "keys/transport.key"))
		(void)snprintf(out, 4096, "%s", b->conf.transport_key);
	else if (!strcmp(name, "keys/statement.pb"))
		(void)snprintf(out, 4096, "%s", b->conf.keys_body);
	else
		path_join(out, b->cli->dir, name);
}

static enum err
add_all(struct backup *b, struct sealed_out *s, struct errmsg *m)
{
	enum err e = add_text(b, s);

	if (!e)
		e = add_register(b, s);
	if (!e)
		e = backup_add_file(s, "log.db", b->copy, m);
	for (const struct backup_row *r = backup_rows; r->name && !e; r++) {
		char path[4096];

		path_of(path, b, r->name);
		if (r->made || (r->key && !b->with_keys) || !file_exists(path))
			continue;
		e = backup_add_file(s, r->name, path, m);
		b->n_files++;
	}
	b->n_files += 2;
	return e ? e : backup_add_end(s);
}

/* Read back from the disk, opened and compared: what cannot be read is no backup. */
static enum err
compare(const char *path, const struct hash *want, const struct secret *passphrase,
    struct errmsg *m)
{
	struct sealed_in *in = NULL;
	char name[BACKUP_NAME_LEN];
	uint8_t byte[4096];
	uint64_t size = 0;
	struct hash found;
	enum err e = sealed_in_open(&in, path, passphrase, m);

	while (!e && !(e = backup_next(in, name, &size, m)))
		while (!e && size) {
			size_t n = size < sizeof(byte) ? (size_t)size : sizeof(byte);

			e = sealed_in_read(in, byte, n, m);
			size -= n;
		}
	if (e == ERR_NOT_FOUND)
		e = sealed_in_end(in, &found, m);
	if (!e && !hash_eq(&found, want))
		e = errmsg_set(m, ERR_IO, "%s: what is read is not what was written", path);
	sealed_in_close(&in);
	return e;
}

static enum err
write_backup(struct backup *b, const char *path, struct errmsg *m)
{
	struct secret passphrase = { 0 };
	struct sealed_out *s = NULL;
	struct hash content;
	enum err e = passphrase_option(
	    &passphrase, b->cli, "Passphrase for the backup: ", true, m);

	if (!e)
		e = sealed_out_open(
		    &s, path, &passphrase, keyfile_limits_moderate(), m);
	if (!e) {
		e = add_all(b, s, m);
		if (e && m->text[0])
			sealed_out_drop(&s);
		else /* when a write failed this says why */
			e = sealed_out_finish(&s, &content, m);
	}
	if (!e) {
		e = compare(path, &content, &passphrase, m);
		if (e)
			unlink(path);
	}
	secret_clear(&passphrase);
	return e;
}

static int
say(const struct backup *b, const char *path)
{
	struct buf out = { 0 };
	char line[1024];
	json_t *j;

	if (b->cli->json) {
		j = json_object();
		json_set_text(j, "file", path);
		json_set_bool(j, "keys", b->with_keys);
		json_set_int(j, "files", (int64_t)b->n_files);
		json_set_int(j, "acts", (int64_t)b->checked.acts);
		json_set_int(j, "entries", (int64_t)b->checked.entries);
		json_set_text(j, "position", (const char *)b->position.p);
		json_write(&out, j, 0);
	} else {
		snprintf(line, sizeof(line),
		    "%.400s: %" PRIu64 " acts and %" PRIu64
		    " entries, checked, sealed and read back; %s\n",
		    path, b->checked.acts, b->checked.entries,
		    b->with_keys ? "with the keys"
				 : "without the keys: they are kept apart");
		buf_add_str(&out, line);
		buf_add_str(&out, "position ");
		buf_add_str(&out, (const char *)b->position.p);
		buf_add_str(&out, "\n");
	}
	return cli_out(&out, CLI_DONE);
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	const char *path = cli->args[0];
	struct backup b = { .cli = cli, .with_keys = cli_option(cli, "with-keys") };
	struct errmsg m = { "" };
	enum err e;
	int code;

	(void)c;
	if (file_exists(path)) /* said before anything slow */
		return cli_error(
		    CLI_INPUT, "%s exists already; it is not overwritten", path);
	b.registry = registry_new();
	e = nodeconf_read(&b.conf, cli->dir, &m);
	if (!e)
		e = copy_log(&b, &m);
	if (!e)
		e = write_backup(&b, path, &m);
	code = e ? cli_fail(e, &m) : say(&b, path);
	remove_work(&b);
	registry_free(b.registry);
	buf_clear(&b.position);
	return code;
}

static const struct cli_option options[] = {
	{ "with-keys", NULL, "with the key files too, which stay sealed by their own "
			     "passphrase" },
	{ "work", "DIR",
	    "where log.db is copied to for the time being (default: the node's folder)" },
	PASSPHRASE_OPTIONS("of the backup"),
	{ NULL, NULL, NULL },
};

const struct cli_command backup_cmd = { "backup", "FILE",
	"the log, node.conf and the register as one sealed file, while the node runs",
	options, run, 1, 1 };
