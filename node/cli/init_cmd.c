/* init_cmd.c - cmsa init: makes keys and an application; with an invitation, a node. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "act.h"
#include "application.h"
#include "author_keys.h"
#include "body.h"
#include "cli.h"
#include "commands.h"
#include "file.h"
#include "invitation.h"
#include "keyfile.h"
#include "passphrase_option.h"
#include "pb.h"
#include "statement.h"

static enum err
get_passphrase(struct secret *out, const struct cli *cli, bool twice, struct errmsg *m)
{
	return passphrase_option(out, cli, "Passphrase for the keys: ", twice, m);
}

static void
key_path(char out[static 4096], const struct cli *cli, const char *use)
{
	int n = snprintf(out, 4096, "%s/keys/%s.key", cli->dir, use);

	if (n < 0 || n >= 4096)
		abort();
}

static enum err
open_keys(struct key *identity, struct key *signing, const struct cli *cli,
    const char *author, const struct secret *passphrase, struct errmsg *m)
{
	char path[4096];
	enum err e;

	key_path(path, cli, "identity");
	e = keyfile_open(identity, path, KEY_IDENTITY, author, passphrase, m);
	if (e)
		return e;
	key_path(path, cli, "signing");
	return keyfile_open(signing, path, KEY_SIGNING, author, passphrase, m);
}

/* --- the application ---------------------------------------------------------------- */

struct applicant {
	const char *author, *node, *address;
	Cmsa__Role role;
};

static enum err
read_applicant(struct applicant *a, const struct cli *cli, struct errmsg *m)
{
	const char *role = cli_option(cli, "role");

	a->author = cli_option(cli, "author");
	a->node = cli_option(cli, "node") ? cli_option(cli, "node") : "main";
	a->address = cli_option(cli, "address");
	a->role = (Cmsa__Role)role_of_name(role ? role : "member");
	if (!a->author || !author_is_valid(a->author))
		return errmsg_set(m, ERR_INPUT,
		    "--author: expected a country code or a name, found \"%s\"",
		    a->author ? a->author : "");
	if (!node_name_is_valid(a->node))
		return errmsg_set(m, ERR_INPUT,
		    "--node: expected a-z, 0-9 and -, at most 16, found \"%s\"", a->node);
	if (a->role < CMSA__ROLE__ROLE_MEMBER || a->role > CMSA__ROLE__ROLE_DESK)
		return errmsg_set(m, ERR_INPUT,
		    "--role: expected member, candidate, auditor or desk, found \"%s\"",
		    role);
	return ERR_NONE;
}

/* The public halves of the keys that are there: only transport may be another by now. */
static enum err
read_keys(struct author_keys *out, const struct cli *cli, struct errmsg *m)
{
	const struct {
		const char *use;
		struct public_key *key;
	} rows[] = {
		{ "identity", &out->identity },
		{ "signing", &out->signing },
		{ "transport", &out->transport },
		{ "reading", &out->reading },
	};
	enum err e = ERR_NONE;

	for (size_t i = 0; i < ARRAY_LEN(rows) && !e; i++) {
		struct keyfile_info info;
		char path[4096];

		key_path(path, cli, rows[i].use);
		e = keyfile_peek(&info, path, m);
		if (!e)
			*rows[i].key = info.public_key;
	}
	return e;
}

static enum err
write_application(const struct cli *cli, const struct applicant *a,
    const struct author_keys *keys, const struct secret *passphrase, struct errmsg *m)
{
	struct key identity = { 0 }, signing = { 0 };
	Cmsa__EnrolNode node, *nodes[1] = { &node };
	struct application_parts parts = { .author = a->author,
		.role = a->role,
		.identity = &identity,
		.signing = &signing,
		.reading_key = keys->reading,
		.nodes = nodes,
		.n_nodes = 1 };
	char *addresses[1] = { pb_text(a->address ? a->address : "") };
	char path[4096];
	struct buf out = { 0 };
	enum err e = open_keys(&identity, &signing, cli, a->author, passphrase, m);

	cmsa__enrol_node__init(&node);
	node.name = pb_text(a->node);
	node.curve_key = pb_hash_data(keys->transport.b);
	node.addresses = addresses;
	node.n_addresses = a->address ? 1 : 0;
	node.writes = true;
	if (!e)
		e = application_make(&out, &parts, m);
	path_join(path, cli->dir, "application.pb");
	if (!e && cli_option(cli, "again"))
		e = file_write(path, buf_view(&out), 0644, m);
	else if (!e)
		e = file_write_new(path, buf_view(&out), 0644, m);
	buf_clear(&out);
	key_clear(&identity);
	key_clear(&signing);
	return e;
}

static enum err
write_conf(const struct cli *cli, const struct applicant *a, struct errmsg *m)
{
	const char *listen = cli_option(cli, "listen"),
		   *file = cli_option(cli, "passphrase-file");
	const char *group = cli_option(cli, "group");
	struct nodeconf *c = calloc(1, sizeof(*c));
	enum err e;

	if (!c)
		abort();
	snprintf(c->dir, sizeof(c->dir), "%s", cli->dir);
	snprintf(c->author, sizeof(c->author), "%s", a->author);
	snprintf(c->node, sizeof(c->node), "%s", a->node);
	snprintf(c->listen, sizeof(c->listen), "%s",
	    listen       ? listen
	    : a->address ? a->address
			 : "");
	if (file) {
		char *full = realpath(file, NULL); /* cmsad may start elsewhere */

		snprintf(c->passphrase_file, sizeof(c->passphrase_file), "%s",
		    full ? full : file);
		free(full);
	}
	snprintf(c->control_group, sizeof(c->control_group), "%s", group ? group : "");
	e = nodeconf_write(c, m);
	free(c);
	return e;
}

static enum err
apply(const struct cli *cli, struct errmsg *m)
{
	struct secret passphrase = { 0 };
	struct author_keys keys;
	struct applicant a;
	char conf[4096];
	bool stays;
	enum err e = read_applicant(&a, cli, m);

	if (!e && mkdir(cli->dir, 0700) && errno != EEXIST)
		e = errmsg_set(
		    m, ERR_IO, "cannot make %s: %s", cli->dir, strerror(errno));
	if (!e)
		e = get_passphrase(&passphrase, cli, true, m);
	if (!e && cli_option(cli, "again"))
		e = read_keys(&keys, cli, m);
	else if (!e)
		e = author_keys_make(
		    &keys, cli->dir, a.author, &passphrase, keyfile_limits_moderate(), m);
	if (!e)
		e = write_application(cli, &a, &keys, &passphrase, m);
	path_join(conf, cli->dir, "node.conf");
	stays = cli_option(cli, "again") && file_exists(conf);
	if (!e && !stays)
		e = write_conf(cli, &a, m);
	secret_clear(&passphrase);
	if (e)
		return e;
	if (stays)
		printf(
		    "node.conf stays as it is: its listen is to go with the address\n");
	printf("%s: keys, node.conf and application.pb are in %s\n"
	       "Hand application.pb to %s; with the registrars' invitation: cmsa -C %s "
	       "init --invitation FILE\n",
	    a.author, cli->dir,
	    a.role == CMSA__ROLE__ROLE_DESK ? "your country, for its cmsa desk grant"
					    : "the registrars",
	    cli->dir);
	return ERR_NONE;
}

/* --- the invitation ----------------------------------------------------------------- */

static enum err
check_alliance(const struct cli *cli, const struct registry *r, struct errmsg *m)
{
	const char *told = cli_option(cli, "alliance");
	struct hash id = registry_alliance(r), want;
	char hex[HASH_HEX_LEN];

	hash_hex(hex, &id);
	if (told && (!hex_parse(want.b, sizeof(want.b), told) || !hash_eq(&want, &id)))
		return errmsg_set(m, ERR_REFUSED,
		    "--alliance: expected the alliance you were told of, the invitation is to %s",
		    hex);
	return ERR_NONE;
}

static enum err
store_acts(const struct cli *cli, const struct registry *r, struct errmsg *m)
{
	struct hash alliance = registry_alliance(r);
	struct store *s = NULL;
	enum err e = store_open(&s, cli->dir, STORE_WRITE, m);

	if (!e)
		e = store_begin(s, true);
	for (uint64_t i = 1; i <= registry_number(r) && !e; i++) {
		const struct act_record *a = registry_act(r, i);

		e = store_act_put(s, i, &a->act->id, a->signed_act);
	}
	if (!e)
		e = store_meta_set(
		    s, "alliance", bytes_of(alliance.b, sizeof(alliance.b)));
	if (!e)
		e = store_commit(s);
	else if (s)
		store_rollback(s);
	store_close(&s);
	return e;
}

static enum err
write_statement(const struct cli *cli, const struct nodeconf *conf,
    const struct registry *r, struct errmsg *m)
{
	const struct author *a = registry_author(r, conf->author, registry_number(r));
	struct key identity = { 0 }, signing = { 0 };
	struct secret passphrase = { 0 };
	struct statement_parts parts = { .alliance = registry_alliance(r),
		.incarnation = 1,
		.generation = 1,
		.identity = &identity,
		.signing = &signing };
	struct keyfile_info reading = { 0 };
	struct buf out = { 0 };
	char path[4096];
	enum err e = get_passphrase(&passphrase, cli, false, m);

	if (!e)
		e = open_keys(&identity, &signing, cli, conf->author, &passphrase, m);
	key_path(path, cli, "reading");
	if (!e)
		e = keyfile_peek(&reading, path, m);
	if (!e && a &&
	    memcmp(a->signing_key.b, signing.public_key.b, sizeof(a->signing_key.b)))
		e = errmsg_set(m, ERR_REFUSED,
		    "%s is enrolled with another signing key than that in %s",
		    conf->author, cli->dir);
	if (!e) {
		parts.reading_key = reading.public_key;
		e = statement_make(&out, &parts, m);
	}
	if (!e)
		e = file_write(conf->keys_body, buf_view(&out), 0644, m);
	buf_clear(&out);
	key_clear(&identity);
	key_clear(&signing);
	secret_clear(&passphrase);
	return e;
}

/* Is there a statement that names the signing key here as a later generation, which replaces one
 * that is lost?  It stays, and is published once the own head is known. */
static bool
replaces_a_key(const struct nodeconf *conf)
{
	const ProtobufCMessage *m = NULL;
	const Cmsa__KeysBody *b;
	struct keyfile_info info;
	struct buf file = { 0 };
	struct arena mem;
	bool is = false;

	arena_init(&mem, LIMIT_BODY_ARENA);
	if (!file_read(&file, conf->keys_body, LIMIT_BODY_BYTES, NULL) &&
	    !keyfile_peek(&info, conf->signing_key, NULL) &&
	    !body_parse(&m, &mem, KIND_KEYS, 1, buf_view(&file), NULL)) {
		b = (const Cmsa__KeysBody *)m;
		is = b->generation > 1 && !b->n_desks &&
		     bytes_eq(bytes_of(b->signing_key.data, b->signing_key.len),
			 bytes_of(info.public_key.b, sizeof(info.public_key.b)));
	}
	arena_clear(&mem);
	buf_clear(&file);
	return is;
}

static enum err
join(const struct cli *cli, const char *path, struct errmsg *m)
{
	struct nodeconf *conf = calloc(1, sizeof(*conf));
	struct invitation inv = { 0 };
	struct buf file = { 0 };
	enum verdict v;
	enum err e;

	if (!conf)
		abort();
	e = nodeconf_read(conf, cli->dir, m);
	if (!e)
		e = file_read(&file, path, LIMIT_INVITATION_BYTES, m);
	if (e)
		goto out;
	v = invitation_parse(&inv, buf_view(&file));
	if (v) {
		e = errmsg_set(m, ERR_INPUT, "%s is refused (%s): %s", path,
		    verdict_word(v), verdict_text(v));
		goto out;
	}
	e = check_alliance(cli, inv.registry, m);
	if (!e && !replaces_a_key(conf))
		e = write_statement(cli, conf, inv.registry, m);
	if (!e)
		e = store_acts(cli, inv.registry, m);
	if (!e) {
		struct hash id = registry_alliance(inv.registry);
		char hex[HASH_HEX_LEN];

		hash_hex(hex, &id);
		printf("%s belongs to alliance %s, act %llu%s; start it: cmsad -C %s\n",
		    conf->author, hex, (unsigned long long)registry_number(inv.registry),
		    registry_author(
			inv.registry, conf->author, registry_number(inv.registry))
			? ""
		    : author_is_desk(conf->author)
			? " (it waits for its country's grant)"
			: " (not yet enrolled: it is, once an act that enrols it arrives)",
		    cli->dir);
	}
	invitation_clear(&inv);
out:
	buf_clear(&file);
	free(conf);
	return e;
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	const char *invitation = cli_option(cli, "invitation");
	struct errmsg m = { "" };
	enum err e = invitation ? join(cli, invitation, &m) : apply(cli, &m);

	(void)c;
	return e ? cli_fail(e, &m) : CLI_DONE;
}

static const struct cli_option options[] = {
	{ "author", "AUTHOR",
	    "country or territory code; CCC.name for its desk; a small-letter name for an auditor" },
	{ "role", "ROLE", "member (default), candidate, auditor or desk" },
	{ "node", "NAME", "name of this node (default: main)" },
	{ "address", "TCP",
	    "where others dial it: tcp://192.0.2.1:7001; none: it only dials" },
	{ "listen", "TCP", "where it listens, if that differs from the address" },
	{ "group", "GROUP", "Unix group that may use the control socket" },
	{ "passphrase-file", "FILE",
	    "first line is the passphrase; cmsad reads it there too" },
	{ "passphrase-fd", "N",
	    "read it from this descriptor; without either it is asked" },
	{ "again", NULL,
	    "another application with the keys that are there: for a new --address or transport key" },
	{ "invitation", "FILE", "second step: join the alliance of this invitation" },
	{ "alliance", "HEX",
	    "the alliance id you were told; refused when the invitation is to another" },
	{ NULL, NULL, NULL },
};

const struct cli_command init_cmd = { "init", "",
	"make a node: keys and application first, then --invitation", options, run, 0,
	0 };
