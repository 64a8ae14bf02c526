/* store_fixture.h - a temporary folder with a log, and a feed of made-up entries.
 * Signatures are bytes that name their entry: the store does not verify them. */
#ifndef STORE_FIXTURE_H
#define STORE_FIXTURE_H

#include <check.h>
#include <ftw.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store.h"

/* One entry made, with the bytes it borrows. */
struct made {
	struct entry e;
	struct buf header;
	struct buf body;
	struct signature sig;
};

/* The feed being written. */
struct writer {
	struct place next;
	struct hash prev;
	uint32_t key;
	uint64_t random;
};

static inline uint64_t
writer_random(struct writer *m, uint64_t below)
{
	m->random ^= m->random << 13;
	m->random ^= m->random >> 7;
	m->random ^= m->random << 17;
	return m->random % below;
}

static inline struct writer
writer_of(const char *author)
{
	struct writer m = {
		.next = { .incarnation = 1, .seq = 1 }, .key = 1, .random = 88172645
	};

	memcpy(m.next.author, author, strlen(author) + 1);
	return m;
}

/* The next entry; the caller clears it. */
static inline void
make_kind(struct made *out, struct writer *m, uint32_t kind, uint32_t audience,
    const void *body, size_t n)
{
	*out = (struct made){ 0 };
	buf_add(&out->body, body, n);
	out->e = (struct entry){ .place = m->next,
		.prev = m->prev,
		.key = m->key,
		.register_number = 1,
		.time_ms = (int64_t)m->next.seq * 1000,
		.kind = kind,
		.schema = 1,
		.audience = audience,
		.body_size = (uint32_t)n,
		.body_hash = body_hash(buf_view(&out->body)) };
	entry_write(&out->header, &out->e);
	ck_assert_int_eq(entry_parse(&out->e, buf_view(&out->header)), V_OK);
	memset(out->sig.b, (int)(m->next.seq % 251), sizeof(out->sig.b));
	memcpy(out->sig.b, out->e.id.b, 32);
	m->prev = out->e.id;
	m->next.seq++;
}

/* A body of random bytes; a kind that is not known may have any audience. */
static inline void
make(struct made *out, struct writer *m, uint32_t audience, size_t body_bytes)
{
	uint8_t *body = malloc(body_bytes + 1);

	for (size_t i = 0; i < body_bytes; i++)
		body[i] = (uint8_t)writer_random(m, 256);
	make_kind(out, m, 99, audience, body, body_bytes);
	free(body);
}

static inline void
made_clear(struct made *d)
{
	buf_clear(&d->header);
	buf_clear(&d->body);
}

static inline struct bytes
made_sig(const struct made *d)
{
	return bytes_of(d->sig.b, sizeof(d->sig.b));
}

enum {
	SIGNED = 1,
	WITH_BODY = 2
};

static inline enum err
append(struct store *s, const struct made *d, int what)
{
	return store_append(s, &d->e, what & SIGNED ? made_sig(d) : bytes_of(NULL, 0),
	    what & WITH_BODY
		? bytes_of(d->body.n ? (const void *)d->body.p : "", d->body.n)
		: bytes_of(NULL, 0));
}

/* Makes, appends signed with its body, in its own transaction. */
static inline void
append_one(struct store *s, struct writer *m, uint32_t audience, size_t body_bytes)
{
	struct made d;

	make(&d, m, audience, body_bytes);
	ck_assert_int_eq(store_begin(s, false), ERR_NONE);
	ck_assert_int_eq(append(s, &d, SIGNED | WITH_BODY), ERR_NONE);
	ck_assert_int_eq(store_commit(s), ERR_NONE);
	made_clear(&d);
}

struct folder {
	char path[64];
};

static inline void
folder_make(struct folder *f)
{
	memcpy(f->path, "/tmp/cmsa-store-XXXXXX", 23);
	ck_assert_ptr_nonnull(mkdtemp(f->path));
}

static inline int
folder_remove_one(const char *path, const struct stat *st, int type, struct FTW *w)
{
	(void)st;
	(void)type;
	(void)w;
	return remove(path);
}

static inline void
folder_remove(struct folder *f)
{
	ck_assert_int_eq(nftw(f->path, folder_remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static inline struct store *
open_log(const struct folder *f, enum store_mode mode)
{
	struct errmsg m = { { 0 } };
	struct store *s = NULL;
	enum err err = store_open(&s, f->path, mode, &m);

	ck_assert_msg(!err, "%s", m.text);
	return s;
}

/* Rows of a table, by another connection of the test's own. */
static inline int64_t
count_rows(const struct folder *f, const char *file, const char *query)
{
	char path[128];
	sqlite3_stmt *st = NULL;
	sqlite3 *db = NULL;
	int64_t n;

	(void)snprintf(path, sizeof(path), "%s/%s", f->path, file);
	ck_assert_int_eq(
	    sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_prepare_v2(db, query, -1, &st, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(st), SQLITE_ROW);
	n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(db);
	return n;
}

#endif
