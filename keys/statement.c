/* statement.c - making bodies of keys entries. */
#include "statement.h"

#include <assert.h>
#include <string.h>

#include "body.h"
#include "pb.h"

static void
sign_with(struct signature *out, const struct statement_parts *p, const char *tag,
    const struct key *k, enum key_use use)
{
	struct buf string = { 0 };
	struct keys_statement s = {
		.tag = tag,
		.alliance = p->alliance,
		.author = p->signing->author,
		.incarnation = p->incarnation,
		.generation = p->generation,
		.old_key = p->old_key,
		.new_key = p->signing->public_key,
	};

	keys_signing_string(&string, &s);
	key_sign(out, k, use, buf_view(&string));
	buf_clear(&string);
}

enum err
statement_make(struct buf *out, const struct statement_parts *p, struct errmsg *m)
{
	struct signature by_identity, by_signing;
	Cmsa__NodeKey nodes[LIMIT_NODES], *list[LIMIT_NODES];
	Cmsa__KeysBody b;

	if (p->identity->use != KEY_IDENTITY || p->signing->use != KEY_SIGNING ||
	    strcmp(p->identity->author, p->signing->author) != 0)
		return errmsg_set(m, ERR_REFUSED,
		    "expected identity and signing key of one author, found the %s key of %s and the %s key of %s",
		    key_use_name(p->identity->use), p->identity->author,
		    key_use_name(p->signing->use), p->signing->author);
	sign_with(&by_identity, p, TAG_IDENTITY, p->identity, KEY_IDENTITY);
	sign_with(&by_signing, p, TAG_POSSESSION, p->signing, KEY_SIGNING);
	cmsa__keys_body__init(&b);
	b.generation = p->generation;
	b.algorithm = 1;
	b.signing_key = pb_hash_data(p->signing->public_key.b);
	b.reading_key = pb_hash_data(p->reading_key.b);
	b.identity_signature = pb_data(bytes_of(by_identity.b, sizeof(by_identity.b)));
	b.possession_signature = pb_data(bytes_of(by_signing.b, sizeof(by_signing.b)));
	assert(p->n_nodes <= LIMIT_NODES);
	for (size_t i = 0; i < p->n_nodes; i++) {
		cmsa__node_key__init(&nodes[i]);
		nodes[i].name = pb_text(p->nodes[i].name);
		nodes[i].curve_key = pb_hash_data(p->nodes[i].curve_key.b);
		nodes[i].only = p->nodes[i].only;
		list[i] = &nodes[i];
	}
	b.nodes = list;
	b.n_nodes = p->n_nodes;
	pb_write(out, &b.base);
	return ERR_NONE;
}
