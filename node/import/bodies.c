/* bodies.c - cut, wrap, check, encode. */
#include "bodies.h"

#include <stdlib.h>

#include "body.h"
#include "kind.h"
#include "limit.h"
#include "mem.h"
#include "pack.h"
#include "pb.h"

/* A body of any kind: `parts` are filled in turn. */
struct wrap {
	uint32_t kind;
	ProtobufCMessage *body;
	ProtobufCMessage **rows; /* all of them */
	size_t n_rows;
	ProtobufCMessage **
	    *part; /* the field of `body` that lists the rows of one part */
	size_t *n_part;
	Cmsa__Batch **batch; /* its field */
};

static size_t *
sizes_of(const struct wrap *w)
{
	size_t *sizes = mem_array(w->n_rows, sizeof(*sizes));

	for (size_t i = 0; i < w->n_rows; i++)
		sizes[i] = pack_row_size(protobuf_c_message_get_packed_size(w->rows[i]));
	return sizes;
}

/* `from` is the row that the part begins with. */
static enum err
encode(struct buf *out, const struct wrap *w, size_t from, struct errmsg *m)
{
	struct body_fault fault = { 0 };
	enum verdict v = body_check(w->kind, w->body, &fault);

	if (v)
		return errmsg_set(m, ERR_INPUT, "row %zu after the header, %s: %s (%s)",
		    fault.row == (size_t)-1 ? 0 : from + fault.row + 1, fault.field,
		    fault.why, verdict_word(v));
	pb_write(out, w->body);
	return ERR_NONE;
}

static enum err
encode_parts(struct bodies *out, const struct wrap *w, const size_t *first,
    size_t n_parts, Cmsa__Batch *batch, struct errmsg *m)
{
	enum err e = ERR_NONE;

	out->at = mem_array(n_parts, sizeof(*out->at));
	out->n = n_parts;
	*w->batch = n_parts > 1 ? batch : NULL;
	batch->parts = (uint32_t)n_parts;
	for (size_t i = 0; i < n_parts && !e; i++) {
		batch->part = (uint32_t)i + 1;
		*w->part = w->rows + first[i];
		*w->n_part = first[i + 1] - first[i];
		e = encode(&out->at[i], w, first[i], m);
	}
	if (e)
		bodies_clear(out);
	return e;
}

static enum err
wrap_rows(struct bodies *out, const struct wrap *w, const uint8_t batch_id[static 16],
    struct errmsg *m)
{
	Cmsa__Batch batch;
	size_t *sizes = sizes_of(w), *first = NULL, n_parts = 0;
	enum err e;

	*out = (struct bodies){ 0 };
	cmsa__batch__init(&batch);
	batch.id = pb_data(bytes_of(batch_id, 16));
	batch.part = batch.parts = LIMIT_BATCH_PARTS;
	*w->batch = &batch; /* the largest it can be, for the measure */
	*w->n_part = 0;
	e = pack_split(&first, &n_parts, sizes, w->n_rows,
	    protobuf_c_message_get_packed_size(w->body), m);
	if (!e)
		e = encode_parts(out, w, first, n_parts, &batch, m);
	*w->batch = NULL;
	free(first);
	free(sizes);
	return e;
}

enum err
bodies_of_capacity(struct bodies *out, const struct capacity_rows *rows,
    const uint8_t batch_id[static 16], struct errmsg *m)
{
	Cmsa__CapacityBody b;
	struct wrap w = { .kind = KIND_CAPACITY,
		.body = &b.base,
		.rows = (ProtobufCMessage **)rows->reviews,
		.n_rows = rows->n,
		.part = (ProtobufCMessage ***)&b.reviews,
		.n_part = &b.n_reviews,
		.batch = &b.batch };

	cmsa__capacity_body__init(&b);
	b.country = pb_text(rows->country);
	return wrap_rows(out, &w, batch_id, m);
}

enum err
bodies_of_duty(struct bodies *out, const struct duty_rows *rows,
    const uint8_t batch_id[static 16], struct errmsg *m)
{
	Cmsa__DutyBody b;
	struct wrap w = { .kind = KIND_DUTY,
		.body = &b.base,
		.rows = (ProtobufCMessage **)rows->lines,
		.n_rows = rows->n,
		.part = (ProtobufCMessage ***)&b.lines,
		.n_part = &b.n_lines,
		.batch = &b.batch };

	cmsa__duty_body__init(&b);
	b.country = pb_text(rows->country);
	b.hs_edition = pb_text(rows->hs_edition);
	b.schedule = pb_text(rows->schedule);
	b.mfn_only = rows->mfn_only;
	return wrap_rows(out, &w, batch_id, m);
}

enum err
bodies_of_measures(struct bodies *out, const struct measure_rows *rows,
    const uint8_t batch_id[static 16], struct errmsg *m)
{
	Cmsa__MeasureBody b;
	struct wrap w = { .kind = KIND_MEASURE,
		.body = &b.base,
		.rows = (ProtobufCMessage **)rows->measures,
		.n_rows = rows->n,
		.part = (ProtobufCMessage ***)&b.measures,
		.n_part = &b.n_measures,
		.batch = &b.batch };

	cmsa__measure_body__init(&b);
	b.country = pb_text(rows->country);
	return wrap_rows(out, &w, batch_id, m);
}

enum err
bodies_of_attendance(struct bodies *out, const struct attendance_rows *rows,
    const uint8_t batch_id[static 16], struct errmsg *m)
{
	Cmsa__AttendanceBody b;
	struct wrap w = { .kind = KIND_ATTENDANCE,
		.body = &b.base,
		.rows = (ProtobufCMessage **)rows->meetings,
		.n_rows = rows->n,
		.part = (ProtobufCMessage ***)&b.meetings,
		.n_part = &b.n_meetings,
		.batch = &b.batch };

	cmsa__attendance_body__init(&b);
	b.country = pb_text(rows->country);
	return wrap_rows(out, &w, batch_id, m);
}

enum err
bodies_of_fund(struct bodies *out, const struct fund_rows *rows,
    const uint8_t batch_id[static 16], struct errmsg *m)
{
	Cmsa__FundBody b;
	struct wrap w = { .kind = KIND_FUND,
		.body = &b.base,
		.rows = (ProtobufCMessage **)rows->rows,
		.n_rows = rows->n,
		.part = (ProtobufCMessage ***)&b.rows,
		.n_part = &b.n_rows,
		.batch = &b.batch };

	cmsa__fund_body__init(&b);
	b.country = pb_text("USA");
	return wrap_rows(out, &w, batch_id, m);
}

enum err
bodies_of_alerts(struct bodies *out, const struct alert_rows *rows, struct errmsg *m)
{
	enum err e = ERR_NONE;

	*out =
	    (struct bodies){ .at = mem_array(rows->n, sizeof(*out->at)), .n = rows->n };
	for (size_t i = 0; i < rows->n && !e; i++) {
		struct body_fault fault = { 0 };
		enum verdict v = body_check(KIND_ALERT, &rows->alerts[i]->base, &fault);

		pb_write(&out->at[i], &rows->alerts[i]->base);
		if (!v && out->at[i].n > LIMIT_BODY_BYTES)
			v = V_TOO_LARGE;
		if (v)
			e = errmsg_set(m, ERR_INPUT,
			    "row %zu after the header, %s: %s (%s)", i + 1, fault.field,
			    fault.why, verdict_word(v));
	}
	if (e)
		bodies_clear(out);
	return e;
}

void
bodies_clear(struct bodies *b)
{
	for (size_t i = 0; i < b->n; i++)
		buf_clear(&b->at[i]);
	free(b->at);
	*b = (struct bodies){ 0 };
}
