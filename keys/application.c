/* application.c - making applications. */
#include "application.h"

#include <string.h>

#include "act.h"
#include "limit.h"
#include "pb.h"

static enum err
check_key(const struct key *k, enum key_use use, const char *author, struct errmsg *m)
{
	if (k->use == use && !strcmp(k->author, author))
		return ERR_NONE;
	return errmsg_set(m, ERR_REFUSED,
	    "expected the %s key of %s, found the %s key of %s", key_use_name(use),
	    author, key_use_name(k->use), k->author);
}

static void
encode(struct buf *out, const struct application_parts *p)
{
	Cmsa__EnrolNode *nodes[LIMIT_NODES];
	Cmsa__Application a;

	memcpy(nodes, p->nodes, p->n_nodes * sizeof(nodes[0]));
	cmsa__application__init(&a);
	a.author = pb_text(p->author);
	a.role = p->role;
	a.algorithm = 1;
	a.identity_key = pb_hash_data(p->identity->public_key.b);
	a.signing_key = pb_hash_data(p->signing->public_key.b);
	a.reading_key = pb_hash_data(p->reading_key.b);
	a.nodes = nodes;
	a.n_nodes = p->n_nodes;
	pb_write(out, &a.base);
}

static void
sign_both(struct buf *out, const struct application_parts *p)
{
	struct buf body = { 0 }, string = { 0 };
	struct signature by_identity, by_signing;
	Cmsa__SignedApplication s;

	encode(&body, p);
	application_signing_string(&string, buf_view(&body));
	key_sign(&by_identity, p->identity, KEY_IDENTITY, buf_view(&string));
	key_sign(&by_signing, p->signing, KEY_SIGNING, buf_view(&string));
	cmsa__signed_application__init(&s);
	s.application = pb_data(buf_view(&body));
	s.identity_signature = pb_data(bytes_of(by_identity.b, sizeof(by_identity.b)));
	s.signing_signature = pb_data(bytes_of(by_signing.b, sizeof(by_signing.b)));
	pb_write(out, &s.base);
	buf_clear(&body);
	buf_clear(&string);
}

enum err
application_make(struct buf *out, const struct application_parts *p, struct errmsg *m)
{
	const Cmsa__Application *read;
	struct buf made = { 0 };
	struct arena mem;
	enum verdict v;
	enum err e = check_key(p->identity, KEY_IDENTITY, p->author, m);

	if (!e)
		e = check_key(p->signing, KEY_SIGNING, p->author, m);
	if (e)
		return e;
	if (p->n_nodes > LIMIT_NODES)
		return errmsg_set(m, ERR_INPUT, "expected at most %d nodes", LIMIT_NODES);
	sign_both(&made, p);
	/* What is handed out is what the registrars' side would take. */
	arena_init(&mem, LIMIT_ACT_ARENA);
	v = application_parse(&read, &mem, buf_view(&made));
	arena_clear(&mem);
	if (v)
		e = errmsg_set(
		    m, ERR_INPUT, "the application breaks a rule: %s", verdict_text(v));
	else
		buf_add(out, made.p, made.n);
	buf_clear(&made);
	return e;
}
