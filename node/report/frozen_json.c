/* frozen_json.c - forked feeds as JSON. */
#include "frozen_json.h"

#include <inttypes.h>
#include <stdio.h>

#include "frozen.h"
#include "json.h"

static json_t *
one(const struct fact_fork *k)
{
	json_t *o = json_object();
	char words[FROZEN_LEN], proof[64];

	frozen_words(words, k);
	snprintf(proof, sizeof(proof), "%s:%u:%" PRIu64, k->proof.author,
	    k->proof.incarnation, k->proof.seq);
	json_set_text(o, "author", k->at.author);
	json_set_int(o, "incarnation", k->at.incarnation);
	json_set_int(o, "forked_at", (int64_t)k->at.seq);
	json_set_hash(o, "id", &k->ids[0]);
	json_set_hash(o, "other_id", &k->ids[1]);
	json_set_text(o, "proof", proof);
	json_set_int(o, "witnessed", (int64_t)k->witnessed);
	json_set_int(o, "counts_up_to", (int64_t)k->limit);
	json_set_int(o, "head", (int64_t)k->head);
	json_set_text(o, "words", words);
	return o;
}

json_t *
frozen_json(const struct facts *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->n_forks; i++)
		json_array_append_new(list, one(&f->forks[i]));
	return list;
}
