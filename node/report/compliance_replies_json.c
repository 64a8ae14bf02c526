/* compliance_replies_json.c - replies as JSON. */
#include "compliance_replies_json.h"

#include "pb_json.h"
#include "reply_of.h"

static json_t *
reply_of(const struct findings *fs, const struct fact_reply *r)
{
	const struct fact_origin *s = &fs->facts->sources[r->source];
	json_t *o = pb_json(&r->reply->base), *entry = json_object();

	json_object_del(o, "country");
	json_object_del(o, "criterion");
	json_set_text(entry, "author", s->place.author);
	json_set_int(entry, "incarnation", s->place.incarnation);
	json_set_int(entry, "seq", (int64_t)s->place.seq);
	json_set_hash(entry, "id", &s->id);
	json_set(o, "entry", entry);
	return o;
}

json_t *
compliance_replies_json(const struct findings *fs, const char *country, Cmsa__Criterion c,
    const Cmsa__Finding *f)
{
	json_t *list = json_array();
	size_t n = 0;
	const struct fact_reply *all = facts_replies_of(fs->facts, country, &n);

	for (size_t i = 0; i < n; i++)
		if (all[i].reply->criterion == c && (!f || reply_of_finding(&all[i], f)))
			json_array_append_new(list, reply_of(fs, &all[i]));
	return list;
}
