/* accident.c - folders that are old, copied or lost, and a ledger of signatures. */
#include "accident.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "sign_record.h"

static const char *const names[FOLDER_FILES] = { "log.db", "log.db-wal", "sign.record" };
enum {
	RECORD = 2
};

/* --- the ledger --------------------------------------------------------------------- */

static void
note(struct ledger *l, struct bytes header)
{
	struct entry e;

	ck_assert_int_eq(entry_parse(&e, header), V_OK);
	ck_assert_uint_lt(e.place.seq, LEDGER_MOST);
	l->signatures++;
	if (l->signed_for[e.place.seq] && !hash_eq(&l->id[e.place.seq], &e.id))
		l->forks++;
	l->signed_for[e.place.seq] = true;
	l->id[e.place.seq] = e.id;
	if (e.place.seq > l->newest)
		l->newest = e.place.seq;
}

static enum err
watched_sign(void *ctx, struct sign_reply *out, struct bytes header)
{
	struct watched *w = ctx;
	enum err e = w->real.sign(w->real.ctx, out, header);

	if (!e && out->verdict == SIGN_DONE)
		note(w->ledger, header);
	return e;
}

static enum err
watched_advance(void *ctx, struct sign_reply *out, struct bytes signed_entry)
{
	struct watched *w = ctx;

	return w->real.advance(w->real.ctx, out, signed_entry);
}

static enum err
watched_status(void *ctx, struct sign_reply *out)
{
	struct watched *w = ctx;

	return w->real.status(w->real.ctx, out);
}

static void
watched_free(void *ctx)
{
	(void)ctx; /* accident_unwatch */
}

static void
open_signer(struct world *world, int i, struct watched *w)
{
	struct world_node *n = &world->node[i];
	char path[4096];
	struct sign_config cfg = { .author = n->author,
		.incarnation = 1,
		.generation = 1,
		.alliance = registry_alliance(world->maker.registry),
		.key = &n->key,
		.record_path = path };
	struct errmsg m = { "" };

	path_join(path, n->dir, names[RECORD]);
	ck_assert_msg(signer_memory(&w->real, &cfg, &m) == ERR_NONE, "%s", m.text);
}

void
accident_watch(struct world *world, int i, struct watched *w, struct ledger *l)
{
	struct world_node *n = &world->node[i];
	char path[4096];
	struct errmsg m = { "" };

	*w = (struct watched){ .ledger = l };
	path_join(path, n->dir, names[RECORD]);
	ck_assert_msg(
	    sign_record_new(path, &n->key.public_key, &m) == ERR_NONE, "%s", m.text);
	open_signer(world, i, w);
	signer_clear(&n->signer);
	n->signer = (struct signer){ .sign = watched_sign,
		.advance = watched_advance,
		.status = watched_status,
		.free = watched_free,
		.ctx = w };
}

static void
remove_file(const struct world *world, int i, const char *name)
{
	char path[4096];

	path_join(path, world->node[i].dir, name);
	unlink(path);
}

void
accident_unwatch(struct world *world, int i, struct watched *w)
{
	signer_clear(&w->real);
	remove_file(world, i, names[RECORD]);
	remove_file(world, i, "sign.record.lock");
}

/* --- folders ------------------------------------------------------------------------ */

static void
read_into(struct buf *out, const char *path)
{
	buf_reset(out);
	if (file_read(out, path, 64 << 20, NULL))
		buf_reset(out);
}

void
accident_copy(struct folder_copy *out, const struct world *world, int i)
{
	char path[4096];

	ck_assert_ptr_null(world->node[i].core);
	for (size_t k = 0; k < FOLDER_FILES; k++) {
		path_join(path, world->node[i].dir, names[k]);
		read_into(&out->file[k], path);
	}
}

void
accident_backup(struct folder_copy *out, const struct world *world, int i)
{
	char path[4096];
	struct errmsg m = { "" };

	path_join(path, world->node[i].dir, "backup.db");
	ck_assert_msg(
	    store_backup(world->node[i].store, path, &m) == ERR_NONE, "%s", m.text);
	for (size_t k = 0; k < FOLDER_FILES; k++)
		buf_reset(&out->file[k]);
	read_into(&out->file[0], path);
	unlink(path);
}

void
accident_copy_clear(struct folder_copy *c)
{
	for (size_t k = 0; k < FOLDER_FILES; k++)
		buf_clear(&c->file[k]);
}

static void
put_file(const struct world *world, int i, const char *name, const struct buf *b)
{
	char path[4096];
	struct errmsg m = { "" };

	remove_file(world, i, name);
	path_join(path, world->node[i].dir, name);
	if (b && b->n)
		ck_assert_msg(!file_write_new(path, buf_view(b), 0600, &m), "%s", m.text);
}

void
accident_folder(struct world *world, int i, struct watched *w,
    const struct folder_copy *c, enum record_fate record)
{
	static const char *const gone[] = { "log.db-shm", "facts.db", "facts.db-wal",
		"facts.db-shm" };

	ck_assert_ptr_null(world->node[i].core);
	signer_clear(&w->real);
	for (size_t k = 0; k < ARRAY_LEN(gone); k++)
		remove_file(world, i, gone[k]);
	for (size_t k = 0; k < RECORD; k++)
		put_file(world, i, names[k], c ? &c->file[k] : NULL);
	if (record != RECORD_STAYS)
		put_file(world, i, names[RECORD],
		    c && record == RECORD_COPIED ? &c->file[RECORD] : NULL);
	open_signer(world, i, w);
}

bool
accident_forget_unseen(struct ledger *l, struct world *world)
{
	const char *author = world->node[0].author;
	const uint64_t newest = l->newest;
	uint64_t seen = 0;

	for (int k = 0; k < world->n_nodes; k++)
		if (world->node[k].core) {
			uint64_t s =
			    position_seq(core_position(world->node[k].core), author, 1);

			seen = s > seen ? s : seen;
		}
	while (l->newest > seen)
		l->signed_for[l->newest--] = false;
	return newest > seen;
}
