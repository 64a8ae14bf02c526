/* body_witness.c - kind witness (PROTOCOL M5.4). */
#include "body_kinds.h"

static int
head_cmp(const Cmsa__Head *a, const Cmsa__Head *b)
{
	int c = strcmp(a->author, b->author);

	if (c)
		return c;
	return a->incarnation < b->incarnation ? -1 : a->incarnation > b->incarnation;
}

enum verdict
body_witness_check(const ProtobufCMessage *value, struct body_fault *fault)
{
	const Cmsa__WitnessBody *w = (const Cmsa__WitnessBody *)value;

	if (w->n_heads > LIMIT_HEADS)
		return body_fault_set(fault, V_TOO_LARGE, BODY_ITSELF, "heads",
		    "expected at most %d, found %zu", LIMIT_HEADS, w->n_heads);
	for (size_t i = 0; i < w->n_heads; i++) {
		const Cmsa__Head *h = w->heads[i];

		if (!author_is_valid(h->author) || !h->incarnation || !h->seq ||
		    h->seq > INT64_MAX || h->id.len != 32)
			return body_fault_set(fault, V_FIELD, i, "heads",
			    "expected author, incarnation, seq and an id of 32 bytes");
		if (i && head_cmp(w->heads[i - 1], h) >= 0)
			return body_fault_set(fault, V_NOT_CANONICAL, i, "heads",
			    "expected heads by author and incarnation, each once");
	}
	return V_OK;
}
