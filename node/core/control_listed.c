/* control_listed.c - what witness entries list and is not held here, for the operator. */
#include "control_listed.h"

#include "listed.h"
#include "pb.h"

static void
list_asked(Cmsa__Listed *out, struct listed_row *r, struct arena *mem)
{
	out->asked = arena_get(mem, (r->n_asked + 1) * sizeof(*out->asked));
	for (size_t i = 0; i < r->n_asked; i++) {
		Cmsa__ListedAsked *a = arena_get(mem, sizeof(*a));

		cmsa__listed_asked__init(a);
		a->author = r->asked[i].author;
		a->node = r->asked[i].node;
		a->answer = pb_text(listed_answer_text(&r->asked[i]));
		out->asked[out->n_asked++] = a;
	}
}

static Cmsa__Listed *
one(struct core *c, struct listed_row *r, struct arena *mem)
{
	Cmsa__Listed *out = arena_get(mem, sizeof(*out));

	cmsa__listed__init(out);
	out->by_author = r->word.by.author;
	out->by_incarnation = r->word.by.incarnation;
	out->by_seq = r->word.by.seq;
	out->by_id = pb_hash_data(r->word.by_id.b);
	out->by_ms = r->word.by_ms;
	out->of_author = r->word.of.author;
	out->of_incarnation = r->word.of.incarnation;
	out->of_seq = r->word.of.seq;
	out->of_id = pb_hash_data(r->word.of_id.b);
	out->other_held = r->other_held;
	out->since_ms = r->since_wall_ms;
	out->at_fault = listed_state(c, r) == LISTED_FAULT;
	list_asked(out, r, mem);
	return out;
}

void
control_listed(struct core *c, Cmsa__ControlReply *reply, struct arena *mem)
{
	struct listed *l = c->listed;

	reply->listed = arena_get(mem, (l->n_rows + 1) * sizeof(*reply->listed));
	for (size_t i = 0; i < l->n_rows; i++)
		reply->listed[reply->n_listed++] = one(c, &l->rows[i], mem);
}
