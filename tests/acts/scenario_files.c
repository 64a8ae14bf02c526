/* scenario_files.c - statements that read and write files: real tables, tariffs and
 * reviews, and the document of `cmsa compliance --json`.  join.py writes such scenarios.
 */
#include "scenario.h"

#include <string.h>

#include "bodies.h"
#include "compliance.h"
#include "file.h"
#include "import.h"
#include "scenario_reference.h"

/* `reference DATE FOLDER` */
static void
run_reference(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct errmsg m = { "" };
	struct date date;
	const char *folder;

	cursor_word(&c, "reference");
	date = cursor_date(&c);
	folder = cursor_word(&c, "a folder");
	cursor_end(&c);
	if (!c.bad && scenario_reference_add(s->world, folder, date, &m))
		cursor_fail(&c, "%s", m.text);
}

/* What a file is read for: an author, a time, a path. */
struct publication {
	const char *author;
	int64_t time_ms;
	const char *path;
};

static struct publication
take_publication(struct cursor *c)
{
	struct publication p = { 0 };

	c->at++; /* the statement's own word */
	p.author = cursor_word(c, "an author");
	p.time_ms = cursor_time(c);
	p.path = cursor_word(c, "a path");
	cursor_end(c);
	return p;
}

/* The id of a batch need only differ between the publications of one author. */
static void
batch_id(uint8_t id[static 16], const struct scenario *s)
{
	memset(id, 0, 16);
	put_u64(id, s->world->n_entries);
}

static void
post_bodies(struct scenario *s, struct cursor *c, const struct publication *p,
    uint32_t kind, const struct bodies *b)
{
	for (size_t i = 0; i < b->n && !c->bad; i++) {
		struct world_post post = { .author = p->author,
			.time_ms = p->time_ms,
			.kind = kind,
			.audience = AUDIENCE_PUBLIC,
			.held = true,
			.encoded = buf_view(&b->at[i]) };
		enum verdict v = world_post(s->world, &post, NULL);

		if (v)
			cursor_fail(c, "%s: %s", p->path, verdict_word(v));
	}
}

static void
fail_rows(struct cursor *c, const struct row_errors *errors, const struct errmsg *m)
{
	char text[ROW_ERROR_TEXT] = "";

	if (errors->n)
		row_errors_text(text, &errors->at[0]);
	cursor_fail(c, "%s%s", text, m->text);
}

/* `reviews AUTHOR TIME FILE`: a CSV file of reviews */
static void
run_reviews(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct publication p = take_publication(&c);
	struct capacity_rows rows = { .n = 0 };
	struct row_errors errors = { 0 };
	struct bodies bodies = { 0 };
	struct csv_table table;
	struct errmsg m = { "" };
	uint8_t id[16];

	if (c.bad)
		return;
	if (csv_table_read(&table, p.path, &m)) {
		cursor_fail(&c, "%s", m.text);
		return;
	}
	batch_id(id, s);
	if (capacity_csv_parse(&rows, &errors, &s->world->mem, &table) ||
	    bodies_of_capacity(&bodies, &rows, id, &m))
		fail_rows(&c, &errors, &m);
	post_bodies(s, &c, &p, KIND_CAPACITY, &bodies);
	bodies_clear(&bodies);
	row_errors_clear(&errors);
	csv_table_clear(&table);
}

/* `lines AUTHOR TIME FILE`: a CSV file of duty lines */
static void
run_lines(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct publication p = take_publication(&c);
	struct duty_rows rows = { .n = 0 };
	struct row_errors errors = { 0 };
	struct bodies bodies = { 0 };
	struct csv_table table;
	struct errmsg m = { "" };
	uint8_t id[16];

	if (c.bad)
		return;
	if (csv_table_read(&table, p.path, &m)) {
		cursor_fail(&c, "%s", m.text);
		return;
	}
	batch_id(id, s);
	if (duty_csv_parse(&rows, &errors, &s->world->mem, &table) ||
	    bodies_of_duty(&bodies, &rows, id, &m))
		fail_rows(&c, &errors, &m);
	post_bodies(s, &c, &p, KIND_DUTY, &bodies);
	bodies_clear(&bodies);
	row_errors_clear(&errors);
	csv_table_clear(&table);
}

/* Saves imported reviews as our CSV, for whoever counts them by other means. */
static void
save_reviews(struct cursor *c, const struct import_result *r)
{
	const char *path = cursor_word(c, "a path");
	struct errmsg m = { "" };
	struct buf out = { 0 };

	capacity_csv_write(&out, &r->capacity);
	if (!c->bad && file_write(path, buf_view(&out), 0644, &m))
		cursor_fail(c, "%s", m.text);
	buf_clear(&out);
}

static void
post_import(struct scenario *s, struct cursor *c, const struct publication *p,
    const struct import_result *r)
{
	struct bodies bodies = { 0 };
	struct errmsg m = { "" };
	uint8_t id[16];
	enum err err;

	batch_id(id, s);
	err = r->kind == KIND_DUTY ? bodies_of_duty(&bodies, &r->duty, id, &m)
				   : bodies_of_capacity(&bodies, &r->capacity, id, &m);
	if (err)
		cursor_fail(c, "%s", m.text);
	post_bodies(s, c, p, r->kind, &bodies);
	bodies_clear(&bodies);
}

/* `import AUTHOR TIME SOURCE FILE TABLES [rest-not-available] [edition HS2022 from DATE] [save FILE]`: what
 * `cmsa import --publish` publishes; reviews are dated that day */
static void
run_import(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct import_request q = { 0 };
	struct publication p = { 0 };
	struct import_result r;
	struct errmsg m = { "" };
	const char *source;

	cursor_word(&c, "import");
	q.country = p.author = cursor_word(&c, "an author");
	p.time_ms = cursor_time(&c);
	p.path = source = cursor_word(&c, "a source");
	q.file = cursor_word(&c, "a file");
	q.tables = cursor_word(&c, "a folder");
	q.review_date = date_of_time_ms(p.time_ms);
	q.rest_not_available = cursor_take(&c, "rest-not-available");
	if (cursor_take(&c, "edition")) {
		q.schedule = "scenario";
		q.hs_edition = cursor_word(&c, "an edition");
		if (!cursor_take(&c, "from"))
			cursor_fail(&c, "expected from DATE");
		q.start = cursor_date(&c);
	}
	if (c.bad)
		return;
	if (import_run(&r, source, &q, &m)) {
		cursor_fail(&c, "%s", m.text);
		return;
	}
	if (cursor_take(&c, "save"))
		save_reviews(&c, &r);
	cursor_end(&c);
	post_import(s, &c, &p, &r);
	import_clear(&r);
}

/* `write FILE`: the findings of the last `at` as one JSON document */
static void
run_write(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct compliance_view view = { .findings = true };
	struct buf out = { 0 };
	struct errmsg m = { "" };
	const char *path;

	cursor_word(&c, "write");
	path = cursor_word(&c, "a path");
	cursor_end(&c);
	if (!s->findings)
		cursor_fail(&c, "expected `at DATE` first");
	if (c.bad)
		return;
	compliance_json(&out, s->findings, &view);
	if (file_write(path, buf_view(&out), 0644, &m))
		cursor_fail(&c, "%s", m.text);
	buf_clear(&out);
}

const struct statement_rule scenario_files_rules[] = {
	{ "reference", run_reference, false },
	{ "reviews", run_reviews, false },
	{ "lines", run_lines, false },
	{ "import", run_import, false },
	{ "write", run_write, false },
	{ 0 },
};
