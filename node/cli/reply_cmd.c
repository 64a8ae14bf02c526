/* reply_cmd.c - cmsa reply: this country answers a finding about it. */
#include <stdlib.h>
#include <string.h>

#include "alert_attachments.h"
#include "body.h"
#include "cli.h"
#include "clock.h"
#include "commands.h"
#include "comply.h"
#include "pb.h"
#include "publish.h"
#include "reasons.h"
#include "store.h"
#include "text.h"

enum {
	MOST_ATTACHMENTS = 64
};

/* What is being said, while it is put together. */
struct draft {
	Cmsa__ReplyBody body;
	Cmsa__Ref to;
	struct entry of; /* the entry that `to` names; kind 0: none */
	Cmsa__Attachment *attachments[MOST_ATTACHMENTS];
	struct arena mem;
};

static enum err
find_entry(struct draft *d, struct buf *body, const struct cli *cli, const char *text,
    struct errmsg *m)
{
	struct place at = { .incarnation = 1 };
	const char *colon = strchr(text, ':');
	struct stored_entry se = { 0 };
	struct store *log = NULL;
	int64_t seq;
	enum err e;

	if (!colon || (size_t)(colon - text) >= sizeof(at.author) ||
	    !text_to_i64(&seq, colon + 1) || seq < 1)
		return errmsg_set(m, ERR_INPUT,
		    "reply: --to: expected AUTHOR:SEQ, found \"%.60s\"", text);
	memcpy(at.author, text, (size_t)(colon - text));
	at.seq = (uint64_t)seq;
	e = store_open(&log, cli->dir, STORE_READ, m);
	if (!e)
		e = store_entry_get(log, &se, &at);
	if (e == ERR_NOT_FOUND)
		errmsg_set(m, e, "reply: --to: %s is not held here", text);
	if (!e && se.e.kind != KIND_ASSESSMENT && se.e.kind != KIND_WITNESS)
		e = errmsg_set(m, ERR_REFUSED,
		    "reply: --to: %s is neither an assessment nor a witness entry", text);
	if (!e) {
		d->of = se.e;
		buf_add(body, se.body.p, se.body.n);
	}
	stored_entry_clear(&se);
	store_close(&log);
	return e;
}

/* The date of an assessment; absent for another entry. */
static struct date
date_of(const struct draft *d, struct arena *mem, struct bytes body)
{
	const ProtobufCMessage *value = NULL;
	struct date none = { 0 };

	if (d->of.kind != KIND_ASSESSMENT ||
	    body_parse(&value, mem, d->of.kind, d->of.schema, body, NULL) || !value)
		return none;
	return (struct date){ ((const Cmsa__AssessmentBody *)value)->as_of_days };
}

static enum err
set_date(struct draft *d, const struct cli *cli, struct date assessed, struct errmsg *m)
{
	const char *text = cli_option(cli, "as-of");
	struct date date =
	    date_given(assessed) ? assessed : date_of_time_ms(clock_wall_ms());

	if (text && (!date_parse(&date, text) || !date_given(date)))
		return errmsg_set(m, ERR_INPUT,
		    "reply: --as-of: expected a date YYYY-MM-DD, found \"%s\"", text);
	d->body.as_of_days = date.days;
	return ERR_NONE;
}

static enum err
set_to(struct draft *d, const struct cli *cli, struct errmsg *m)
{
	const char *text = cli_option(cli, "to");
	struct date assessed = { 0 };
	struct buf body = { 0 };
	enum err e = ERR_NONE;

	if (text)
		e = find_entry(d, &body, cli, text, m);
	if (text && !e) {
		assessed = date_of(d, &d->mem, buf_view(&body));
		cmsa__ref__init(&d->to);
		d->to.author = d->of.place.author;
		d->to.incarnation = d->of.place.incarnation;
		d->to.seq = d->of.place.seq;
		d->to.id = pb_hash_data(d->of.id.b);
		d->body.to = &d->to;
	}
	buf_clear(&body);
	return e ? e : set_date(d, cli, assessed, m);
}

/* --attach, as often as it is typed. */
static enum err
set_attachments(struct draft *d, const struct cli *cli, struct errmsg *m)
{
	d->body.attachments = d->attachments;
	for (int i = 0; i < cli->n_options; i++) {
		const char *path = cli->options[i].value;
		Cmsa__Attachment *a;

		if (strcmp(cli->options[i].name, "attach") != 0)
			continue;
		a = arena_get(&d->mem, sizeof(*a));
		cmsa__attachment__init(a);
		if (d->body.n_attachments == MOST_ATTACHMENTS ||
		    !alert_attachments_file(a, &d->mem, path, "."))
			return errmsg_set(m, ERR_INPUT,
			    "reply: --attach: expected a file of at most 64 MiB that can be read here, found \"%s\"",
			    path);
		d->attachments[d->body.n_attachments++] = a;
	}
	return ERR_NONE;
}

static enum err
set_words(struct draft *d, const struct cli *cli, struct errmsg *m)
{
	const char *text = cli_option(cli, "text"), *product = cli_option(cli, "product");
	const char *reason = cli_option(cli, "reason");

	d->body.criterion = criterion_of_name(cli->args[0]);
	if (!d->body.criterion)
		return errmsg_set(m, ERR_INPUT,
		    "reply: expected a criterion (b1, b2, b3, b4, b5a, b5b, b5c), found \"%s\"",
		    cli->args[0]);
	if (!text || !*text)
		return errmsg_set(
		    m, ERR_INPUT, "reply: --text: expected what is answered");
	if (reason && reasons_of_code(reason) == REASON_NONE)
		return errmsg_set(m, ERR_INPUT,
		    "reply: --reason: expected the reason code of a finding, found \"%s\"",
		    reason);
	d->body.text = pb_text(text);
	d->body.reason = pb_text(reason ? reason : "");
	d->body.product = pb_text(product ? product : "");
	d->body.sample = cli_option(cli, "sample") != NULL;
	return ERR_NONE;
}

static int
publish(const struct cli *cli, struct draft *d)
{
	struct body_fault fault = { 0 };
	struct buf body = { 0 };
	struct bodies one = { .at = &body, .n = 1 };
	int code;

	if (body_check(KIND_REPLY, &d->body.base, &fault))
		return cli_error(CLI_INPUT, "reply: %s: %s", fault.field, fault.why);
	pb_write(&body, &d->body.base);
	code = publish_bodies(cli, KIND_REPLY, &one);
	buf_clear(&body);
	return code;
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	struct nodeconf conf;
	struct draft d = { 0 };
	struct errmsg m = { "" };
	enum err e = nodeconf_read(&conf, cli->dir, &m);
	int code;

	(void)c;
	if (e)
		return cli_fail(e, &m);
	if (!author_is_country(conf.author))
		return cli_error(CLI_NO,
		    "reply: a country answers findings about itself; %s is none",
		    conf.author);
	arena_init(&d.mem, 0);
	cmsa__reply_body__init(&d.body);
	d.body.country = pb_text(conf.author);
	e = set_words(&d, cli, &m);
	if (!e)
		e = set_to(&d, cli, &m);
	if (!e)
		e = set_attachments(&d, cli, &m);
	code = e ? cli_fail(e, &m) : publish(cli, &d);
	arena_clear(&d.mem);
	return code;
}

static const struct cli_option options[] = {
	PUBLISH_OPTIONS,
	PUBLISH_READERS("readers"),
	{ "text", "TEXT", "the answer, at most 1024 bytes" },
	{ "reason", "CODE", "only to findings with this reason" },
	{ "product", "ID", "only to findings about this mineral or select product" },
	{ "to", "AUTHOR:SEQ",
	    "the assessment that is answered, or the witness entry of a position" },
	{ "as-of", "DATE",
	    "of the findings (default: that of the assessment, or today, UTC)" },
	{ "attach", "FILE", "is hashed and stays where it is; again for several" },
	{ "sample", NULL, "made up for a demonstration" },
	{ NULL, NULL, NULL },
};

const struct cli_command reply_cmd = { "reply", "CRITERION",
	"answer a finding about this country; it is shown beside it and changes nothing",
	options, run, 1, 1 };
