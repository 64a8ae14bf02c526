/* factsdb_row.c - what the rows of several kinds share, and the table of kinds. */
#include <ctype.h>
#include <string.h>

#include "date.h"
#include "factsdb_impl.h"

static const struct projection *const projections[] = {
	&factsdb_keys,
	&factsdb_witness,
	&factsdb_capacity,
	&factsdb_duty,
	&factsdb_measure,
	&factsdb_attendance,
	&factsdb_assessment,
	&factsdb_alert,
	&factsdb_alert_response,
	&factsdb_fund,
	&factsdb_retraction,
	&factsdb_reply,
	&factsdb_disclosure,
	&factsdb_proof,
};

const struct projection *const *
factsdb_projections(size_t *n)
{
	*n = ARRAY_LEN(projections);
	return projections;
}

const struct projection *
factsdb_projection_of(uint32_t kind)
{
	for (size_t i = 0; i < ARRAY_LEN(projections); i++)
		if (projections[i]->kind == kind)
			return projections[i];
	return NULL;
}

void
factsdb_put_place(struct sql_query *q, const struct place *p, size_t row)
{
	sql_put_text(q, p->author);
	sql_put_int(q, p->incarnation);
	sql_put_u64(q, p->seq);
	sql_put_u64(q, row);
}

void
factsdb_put_date(struct sql_query *q, int32_t days)
{
	struct date d = { days };
	char text[11];

	if (!date_given(d)) {
		sql_put_null(q);
		return;
	}
	date_write(text, d);
	sql_put_copy(q, text);
}

void
factsdb_add_word(struct buf *out, const char *name)
{
	const char *from = strchr(name, '_');

	for (from = from ? from + 1 : name; *from; from++) {
		const char c = *from == '_' ? '-' : (char)tolower((unsigned char)*from);

		buf_add(out, &c, 1);
	}
}

void
factsdb_put_word(struct sql_query *q, const ProtobufCEnumDescriptor *type, unsigned value)
{
	const ProtobufCEnumValue *v =
	    protobuf_c_enum_descriptor_get_value(type, (int)value);
	struct buf word = { 0 };

	if (!v || !strchr(v->name, '_')) {
		sql_put_int(q, value);
		return;
	}
	factsdb_add_word(&word, v->name);
	buf_add(&word, "", 1);
	sql_put_copy(q, (const char *)word.p);
	buf_clear(&word);
}

void
factsdb_put_list(struct sql_query *q, char *const *list, size_t n)
{
	struct buf all = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_add(&all, " ", 1);
		buf_add_str(&all, list[i]);
	}
	buf_add(&all, "", 1);
	sql_put_copy(q, (const char *)all.p);
	buf_clear(&all);
}

void
factsdb_put_ref(struct sql_query *q, const Cmsa__Ref *r)
{
	sql_put_text(q, r ? r->author : "");
	sql_put_int(q, r ? r->incarnation : 0);
	sql_put_u64(q, r ? r->seq : 0);
	sql_put_blob(q, r ? bytes_of(r->id.data, r->id.len) : bytes_of("", 0));
}

fact_source
factsdb_add_source(struct facts *out, const struct fact_entry *e)
{
	const struct fact_head h = { e->place, e->id, e->time_ms, e->audience,
		e->register_number };

	return facts_add_entry(out, &h);
}

void
factsdb_put_batch(struct sql_query *q, const Cmsa__Batch *b)
{
	if (!b) {
		sql_put_null(q);
		sql_put_null(q);
		sql_put_null(q);
		return;
	}
	sql_put_blob(q, bytes_of(b->id.data, b->id.len));
	sql_put_int(q, b->part);
	sql_put_int(q, b->parts);
}

enum err
factsdb_take_entry(struct fact_entry *out, struct sql_query *q, int column)
{
	struct bytes author = sql_blob(q, column);

	*out = (struct fact_entry){ .place = { .incarnation =
						   (uint32_t)sql_int(q, column + 1),
					.seq = sql_u64(q, column + 2) },
		.time_ms = sql_int(q, column + 4),
		.kind = (uint32_t)sql_int(q, column + 5),
		.audience = (uint32_t)sql_int(q, column + 6),
		.body_size = (uint32_t)sql_int(q, column + 7),
		.body_held = !sql_is_null(q, column + 8),
		.usable = (enum verdict)sql_int(q, column + 8),
		.register_number = sql_u64(q, column + 9) };
	if (author.n >= sizeof(out->place.author) || !sql_hash(q, column + 3, &out->id))
		return sql_damaged(q->sql, "a row of entry");
	memcpy(out->place.author, author.p, author.n);
	return ERR_NONE;
}
