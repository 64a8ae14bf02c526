/* traps_protobuf_test.c - measured traps of protobuf-c (tests/lint/traps lists all): 1 MiB on the
 * wire becomes 100 in memory, a recursive type overflows the stack.  Every message of proto/ that
 * a door decodes is tried, and every one inside it. */
#include <check.h>
#include <string.h>

#include "act.pb-c.h"
#include "alert.pb-c.h"
#include "alert_response.pb-c.h"
#include "assessment.pb-c.h"
#include "attendance.pb-c.h"
#include "bundle.pb-c.h"
#include "capacity.pb-c.h"
#include "check_main.h"
#include "control.pb-c.h"
#include "duty.pb-c.h"
#include "entry.pb-c.h"
#include "fund.pb-c.h"
#include "keys.pb-c.h"
#include "limit.h"
#include "link.h"
#include "measure.pb-c.h"
#include "pb.h"
#include "reply.pb-c.h"
#include "retraction.pb-c.h"
#include "wire.pb-c.h"
#include "witness.pb-c.h"

enum {
	BOMB_BYTES = 1 << 19,
	DEPTH = 8, /* of messages in messages: more is a cycle */
	TRIES = 200,
	SIGN_ARENA = 64 << 10,
};

/* What a door decodes, and its budget. */
static const struct door {
	const ProtobufCMessageDescriptor *type;
	size_t budget;
} doors[] = {
	{ &cmsa__wire__descriptor, LIMIT_FRAME_ARENA },
	{ &cmsa__header__descriptor, LIMIT_HEADER_ARENA },
	{ &cmsa__signed_entry__descriptor, LIMIT_BODY_ARENA },
	{ &cmsa__act__descriptor, LIMIT_ACT_ARENA },
	{ &cmsa__signed_act__descriptor, LIMIT_ACT_ARENA },
	{ &cmsa__keys_body__descriptor, LIMIT_BODY_ARENA },
	{ &cmsa__witness_body__descriptor, LIMIT_BODY_ARENA },
	{ &cmsa__capacity_body__descriptor, LIMIT_BODY_ARENA },
	{ &cmsa__duty_body__descriptor, LIMIT_BODY_ARENA },
	{ &cmsa__alert_body__descriptor, LIMIT_BODY_ARENA },
	{ &cmsa__alert_response_body__descriptor, LIMIT_BODY_ARENA },
	{ &cmsa__measure_body__descriptor, LIMIT_BODY_ARENA },
	{ &cmsa__attendance_body__descriptor, LIMIT_BODY_ARENA },
	{ &cmsa__assessment_body__descriptor, LIMIT_BODY_ARENA },
	{ &cmsa__fund_body__descriptor, LIMIT_BODY_ARENA },
	{ &cmsa__reply_body__descriptor, LIMIT_BODY_ARENA },
	{ &cmsa__retraction_body__descriptor, LIMIT_BODY_ARENA },
	{ &cmsa__net_message__descriptor, LINK_ARENA_BYTES },
	{ &cmsa__sign_request__descriptor, SIGN_ARENA },
	{ &cmsa__control_request__descriptor, 64 << 20 },
};

static void
add_varint(struct buf *out, uint64_t v)
{
	uint8_t byte;

	for (; v > 0x7f; v >>= 7) {
		byte = (uint8_t)(v | 0x80);
		buf_add(out, &byte, 1);
	}
	byte = (uint8_t)v;
	buf_add(out, &byte, 1);
}

/* The field with `inside` in it. */
static void
wrap(struct buf *out, const ProtobufCFieldDescriptor *f, struct bytes inside)
{
	add_varint(out, (uint64_t)f->id << 3 | 2);
	add_varint(out, inside.n);
	buf_add(out, inside.p, inside.n);
}

static void
try_one(const struct door *d, struct bytes bomb)
{
	const ProtobufCMessage *m;
	struct arena mem;
	enum verdict v;

	arena_init(&mem, d->budget);
	v = pb_parse(&m, &mem, d->type, bomb);
	ck_assert_msg(v == V_OK || v == V_MALFORMED || v == V_BAD_TEXT, "%s: verdict %d",
	    d->type->name, v);
	ck_assert_msg(mem.used_bytes <= d->budget, "%s: %zu bytes of %zu", d->type->name,
	    mem.used_bytes, d->budget);
	arena_clear(&mem);
}

/* The way from a door's message down to a field. */
struct way {
	const ProtobufCFieldDescriptor *at[DEPTH];
	size_t n;
};

/* As much of empty values of the last field, inside all the others. */
static void
throw_bomb(const struct door *d, const struct way *w)
{
	struct buf bomb = { 0 };

	while (bomb.n + 8 < BOMB_BYTES)
		wrap(&bomb, w->at[w->n - 1], bytes_of(NULL, 0));
	for (size_t i = w->n - 1; i--;) {
		struct buf outer = { 0 };

		wrap(&outer, w->at[i], buf_view(&bomb));
		buf_clear(&bomb);
		bomb = outer;
	}
	try_one(d, buf_view(&bomb));
	buf_clear(&bomb);
}

static bool
is_message(const ProtobufCFieldDescriptor *f)
{
	return f->type == PROTOBUF_C_TYPE_MESSAGE;
}

static bool
has_length(const ProtobufCFieldDescriptor *f)
{
	return is_message(f) || f->type == PROTOBUF_C_TYPE_STRING ||
	       f->type == PROTOBUF_C_TYPE_BYTES;
}

static void
go_down(const struct door *d, const ProtobufCMessageDescriptor *type, struct way *w, size_t *n)
{
	ck_assert_msg(w->n < DEPTH, "%s: %s lies in itself", d->type->name, type->name);
	for (unsigned i = 0; i < type->n_fields; i++) {
		const ProtobufCFieldDescriptor *f = &type->fields[i];

		w->at[w->n++] = f;
		if (f->label == PROTOBUF_C_LABEL_REPEATED && has_length(f)) {
			throw_bomb(d, w);
			++*n;
		}
		if (is_message(f))
			go_down(d, f->descriptor, w, n);
		w->n--;
	}
}

/* "1 MiB on the wire becomes 68-113 MiB; a recursive type overflows the stack." */
START_TEST(a_bomb_in_any_field_stays_within_its_doors_budget) /* _i: which door */
{
	struct way w = { .n = 0 };
	size_t n = 0;

	go_down(&doors[_i], doors[_i].type, &w, &n);
	(void)n;
}
END_TEST

/* "Every injected failure returned NULL": whatever the budget, it is refused or decodes. */
START_TEST(any_budget_refuses_cleanly) /* _i: which door */
{
	const struct door *d = &doors[_i];
	struct buf message = { 0 };
	struct door small = *d;

	for (unsigned i = 0; i < d->type->n_fields; i++)
		if (has_length(&d->type->fields[i]))
			wrap(&message, &d->type->fields[i], bytes_of(NULL, 0));
	for (size_t budget = 1; budget < TRIES; budget++) {
		small.budget = budget * 16;
		try_one(&small, buf_view(&message));
	}
	buf_clear(&message);
}
END_TEST

/* "Strings are cut at NUL": what hides something behind one is not the encoding of what is left. */
START_TEST(a_text_with_a_zero_byte_is_not_canonical)
{
	static const uint8_t header[] = { 1 << 3, 1, 2 << 3 | 2, 7, 'G', 'B', 'R', 0, 'A', 'U',
		'S' };
	struct arena mem;
	const ProtobufCMessage *m;

	arena_init(&mem, LIMIT_FRAME_ARENA);
	ck_assert_int_eq(pb_parse_canonical(&m, &mem, &cmsa__header__descriptor,
			     bytes_of(header, sizeof(header))),
	    V_NOT_CANONICAL);
	arena_clear(&mem);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("traps of protobuf-c");
	TCase *t = tcase_create("traps");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(
	    t, a_bomb_in_any_field_stays_within_its_doors_budget, 0, ARRAY_LEN(doors));
	tcase_add_loop_test(t, any_budget_refuses_cleanly, 0, ARRAY_LEN(doors));
	tcase_add_test(t, a_text_with_a_zero_byte_is_not_canonical);
	suite_add_tcase(s, t);
	return check_main(s);
}
