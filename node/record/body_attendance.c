/* body_attendance.c - kind attendance (PROTOCOL M5.17). */
#include <stdlib.h>

#include "body_kinds.h"
#include "mem.h"

const char *
body_attendance_country(const ProtobufCMessage *value)
{
	return ((const Cmsa__AttendanceBody *)value)->country;
}

static int
meeting_cmp(const void *va, const void *vb)
{
	const Cmsa__Attendance *a = *(Cmsa__Attendance *const *)va,
			       *b = *(Cmsa__Attendance *const *)vb;

	return (a->meeting > b->meeting) - (a->meeting < b->meeting);
}

static enum verdict
check_unique(const Cmsa__AttendanceBody *b, struct body_fault *fault)
{
	Cmsa__Attendance **sorted = mem_dup(b->meetings, b->n_meetings * sizeof(*sorted));
	enum verdict v = V_OK;

	qsort(sorted, b->n_meetings, sizeof(*sorted), meeting_cmp);
	for (size_t i = 1; i < b->n_meetings && !v; i++)
		if (!meeting_cmp(&sorted[i - 1], &sorted[i]))
			v = body_fault_set(fault, V_DUPLICATE_KEY, BODY_ITSELF, "meeting",
			    "expected each meeting once, found act %llu twice",
			    (unsigned long long)sorted[i]->meeting);
	free(sorted);
	return v;
}

enum verdict
body_attendance_check(const ProtobufCMessage *value, struct body_fault *fault)
{
	const Cmsa__AttendanceBody *b = (const Cmsa__AttendanceBody *)value;
	enum verdict v;

	if (!author_is_country(b->country))
		return body_fault_set(
		    fault, V_COUNTRY, BODY_ITSELF, "country", "expected an alpha-3 code");
	if (!b->n_meetings || b->n_meetings > LIMIT_ROWS)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "meetings",
		    "expected 1 to %d, found %zu", LIMIT_ROWS, b->n_meetings);
	for (size_t i = 0; i < b->n_meetings; i++) {
		const Cmsa__Attendance *a = b->meetings[i];

		if (!a->meeting || a->meeting > INT64_MAX)
			return body_fault_set(fault, V_FIELD, i, "meeting",
			    "expected the number of a meeting act");
		if (!body_text_ok(a->note))
			return body_fault_set(fault, V_TOO_LARGE, i, "note",
			    "expected at most %d bytes", LIMIT_TEXT_BYTES);
	}
	v = check_unique(b, fault);
	if (!v)
		v = body_batch_check(b->batch, fault);
	if (!v)
		v = body_attachments_check(b->attachments, b->n_attachments, fault);
	return v ? v : body_corrects_check(b->corrects, b->n_corrects, fault);
}
