/* alerts_sealed.c - sealed alerts beside those that are facts. */
#include "alerts_sealed.h"

#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "mem.h"
#include "pb_json.h"

/* --- which ------------------------------------------------------------------------------------ */

struct gathering {
	struct alerts_sealed *out;
	const struct alerts_node *a;
	bool own;
};

static bool
is_at_position(const struct position *p, const struct place *at)
{
	return at->seq <= position_seq(p, at->author, at->incarnation);
}

static enum err
gather(void *ctx, int64_t row, const struct fact_entry *e)
{
	struct gathering *g = ctx;
	struct alerts_sealed *s = g->out;

	(void)row;
	if (e->audience != AUDIENCE_NAMED || !e->body_held ||
	    (!g->own && !strcmp(e->place.author, g->a->author)) ||
	    !is_at_position(&g->a->q.position, &e->place))
		return ERR_NONE;
	s->list = mem_resize(s->list, s->n + 1, sizeof(*s->list));
	s->list[s->n++] = *e;
	return ERR_NONE;
}

static int
cmp(const void *a, const void *b)
{
	return place_cmp(&((const struct fact_entry *)a)->place,
	    &((const struct fact_entry *)b)->place);
}

enum err
alerts_sealed_list(
    struct alerts_sealed *out, const struct alerts_node *a, bool own, struct errmsg *m)
{
	const struct fact_filter alerts = { .kind = KIND_ALERT };
	struct gathering g = { out, a, own };
	enum err e;

	*out = (struct alerts_sealed){ 0 };
	e = factsdb_entries_each(a->q.facts, &alerts, gather, &g);
	if (e)
		return errmsg_set(m, e, "the sealed alerts cannot be read");
	if (out->n)
		qsort(out->list, out->n, sizeof(*out->list), cmp);
	return ERR_NONE;
}

void
alerts_sealed_clear(struct alerts_sealed *s)
{
	free(s->list);
	*s = (struct alerts_sealed){ 0 };
}

bool
alerts_sealed_find(struct fact_entry *out, const struct alerts_node *a, const char *ref)
{
	struct alerts_sealed s;
	struct errmsg m = { "" };
	char word[ALERTS_REF_LEN];
	bool found = false;

	if (!alerts_sealed_list(&s, a, true, &m))
		for (size_t i = 0; i < s.n && !found; i++) {
			alerts_list_ref(word, &s.list[i].place);
			found = !strcmp(word, ref);
			if (found)
				*out = s.list[i];
		}
	alerts_sealed_clear(&s);
	return found;
}

/* --- how they are shown ---------------------------------------------------------------------------- */

struct showing {
	const struct cli *cli;
	struct buf *out;
	json_t *json;
	struct store *log;
	struct opening o;
	bool opens; /* the reading key is there */
	size_t shut;
};

static void
show_shut(struct showing *w, const struct fact_entry *e)
{
	char ref[ALERTS_REF_LEN];
	json_t *o;

	w->shut++;
	if (w->opens)
		return;
	alerts_list_ref(ref, &e->place);
	if (w->json) {
		o = json_object();
		json_set_text(o, "ref", ref);
		json_set_bool(o, "sealed", 1);
		json_array_append_new(w->json, o);
		return;
	}
	buf_add_line(w->out, "sealed alert of %s, entry %llu: cmsa open %s %llu",
	    e->place.author, (unsigned long long)e->place.seq, e->place.author,
	    (unsigned long long)e->place.seq);
}

static void
show_body(struct showing *w, const struct fact_entry *e, const struct opened *x,
    const Cmsa__AlertBody *b)
{
	char ref[ALERTS_REF_LEN];
	json_t *o;

	alerts_list_ref(ref, &e->place);
	if (w->json) {
		o = json_object();
		json_set_text(o, "ref", ref);
		json_set_bool(o, "sealed", 1);
		json_set_text(o, "opened", x->how);
		json_set(o, "alert", pb_json(&b->base));
		json_array_append_new(w->json, o);
		return;
	}
	buf_add_line(w->out, "%s sealed, %s, %s, %s>%s, \"%s\", %s; opened %s", ref,
	    alerts_list_severity(b->severity),
	    b->n_subjects ? b->subjects[0] : b->codes[0],
	    *b->declared_origin ? b->declared_origin : "?",
	    *b->suspected_origin ? b->suspected_origin : "?", b->id,
	    alerts_list_mark(b->handling), x->how);
}

static void
show(struct showing *w, const struct fact_entry *e)
{
	const ProtobufCMessage *m = NULL;
	struct stored_entry se = { 0 };
	struct opened x = { 0 };
	struct arena mem;

	arena_init(&mem, LIMIT_BODY_ARENA);
	if (!store_entry_get(w->log, &se, &e->place) && se.body_held) {
		opening_by_disclosure(&x, &w->o, &se);
		if (w->opens)
			opening_by_reading_key(&x, &w->o, &se);
	}
	if (x.done &&
	    !body_parse(&m, &mem, KIND_ALERT, se.e.schema, buf_view(&x.body), NULL))
		show_body(w, e, &x, (const Cmsa__AlertBody *)m);
	else
		show_shut(w, e);
	opened_clear(&x);
	stored_entry_clear(&se);
	arena_clear(&mem);
}

enum err
alerts_sealed_write(struct buf *out, json_t *json, const struct cli *cli,
    const struct alerts_node *a, struct errmsg *m)
{
	struct showing w = { .cli = cli, .out = out, .json = json };
	struct alerts_sealed s;
	enum err e = alerts_sealed_list(&s, a, false, m);

	if (!e && s.n)
		e = store_open(&w.log, cli->dir, STORE_READ, m);
	if (!e && s.n)
		e = opening_begin(&w.o, cli, w.log);
	if (!e && s.n && cli_option(cli, "open")) {
		e = opening_load_key(&w.o, m);
		w.opens = !e;
	}
	for (size_t i = 0; i < s.n && !e; i++)
		show(&w, &s.list[i]);
	if (!e && w.opens && w.shut && !json)
		buf_add_line(out, "%zu more are sealed to others", w.shut);
	opening_end(&w.o);
	store_close(&w.log);
	alerts_sealed_clear(&s);
	return e;
}
