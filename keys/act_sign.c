/* act_sign.c - a registrar signs an act. */
#include "act_sign.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "act_record.h"

/* The list an index of this signature points into, when the act holds it itself. */
static Cmsa__RegistrarKey *const *
list_in_act(size_t *n, const struct act *a, bool incoming)
{
	*n = 0;
	if (a->kind == ACT_GENESIS) {
		*n = a->body->genesis->n_registrars;
		return a->body->genesis->registrars;
	}
	if (a->kind == ACT_REGISTRARS && incoming) {
		*n = a->body->registrars->n_registrars;
		return a->body->registrars->registrars;
	}
	return NULL;
}

static enum err
find_index(
    uint32_t *index, const struct act *a, const struct act_signing *s, struct errmsg *m)
{
	size_t n;
	Cmsa__RegistrarKey *const *list = list_in_act(&n, a, s->incoming);

	if (!list) {
		if (s->index == ACT_SIGN_FIND)
			return errmsg_set(m, ERR_INPUT,
			    "expected the index of this registrar (from 0, in the list in force): the act does not hold it");
		*index = (uint32_t)s->index;
		return *index < LIMIT_REGISTRARS
			   ? ERR_NONE
			   : errmsg_set(m, ERR_INPUT, "expected an index below %d",
				 LIMIT_REGISTRARS);
	}
	for (size_t i = 0; i < n; i++) {
		if (memcmp(list[i]->key.data, s->key->public_key.b, 32) != 0)
			continue;
		*index = (uint32_t)i;
		if (s->index == ACT_SIGN_FIND || s->index == (int)i)
			return ERR_NONE;
		return errmsg_set(m, ERR_INPUT,
		    "this key stands at index %zu of the act, not %d", i, s->index);
	}
	return errmsg_set(
	    m, ERR_INPUT, "this key is not among the registrars of the act");
}

static enum err
check_request(const struct act *a, const struct act_signing *s, struct errmsg *m)
{
	if (s->key->use != KEY_REGISTRAR)
		return errmsg_set(m, ERR_REFUSED,
		    "expected a key for registrar use, found one for %s",
		    key_use_name(s->key->use));
	if (s->incoming && a->kind != ACT_REGISTRARS)
		return errmsg_set(
		    m, ERR_INPUT, "only a registrars act has incoming registrars");
	if (!s->alliance && a->kind != ACT_GENESIS)
		return errmsg_set(m, ERR_INPUT,
		    "expected the alliance's id: only a genesis act is signed without");
	if (s->alliance && a->kind == ACT_GENESIS)
		return errmsg_set(m, ERR_INPUT,
		    "a genesis act founds an alliance: no id of one goes with it");
	return ERR_NONE;
}

/* Outgoing first, then by registrar (act.h). */
static int
signature_cmp(const void *a, const void *b)
{
	const struct act_signature *x = a, *y = b;

	if (x->incoming != y->incoming)
		return x->incoming ? 1 : -1;
	return x->registrar < y->registrar ? -1 : x->registrar > y->registrar;
}

static enum err
add_signature(struct act_signature *sigs, size_t *n, const struct act_signature *mine,
    struct errmsg *m)
{
	for (size_t i = 0; i < *n; i++) {
		if (signature_cmp(&sigs[i], mine) != 0)
			continue;
		if (!memcmp(sigs[i].sig.b, mine->sig.b, sizeof(mine->sig.b)))
			return ERR_NONE;
		return errmsg_set(m, ERR_REFUSED,
		    "another signature stands at index %" PRIu32
		    ": the index is another registrar's, or it was made for another alliance",
		    mine->registrar);
	}
	if (*n == 2 * LIMIT_REGISTRARS)
		return errmsg_set(
		    m, ERR_INPUT, "the act has as many signatures as it can hold");
	sigs[(*n)++] = *mine;
	qsort(sigs, *n, sizeof(sigs[0]), signature_cmp);
	return ERR_NONE;
}

static void
make(struct signature *out, const struct act *a, const struct act_signing *s)
{
	static const struct hash zeros;
	struct buf string = { 0 };

	act_signing_string(&string, s->alliance ? s->alliance : &zeros, &a->id);
	key_sign(out, s->key, KEY_REGISTRAR, buf_view(&string));
	buf_clear(&string);
}

enum err
act_sign(
    struct buf *out, const struct act *a, const struct act_signing *s, struct errmsg *m)
{
	struct act_signature sigs[2 * LIMIT_REGISTRARS],
	    mine = { .incoming = s->incoming };
	size_t n = a->n_sigs;
	enum err e = check_request(a, s, m);

	if (!e)
		e = find_index(&mine.registrar, a, s, m);
	if (!e)
		e = act_record_put(
		    s->record_path, &s->key->public_key, a->number, &a->id, m);
	if (e)
		return e;
	make(&mine.sig, a, s);
	memcpy(sigs, a->sigs, n * sizeof(sigs[0]));
	e = add_signature(sigs, &n, &mine, m);
	if (!e)
		signed_act_write(out, a->bytes, sigs, n);
	return e;
}
