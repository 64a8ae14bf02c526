/* when_report_json.c - the interval of an entry, as a document. */
#include "json.h"
#include "when_report.h"

static void
set_time(json_t *o, const char *key, bool known, int64_t time_ms)
{
	char text[25];

	time_write(text, time_ms);
	json_set(o, key, known ? json_string(text) : json_null());
}

static void
set_place(json_t *o, const char *key, const struct place *p)
{
	json_t *at = json_object();

	json_set_text(at, "author", p->author);
	json_set_int(at, "incarnation", p->incarnation);
	json_set_int(at, "seq", (int64_t)p->seq);
	json_set(o, key, p->seq ? at : json_null());
	if (!p->seq)
		json_decref(at);
}

static void
set_marks(
    json_t *o, const char *key, const char *via, const struct when_mark *v, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		json_t *m = json_object();

		set_time(m, "time", true, v[i].time_ms);
		set_place(m, "entry", &v[i].ref);
		json_set_hash(m, "id", &v[i].ref_id);
		if (via)
			set_place(m, via, &v[i].via);
		json_set_bool(m, "counts", v[i].counts);
		json_array_append_new(list, m);
	}
	json_set(o, key, list);
}

static void
set_bounds(json_t *o, const struct when *w)
{
	static const char *const names[WHEN_BOUNDS] = { "one", "policy", "majority" };
	json_t *bounds = json_object();

	for (size_t i = 0; i < WHEN_BOUNDS; i++) {
		const struct when_bound *b = &w->bounds[i];
		json_t *x = json_object();

		json_set_int(x, "countries", (int64_t)b->m);
		set_time(x, "not_before", b->has_from, b->from_ms);
		set_time(x, "not_after", b->has_to, b->to_ms);
		json_set_text(x, "claim", when_report_claim(when_claim(w, b)));
		json_set(bounds, names[i], x);
	}
	json_set(o, "bounds", bounds);
}

void
when_report_json(struct buf *out, const struct when *w)
{
	const struct when_bound *against = when_against(w);
	const char *kind = kind_name(w->kind);
	json_t *o = json_object();

	set_place(o, "entry", &w->place);
	json_set_hash(o, "id", &w->id);
	json_set_text(o, "kind", kind ? kind : "");
	set_time(o, "claimed", true, w->claimed_ms);
	json_set_bool(o, "claim_contradicted", against != NULL);
	json_set_int(o, "act", (int64_t)w->act);
	json_set_date(o, "act_date", w->act_date);
	json_set_int(o, "other_members", (int64_t)w->countries);
	json_set_date(o, "witnessed_date", w->witnessed);
	set_bounds(o, w);
	set_marks(o, "not_before", "listed_by", w->from, w->n_from);
	set_marks(o, "not_after", "lists", w->to, w->n_to);
	set_marks(o, "without", NULL, w->without, w->n_without);
	json_set_int(o, "unheld", (int64_t)w->unheld);
	json_write(out, o, 0);
}
