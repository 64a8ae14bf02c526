/* desks_make.c - see the header. */
#include "desks_make.h"

#include <stdlib.h>

#include "acts_make.h"
#include "attr.h"
#include "keys.pb-c.h"
#include "pb.h"

enum {
	MOST = 8
};

void
desks_make(struct buf *out, const struct desks_make_row *rows, size_t n)
{
	static const uint32_t audiences[] = { AUDIENCE_PUBLIC, AUDIENCE_CUSTOMS };
	struct maker_enrol enrol[MOST], other[MOST];
	uint32_t kinds[MOST][ARRAY_LEN(rows->kinds)], to[ARRAY_LEN(audiences)];
	Cmsa__Desk desk[MOST], *list[MOST];
	Cmsa__KeysBody body;

	if (n > MOST)
		abort();
	for (size_t i = 0; i < ARRAY_LEN(audiences); i++)
		to[i] = audiences[i];
	cmsa__keys_body__init(&body);
	body.generation = 1;
	body.desks = list;
	body.n_desks = n;
	for (size_t i = 0; i < n; i++) {
		Cmsa__Desk *k = list[i] = &desk[i];

		cmsa__desk__init(k);
		k->name = pb_text(rows[i].name);
		k->after_seq = rows[i].after_seq;
		if (rows[i].withdraw)
			continue;
		k->enrol = maker_enrol(&enrol[i], rows[i].name, ROLE_DESK);
		if (rows[i].curve_of)
			k->enrol->nodes[0]->curve_key =
			    maker_enrol(&other[i], rows[i].curve_of, ROLE_DESK)
				->nodes[0]
				->curve_key;
		k->kinds = kinds[i];
		for (size_t j = 0; j < ARRAY_LEN(rows->kinds) && rows[i].kinds[j]; j++)
			kinds[i][k->n_kinds++] = rows[i].kinds[j];
		k->audiences = to;
		k->n_audiences = k->n_kinds ? ARRAY_LEN(to) : 0;
	}
	pb_write(out, &body.base);
}
