/* act.c - acts: bytes <-> values, signatures gathered.  Field rules: act_check.c. */
#include "act.h"
#include "attr.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "act_check.h"
#include "limit.h"
#include "pb.h"

static const struct {
	enum act_kind kind;
	const char *name;
} kind_names[] = {
	{ ACT_GENESIS, "genesis" },
	{ ACT_REGISTRARS, "registrars" },
	{ ACT_TERRITORY, "territory" },
	{ ACT_ENROL, "enrol" },
	{ ACT_CERTIFICATION, "certification" },
	{ ACT_RESOLUTION, "resolution" },
	{ ACT_ENTRY_INTO_FORCE, "entry-into-force" },
	{ ACT_REFERENCE, "reference" },
	{ ACT_POLICY, "policy" },
	{ ACT_CUT, "cut" },
	{ ACT_RESUME, "resume" },
	{ ACT_UNDERTAKING, "undertaking" },
	{ ACT_DETERMINATION, "determination" },
	{ ACT_MODIFICATION_NOTICE, "modification-notice" },
	{ ACT_MODIFICATION_EFFECT, "modification-effect" },
	{ ACT_WITHDRAWAL, "withdrawal" },
	{ ACT_TERMINATION, "termination" },
	{ ACT_ALLOWANCE, "allowance" },
	{ ACT_MEETING, "meeting" },
	{ ACT_MEETING_RECORD, "meeting-record" },
	{ ACT_REPORT, "report" },
	{ ACT_REVIEW, "review" },
	{ ACT_ENGAGEMENT, "engagement" },
};

const char *
act_kind_name(uint32_t kind)
{
	for (size_t i = 0; i < ARRAY_LEN(kind_names); i++)
		if ((uint32_t)kind_names[i].kind == kind)
			return kind_names[i].name;
	return NULL;
}

bool
public_key_is_valid(const uint8_t key[static 32])
{
	return crypto_core_ed25519_is_valid_point(key) == 1;
}

/* PROTOCOL M3.1: signatures stand outgoing first, then by registrar, each once: one encoding only. */
static enum verdict
take_signatures(struct act *a, const Cmsa__SignedAct *s)
{
	if (s->n_signatures > ARRAY_LEN(a->sigs))
		return V_TOO_LARGE;
	for (size_t i = 0; i < s->n_signatures; i++) {
		const Cmsa__ActSignature *from = s->signatures[i];
		struct act_signature *to = &a->sigs[i];

		if (from->signature.len != sizeof(to->sig) ||
		    from->registrar >= LIMIT_REGISTRARS)
			return V_FIELD;
		to->registrar = from->registrar;
		to->incoming = from->incoming;
		memcpy(to->sig.b, from->signature.data, sizeof(to->sig));
		if (i && (to[-1].incoming > to->incoming ||
			     (to[-1].incoming == to->incoming &&
				 to[-1].registrar >= to->registrar)))
			return V_NOT_CANONICAL;
	}
	a->n_sigs = s->n_signatures;
	return V_OK;
}

/* PROTOCOL M3.7: a body this version does not know is the one unknown field, of a number beyond ours. */
static bool
is_newer_body(const Cmsa__Act *act)
{
	const ProtobufCMessage *m = &act->base;

	return act->body_case == CMSA__ACT__BODY__NOT_SET && m->n_unknown_fields == 1 &&
	       m->unknown_fields[0].tag > ACT_POLICY && m->unknown_fields[0].tag < 64 &&
	       m->unknown_fields[0].wire_type == PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED;
}

/* PROTOCOL M3.2 */
static enum verdict
take_chain(struct act *a, const Cmsa__Act *act)
{
	a->number = act->number;
	a->date.days = act->date_days;
	if (!act->number || act->number > INT64_MAX || !date_given(a->date) ||
	    a->date.days < DATE_MIN_DAYS || a->date.days > DATE_MAX_DAYS)
		return V_FIELD;
	if (act->number == 1) /* genesis, of every version */
		return act->prev.len || act->body_case != CMSA__ACT__BODY_GENESIS
			   ? V_FIELD
			   : V_OK;
	return hash_from(&a->prev, pb_bytes(act->prev)) ? V_OK : V_FIELD;
}

static enum verdict
parse_act(struct act *a)
{
	const ProtobufCMessage *m = NULL;
	const Cmsa__Act *act;
	enum verdict v = pb_parse_canonical(
			 &m, &a->mem, &cmsa__act__descriptor, a->bytes),
		     chain;

	if (v && v != V_UNKNOWN_FIELD)
		return v;
	act = (const Cmsa__Act *)m;
	if (v == V_UNKNOWN_FIELD && is_newer_body(act))
		v = pb_is_canonical(m, a->bytes) ? V_UPGRADE_NEEDED : V_NOT_CANONICAL;
	if (v && v != V_UPGRADE_NEEDED)
		return v;
	chain = take_chain(a, act);
	if (chain)
		return chain;
	a->id = act_id(a->bytes);
	if (v == V_UPGRADE_NEEDED)
		return v;
	a->kind = (enum act_kind)act->body_case;
	a->body = act;
	return act_check(act);
}

enum verdict
act_parse(struct act *a, struct bytes signed_act)
{
	const ProtobufCMessage *m = NULL;
	const Cmsa__SignedAct *s;
	enum verdict v;

	*a = (struct act){ 0 };
	if (signed_act.n > LIMIT_SIGNED_ACT_BYTES)
		return V_TOO_LARGE;
	arena_init(&a->mem, LIMIT_ACT_ARENA);
	v = pb_parse_canonical(&m, &a->mem, &cmsa__signed_act__descriptor, signed_act);
	if (!v) {
		s = (const Cmsa__SignedAct *)m;
		a->bytes = pb_bytes(s->act);
		v = a->bytes.n > LIMIT_ACT_BYTES ? V_TOO_LARGE : take_signatures(a, s);
	}
	if (!v)
		v = parse_act(a);
	if (v && v != V_UPGRADE_NEEDED)
		act_clear(a);
	return v;
}

void
act_clear(struct act *a)
{
	arena_clear(&a->mem);
	*a = (struct act){ 0 };
}

struct hash
act_id(struct bytes act)
{
	return hash_tagged(TAG_ACT, act);
}

void
act_write(struct buf *out, const Cmsa__Act *act)
{
	pb_write(out, &act->base);
}

static int
signature_cmp(const void *va, const void *vb)
{
	const struct act_signature *a = va, *b = vb;

	if (a->incoming != b->incoming)
		return a->incoming ? 1 : -1;
	return (a->registrar > b->registrar) - (a->registrar < b->registrar);
}

void
signed_act_write(
    struct buf *out, struct bytes act, const struct act_signature *sigs, size_t n_sigs)
{
	Cmsa__ActSignature pb[2 * LIMIT_REGISTRARS], *list[2 * LIMIT_REGISTRARS];
	struct act_signature sorted[2 * LIMIT_REGISTRARS];
	Cmsa__SignedAct s;

	assert(n_sigs <= ARRAY_LEN(sorted));
	if (n_sigs) {
		memcpy(sorted, sigs, n_sigs * sizeof(*sorted));
		qsort(sorted, n_sigs, sizeof(*sorted), signature_cmp);
	}
	for (size_t i = 0; i < n_sigs; i++) {
		cmsa__act_signature__init(&pb[i]);
		pb[i].registrar = sorted[i].registrar;
		pb[i].incoming = sorted[i].incoming;
		pb[i].signature =
		    pb_data(bytes_of(sorted[i].sig.b, sizeof(sorted[i].sig.b)));
		list[i] = &pb[i];
	}
	cmsa__signed_act__init(&s);
	s.act = pb_data(act);
	s.n_signatures = n_sigs;
	s.signatures = list;
	pb_write(out, &s.base);
}

void
act_signing_string(struct buf *out, const struct hash *alliance, const struct hash *id)
{
	buf_add(out, TAG_ACT_SIGNATURE, sizeof(TAG_ACT_SIGNATURE));
	buf_add(out, alliance->b, sizeof(alliance->b));
	buf_add(out, id->b, sizeof(id->b));
}

void
act_resume_string(struct buf *out, const struct hash *alliance, const Cmsa__Resume *r)
{
	buf_add(out, TAG_RESUME, sizeof(TAG_RESUME));
	buf_add(out, alliance->b, sizeof(alliance->b));
	buf_add_u64(out, r->number);
	buf_add(out, r->stands.data, r->stands.len);
	for (size_t i = 0; i < r->n_aside; i++)
		buf_add(out, r->aside[i].data, r->aside[i].len);
}

enum verdict
act_check_signature(const struct hash *alliance, const struct hash *id,
    const struct signature *sig, const uint8_t key[static 32])
{
	struct buf s = { 0 };
	int bad;

	act_signing_string(&s, alliance, id);
	bad = crypto_sign_verify_detached(sig->b, s.p, s.n, key);
	buf_clear(&s);
	return bad ? V_ACT_SIGNATURES : V_OK;
}

void
application_signing_string(struct buf *out, struct bytes application)
{
	buf_add(out, TAG_APPLICATION, sizeof(TAG_APPLICATION));
	buf_add(out, application.p, application.n);
}

static enum verdict
check_application_signatures(
    const Cmsa__Application *app, const Cmsa__SignedApplication *s)
{
	struct buf text = { 0 };
	bool good;

	if (s->identity_signature.len != 64 || s->signing_signature.len != 64)
		return V_FIELD;
	application_signing_string(&text, pb_bytes(s->application));
	good = !crypto_sign_verify_detached(
		   s->identity_signature.data, text.p, text.n, app->identity_key.data) &&
	       !crypto_sign_verify_detached(
		   s->signing_signature.data, text.p, text.n, app->signing_key.data);
	buf_clear(&text);
	return good ? V_OK : V_BAD_SIGNATURE;
}

enum verdict
application_parse(
    const Cmsa__Application **out, struct arena *mem, struct bytes signed_application)
{
	const ProtobufCMessage *m = NULL;
	const Cmsa__SignedApplication *s;
	const Cmsa__Application *app;
	enum verdict v;

	if (signed_application.n > LIMIT_ACT_BYTES)
		return V_TOO_LARGE;
	v = pb_parse_canonical(
	    &m, mem, &cmsa__signed_application__descriptor, signed_application);
	if (v)
		return v;
	s = (const Cmsa__SignedApplication *)m;
	v = pb_parse_canonical(
	    &m, mem, &cmsa__application__descriptor, pb_bytes(s->application));
	if (v)
		return v;
	app = (const Cmsa__Application *)m;
	v = act_check_application(app);
	if (!v)
		v = check_application_signatures(app, s);
	if (!v)
		*out = app;
	return v;
}
