/* body_attendance.c - kind attendance (PROTOCOL M5.17). */
#include "body_kinds.h"

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
	const Cmsa__Attendance *twice =
	    body_find_twice(b->meetings, b->n_meetings, meeting_cmp);

	return twice ? body_fault_set(fault, V_DUPLICATE_KEY, BODY_ITSELF, "meeting",
			   "expected each meeting once, found act %llu twice",
			   (unsigned long long)twice->meeting)
		     : V_OK;
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
	return v ? v : body_rest_check(BODY_REST(b), fault);
}
