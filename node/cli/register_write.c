/* register_write.c - cmsa register draft, submit, invite. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "csvread.h"
#include "draft.h"
#include "file.h"
#include "invitation.h"
#include "register_cmd.h"
#include "registry_open.h"

static enum err
write_out(const struct cli *cli, const char *what, struct bytes data, struct errmsg *m)
{
	const char *path = cli_option(cli, "out");

	if (!path)
		return errmsg_set(m, ERR_INPUT, "%s: expected --out FILE", what);
	return file_write_new(path, data, 0644, m);
}

int
register_draft(struct cli *cli, const struct registry *r)
{
	const char *path = cli_option(cli, "file");
	struct draft_input in = { .words = cli->args + 2, .file_name = path };
	struct buf file = { 0 }, act = { 0 }, signed_act = { 0 };
	struct errmsg m = { "" };
	enum err e = ERR_NONE;

	if (cli->n_args < 2)
		return cli_error(CLI_USAGE,
		    "usage: cmsa register draft KIND [key=value ...] [--file FILE] --out FILE");
	in.n_words = (size_t)cli->n_args - 2;
	randombytes_buf(in.nonce.b, sizeof(in.nonce.b));
	if (path)
		e = file_read(&file, path, CSV_MAX_BYTES, &m);
	if (!e && path)
		in.file = bytes_of(file.n ? file.p : (const uint8_t *)"", file.n);
	if (!e)
		e = draft_act(&act, r, cli->args[1], &in, &m);
	if (!e) {
		signed_act_write(&signed_act, buf_view(&act), NULL, 0);
		e = write_out(cli, "register draft", buf_view(&signed_act), &m);
	}
	buf_clear(&file);
	buf_clear(&act);
	buf_clear(&signed_act);
	if (e)
		return cli_fail(e, &m);
	fprintf(stderr,
	    "drafted act %llu; each registrar now adds a signature: cmsa-keys sign FILE --key KEY\n",
	    (unsigned long long)registry_number(r) + 1);
	return CLI_DONE;
}

int
register_invite(struct cli *cli, const struct registry *r)
{
	struct invitation_peer *peers = calloc(INVITATION_MAX_PEERS, sizeof(*peers));
	struct buf out = { 0 };
	struct errmsg m = { "" };
	struct hash id = registry_id(r), alliance = registry_alliance(r);
	char hex[HASH_HEX_LEN], hex_alliance[HASH_HEX_LEN];
	size_t n;
	enum err e;

	if (!peers)
		abort();
	n = invitation_peers(peers, INVITATION_MAX_PEERS, r, "");
	if (!n)
		e = errmsg_set(&m, ERR_REFUSED,
		    "register invite: no enrolled member has an address to dial");
	else {
		invitation_write(&out, r, peers, n);
		e = write_out(cli, "register invite", buf_view(&out), &m);
	}
	free(peers);
	buf_clear(&out);
	if (e)
		return cli_fail(e, &m);
	hash_hex(hex, &id);
	hash_hex(hex_alliance, &alliance);
	printf("alliance %s\nhead     act %llu, %s\n"
	       "Tell both to whoever starts a node, by another way than this file.\n",
	    hex_alliance, (unsigned long long)registry_number(r), hex);
	return CLI_DONE;
}

int
register_submit(struct cli *cli, const struct registry *r)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlSubmitAct submit;
	const Cmsa__ControlReply *reply;
	struct cli_reply *held;
	struct buf act = { 0 };
	struct errmsg m = { "" };
	enum err e;
	int code = CLI_DONE;

	(void)r;
	if (cli->n_args != 2)
		return cli_error(CLI_USAGE, "usage: cmsa register submit FILE");
	e = file_read(&act, cli->args[1], LIMIT_SIGNED_ACT_BYTES, &m);
	if (e)
		return cli_fail(e, &m);
	cmsa__control_request__init(&request);
	cmsa__control_submit_act__init(&submit);
	submit.signed_act.data = act.p;
	submit.signed_act.len = act.n;
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_SUBMIT_ACT;
	request.submit_act = &submit;
	e = cli_ask(&held, &reply, cli, &request, &m);
	if (!e) {
		code = (int)reply->exit_code;
		if (code)
			cli_error(code, "%s", reply->message);
		cli_reply_free(held);
	} else if (e == ERR_GONE || e == ERR_NOT_FOUND) {
		e = registry_put(cli, buf_view(&act), &m); /* no node runs here */
		code = e ? cli_fail(e, &m) : CLI_DONE;
	} else {
		code = cli_fail(e, &m);
	}
	buf_clear(&act);
	return code;
}
