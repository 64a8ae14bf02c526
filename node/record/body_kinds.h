/* body_kinds.h - inside record: what each body_<kind>.c gives to the table of body.c. */
#ifndef BODY_KINDS_H
#define BODY_KINDS_H

#include "body.h"

#define BODY_ITSELF ((size_t)-1)

enum verdict body_keys_check(const ProtobufCMessage *value, struct body_fault *fault);
enum verdict body_witness_check(const ProtobufCMessage *value, struct body_fault *fault);
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
enum verdict body_batch_check(const Cmsa__Batch *b, struct body_fault *fault);
enum verdict body_attachments_check(
    Cmsa__Attachment *const *a, size_t n, struct body_fault *fault);

/* A place that can be, and an id of 32 bytes. */
bool body_ref_ok(const Cmsa__Ref *r);
/* Such Refs, at most `most`, in order of place, each once: V_OK or V_FIELD. */
enum verdict body_refs_check(Cmsa__Ref *const *refs, size_t n, size_t most,
    const char *field, struct body_fault *fault);
/* What a body stands for from now on: field `corrects` of every data body that has one. */
enum verdict body_corrects_check(
    Cmsa__Ref *const *refs, size_t n, struct body_fault *fault);

#endif
