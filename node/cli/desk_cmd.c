/* desk_cmd.c - cmsa desk: customs desks of this country, granted, changed, shown. */
#include <inttypes.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "file.h"
#include "json.h"
#include "kind.h"
#include "limit.h"
#include "pb.h"
#include "published.h"

struct lists {
	uint32_t kinds[8], audiences[2];
};

static uint32_t
desk_kind(const char *word)
{
	uint32_t kind = kind_of_name(word);

	/* a retraction needs no grant: whoever published takes back */
	return kind_allows_role(kind, ROLE_DESK) && kind >= KIND_FIRST_DATA &&
		       kind != KIND_RETRACTION
		   ? kind
		   : 0;
}

static uint32_t
desk_audience(const char *word)
{
	uint32_t audience = audience_of_name(word);

	return audience <= AUDIENCE_CUSTOMS ? audience : 0;
}

/* "alert,alert-response": numbers of the words, ascending. */
static enum err
read_words(uint32_t *out, size_t *n, size_t room, const char *words,
    uint32_t (*number)(const char *word), const char *expected, struct errmsg *m)
{
	while (words && *words) {
		size_t len = strcspn(words, ","), at;
		char word[32] = "";
		uint32_t v;

		memcpy(word, words, len < sizeof(word) ? len : sizeof(word) - 1);
		v = number(word);
		if (!v || *n == room)
			return errmsg_set(
			    m, ERR_INPUT, "expected %s, found \"%s\"", expected, word);
		for (at = (*n)++; at && out[at - 1] > v; at--)
			out[at] = out[at - 1];
		out[at] = v;
		words += len + (words[len] == ',');
	}
	return ERR_NONE;
}

static enum err
read_lists(struct lists *l, Cmsa__ControlDesk *d, const struct cli *cli, struct errmsg *m)
{
	const char *audiences = cli_option(cli, "audiences");
	enum err e;

	d->kinds = l->kinds;
	d->audiences = l->audiences;
	e = read_words(l->kinds, &d->n_kinds, 8, cli_option(cli, "kinds"), desk_kind,
	    "--kinds of what a desk may publish: alert, alert-response, reply or disclosure, with commas between them",
	    m);
	if (!e)
		e = read_words(l->audiences, &d->n_audiences, 2,
		    audiences    ? audiences
		    : d->n_kinds ? "public,customs"
				 : "",
		    desk_audience,
		    "--audiences of public and customs, with a comma between them", m);
	return e;
}

static enum err
read_request(Cmsa__ControlDesk *d, struct lists *l, struct buf *file,
    const struct cli *cli, struct errmsg *m)
{
	const char *what = cli->args[0], *path = cli_option(cli, "file");
	enum err e;

	d->dry_run = cli_option(cli, "dry-run") != NULL;
	if (!strcmp(what, "list") && cli->n_args == 1) {
		d->action = CMSA__DESK_ACTION__DESK_LIST;
		return ERR_NONE;
	}
	if (!strcmp(what, "grant") && cli->n_args == 1 && path) {
		d->action = CMSA__DESK_ACTION__DESK_GRANT;
		e = file_read(file, path, LIMIT_ACT_BYTES, m);
		d->application = pb_data(buf_view(file));
		return e ? e : read_lists(l, d, cli, m);
	}
	if (!strcmp(what, "limit") && cli->n_args == 2) {
		d->action = CMSA__DESK_ACTION__DESK_LIMIT;
		d->name = pb_text(cli->args[1]);
		return read_lists(l, d, cli, m);
	}
	if (!strcmp(what, "withdraw") && cli->n_args == 2) {
		d->action = CMSA__DESK_ACTION__DESK_WITHDRAW;
		d->name = pb_text(cli->args[1]);
		return ERR_NONE;
	}
	if (!strcmp(what, "move") && cli->n_args == 4) {
		d->action = CMSA__DESK_ACTION__DESK_MOVE;
		d->kinds = l->kinds;
		d->name = pb_text(cli->args[2]);
		d->to = pb_text(cli->args[3]);
		return read_words(l->kinds, &d->n_kinds, 1, cli->args[1], desk_kind,
		    "one kind that a desk may publish: alert, alert-response, reply or disclosure",
		    m);
	}
	return errmsg_set(m, ERR_INPUT,
	    "expected list, grant --file APPLICATION, limit NAME, move KIND FROM TO or withdraw NAME");
}

static void
add_words(char *out, size_t room, const char *word)
{
	size_t n = strlen(out);

	snprintf(out + n, room - n, "%s%s", n ? "," : "", word ? word : "?");
}

static void
list_grid(struct grid *g, const Cmsa__ControlReply *r)
{
	grid_init(g, "Desks of all countries, by the grants held here",
	    "desk state kinds audiences #after #held");
	for (size_t i = 0; i < r->n_desks; i++) {
		const Cmsa__DeskStatus *s = r->desks[i];
		char kinds[256] = "", audiences[64] = "";

		for (size_t k = 0; k < s->n_kinds; k++)
			add_words(kinds, sizeof(kinds), kind_name(s->kinds[k]));
		for (uint32_t a = AUDIENCE_PUBLIC; a <= AUDIENCE_NAMED; a++)
			if (s->audiences & 1u << a)
				add_words(audiences, sizeof(audiences), audience_name(a));
		grid_row(g);
		grid_text(g, s->name);
		grid_text(g, s->withdrawn  ? "withdrawn"
			     : s->admitted ? "granted"
					   : "not admitted");
		grid_text(g, kinds);
		grid_text(g, audiences);
		grid_number(g, (int64_t)s->after_seq);
		grid_number(g, (int64_t)s->seq);
	}
}

static int
show(const struct cli *cli, const Cmsa__ControlReply *r)
{
	struct grid g;

	if (r->exit_code)
		return cli_error((int)r->exit_code, "%s", r->message);
	if (cli_option(cli, "dry-run"))
		fputs(
		    "nothing was published (--dry-run): the change is possible; the desks are now\n",
		    stderr);
	if (r->n_entries)
		published_grid(&g, r);
	else
		list_grid(&g, r);
	return cli_out_grid(cli, &g, CLI_DONE);
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	const Cmsa__ControlReply *reply = NULL;
	struct cli_reply *held = NULL;
	struct lists lists = { 0 };
	struct buf file = { 0 };
	struct errmsg m = { "" };
	Cmsa__ControlRequest request;
	Cmsa__ControlDesk desk;
	int code;
	enum err e;

	(void)c;
	cmsa__control_request__init(&request);
	cmsa__control_desk__init(&desk);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_DESK;
	request.desk = &desk;
	e = read_request(&desk, &lists, &file, cli, &m);
	if (!e)
		e = cli_ask(&held, &reply, cli, &request, &m);
	code = e ? cli_fail(e, &m) : show(cli, reply);
	cli_reply_free(held);
	buf_clear(&file);
	return code;
}

static const struct cli_option options[] = {
	{ "file", "APPLICATION", "grant: the application.pb of the desk" },
	{ "kinds", "KINDS",
	    "what it may publish: alert,alert-response; none: it only reads" },
	{ "audiences", "AUDIENCES", "for whom: public,customs (default: both)" },
	{ "dry-run", NULL, "check the change, and publish nothing" },
	{ NULL, NULL, NULL },
};

const struct cli_command desk_cmd = { "desk",
	"list | grant | limit NAME | move KIND FROM TO | withdraw NAME",
	"customs desks of this country: their grants", options, run, 1, 4 };
