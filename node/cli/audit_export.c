/* audit_export.c - feed by feed through the log: which entries, and what leads to their
 * signatures. */
#include "audit_export.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "grow.h"
#include "mem.h"

/* One feed on its way out. */
struct walk {
	struct audit_export *x;
	struct bundle_writer *w;
	struct place head;
	uint64_t first; /* where its incarnation begins */
	const struct cut *cut; /* of it, by an act of the file; or NULL */
	/* of a file with choices: entries wanted beside the chosen ones, ascending */
	uint64_t *also;
	size_t n_also, room_also;
	uint64_t *known; /* by choice: how far the feed's witness entries have named it */
	size_t n_keys;   /* of them, keys entries: wanted when anything else is */
	bool keys;       /* it is wanted for its keys entries */
	bool any;        /* anything of it is */
	bool open;       /* what was written last has no signature yet */
	bool done;
};

/* --- acts --------------------------------------------------------------------------- */

/* PROTOCOL M10.4: up to the last act that the position or a head names. */
static enum err
last_act(uint64_t *out, const struct audit_export *x, struct errmsg *m)
{
	const struct position *p = &x->manifest->position;
	enum err e = ERR_NONE;

	*out = p->register_number;
	for (size_t i = 0; i < p->n_heads && !e; i++) {
		struct stored_entry se = { 0 };

		if (!p->heads[i].place.seq)
			continue;
		e = store_entry_get(x->log, &se, &p->heads[i].place);
		if (!e && !hash_eq(&se.e.id, &p->heads[i].id))
			e = ERR_NOT_FOUND;
		if (e)
			errmsg_set(m, e, "the log does not hold entry %s:%" PRIu64,
			    p->heads[i].place.author, p->heads[i].place.seq);
		if (!e && se.e.register_number > *out)
			*out = se.e.register_number;
		stored_entry_clear(&se);
	}
	return e;
}

static enum err
write_acts(
    struct audit_export *x, struct bundle_writer *w, uint64_t *last, struct errmsg *m)
{
	enum err e = last_act(last, x, m);

	for (uint64_t n = 1; n <= *last && !e; n++) {
		const struct act_record *a = registry_act(x->registry, n);

		if (!a)
			return errmsg_set(
			    m, ERR_NOT_FOUND, "the log does not hold act %" PRIu64, n);
		bundle_writer_act(w, a->signed_act);
	}
	return e;
}

/* --- which entries, when only some are chosen --------------------------------------- */

static bool
speaks_of(struct walk *k, const struct entry *e, struct bytes body)
{
	const struct bundle_manifest *m = k->x->manifest;
	const ProtobufCMessage *value = NULL;
	const Cmsa__WitnessBody *w;
	struct arena mem;
	bool wanted = false;

	arena_init(&mem, LIMIT_BODY_ARENA);
	if (!body_parse(&value, &mem, e->kind, e->schema, body, NULL) && value) {
		w = (const Cmsa__WitnessBody *)(const void *)value;
		for (size_t c = 0; c < m->n_chosen; c++)
			for (size_t i = 0; i < w->n_heads; i++) {
				const struct bundle_choice *of = &m->chosen[c];
				const uint64_t seq = w->heads[i]->seq;

				if (strcmp(w->heads[i]->author, of->author) != 0 ||
				    seq < of->first || seq <= k->known[c] ||
				    (of->last && k->known[c] >= of->last))
					continue;
				k->known[c] = seq;
				wanted = true;
			}
	}
	arena_clear(&mem);
	return wanted;
}

/* PROTOCOL M10.5 */
static enum err
look_at(void *ctx, const struct entry *e, struct bytes signature, struct bytes body,
    bool body_held)
{
	struct walk *k = ctx;
	bool also = e->kind == KIND_KEYS;

	(void)signature;
	if (!also && e->kind == KIND_WITNESS && body_held)
		also = speaks_of(k, e, body);
	k->n_keys += also && e->kind == KIND_KEYS;
	if (also) {
		k->also = grow(k->also, &k->room_also, k->n_also, sizeof(*k->also));
		k->also[k->n_also++] = e->place.seq;
	}
	return ERR_NONE;
}

static bool
is_chosen_author(const struct bundle_manifest *m, const char *author)
{
	const size_t n = strlen(author);

	for (size_t i = 0; i < m->n_chosen; i++) /* or the country of a desk chosen */
		if (!strncmp(m->chosen[i].author, author, n) &&
		    (!m->chosen[i].author[n] || m->chosen[i].author[n] == '.'))
			return true;
	return false;
}

/* Notes which entries of the feed are wanted beside the chosen ones. */
static enum err
look_through(struct walk *k)
{
	struct place first = k->head;
	enum err e;

	first.seq = registry_first_seq(k->x->registry, first.author, first.incarnation);
	k->known = mem_array(k->x->manifest->n_chosen, sizeof(*k->known));
	e = store_entries_each(k->x->log, &first, k->head.seq, look_at, k);
	k->any = k->keys || k->n_also > k->n_keys;
	return e;
}

static void
walk_clear(struct walk *k)
{
	free(k->also);
	free(k->known);
}

/* A desk of which anything is in the file proves itself by its country's keys entries. */
static enum err
look_at_desks(bool *any, const struct walk *country)
{
	const struct position *p = &country->x->manifest->position;
	enum err e = ERR_NONE;

	for (size_t i = 0; i < p->n_heads && !e && !*any; i++) {
		struct walk desk = { .x = country->x, .head = p->heads[i].place };
		char of[COUNTRY_LEN];

		if (!author_is_desk(desk.head.author) || !desk.head.seq)
			continue;
		author_country(of, desk.head.author);
		if (strcmp(of, country->head.author) != 0)
			continue;
		e = look_through(&desk);
		*any = desk.any;
		walk_clear(&desk);
	}
	return e;
}

static enum err
choose(struct walk *k)
{
	const struct bundle_manifest *m = k->x->manifest;
	enum err e;

	k->any = true;
	if (!m->n_chosen)
		return ERR_NONE;
	k->keys = is_chosen_author(m, k->head.author);
	e = k->keys ? ERR_NONE : look_at_desks(&k->keys, k);
	return e ? e : look_through(k);
}

static int
seq_cmp(const void *va, const void *vb)
{
	const uint64_t a = *(const uint64_t *)va, b = *(const uint64_t *)vb;

	return (a > b) - (a < b);
}

static bool
is_wanted(const struct walk *k, uint64_t seq)
{
	if (seq > k->head.seq)
		return false;
	return seq == k->first || bundle_is_chosen(k->x->manifest, k->head.author, seq) ||
	       (k->n_also &&
		   bsearch(&seq, k->also, k->n_also, sizeof(*k->also), seq_cmp));
}

/* --- entries ------------------------------------------------------------------------ */

static struct bytes
body_to_write(struct walk *k, const struct entry *e, struct bytes body, bool held)
{
	const bool chosen =
	    bundle_is_chosen(k->x->manifest, e->place.author, e->place.seq);

	if (k->x->manifest->level == LEVEL_PUBLIC_FACTS &&
	    e->audience != AUDIENCE_PUBLIC) {
		k->x->not_public += chosen && e->body_size;
		return bytes_of(NULL, 0);
	}
	k->x->not_held += chosen && !held;
	return held ? body : bytes_of(NULL, 0);
}

static enum err
write_entry(void *ctx, const struct entry *e, struct bytes signature, struct bytes body,
    bool body_held)
{
	struct walk *k = ctx;
	const bool wanted = is_wanted(k, e->place.seq);

	if (!wanted && !k->open) {
		k->done = e->place.seq > k->head.seq;
		return k->done ? ERR_GONE : ERR_NONE;
	}
	if (wanted) {
		body = body_to_write(k, e, body, body_held);
	} else {
		body = bytes_of(NULL, 0);
		k->x->headers_only++;
	}
	/* PROTOCOL M10.6: on, until something is signed */
	k->open = !signature.n;
	bundle_writer_entry(k->w, e, signature, body);
	if (!k->cut || e->place.seq != k->cut->last_seq)
		return ERR_NONE;
	k->open = false; /* PROTOCOL M4.25 */
	bundle_writer_named(k->w);
	return ERR_NONE;
}

static enum err
write_feed(struct audit_export *x, struct bundle_writer *w, const struct place *head,
    uint64_t last, struct errmsg *m)
{
	struct walk k = { .x = x,
		.w = w,
		.head = *head,
		.first = registry_first_seq(x->registry, head->author, head->incarnation),
		.cut = registry_cut(x->registry, head->author, head->incarnation, last) };
	struct place first = *head;
	enum err e = choose(&k);

	first.seq = k.first;
	if (!e && k.any)
		e = store_entries_each(x->log, &first, 0, write_entry, &k);
	if (e == ERR_GONE && k.done)
		e = ERR_NONE;
	walk_clear(&k);
	return e ? errmsg_set(m, e, "the feed of %s could not be read", head->author)
		 : ERR_NONE;
}

enum err
audit_export_run(struct audit_export *x, bundle_write_fn *fn, void *ctx, struct errmsg *m)
{
	const struct position *p = &x->manifest->position;
	struct bundle_writer *w = bundle_writer_new(fn, ctx, x->manifest);
	uint64_t last = 0;
	enum err e = write_acts(x, w, &last, m), end;

	for (size_t i = 0; i < p->n_heads && !e; i++)
		if (p->heads[i].place.seq)
			e = write_feed(x, w, &p->heads[i].place, last, m);
	if (!e && x->findings)
		bundle_writer_findings(w, x->findings);
	end = bundle_writer_end(w, &x->counts);
	bundle_writer_free(w);
	if (!e && end == ERR_REFUSED)
		return errmsg_set(m, ERR_STORE,
		    "a feed of the log ends without a signature: cmsa verify");
	return e ? e : end;
}
