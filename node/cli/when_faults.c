/* when_faults.c - what witness entries list and nobody gives. */
#include "when_faults.h"

#include <inttypes.h>

void
when_faults_asked(struct buf *out, const Cmsa__Listed *l)
{
	for (size_t i = 0; i < l->n_asked; i++)
		buf_add_format(out, "%s%s/%s %s", i ? ", " : "", l->asked[i]->author,
		    l->asked[i]->node, l->asked[i]->answer);
	if (!l->n_asked)
		buf_add_str(out, "nobody yet");
	buf_add(out, "", 1);
}

static void
add_row(struct grid *g, const Cmsa__Listed *l)
{
	struct buf asked = { 0 };
	char time[25], hex[HASH_HEX_LEN] = "";

	if (l->of_id.len == 32)
		hex_write(hex, l->of_id.data, 32);
	grid_row(g);
	grid_text(g, l->at_fault ? "at-fault" : "open");
	grid_format(g, "%s %u:%" PRIu64, l->by_author, l->by_incarnation, l->by_seq);
	time_write(time, l->by_ms);
	grid_text(g, time);
	grid_format(g, "%s %u:%" PRIu64, l->of_author, l->of_incarnation, l->of_seq);
	grid_format(g, "%.16s", hex);
	grid_text(g, l->other_held ? "another entry" : "nothing");
	time_write(time, l->since_ms);
	grid_text(g, time);
	when_faults_asked(&asked, l);
	grid_text(g, (const char *)asked.p);
	buf_clear(&asked);
}

int
when_faults(const struct cli *cli)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlListed listed;
	const Cmsa__ControlReply *r;
	struct cli_reply *held;
	struct errmsg m = { "" };
	int code = CLI_DONE;
	struct grid g;
	enum err e;

	cmsa__control_request__init(&request);
	cmsa__control_listed__init(&listed);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_LISTED;
	request.listed = &listed;
	e = cli_ask(&held, &r, cli, &request, &m);
	if (e)
		return cli_fail(e, &m);
	grid_init(&g,
	    "Witness entries that list what is not held here.  At fault: the witness and all who are "
	    "connected were asked for it in vain; that is no proof",
	    "state witness-entry its-time lists id held-there noticed asked");
	for (size_t i = 0; i < r->n_listed; i++) {
		add_row(&g, r->listed[i]);
		if (r->listed[i]->at_fault)
			code = CLI_NO;
	}
	cli_reply_free(held);
	return cli_out_grid(cli, &g, code);
}
