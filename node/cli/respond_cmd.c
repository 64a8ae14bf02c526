/* respond_cmd.c - cmsa alerts ack, cmsa alerts respond: an answer to an alert becomes an
 * entry of this country, to those who could read the alert. */
#include <stdlib.h>
#include <string.h>

#include "alerts_node.h"
#include "alerts_sealed.h"
#include "kind.h"
#include "pb.h"
#include "publish.h"
#include "usable.h"

static const char *const states[] = { "", "acknowledged", "investigating", "confirmed",
	"refuted", "closed" };

static int
read_state(Cmsa__ResponseState *out, const struct cli *cli, bool only_ack)
{
	const char *word = cli_option(cli, "state");

	if (only_ack && !word)
		word = states[CMSA__RESPONSE_STATE__RESPONSE_ACKNOWLEDGED];
	for (size_t i = 1; i < ARRAY_LEN(states); i++)
		if (word && !strcmp(states[i], word)) {
			*out = (Cmsa__ResponseState)i;
			return CLI_DONE;
		}
	return cli_error(CLI_INPUT,
	    "alerts respond: --state: expected acknowledged, investigating, confirmed, refuted or closed, found %s%s%s",
	    word ? "\"" : "", word ? word : "nothing", word ? "\"" : "");
}

static int
read_action(Cmsa__AlertResponseBody *b, const struct cli *cli)
{
	const char *action = cli_option(cli, "action"), *date = cli_option(cli, "date");
	struct date d = { 0 };

	if (date && (!date_parse(&d, date) || !date_given(d)))
		return cli_error(CLI_INPUT,
		    "alerts respond: --date: expected a date YYYY-MM-DD, found \"%s\"",
		    date);
	if (date && !action)
		return cli_error(CLI_INPUT,
		    "alerts respond: --date says when --action was taken: expected both");
	b->action = pb_text(action ? action : "");
	b->action_days = d.days;
	return CLI_DONE;
}

/* What is odd about answering it, and yet done, the node says. */
static int
check_alert(const struct alerts_node *a, const struct alerts_line *line, const char *ref)
{
	if (!*a->country)
		return cli_error(CLI_NO,
		    "alerts respond: %s answers for no country; a country or its desk does",
		    a->author);
	if (line->view->standing == ALERT_REMOVED)
		return cli_error(CLI_NO,
		    "alerts respond: %s is retracted or corrected; cmsa alerts show %s says by which",
		    ref, ref);
	return CLI_DONE;
}

static int
publish(struct cli *cli, const Cmsa__AlertResponseBody *b, uint32_t audience)
{
	struct buf body = { 0 };
	struct bodies bodies = { .at = &body, .n = 1 };
	struct body_fault fault = { 0 };
	enum verdict v = body_check(KIND_ALERT_RESPONSE, &b->base, &fault);
	int code;

	if (v)
		return cli_error(
		    CLI_INPUT, "alerts respond: %s: %s", fault.field, fault.why);
	/* to whom the alert went, unless another audience was typed */
	if (!cli_option(cli, "audience") && !cli_option(cli, "to") &&
	    cli->n_options < CLI_MAX_OPTIONS) {
		cli->options[cli->n_options].name = "audience";
		cli->options[cli->n_options++].value = audience_name(audience);
	}
	pb_write(&body, &b->base);
	code = publish_bodies(cli, KIND_ALERT_RESPONSE, &bodies);
	buf_clear(&body);
	return code;
}

/* To a sealed alert, by its place alone: what is in it the node does not know.  The answer goes
 * to its author, sealed, unless other readers were typed. */
static int
answer_sealed(struct cli *cli, const struct alerts_node *a, Cmsa__AlertResponseBody *b,
    struct fact_entry *to)
{
	Cmsa__Ref alert;

	if (!*a->country)
		return cli_error(CLI_NO,
		    "alerts respond: %s answers for no country; a country or its desk does",
		    a->author);
	if (!cli_option(cli, "audience") && !cli_option(cli, "to") &&
	    cli->n_options < CLI_MAX_OPTIONS) {
		cli->options[cli->n_options].name = "to";
		cli->options[cli->n_options++].value = to->place.author;
	}
	cmsa__ref__init(&alert);
	alert.author = to->place.author;
	alert.incarnation = to->place.incarnation;
	alert.seq = to->place.seq;
	alert.id = pb_hash_data(to->id.b);
	b->alert = &alert;
	b->country = pb_text(a->country);
	return publish(cli, b, AUDIENCE_NAMED);
}

static int
answer(struct cli *cli, const struct alerts_node *a, Cmsa__AlertResponseBody *b)
{
	const char *ref = cli->args[1];
	struct alerts_line line;
	struct errmsg m = { "" };
	struct fact_entry sealed;
	Cmsa__Ref alert;
	enum err e = alerts_node_find(&line, a, ref, &m);
	int code;

	if (e && alerts_sealed_find(&sealed, a, ref))
		return answer_sealed(cli, a, b, &sealed);
	if (e)
		return cli_fail(e, &m);
	code = check_alert(a, &line, ref);
	if (code)
		return code;
	cmsa__ref__init(&alert);
	alert.author = pb_text(line.view->origin->place.author);
	alert.incarnation = line.view->origin->place.incarnation;
	alert.seq = line.view->origin->place.seq;
	alert.id = pb_hash_data(line.view->origin->id.b);
	b->alert = &alert;
	b->country = pb_text(a->country);
	return publish(cli, b, line.view->origin->audience);
}

int
respond_run(struct cli *cli, bool only_ack)
{
	struct alerts_node a;
	struct errmsg m = { "" };
	Cmsa__AlertResponseBody b;
	enum err e;
	int code;

	cmsa__alert_response_body__init(&b);
	code = read_state(&b.state, cli, only_ack);
	if (!code)
		code = read_action(&b, cli);
	if (code)
		return code;
	e = alerts_node_open(&a, cli, &m);
	if (e)
		return cli_fail(e, &m);
	code = answer(cli, &a, &b);
	alerts_node_close(&a);
	return code;
}
