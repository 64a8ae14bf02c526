/* world_rotate.c - nodes of a world change their signing keys. */
#include <check.h>
#include <stdio.h>

#include "pb.h"
#include "world.h"

/* Its record goes on in a file, since a record in memory ends with its signer. */
static void
reopen_signer(struct world *w, struct world_node *n, bool lost)
{
	char path[96];
	struct sign_config cfg = { .author = n->author,
		.incarnation = 1,
		.generation = 1,
		.alliance = registry_alliance(w->maker.registry),
		.key = lost ? &n->next : &n->key,
		.next = lost ? NULL : &n->next,
		.record_path = path };
	struct sign_reply r;
	struct errmsg m = { "" };

	snprintf(path, sizeof(path), "%s/sign.record", n->dir);
	ck_assert_int_eq(n->signer.status(n->signer.ctx, &r), ERR_NONE);
	signer_clear(&n->signer);
	if (lost)
		remove(path);
	else if (r.has_record)
		ck_assert_int_eq(sign_record_write(path, &r.record, &m), ERR_NONE);
	ck_assert_msg(signer_memory(&n->signer, &cfg, &m) == ERR_NONE, "%s", m.text);
}

uint32_t
world_rotate(struct world *w, int i, bool transport, bool lost)
{
	struct world_node *n = &w->node[i];
	struct maker_pair pair = maker_signing_of(n->author, ++n->generation);
	struct public_key curve = pair.public_key;
	struct buf body = { 0 };
	Cmsa__ControlRequest request;
	Cmsa__ControlKeys keys;
	uint32_t code = 0;

	if (n->next.secret.p) { /* it has taken over */
		key_clear(&n->key);
		n->key = n->next;
	}
	n->next = (struct key){ 0 };
	ck_assert_int_eq(
	    key_of_seed(&n->next, KEY_SIGNING, n->author, pair.secret), ERR_NONE);
	curve.b[0] ^= 1;
	maker_rotation(
	    &body, &w->maker, n->author, n->generation, transport ? &curve : NULL);
	if (lost) {
		world_crash(w, i, w->now_ms + 1);
		reopen_signer(w, n, true);
		buf_reset(&n->statement);
		buf_add(&n->statement, body.p, body.n);
	} else {
		reopen_signer(w, n, false);
		cmsa__control_request__init(&request);
		cmsa__control_keys__init(&keys);
		keys.body = pb_data(buf_view(&body));
		request.request_case = CMSA__CONTROL_REQUEST__REQUEST_KEYS;
		request.keys = &keys;
		code = world_ask(w, i, &request);
	}
	buf_clear(&body);
	return code;
}
