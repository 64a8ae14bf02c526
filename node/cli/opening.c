/* opening.c - the ways to the content key of a sealed entry, and what it opens. */
#include "opening.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "author_keys.h"
#include "body.h"
#include "file.h"
#include "keyfile.h"
#include "passphrase_option.h"
#include "pb.h"

void
opened_clear(struct opened *x)
{
	secret_clear(&x->key);
	if (x->body.p)
		sodium_memzero(x->body.p, x->body.n);
	buf_clear(&x->body);
	*x = (struct opened){ 0 };
}

static enum err
take_alliance(void *ctx, uint64_t number, struct bytes signed_act)
{
	struct registry *r = registry_new();
	struct hash *out = ctx;

	if (number == 1 && !registry_apply(r, signed_act))
		*out = registry_alliance(r);
	registry_free(r);
	return number == 1 ? ERR_BUSY : ERR_NONE; /* enough */
}

enum err
opening_begin(struct opening *o, const struct cli *cli, struct store *log)
{
	struct errmsg m = { "" };
	enum err e;

	*o = (struct opening){ .cli = cli, .log = log };
	e = store_acts_each(log, 1, take_alliance, &o->alliance);
	if (e && e != ERR_BUSY)
		return e;
	if (hash_is_zero(&o->alliance))
		return ERR_NOT_FOUND;
	return cli_facts(&o->facts, cli, &m);
}

void
opening_end(struct opening *o)
{
	key_clear(&o->reading);
	factsdb_close(&o->facts);
}

enum err
opening_load_key(struct opening *o, struct errmsg *m)
{
	struct secret passphrase = { 0 };
	char path[4096];
	enum err e;

	path_join(path, o->cli->dir, AUTHOR_KEYS_READING);
	e = passphrase_option(
	    &passphrase, o->cli, "passphrase of the reading key: ", false, m);
	if (!e)
		e = keyfile_open(&o->reading, path, KEY_READING, NULL, &passphrase, m);
	secret_clear(&passphrase);
	return e;
}

/* --- with a key in hand ------------------------------------------------------------------ */

/* The key is the entry's: what it opens.  One of another entry changes nothing.  True: the key
 * is right. */
static bool
use_key(struct opened *x, const struct opening *o, const struct stored_entry *se,
    const uint8_t key[static SEALED_BODY_KEY_BYTES])
{
	if (sealed_body_check_key(&o->alliance, &se->e, key)) {
		x->verdict = V_SEALED_KEY;
		return false;
	}
	if (!x->key.p && secret_new(&x->key, SEALED_BODY_KEY_BYTES))
		return false;
	memcpy(x->key.p, key, SEALED_BODY_KEY_BYTES);
	x->verdict = sealed_body_open(
	    &x->body, &o->alliance, &se->e, buf_view(&se->body), x->key.p);
	x->done = !x->verdict;
	return true;
}

static void
say_disclosure(struct opened *x, const struct place *by, const char *reason, bool sealed)
{
	snprintf(x->how, sizeof(x->how), "by %sdisclosure %s:%llu: %.120s",
	    sealed ? "the sealed " : "", by->author, (unsigned long long)by->seq, reason);
}

/* --- disclosures in the clear -------------------------------------------------------------- */

struct trial {
	struct opened *x;
	struct opening *o;
	const struct stored_entry *se;
};

static enum err
try_disclosure(void *ctx, const struct place *by, struct bytes key, const char *reason)
{
	struct trial *t = ctx;

	if (t->x->key.p || key.n != SEALED_BODY_KEY_BYTES)
		return ERR_NONE;
	if (use_key(t->x, t->o, t->se, key.p))
		say_disclosure(t->x, by, reason, false);
	else
		t->x->wrong++;
	return ERR_NONE;
}

void
opening_by_disclosure(struct opened *x, struct opening *o, const struct stored_entry *se)
{
	struct trial t = { x, o, se };

	if (!x->key.p)
		factsdb_disclosure_each(
		    o->facts, &se->e.place, &se->e.id, try_disclosure, &t);
}

/* --- the reading key ------------------------------------------------------------------------ */

static enum verdict
unwrap(const struct opening *o, uint8_t key[static SEALED_BODY_KEY_BYTES],
    const struct stored_entry *se)
{
	return sealed_body_unwrap(key, &o->alliance, &se->e, buf_view(&se->body),
	    &o->reading.public_key, o->reading.secret.p);
}

static bool
is_of(const Cmsa__Ref *r, const struct entry *e)
{
	struct hash id;

	return !strcmp(r->author, e->place.author) &&
	       r->incarnation == e->place.incarnation && r->seq == e->place.seq &&
	       hash_from(&id, pb_bytes(r->id)) && hash_eq(&id, &e->id);
}

/* What a disclosure of this reader's says, if it is of the entry. */
static void
read_disclosure(struct trial *t, const struct place *by, struct bytes body)
{
	const ProtobufCMessage *m = NULL;
	const Cmsa__DisclosureBody *d;
	struct arena mem;

	arena_init(&mem, LIMIT_BODY_ARENA);
	if (!body_parse(&m, &mem, KIND_DISCLOSURE, 1, body, NULL)) {
		d = (const Cmsa__DisclosureBody *)m;
		if (is_of(d->entry, &t->se->e)) {
			if (use_key(t->x, t->o, t->se, d->key.data))
				say_disclosure(t->x, by, d->reason, true);
			else
				t->x->wrong++;
		}
		sodium_memzero(d->key.data, d->key.len);
	}
	arena_clear(&mem);
}

static enum err
try_sealed_disclosure(void *ctx, int64_t row, const struct fact_entry *f)
{
	uint8_t key[SEALED_BODY_KEY_BYTES];
	struct trial *t = ctx;
	struct stored_entry se = { 0 };
	struct buf body = { 0 };

	(void)row;
	if (t->x->key.p || f->audience != AUDIENCE_NAMED || !f->body_held ||
	    store_entry_get(t->o->log, &se, &f->place))
		return ERR_NONE;
	if (se.body_held && !unwrap(t->o, key, &se) &&
	    !sealed_body_open(&body, &t->o->alliance, &se.e, buf_view(&se.body), key))
		read_disclosure(t, &f->place, buf_view(&body));
	sodium_memzero(key, sizeof(key));
	if (body.p)
		sodium_memzero(body.p, body.n);
	buf_clear(&body);
	stored_entry_clear(&se);
	return ERR_NONE;
}

void
opening_by_reading_key(struct opened *x, struct opening *o, const struct stored_entry *se)
{
	const struct fact_filter sealed = { .kind = KIND_DISCLOSURE };
	struct trial t = { x, o, se };
	uint8_t key[SEALED_BODY_KEY_BYTES];
	enum verdict v;

	if (x->key.p)
		return;
	v = unwrap(o, key, se);
	if (!v && use_key(x, o, se, key))
		snprintf(x->how, sizeof(x->how), "by the reading key of %s",
		    o->reading.author);
	sodium_memzero(key, sizeof(key));
	if (!v)
		return;
	factsdb_entries_each(o->facts, &sealed, try_sealed_disclosure, &t);
	if (!x->key.p)
		x->verdict = v;
}

/* --- exported keys ---------------------------------------------------------------------------- */

enum err
opening_by_file(struct opened *x, struct opening *o, const struct stored_entry *se,
    const char *path, struct errmsg *m)
{
	const ProtobufCMessage *value = NULL;
	const Cmsa__DisclosureBody *d;
	struct buf file = { 0 };
	struct arena mem;
	enum err e = file_read(&file, path, 4096, m);

	arena_init(&mem, LIMIT_BODY_ARENA);
	if (!e && body_parse(&value, &mem, KIND_DISCLOSURE, 1, buf_view(&file), NULL))
		e = errmsg_set(
		    m, ERR_INPUT, "%s is no file of cmsa open --export-key", path);
	d = (const Cmsa__DisclosureBody *)value;
	if (!e && !is_of(d->entry, &se->e))
		e = errmsg_set(m, ERR_INPUT,
		    "%s is the key of %.24s:%llu, another entry than the one asked for",
		    path, d->entry->author, (unsigned long long)d->entry->seq);
	if (!e && use_key(x, o, se, d->key.data))
		snprintf(x->how, sizeof(x->how), "by the key in %.200s", path);
	if (file.p)
		sodium_memzero(file.p, file.n);
	buf_clear(&file);
	arena_clear(&mem);
	return e;
}

void
opening_write_disclosure(struct buf *out, const struct entry *e, const struct secret *key,
    const char *reason, bool sample)
{
	Cmsa__DisclosureBody b;
	Cmsa__Ref ref;

	cmsa__ref__init(&ref);
	ref.author = pb_text(e->place.author);
	ref.incarnation = e->place.incarnation;
	ref.seq = e->place.seq;
	ref.id = pb_hash_data(e->id.b);
	cmsa__disclosure_body__init(&b);
	b.entry = &ref;
	b.key = pb_data(bytes_of(key->p, key->n));
	b.reason = pb_text(reason);
	b.sample = sample;
	pb_write(out, &b.base);
}

enum err
opening_export(const struct opened *x, const struct stored_entry *se, const char *path,
    struct errmsg *m)
{
	struct buf file = { 0 };
	enum err e;

	opening_write_disclosure(&file, &se->e, &x->key, "exported", false);
	e = file_write_new(path, buf_view(&file), 0600, m);
	sodium_memzero(file.p, file.n);
	buf_clear(&file);
	return e;
}
