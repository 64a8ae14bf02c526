/* published.c - entries that a request published. */
#include "published.h"

#include "bytes.h"
#include "hash.h"

void
published_grid(struct grid *g, const Cmsa__ControlReply *r)
{
	grid_init(g, NULL, "author #incarnation #seq id");
	for (size_t i = 0; i < r->n_entries; i++) {
		const Cmsa__PublishedEntry *e = r->entries[i];
		char hex[HASH_HEX_LEN] = "";

		if (e->id.len == 32)
			hex_write(hex, e->id.data, 32);
		grid_row(g);
		grid_text(g, e->author);
		grid_number(g, e->incarnation);
		grid_number(g, (int64_t)e->seq);
		grid_text(g, hex);
	}
}
