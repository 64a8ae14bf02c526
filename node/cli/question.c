/* question.c - positions that entries name. */
#include "question.h"

#include <string.h>

#include "body.h"

enum err
question_of_witness(
    struct position *out, const struct entry *e, struct bytes body, struct errmsg *m)
{
	const ProtobufCMessage *value = NULL;
	const Cmsa__WitnessBody *w;
	struct arena mem;
	enum err err = ERR_NONE;

	arena_init(&mem, LIMIT_BODY_ARENA);
	if (e->kind != KIND_WITNESS ||
	    body_parse(&value, &mem, e->kind, e->schema, body, NULL) || !value ||
	    !((const Cmsa__WitnessBody *)value)->full) {
		err = errmsg_set(m, ERR_INPUT,
		    "expected a full witness entry that names a position, found another at %s:%llu",
		    e->place.author, (unsigned long long)e->place.seq);
		goto out;
	}
	w = (const Cmsa__WitnessBody *)value;
	*out = (struct position){ .register_number = e->register_number,
		.register_id = e->register_id };
	for (size_t i = 0; i < w->n_heads; i++) {
		struct place at = { .incarnation = w->heads[i]->incarnation,
			.seq = w->heads[i]->seq };
		struct hash id;

		memcpy(at.author, w->heads[i]->author, strlen(w->heads[i]->author) + 1);
		if (hash_from(&id, bytes_of(w->heads[i]->id.data, w->heads[i]->id.len)))
			position_set(out, &at, &id);
	}
	position_set(out, &e->place, &e->id);
out:
	arena_clear(&mem);
	return err;
}
