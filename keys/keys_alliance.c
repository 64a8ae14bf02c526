/* keys_alliance.c - which alliance an operator means: its id, or a file that tells it. */
#include "keys_alliance.h"

#include <stdio.h>
#include <string.h>

#include "act.h"
#include "file.h"
#include "limit.h"
#include "pb.h"
#include "text.h"

/* The first act of an invitation; false when the bytes are none. */
static bool
first_of_invitation(struct bytes *out, struct arena *mem, struct bytes file)
{
	const ProtobufCMessage *p;
	const Cmsa__Invitation *i;

	if (pb_parse_canonical(&p, mem, &cmsa__invitation__descriptor, file) != V_OK)
		return false;
	i = (const Cmsa__Invitation *)(const void *)p;
	if (!i->n_acts)
		return false;
	*out = pb_bytes(i->acts[0]);
	return true;
}

/* A genesis act, an invitation, or 64 hexadecimal digits as text. */
static bool
alliance_in(struct hash *out, struct bytes file)
{
	struct bytes genesis = file;
	struct arena mem;
	struct act a;
	bool found = false;

	arena_init(&mem, (size_t)LIMIT_INVITATION_BYTES * 2);
	if (file.n >= 64 && file.n <= 66) {
		char hex[65];

		snprintf(hex, sizeof(hex), "%.*s", 64, (const char *)file.p);
		found = hex_parse(out->b, sizeof(out->b), hex);
	}
	if (!found) {
		first_of_invitation(&genesis, &mem, file);
		found = act_parse(&a, genesis) == V_OK;
		if (found) {
			found = a.kind == ACT_GENESIS;
			*out = a.id;
			act_clear(&a);
		}
	}
	arena_clear(&mem);
	return found;
}

enum err
keys_alliance_read(struct hash *out, const char *text, struct errmsg *m)
{
	struct buf file = { 0 };
	enum err e;

	if (hex_parse(out->b, sizeof(out->b), text))
		return ERR_NONE;
	e = file_read(&file, text, LIMIT_INVITATION_BYTES, m);
	if (!e && !alliance_in(out, buf_view(&file)))
		e = errmsg_set(m, ERR_INPUT,
		    "--alliance %s: expected 64 hexadecimal digits, a genesis act or an invitation",
		    text);
	buf_clear(&file);
	return e;
}
