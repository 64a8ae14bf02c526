/* publish_cmd.c - cmsa publish KIND FILE: a CSV file becomes entries, whole or not at all. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "bodies.h"
#include "cli.h"
#include "clock.h"
#include "commands.h"
#include "correct.h"
#include "json.h"
#include "kind.h"
#include "law.h"
#include "pb.h"
#include "publish.h"
#include "published.h"
#include "registry_open.h"
#include "targets.h"

enum {
	MOST_READERS = 1024,
	MOST_READERS_BYTES = 24 * MOST_READERS
};

/* --- sending bodies (also for cmsa import --publish) -------------------------------- */

static void
say_readers(
    const struct cli *cli, const Cmsa__ControlReply *r, uint32_t audience, size_t n)
{
	static const enum role roles[] = { ROLE_MEMBER, ROLE_AUDITOR, ROLE_DESK,
		ROLE_CANDIDATE };

	fprintf(stderr, "nothing was published (--dry-run): %zu entries of audience %s, ",
	    n, audience_name(audience));
	if (audience == AUDIENCE_NAMED) {
		fputs("sealed to these alone:", stderr);
	} else {
		fputs("to be read by", stderr);
		for (size_t i = 0; i < ARRAY_LEN(roles); i++)
			if (role_reads(roles[i], audience))
				fprintf(stderr, " %ss", role_name(roles[i]));
		fputs(", today", stderr);
	}
	for (size_t i = 0; i < r->n_readers; i++)
		fprintf(stderr, " %s", r->readers[i]);
	fputs(
	    audience == AUDIENCE_NAMED
		? "; who reads customs gets the ciphertext; headers go to everyone admitted\n"
		: "; headers go to everyone admitted\n",
	    stderr);
	(void)cli;
}

static int
show_reply(const struct cli *cli, const Cmsa__ControlReply *r, uint32_t audience,
    size_t n, bool dry)
{
	struct grid g;

	for (size_t i = 0; i < r->n_warnings; i++)
		fprintf(stderr, "cmsa: %s\n", r->warnings[i]);
	if (r->exit_code)
		return cli_error(
		    (int)r->exit_code, "nothing was published: %s", r->message);
	if (dry) {
		say_readers(cli, r, audience, n);
		return CLI_DONE;
	}
	if (r->queued)
		fprintf(stderr, "%s\n", r->message);
	published_grid(&g, r);
	return cli_out_grid(cli, &g, CLI_DONE);
}

/* As typed; NULL: none. */
static const char *
readers_of(const struct cli *cli, uint32_t kind)
{
	return cli_option(cli, kind == KIND_REPLY ? "readers" : "to");
}

/* The words between commas; borrows `text`, which it cuts. */
static size_t
cut(char **out, size_t most, char *text)
{
	size_t n = 0;

	for (char *w = text; *w && n < most;) {
		out[n++] = w;
		w += strcspn(w, ",");
		if (*w)
			*w++ = '\0';
	}
	return n;
}

/* What is said to customs desks goes to customs unless the officer says otherwise. */
static uint32_t
audience_of(const struct cli *cli, uint32_t kind)
{
	const char *audience = cli_option(cli, "audience");

	if (audience)
		return audience_of_name(audience);
	if (readers_of(cli, kind))
		return AUDIENCE_NAMED;
	if (kind == KIND_RETRACTION)
		return AUDIENCE_PUBLIC;
	return kind == KIND_ALERT || kind == KIND_ALERT_RESPONSE ? AUDIENCE_CUSTOMS
								 : AUDIENCE_ALLIANCE;
}

int
publish_check_options(const struct cli *cli, uint32_t kind)
{
	const char *audience = cli_option(cli, "audience"),
		   *readers = readers_of(cli, kind);

	if (audience && !audience_of_name(audience))
		return cli_error(CLI_INPUT,
		    "--audience: expected public, customs, alliance or named, found \"%s\"",
		    audience);
	if (readers && audience && audience_of_name(audience) != AUDIENCE_NAMED)
		return cli_error(CLI_INPUT,
		    "readers are named (%s): expected no --audience, or named, found %s",
		    readers, audience);
	if (readers && strlen(readers) > MOST_READERS_BYTES)
		return cli_error(CLI_INPUT, "expected fewer readers");
	return CLI_DONE;
}

int
publish_bodies(const struct cli *cli, uint32_t kind, const struct bodies *bodies)
{
	ProtobufCBinaryData *list = calloc(bodies->n + 1, sizeof(*list));
	Cmsa__ControlRequest request;
	Cmsa__ControlPublish publish;
	const Cmsa__ControlReply *r;
	struct cli_reply *reply;
	struct errmsg m = { "" };
	char names[MOST_READERS_BYTES + 1] = "", *readers[MOST_READERS];
	int code = publish_check_options(cli, kind);
	enum err e;

	if (!list)
		abort();
	if (code) {
		free(list);
		return code;
	}
	if (readers_of(cli, kind))
		snprintf(names, sizeof(names), "%s", readers_of(cli, kind));
	for (size_t i = 0; i < bodies->n; i++)
		list[i] = pb_data(buf_view(&bodies->at[i]));
	cmsa__control_request__init(&request);
	cmsa__control_publish__init(&publish);
	publish.kind = kind;
	publish.audience = audience_of(cli, kind);
	publish.bodies = list;
	publish.n_bodies = bodies->n;
	publish.dry_run = cli_option(cli, "dry-run") != NULL;
	publish.n_readers = cut(readers, MOST_READERS, names);
	publish.readers = readers;
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_PUBLISH;
	request.publish = &publish;
	e = cli_ask(&reply, &r, cli, &request, &m);
	free(list);
	if (e)
		return cli_fail(e, &m);
	code = show_reply(cli, r, publish.audience, bodies->n, publish.dry_run);
	cli_reply_free(reply);
	return code;
}

int
publish_say_errors(const char *path, const struct row_errors *errors)
{
	char text[ROW_ERROR_TEXT];

	for (size_t i = 0; i < errors->n; i++) {
		row_errors_text(text, &errors->at[i]);
		fprintf(stderr, "%s: %s\n", path, text);
	}
	return cli_error(CLI_INPUT, "nothing was published: %zu error%s in %s",
	    row_errors_count(errors), row_errors_count(errors) == 1 ? "" : "s", path);
}

/* --- reading a file ----------------------------------------------------------------- */

static void
check_cell(
    struct row_errors *errors, const struct law *law, uint32_t line, const char *cell)
{
	char subject[64];

	while (*cell) {
		size_t n = strcspn(cell, "; ");

		snprintf(subject, sizeof(subject), "%.*s", (int)(n < 63 ? n : 63), cell);
		/* what is no id at all is named by the parser */
		if (subject_is_valid(subject) && !law_knows_subject(law, subject))
			row_errors_expect(errors, line, "subjects",
			    "a mineral or select product of the register's tables",
			    subject);
		cell += n + strspn(cell + n, "; ");
	}
}

/* A subject that is in no table of the register is a slip of the pen. */
static void
check_subjects(
    struct row_errors *errors, const struct cli *cli, const struct csv_table *t)
{
	int column = csv_table_column(t, "subjects");
	struct registry *r = NULL;
	struct law law;

	if (column < 0 || registry_open(&r, cli, NULL))
		return; /* said by the parser, or by the node with its reason */
	law_at(&law, r, date_of_time_ms(clock_wall_ms()));
	for (size_t i = 0; i < t->n_rows; i++)
		check_cell(errors, &law, t->line[i], t->rows[i][column]);
	law_clear(&law);
	registry_free(r);
}

typedef enum err read_fn(struct bodies *out, struct row_errors *errors,
    const struct cli *cli, const struct csv_table *t, const uint8_t batch[static 16],
    struct errmsg *m);

static enum err
read_capacity(struct bodies *out, struct row_errors *errors, const struct cli *cli,
    const struct csv_table *t, const uint8_t batch[static 16], struct errmsg *m)
{
	struct capacity_rows rows;
	struct arena mem;
	enum err e;

	arena_init(&mem, 0);
	e = capacity_csv_parse(&rows, errors, &mem, t);
	check_subjects(errors, cli, t);
	if (!e && !row_errors_count(errors))
		e = bodies_of_capacity(out, &rows, batch, m);
	arena_clear(&mem);
	return e;
}

static enum err
read_duty(struct bodies *out, struct row_errors *errors, const struct cli *cli,
    const struct csv_table *t, const uint8_t batch[static 16], struct errmsg *m)
{
	struct duty_rows rows;
	struct arena mem;
	enum err e;

	(void)cli;
	arena_init(&mem, 0);
	e = duty_csv_parse(&rows, errors, &mem, t);
	if (!e)
		e = bodies_of_duty(out, &rows, batch, m);
	arena_clear(&mem);
	return e;
}

static enum err
read_measures(struct bodies *out, struct row_errors *errors, const struct cli *cli,
    const struct csv_table *t, const uint8_t batch[static 16], struct errmsg *m)
{
	struct measure_rows rows;
	struct arena mem;
	enum err e;

	(void)cli;
	arena_init(&mem, 0);
	e = measure_csv_parse(&rows, errors, &mem, t);
	if (!e)
		e = bodies_of_measures(out, &rows, batch, m);
	arena_clear(&mem);
	return e;
}

static enum err
read_attendance(struct bodies *out, struct row_errors *errors, const struct cli *cli,
    const struct csv_table *t, const uint8_t batch[static 16], struct errmsg *m)
{
	struct attendance_rows rows;
	struct arena mem;
	enum err e;

	(void)cli;
	arena_init(&mem, 0);
	e = measure_csv_parse_attendance(&rows, errors, &mem, t);
	if (!e)
		e = bodies_of_attendance(out, &rows, batch, m);
	arena_clear(&mem);
	return e;
}

static enum err
read_fund(struct bodies *out, struct row_errors *errors, const struct cli *cli,
    const struct csv_table *t, const uint8_t batch[static 16], struct errmsg *m)
{
	struct fund_rows rows;
	struct arena mem;
	enum err e;

	(void)cli;
	arena_init(&mem, 0);
	e = fund_csv_parse(&rows, errors, &mem, t);
	if (!e)
		e = bodies_of_fund(out, &rows, batch, m);
	arena_clear(&mem);
	return e;
}

/* Attachments lie beside the file. */
static void
folder_of(char out[static 4096], const char *path)
{
	const char *slash = strrchr(path, '/');

	snprintf(out, 4096, "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
	if (!*out)
		snprintf(out, 4096, "/");
}

static enum err
read_alerts(struct bodies *out, struct row_errors *errors, const struct cli *cli,
    const struct csv_table *t, const uint8_t batch[static 16], struct errmsg *m)
{
	char folder[4096];
	struct alert_csv_options o = { .folder = folder,
		.is_public = audience_of(cli, KIND_ALERT) == AUDIENCE_PUBLIC };
	struct alert_rows rows;
	struct arena mem;
	enum err e;

	(void)batch; /* each alert stands by itself */
	folder_of(folder, cli->args[1]);
	arena_init(&mem, 0);
	e = alert_csv_parse(&rows, errors, &mem, t, &o);
	check_subjects(errors, cli, t);
	if (!e && !row_errors_count(errors))
		e = bodies_of_alerts(out, &rows, m);
	arena_clear(&mem);
	return e;
}

static const struct {
	const char *name;
	uint32_t kind;
	read_fn *read;
} kinds[] = {
	{ "capacity", KIND_CAPACITY, read_capacity },
	{ "duty", KIND_DUTY, read_duty },
	{ "measure", KIND_MEASURE, read_measures },
	{ "attendance", KIND_ATTENDANCE, read_attendance },
	{ "alert", KIND_ALERT, read_alerts },
	{ "fund", KIND_FUND, read_fund },
};

/* --corrects, as often as it is typed. */
static enum err
set_corrections(
    struct bodies *bodies, const struct cli *cli, uint32_t kind, struct errmsg *m)
{
	const char *words[CLI_MAX_OPTIONS];
	struct targets t = { 0 };
	size_t n = 0;
	enum err e;

	for (int i = 0; i < cli->n_options; i++)
		if (!strcmp(cli->options[i].name, "corrects"))
			words[n++] = cli->options[i].value;
	if (!n)
		return ERR_NONE;
	e = targets_read(&t, cli, words, n, kind, m);
	if (!e)
		e = correct_bodies(bodies, kind, t.refs, t.n, m);
	for (size_t i = 0; i < t.n && !e; i++)
		fprintf(stderr, "corrects %s:%llu, which is no fact from then on\n",
		    t.at[i].place.author, (unsigned long long)t.at[i].place.seq);
	targets_clear(&t);
	return e;
}

static int
publish_file(const struct cli *cli, size_t k, const char *path)
{
	uint8_t batch[16];
	struct row_errors errors = { 0 };
	struct bodies bodies = { 0 };
	struct csv_table t = { 0 };
	struct errmsg m = { "" };
	enum err e = csv_table_read(&t, path, &m);
	int code;

	if (e)
		return cli_fail(e, &m);
	randombytes_buf(batch, sizeof(batch));
	e = kinds[k].read(&bodies, &errors, cli, &t, batch, &m);
	if (!e && !row_errors_count(&errors))
		e = set_corrections(&bodies, cli, kinds[k].kind, &m);
	if (row_errors_count(&errors))
		code = publish_say_errors(path, &errors);
	else
		code = e ? cli_fail(e, &m) : publish_bodies(cli, kinds[k].kind, &bodies);
	row_errors_clear(&errors);
	bodies_clear(&bodies);
	csv_table_clear(&t);
	return code;
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	int code = publish_check_options(cli, 0);

	(void)c;
	if (code)
		return code;
	for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
		if (!strcmp(kinds[k].name, cli->args[0]))
			return publish_file(cli, k, cli->args[1]);
	return cli_error(CLI_INPUT,
	    "publish: expected capacity, duty, measure, attendance, alert or fund, found \"%s\"",
	    cli->args[0]);
}

static const struct cli_option options[] = {
	PUBLISH_OPTIONS,
	PUBLISH_READERS("to"),
	{ "corrects", "AUTHOR:SEQ",
	    "own entries that these stand for from now on; several by commas or again" },
	{ NULL, NULL, NULL },
};

const struct cli_command publish_cmd = { "publish",
	"capacity|duty|measure|attendance|alert|fund FILE",
	"publish a CSV file, whole or not at all (its columns: node/import/README.md)",
	options, run, 2, 2 };
