/* body.c - the table of body kinds, and rules that several of them share. */
#include "body.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "body_kinds.h"
#include "date.h"
#include "mem.h"
#include "pb.h"

static const struct body_kind {
	uint32_t kind;
	const ProtobufCMessageDescriptor *type;
	enum verdict (*check)(const ProtobufCMessage *value, struct body_fault *fault);
	const char *(*country)(const ProtobufCMessage *value); /* NULL: about none */
	/* May it have that audience?  NULL: any of its kind. */
	bool (*audience)(const ProtobufCMessage *value, uint32_t audience);
	bool own; /* about nobody but its author */
} kinds[] = {
	{ KIND_KEYS, &cmsa__keys_body__descriptor, body_keys_check, NULL, NULL, false },
	{ KIND_WITNESS, &cmsa__witness_body__descriptor, body_witness_check, NULL, NULL,
	    false },
	{ KIND_PROOF, &cmsa__proof_body__descriptor, body_proof_check, NULL, NULL,
	    false },
	{ KIND_CAPACITY, &cmsa__capacity_body__descriptor, body_capacity_check,
	    body_capacity_country, NULL, false },
	{ KIND_DUTY, &cmsa__duty_body__descriptor, body_duty_check, body_duty_country,
	    NULL, false },
	{ KIND_ALERT, &cmsa__alert_body__descriptor, body_alert_check, body_alert_country,
	    body_alert_audience, false },
	{ KIND_ALERT_RESPONSE, &cmsa__alert_response_body__descriptor,
	    body_alert_response_check, body_alert_response_country, NULL, false },
	{ KIND_MEASURE, &cmsa__measure_body__descriptor, body_measure_check,
	    body_measure_country, NULL, false },
	{ KIND_ATTENDANCE, &cmsa__attendance_body__descriptor, body_attendance_check,
	    body_attendance_country, NULL, false },
	{ KIND_ASSESSMENT, &cmsa__assessment_body__descriptor, body_assessment_check,
	    NULL, NULL, false },
	{ KIND_FUND, &cmsa__fund_body__descriptor, body_fund_check, body_fund_country,
	    NULL, false },
	{ KIND_RETRACTION, &cmsa__retraction_body__descriptor, body_retraction_check,
	    NULL, NULL, false },
	{ KIND_REPLY, &cmsa__reply_body__descriptor, body_reply_check, body_reply_country,
	    NULL, true },
	{ KIND_DISCLOSURE, &cmsa__disclosure_body__descriptor, body_disclosure_check,
	    NULL, NULL, false },
};

static const struct body_kind *
row_of(uint32_t kind)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (kinds[i].kind == kind)
			return &kinds[i];
	return NULL;
}

enum verdict
body_parse(const ProtobufCMessage **out, struct arena *mem, uint32_t kind,
    uint32_t schema, struct bytes body, struct body_fault *fault)
{
	const struct body_kind *k = row_of(kind);
	const ProtobufCMessage *m = NULL;
	enum verdict v;

	*out = NULL;
	if (!k)
		return V_OK;
	if (schema != 1)
		return V_SCHEMA;
	v = pb_parse_canonical(&m, mem, k->type, body);
	if (!v)
		v = k->check(m, fault);
	if (!v)
		*out = m;
	return v;
}

enum verdict
body_parse_of(const ProtobufCMessage **out, struct arena *mem, const struct entry *e,
    struct bytes body, struct body_fault *fault)
{
	const struct body_kind *k = row_of(e->kind);
	enum verdict v;

	*out = NULL;
	/* PROTOCOL M4.31 */
	if (e->audience == AUDIENCE_NAMED)
		return V_OK;
	v = body_parse(out, mem, e->kind, e->schema, body, fault);
	if (v || !k || !k->audience || k->audience(*out, e->audience))
		return v;
	*out = NULL;
	return body_fault_set(fault, V_AUDIENCE, BODY_ITSELF, "handling",
	    "its mark keeps it from the public; publish it for customs or the alliance");
}

enum verdict
body_check(uint32_t kind, const ProtobufCMessage *value, struct body_fault *fault)
{
	const struct body_kind *k = row_of(kind);

	return k ? k->check(value, fault) : V_OK;
}

const char *
body_country(uint32_t kind, const ProtobufCMessage *value)
{
	const struct body_kind *k = row_of(kind);

	return k && k->country ? k->country(value) : "";
}

bool
body_is_own(uint32_t kind)
{
	const struct body_kind *k = row_of(kind);

	return k && k->own;
}

enum verdict
body_fault_set(struct body_fault *fault, enum verdict v, size_t row, const char *field,
    const char *fmt, ...)
{
	va_list ap;

	if (!fault)
		return v;
	fault->row = row;
	snprintf(fault->field, sizeof(fault->field), "%s", field);
	va_start(ap, fmt);
	vsnprintf(fault->why, sizeof(fault->why), fmt, ap);
	va_end(ap);
	return v;
}

/* PROTOCOL M2.8 */
bool
body_date_ok(int32_t days)
{
	return days != 0 && days >= DATE_MIN_DAYS && days <= DATE_MAX_DAYS;
}

bool
body_text_ok(const char *s)
{
	return strlen(s) <= LIMIT_TEXT_BYTES;
}

/* PROTOCOL M5.9 */
static enum verdict
check_batch(const Cmsa__Batch *b, struct body_fault *fault)
{
	if (!b)
		return V_OK;
	if (b->id.len == 16 && b->parts >= 2 && b->parts <= LIMIT_BATCH_PARTS &&
	    b->part >= 1 && b->part <= b->parts)
		return V_OK;
	return body_fault_set(fault, V_BATCH, BODY_ITSELF, "batch",
	    "expected an id of 16 bytes and part 1..parts of 2..%d, found part %u of %u",
	    LIMIT_BATCH_PARTS, b->part, b->parts);
}

static enum verdict
check_attachments(Cmsa__Attachment *const *a, size_t n, struct body_fault *fault)
{
	if (n > 64)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "attachments",
		    "expected at most 64, found %zu", n);
	for (size_t i = 0; i < n; i++)
		if (a[i]->sha256.len != 32 || !body_text_ok(a[i]->media_type) ||
		    !body_text_ok(a[i]->name) || !*a[i]->name)
			return body_fault_set(fault, V_FIELD, i, "attachments",
			    "expected a SHA-256, a media type and a name");
	return V_OK;
}

bool
body_ref_ok(const Cmsa__Ref *r)
{
	return author_is_valid(r->author) && r->incarnation && r->seq &&
	       r->seq <= INT64_MAX && r->id.len == 32;
}

static int
ref_cmp(const Cmsa__Ref *a, const Cmsa__Ref *b)
{
	int c = strcmp(a->author, b->author);

	if (c)
		return c;
	if (a->incarnation != b->incarnation)
		return a->incarnation < b->incarnation ? -1 : 1;
	return (a->seq > b->seq) - (a->seq < b->seq);
}

enum verdict
body_refs_check(Cmsa__Ref *const *refs, size_t n, size_t most, const char *field,
    struct body_fault *fault)
{
	if (n > most)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, field,
		    "expected at most %zu, found %zu", most, n);
	for (size_t i = 0; i < n; i++) {
		if (!body_ref_ok(refs[i]))
			return body_fault_set(fault, V_FIELD, i, field,
			    "expected author, incarnation, seq and an id of 32 bytes");
		if (i && ref_cmp(refs[i - 1], refs[i]) >= 0)
			return body_fault_set(fault, V_FIELD, i, field,
			    "expected them in order of place, each once");
	}
	return V_OK;
}

/* PROTOCOL M5.19 */
static enum verdict
check_corrects(Cmsa__Ref *const *refs, size_t n, struct body_fault *fault)
{
	return body_refs_check(refs, n, 64, "corrects", fault);
}

enum verdict
body_rest_check(const struct body_rest *rest, struct body_fault *fault)
{
	enum verdict v = check_batch(rest->batch, fault);

	if (!v)
		v = check_attachments(rest->attachments, rest->n_attachments, fault);
	return v ? v : check_corrects(rest->corrects, rest->n_corrects, fault);
}

const void *
body_find_twice(const void *rows, size_t n, int (*cmp)(const void *, const void *))
{
	const void **sorted = mem_dup(rows, n * sizeof(*sorted));
	const void *twice = NULL;

	qsort(sorted, n, sizeof(*sorted), cmp);
	for (size_t i = 1; i < n && !twice; i++)
		if (!cmp(&sorted[i - 1], &sorted[i]))
			twice = sorted[i];
	free(sorted);
	return twice;
}
