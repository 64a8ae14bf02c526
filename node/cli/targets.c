/* targets.c - names of entries to Refs; ids come from the log, never from the operator. */
#include "targets.h"

#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "mem.h"
#include "pb.h"
#include "store.h"
#include "text.h"

static enum err
parse_place(struct place *out, const char *word, size_t n, struct errmsg *m)
{
	char text[64], *colon;
	int64_t seq;

	*out = (struct place){ .incarnation = 1 };
	snprintf(text, sizeof(text), "%.*s", (int)(n < 63 ? n : 63), word);
	colon = strchr(text, ':');
	if (colon)
		*colon = '\0';
	if (!colon || n > 63 || !author_is_valid(text) || !text_to_i64(&seq, colon + 1) ||
	    seq < 1)
		return errmsg_set(m, ERR_INPUT, "expected AUTHOR:SEQ, found \"%.*s\"",
		    (int)(n < 63 ? n : 63), word);
	memcpy(out->author, text, strlen(text) + 1);
	out->seq = (uint64_t)seq;
	return ERR_NONE;
}

static void
add(struct targets *t, const struct place *p)
{
	t->at = mem_resize(t->at, t->n + 1, sizeof(*t->at));
	t->at[t->n++] = (struct target){ .place = *p };
}

static enum err
parse_words(struct targets *t, const char *const *words, size_t n, struct errmsg *m)
{
	enum err e = ERR_NONE;

	for (size_t i = 0; i < n; i++)
		for (const char *w = words[i]; *w && !e; w += *w == ',') {
			size_t len = strcspn(w, ",");
			struct place p;

			e = parse_place(&p, w, len, m);
			if (!e)
				add(t, &p);
			w += len;
		}
	if (!e && !t->n)
		e = errmsg_set(m, ERR_INPUT, "expected AUTHOR:SEQ, found nothing");
	return e;
}

static int
target_cmp(const void *a, const void *b)
{
	return place_cmp(
	    &((const struct target *)a)->place, &((const struct target *)b)->place);
}

static enum err
sort_once(struct targets *t, struct errmsg *m)
{
	qsort(t->at, t->n, sizeof(*t->at), target_cmp);
	for (size_t i = 1; i < t->n; i++)
		if (!target_cmp(&t->at[i - 1], &t->at[i]))
			return errmsg_set(m, ERR_INPUT,
			    "expected each entry once, found %s:%llu twice",
			    t->at[i].place.author,
			    (unsigned long long)t->at[i].place.seq);
	return ERR_NONE;
}

static enum err
refuse(const struct target *t, struct errmsg *m, const char *why)
{
	return errmsg_set(m, ERR_REFUSED, "%s:%llu %s", t->place.author,
	    (unsigned long long)t->place.seq, why);
}

/* PROTOCOL M5.25: an author's own entries, and a country's those of its desks. */
static bool
is_own(const char *author, const char *own)
{
	char country[COUNTRY_LEN];

	author_country(country, author);
	return !strcmp(author, own) || (author_is_desk(author) && !strcmp(country, own));
}

static enum err
look_up(
    struct target *t, struct store *log, const char *own, uint32_t kind, struct errmsg *m)
{
	struct stored_entry se = { 0 };
	enum err e;

	if (!is_own(t->place.author, own))
		return refuse(t, m, "is neither of this node's author nor of its desks");
	e = store_entry_get(log, &se, &t->place);
	if (e == ERR_NOT_FOUND)
		return refuse(t, m, "is not held here");
	if (e)
		return e;
	t->id = se.e.id;
	t->kind = se.e.kind;
	stored_entry_clear(&se);
	if (t->kind < KIND_FIRST_DATA || t->kind == KIND_RETRACTION)
		return refuse(t, m, "is no entry of data, or a retraction");
	if (kind && t->kind != kind)
		return refuse(t, m, "is of another kind than what corrects it");
	return ERR_NONE;
}

/* What a body removes. */
static void
removals_of(Cmsa__Ref *const **refs, size_t *n, const ProtobufCMessage *body)
{
	const ProtobufCFieldDescriptor *f =
	    protobuf_c_message_descriptor_get_field_by_name(body->descriptor, "corrects");

	if (!f)
		f = protobuf_c_message_descriptor_get_field_by_name(
		    body->descriptor, "entries");
	*n = 0;
	if (!f || f->label != PROTOBUF_C_LABEL_REPEATED)
		return;
	memcpy(n, (const uint8_t *)body + f->quantifier_offset, sizeof(*n));
	memcpy(refs, (const uint8_t *)body + f->offset, sizeof(*refs));
}

static enum err
check_not_removed(
    const struct targets *t, const struct stored_entry *se, struct errmsg *m)
{
	const ProtobufCMessage *body = NULL;
	Cmsa__Ref *const *refs = NULL;
	enum err e = ERR_NONE;
	struct arena mem;
	size_t n = 0;

	if (se->e.kind < KIND_FIRST_DATA || !se->body_held)
		return ERR_NONE;
	arena_init(&mem, LIMIT_BODY_ARENA);
	if (!body_parse_of(&body, &mem, &se->e, buf_view(&se->body), NULL) && body)
		removals_of(&refs, &n, body);
	for (size_t i = 0; i < n && !e; i++)
		for (size_t k = 0; k < t->n && !e; k++)
			if (bytes_eq(pb_bytes(refs[i]->id),
				bytes_of(t->at[k].id.b, sizeof(t->at[k].id.b))))
				e = refuse(&t->at[k], m, "is taken back already");
	arena_clear(&mem);
	return e;
}

/* Every entry of a feed that could have removed one of them. */
static enum err
search_feed(
    const struct targets *t, struct store *log, const char *author, struct errmsg *m)
{
	struct place at = { .incarnation = 1 };
	enum err e = ERR_NONE;

	memcpy(at.author, author, strlen(author) + 1);
	for (at.seq = 1; !e; at.seq++) {
		struct stored_entry se = { 0 };

		e = store_entry_get(log, &se, &at);
		if (!e)
			e = check_not_removed(t, &se, m);
		stored_entry_clear(&se);
	}
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static enum err
search_feeds(
    const struct targets *t, struct store *log, const char *own, struct errmsg *m)
{
	char country[COUNTRY_LEN];
	enum err e = search_feed(t, log, own, m);

	author_country(country, own);
	if (!e && *country && strcmp(country, own))
		e = search_feed(t, log, country, m);
	for (size_t i = 0; i < t->n && !e; i++)
		if (strcmp(t->at[i].place.author, own) &&
		    (!i || strcmp(t->at[i - 1].place.author, t->at[i].place.author)))
			e = search_feed(t, log, t->at[i].place.author, m);
	return e;
}

static void
make_refs(struct targets *t)
{
	t->refs = mem_array(t->n, sizeof(Cmsa__Ref *));
	for (size_t i = 0; i < t->n; i++) {
		struct target *k = &t->at[i];

		cmsa__ref__init(&k->ref);
		k->ref.author = k->place.author;
		k->ref.incarnation = k->place.incarnation;
		k->ref.seq = k->place.seq;
		k->ref.id = pb_hash_data(k->id.b);
		t->refs[i] = &k->ref;
	}
}

enum err
targets_read(struct targets *out, const struct cli *cli, const char *const *words,
    size_t n_words, uint32_t kind, struct errmsg *m)
{
	struct store *log = NULL;
	struct nodeconf conf;
	enum err e;

	*out = (struct targets){ 0 };
	e = parse_words(out, words, n_words, m);
	if (!e)
		e = sort_once(out, m);
	if (!e)
		e = nodeconf_read(&conf, cli->dir, m);
	if (!e)
		e = store_open(&log, cli->dir, STORE_READ, m);
	for (size_t i = 0; i < out->n && !e; i++)
		e = look_up(&out->at[i], log, conf.author, kind, m);
	if (!e)
		e = search_feeds(out, log, conf.author, m);
	if (!e)
		make_refs(out);
	store_close(&log);
	if (e)
		targets_clear(out);
	return e;
}

void
targets_clear(struct targets *t)
{
	free(t->at);
	free(t->refs);
	*t = (struct targets){ 0 };
}
