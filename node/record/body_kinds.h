/* body_kinds.h - inside record: what each body_<kind>.c gives to the table of body.c. */
#ifndef BODY_KINDS_H
#define BODY_KINDS_H

#include "body.h"

#define BODY_ITSELF ((size_t)-1)

enum verdict body_keys_check(const ProtobufCMessage *value, struct body_fault *fault);
enum verdict body_witness_check(const ProtobufCMessage *value, struct body_fault *fault);
enum verdict body_proof_check(const ProtobufCMessage *value, struct body_fault *fault);
enum verdict body_capacity_check(const ProtobufCMessage *value, struct body_fault *fault);
enum verdict body_duty_check(const ProtobufCMessage *value, struct body_fault *fault);
enum verdict body_measure_check(const ProtobufCMessage *value, struct body_fault *fault);
enum verdict body_attendance_check(
    const ProtobufCMessage *value, struct body_fault *fault);
enum verdict body_assessment_check(
    const ProtobufCMessage *value, struct body_fault *fault);
enum verdict body_alert_check(const ProtobufCMessage *value, struct body_fault *fault);
enum verdict body_alert_response_check(
    const ProtobufCMessage *value, struct body_fault *fault);
enum verdict body_retraction_check(
    const ProtobufCMessage *value, struct body_fault *fault);
enum verdict body_fund_check(const ProtobufCMessage *value, struct body_fault *fault);
enum verdict body_reply_check(const ProtobufCMessage *value, struct body_fault *fault);
enum verdict body_disclosure_check(
    const ProtobufCMessage *value, struct body_fault *fault);
const char *body_fund_country(const ProtobufCMessage *value);
const char *body_reply_country(const ProtobufCMessage *value);
const char *body_alert_country(const ProtobufCMessage *value);
const char *body_alert_response_country(const ProtobufCMessage *value);
bool body_alert_audience(const ProtobufCMessage *value, uint32_t audience);
const char *body_capacity_country(const ProtobufCMessage *value);
const char *body_duty_country(const ProtobufCMessage *value);
const char *body_measure_country(const ProtobufCMessage *value);
const char *body_attendance_country(const ProtobufCMessage *value);

/* Fills `fault` (may be NULL) and returns `v`. */
enum verdict body_fault_set(struct body_fault *fault, enum verdict v, size_t row,
    const char *field, const char *fmt, ...) ATTR_PRINTF(5, 6);

bool body_date_ok(int32_t days);
bool body_text_ok(const char *s);

/* What every data body that can be part of a file and correct others ends with. */
struct body_rest {
	const Cmsa__Batch *batch; /* NULL: it stands alone */
	Cmsa__Attachment *const *attachments;
	size_t n_attachments;
	Cmsa__Ref *const *corrects; /* what it stands for from now on */
	size_t n_corrects;
};
#define BODY_REST(b)                                                            \
	(&(struct body_rest){ (b)->batch, (b)->attachments, (b)->n_attachments, \
	    (b)->corrects, (b)->n_corrects })
enum verdict body_rest_check(const struct body_rest *rest, struct body_fault *fault);

/* Rows of a body that must differ by `cmp`, which gets pointers to rows as qsort gives
 * them: the first, in that order, that is there twice; NULL when none is. */
const void *body_find_twice(
    const void *rows, size_t n, int (*cmp)(const void *, const void *));

/* A place that can be, and an id of 32 bytes. */
bool body_ref_ok(const Cmsa__Ref *r);
/* Such Refs, at most `most`, in order of place, each once: V_OK or V_FIELD. */
enum verdict body_refs_check(Cmsa__Ref *const *refs, size_t n, size_t most,
    const char *field, struct body_fault *fault);

#endif
