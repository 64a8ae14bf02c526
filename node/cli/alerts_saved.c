/* alerts_saved.c - cmsa alerts filter: conditions under a name, in DIR/alert-filters, a line
 * each: "night hs=2605 severity=high". */
#include <stdlib.h>
#include <string.h>

#include "alerts_node.h"
#include "file.h"

enum {
	MOST_BYTES = 64 << 10,
	NAME_MOST = 16,
	LINE_ROOM = 512
};

/* A line without its end, and where the next one begins. */
struct line {
	char text[LINE_ROOM];
	size_t name; /* bytes of its first word */
	const char *conditions;
};

static enum err
read_all(struct buf *out, const struct cli *cli, struct errmsg *m)
{
	char path[4096];
	enum err e;

	path_join(path, cli->dir, "alert-filters");
	e = file_read(out, path, MOST_BYTES, m);
	if (e == ERR_NOT_FOUND)
		e = ERR_NONE;
	buf_add(out, "", 1); /* a text */
	return e;
}

static bool
next_line(struct line *out, const char **at)
{
	size_t n = strcspn(*at, "\n");

	if (!**at)
		return false;
	snprintf(out->text, sizeof(out->text), "%.*s",
	    (int)(n < LINE_ROOM ? n : LINE_ROOM - 1), *at);
	out->name = strcspn(out->text, " ");
	out->conditions = out->text + out->name;
	out->conditions += strspn(out->conditions, " ");
	*at += n + ((*at)[n] == '\n');
	return true;
}

static bool
is_named(const struct line *l, const char *name)
{
	return l->name == strlen(name) && !strncmp(l->text, name, l->name);
}

enum err
alerts_saved_get(
    struct alerts_filter *f, const struct cli *cli, const char *name, struct errmsg *m)
{
	struct buf all = { 0 };
	struct line l;
	enum err e = read_all(&all, cli, m);
	const char *at = (const char *)all.p;
	bool found = false;

	while (!e && !found && next_line(&l, &at))
		found = is_named(&l, name);
	if (!e && !found)
		e = errmsg_set(m, ERR_INPUT,
		    "no filter \"%.60s\" is saved here; cmsa alerts filter list names them",
		    name);
	if (!e)
		e = alerts_filter_parse(f, l.conditions, m);
	buf_clear(&all);
	return e;
}

/* All lines but that of the name; *was: it was there. */
static enum err
read_others(
    struct buf *out, bool *was, const struct cli *cli, const char *name, struct errmsg *m)
{
	struct buf all = { 0 };
	struct line l;
	enum err e = read_all(&all, cli, m);
	const char *at = (const char *)all.p;

	*was = false;
	while (!e && next_line(&l, &at)) {
		if (is_named(&l, name)) {
			*was = true;
			continue;
		}
		buf_add_str(out, l.text);
		buf_add_str(out, "\n");
	}
	buf_clear(&all);
	return e;
}

static enum err
write_all(const struct cli *cli, const struct buf *lines, struct errmsg *m)
{
	char path[4096];

	path_join(path, cli->dir, "alert-filters");
	if (lines->n > MOST_BYTES)
		return errmsg_set(m, ERR_INPUT, "too many filters: drop some first");
	return file_write(path, buf_view(lines), 0644, m);
}

static int
run_save(struct cli *cli, const char *name)
{
	struct buf lines = { 0 }, text = { 0 };
	struct alerts_filter f;
	struct errmsg m = { "" };
	bool was;
	enum err e = alerts_node_filter(&f, cli, &m);

	if (!e && (!node_name_is_valid(name) || strlen(name) > NAME_MOST))
		e = errmsg_set(&m, ERR_INPUT,
		    "expected a name of small letters, digits and -, found \"%.60s\"",
		    name);
	alerts_filter_write(&text, &f);
	if (!e && !text.n)
		e = errmsg_set(&m, ERR_INPUT,
		    "expected a condition at least, such as --severity high");
	if (!e)
		e = read_others(&lines, &was, cli, name, &m);
	buf_add_str(&lines, name);
	buf_add_str(&lines, " ");
	buf_add(&lines, text.p, text.n);
	buf_add_str(&lines, "\n");
	if (!e)
		e = write_all(cli, &lines, &m);
	buf_clear(&lines);
	buf_clear(&text);
	return e ? cli_fail(e, &m) : CLI_DONE;
}

static int
run_drop(struct cli *cli, const char *name)
{
	struct buf lines = { 0 };
	struct errmsg m = { "" };
	bool was = false;
	enum err e = read_others(&lines, &was, cli, name, &m);

	if (!e && !was)
		e = errmsg_set(&m, ERR_INPUT, "no filter \"%.60s\" is saved here", name);
	if (!e)
		e = write_all(cli, &lines, &m);
	buf_clear(&lines);
	return e ? cli_fail(e, &m) : CLI_DONE;
}

static int
run_names(struct cli *cli)
{
	struct buf all = { 0 };
	struct errmsg m = { "" };
	struct line l;
	struct grid g;
	enum err e = read_all(&all, cli, &m);
	const char *at = (const char *)all.p;

	if (e) {
		buf_clear(&all);
		return cli_fail(e, &m);
	}
	grid_init(&g, NULL, "filter conditions");
	while (next_line(&l, &at)) {
		grid_row(&g);
		grid_format(&g, "%.*s", (int)l.name, l.text);
		grid_text(&g, l.conditions);
	}
	buf_clear(&all);
	return cli_out_grid(cli, &g, CLI_DONE);
}

/* What it would have shown when each came: then its clock had just begun, so what asks for a
 * state or a deadline is left out. */
static int
show_history(
    struct cli *cli, const struct alerts_node *a, struct alerts_filter *f, struct date d)
{
	struct alerts_line *lines;
	struct grid g;
	size_t n, kept = 0, all = 0;

	*f->value[ALERTS_STATE] = *f->value[ALERTS_DUE] = '\0';
	for (size_t i = 0; i < a->alerts->n; i++)
		all += date_of_time_ms(a->alerts->list[i].origin->time_ms).days >= d.days;
	lines = alerts_list(a->alerts, a->q.registry, a->country, f, true, &n);
	for (size_t i = 0; i < n; i++)
		if (date_of_time_ms(lines[i].view->origin->time_ms).days >= d.days)
			lines[kept++] = lines[i];
	alerts_list_grid(&g, lines, kept, cli->format != REPORT_TEXT);
	free(lines);
	fprintf(stderr, "it would have shown %zu of %zu alerts\n", kept, all);
	return cli_out_grid(cli, &g, kept ? CLI_DONE : CLI_NO);
}

static int
run_test(struct cli *cli, const char *name)
{
	const char *since = cli_option(cli, "since");
	struct date d = { DATE_MIN_DAYS };
	struct alerts_filter f = { .value = { "" } };
	struct alerts_node a;
	struct errmsg m = { "" };
	enum err e = ERR_NONE;
	int code;

	if (since && !date_parse(&d, since))
		e = errmsg_set(&m, ERR_INPUT,
		    "--since: expected a date YYYY-MM-DD, found \"%.60s\"", since);
	if (!e)
		e = alerts_saved_get(&f, cli, name, &m);
	if (!e)
		e = alerts_node_open(&a, cli, &m);
	if (e)
		return cli_fail(e, &m);
	code = show_history(cli, &a, &f, d);
	alerts_node_close(&a);
	return code;
}

int
alerts_saved_run(struct cli *cli)
{
	const char *what = cli->n_args > 1 ? cli->args[1] : "list";
	const char *name = cli->n_args > 2 ? cli->args[2] : NULL;

	if (!strcmp(what, "list") && !name)
		return run_names(cli);
	if (name && !strcmp(what, "save"))
		return run_save(cli, name);
	if (name && !strcmp(what, "drop"))
		return run_drop(cli, name);
	if (name && !strcmp(what, "test"))
		return run_test(cli, name);
	return cli_error(CLI_USAGE,
	    "usage: cmsa alerts filter list | save NAME CONDITIONS | test NAME | drop NAME");
}
