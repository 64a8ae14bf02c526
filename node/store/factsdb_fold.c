/* factsdb_fold.c - the facts follow the log: acts, headers, bodies, bodies that come
 * late. Each fold is one transaction of facts.db; the log is only read. */
#include "factsdb.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "factsdb_impl.h"
#include "log.h"
#include "log_impl.h"
#include "mem.h"
#include "usable.h"

struct folding {
	struct factsdb *f;
	struct store *log;
	const struct registry *registry;
	size_t left; /* entries that may still be folded; SIZE_MAX: no limit */
	bool more;
};

/* --- one entry ---------------------------------------------------------------------- */

static enum err
insert_body(struct factsdb *f, int64_t row, enum verdict usable, struct bytes body)
{
	struct sql_query q =
	    sql_query(&f->sql, "INSERT INTO body(entry, usable, bytes) VALUES(?, ?, ?)");

	sql_put_int(&q, row);
	sql_put_int(&q, usable);
	sql_put_blob(&q, body);
	return sql_run(&q);
}

static enum err
fold_body(struct folding *w, const struct entry *e, int64_t row, struct bytes body)
{
	const struct projection *p = factsdb_projection_of(e->kind);
	const ProtobufCMessage *value = NULL;
	enum verdict usable = V_OK;
	struct arena mem;
	enum err err;

	arena_init(&mem, LIMIT_BODY_ARENA);
	/* What is sealed to named readers counts for nobody, nor is it looked into. */
	if (e->audience != AUDIENCE_NAMED)
		usable = usable_check(w->registry, e, body, &value, &mem, NULL);
	err = insert_body(w->f, row, usable, body);
	if (!err && !usable && p && value)
		err = p->fold(w->f, e, value);
	arena_clear(&mem);
	return err;
}

static enum err
insert_entry(struct factsdb *f, const struct entry *e)
{
	struct sql_query q = sql_query(&f->sql,
	    "INSERT INTO entry(author, incarnation, seq, id, time_ms, register_number, kind,"
	    " audience, body_size) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");

	sql_put_text(&q, e->place.author);
	sql_put_int(&q, e->place.incarnation);
	sql_put_u64(&q, e->place.seq);
	sql_put_hash(&q, &e->id);
	sql_put_int(&q, e->time_ms);
	sql_put_u64(&q, e->register_number);
	sql_put_int(&q, e->kind);
	sql_put_int(&q, e->audience);
	sql_put_int(&q, e->body_size);
	return sql_run(&q);
}

static enum err
fold_entry(void *ctx, const struct entry *e, struct bytes signature, struct bytes body,
    bool held)
{
	struct folding *w = ctx;
	enum err err = insert_entry(w->f, e);

	(void)signature;
	if (w->left != SIZE_MAX)
		w->left--;
	return !err && held ? fold_body(w, e, sql_last_row(&w->f->sql), body) : err;
}

/* --- feeds -------------------------------------------------------------------------- */

struct tips {
	struct store_tip *v;
	size_t n, room;
};

static enum err
take_tip(void *ctx, const struct store_tip *tip)
{
	struct tips *t = ctx;

	if (t->n == t->room) {
		t->room = t->room ? t->room * 2 : 64;
		t->v = mem_resize(t->v, t->room, sizeof(*t->v));
	}
	t->v[t->n++] = *tip;
	return ERR_NONE;
}

static enum err
cursor_set(struct factsdb *f, const struct place *p, const struct hash *id)
{
	struct sql_query q = sql_query(&f->sql,
	    "INSERT OR REPLACE INTO feed(author, incarnation, seq, id) VALUES(?, ?, ?, ?)");

	sql_put_text(&q, p->author);
	sql_put_int(&q, p->incarnation);
	sql_put_u64(&q, p->seq);
	sql_put_hash(&q, id);
	return sql_run(&q);
}

/* `folded`: the seq of its last entry that is, 0: none. */
static enum err
fold_feed(struct folding *w, const struct store_tip *tip, uint64_t folded)
{
	struct place p = tip->place;
	struct hash id;
	uint64_t last;
	enum err err = ERR_NONE;

	if (folded >= tip->place.seq)
		return ERR_NONE;
	p.seq = folded;
	if (!w->left) {
		w->more = true;
		return ERR_NONE;
	}
	if (p.seq)
		p.seq++;
	else
		err = log_feeds_first(w->log, &p.seq, &p);
	if (err)
		return err;
	last = tip->place.seq;
	if (last - p.seq >= w->left) {
		last = p.seq + w->left - 1;
		w->more = true;
	}
	err = store_entries_each(w->log, &p, last, fold_entry, w);
	p.seq = last;
	if (!err)
		err = store_id_get(w->log, &id, &p);
	return err ? err : cursor_set(w->f, &p, &id);
}

static enum err
fold_feeds(struct folding *w)
{
	struct tips tips = { 0 };
	struct position folded = { 0 };
	enum err err = store_tips_each(w->log, take_tip, &tips);

	if (!err)
		err = factsdb_position(w->f, &folded);
	for (size_t i = 0; i < tips.n && !err; i++) {
		const struct place *p = &tips.v[i].place;

		err = fold_feed(
		    w, &tips.v[i], position_seq(&folded, p->author, p->incarnation));
	}
	position_clear(&folded);
	free(tips.v);
	return err;
}

/* --- acts --------------------------------------------------------------------------- */

static enum err
insert_act(struct factsdb *f, int64_t row, uint64_t number, struct bytes signed_act)
{
	struct act *a = mem_new(sizeof(*a));
	const enum verdict v = act_parse(a, signed_act);
	struct sql_query q;
	enum err err;

	if (v && v != V_UPGRADE_NEEDED) {
		free(a);
		return sql_damaged(&f->sql, "an act of the log does not decode");
	}
	q = sql_query(&f->sql,
	    "INSERT INTO act(row, number, id, kind, date, signed_act) VALUES(?, ?, ?, ?, ?, ?)");
	sql_put_int(&q, row);
	sql_put_u64(&q, number);
	sql_put_hash(&q, &a->id);
	if (v)
		sql_put_null(&q); /* a kind that this version does not know */
	else
		sql_put_text(&q, act_kind_name(a->kind));
	factsdb_put_date(&q, a->date.days);
	sql_put_blob(&q, signed_act);
	err = sql_run(&q);
	act_clear(a);
	free(a);
	return err;
}

static enum err
last_act(struct factsdb *f, int64_t *row, struct hash *id)
{
	struct sql_query q =
	    sql_query(&f->sql, "SELECT row, id FROM act ORDER BY row DESC LIMIT 1");

	*row = 0;
	if (sql_row(&q)) {
		*row = sql_int(&q, 0);
		(void)sql_hash(&q, 1, id);
	}
	return sql_end(&q);
}

/* A resume may change what acts stood when entries were folded (PROTOCOL M3.44): they are
 * folded anew, after it. */
static enum err
before_act(struct folding *w, int64_t *row, struct bytes signed_act)
{
	struct position folded = { 0 };
	struct act *a = mem_new(sizeof(*a));
	enum err err = ERR_NONE;

	if (act_parse(a, signed_act) == V_OK && a->kind == ACT_RESUME)
		err = factsdb_position(w->f, &folded);
	if (!err && folded.n_heads) {
		err = factsdb_clear(w->f);
		*row = 0;
	}
	position_clear(&folded);
	act_clear(a);
	free(a);
	return err;
}

static enum err
fold_acts(struct folding *w)
{
	struct buf act = { 0 };
	uint64_t number = 0;
	struct hash id;
	int64_t row = 0;
	enum err err = last_act(w->f, &row, &id);

	while (!err) {
		int64_t before;

		err = log_acts_next(w->log, &row, 0, &number, &act);
		before = row;
		if (!err)
			err = before_act(w, &row, buf_view(&act));
		if (!err && row == before)
			err = insert_act(w->f, row, number, buf_view(&act));
	}
	buf_clear(&act);
	if (err != ERR_NOT_FOUND)
		return err;
	err = factsdb_state_set(w->f, "named", (int64_t)registry_named(w->registry));
	return err ? err
		   : factsdb_state_set(
			 w->f, "register", (int64_t)registry_number(w->registry));
}

/* --- late bodies -------------------------------------------------------------------- */

/* The row of an entry that is folded without its body; 0: there is none. */
static enum err
row_without_body(struct factsdb *f, int64_t *row, const struct place *p)
{
	struct sql_query q = sql_query(&f->sql,
	    "SELECT entry FROM entry WHERE author=? AND incarnation=? AND seq=?"
	    " AND NOT EXISTS(SELECT 1 FROM body WHERE body.entry = entry.entry)");

	*row = 0;
	sql_put_text(&q, p->author);
	sql_put_int(&q, p->incarnation);
	sql_put_u64(&q, p->seq);
	if (sql_row(&q))
		*row = sql_int(&q, 0);
	return sql_end(&q);
}

static enum err
fold_late(void *ctx, const struct entry *e, struct bytes signature, struct bytes body,
    bool held)
{
	struct folding *w = ctx;
	int64_t row = 0;
	enum err err = held ? row_without_body(w->f, &row, &e->place) : ERR_NONE;

	(void)signature;
	return !err && row ? fold_body(w, e, row, body) : err;
}

static enum err
fold_fills(struct folding *w)
{
	struct place first;
	uint64_t last = 0;
	int64_t row = 0;
	enum err err = factsdb_state_get(w->f, "fills", &row);

	while (!err) {
		err = log_fill_next(w->log, &row, &first, &last);
		if (err)
			break;
		if (!w->left) {
			w->more = true;
			return ERR_NONE;
		}
		if (w->left != SIZE_MAX)
			w->left -= w->left < last - first.seq + 1 ? w->left
								  : last - first.seq + 1;
		err = store_entries_each(w->log, &first, last, fold_late, w);
		if (!err)
			err = factsdb_state_set(w->f, "fills", row);
	}
	return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

/* --- the whole ---------------------------------------------------------------------- */

/* Is every feed that is folded in the log, with the same entry where the fold stands? Not
 * so after a power failure that the log lost more by, or with a log from a backup. */
static enum err
feeds_agree(struct folding *w, bool *agree)
{
	struct position folded;
	enum err err = factsdb_position(w->f, &folded);

	if (err)
		return err;
	for (size_t i = 0; i < folded.n_heads && *agree && !err; i++) {
		struct hash id;

		err = store_id_get(w->log, &id, &folded.heads[i].place);
		if (err == ERR_NOT_FOUND || (!err && !hash_eq(&id, &folded.heads[i].id)))
			*agree = false;
		if (err == ERR_NOT_FOUND)
			err = ERR_NONE;
	}
	position_clear(&folded);
	return err;
}

static enum err
acts_agree(struct folding *w, bool *agree)
{
	struct hash folded, held;
	int64_t row = 0;
	enum err err = last_act(w->f, &row, &folded);

	if (err || !row)
		return err;
	err = log_acts_id(w->log, &held, row);
	*agree = !err && hash_eq(&held, &folded);
	return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

static enum err
fills_agree(struct folding *w, bool *agree)
{
	struct place first;
	uint64_t last = 0;
	int64_t row = 0;
	enum err err = factsdb_state_get(w->f, "fills", &row);

	if (err || !row)
		return err;
	row--;
	err = log_fill_next(w->log, &row, &first, &last);
	*agree = err != ERR_NOT_FOUND;
	return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

static enum err
compare(struct folding *w)
{
	bool agree = true;
	enum err err = acts_agree(w, &agree);

	if (!err && agree)
		err = fills_agree(w, &agree);
	if (!err && agree)
		err = feeds_agree(w, &agree);
	if (err || agree)
		return err;
	log_warn("facts.db does not follow from log.db: folded anew");
	return factsdb_clear(w->f);
}

void
factsdb_distrust(struct factsdb *f)
{
	f->compared = false;
}

enum err
factsdb_fold(struct factsdb *f, struct store *log, const struct registry *r, size_t most,
    bool *more)
{
	struct folding w = {
		.f = f, .log = log, .registry = r, .left = most ? most : SIZE_MAX
	};
	enum err err;

	assert(!log->sql.in_transaction); /* what is not committed is no fact */
	err = sql_begin(&f->sql, false);
	if (err)
		return err;
	if (!f->compared)
		err = compare(&w);
	if (!err)
		err = fold_acts(&w);
	if (!err)
		err = fold_feeds(&w);
	if (!err)
		err = fold_fills(&w);
	if (err) {
		sql_rollback(&f->sql);
		return err;
	}
	err = sql_commit(&f->sql);
	if (err)
		return err;
	f->compared = true;
	*more = w.more;
	return ERR_NONE;
}
