/* sign_child.c - opens the signing key and runs the sign process (sign_main.h). */
#include <stdlib.h>
#include <string.h>

#include "children.h"
#include "file.h"
#include "keyfile.h"
#include "log.h"
#include "passphrase.h"
#include "registry.h"
#include "sandbox.h"
#include "sign_main.h"
#include "store.h"

/* The alliance is that of the store: read once, before the loop.  Core may be writing. */
static enum err
read_alliance(struct hash *out, const char *dir, struct errmsg *m)
{
	struct store *s = NULL;
	struct buf b = { 0 };
	enum err e = store_open(&s, dir, STORE_READ, m);

	if (!e)
		e = store_meta_get(s, "alliance", &b);
	if (!e && !hash_from(out, buf_view(&b)))
		e = ERR_INPUT;
	if (e == ERR_NOT_FOUND)
		errmsg_set(m, e,
		    "%s belongs to no alliance yet: start it from an invitation", dir);
	buf_clear(&b);
	store_close(&s);
	return e;
}

/* The folder of the record, and no other. */
static enum err
shut(void *conf)
{
	const struct nodeconf *c = conf;
	char folder[NODECONF_PATH];
	char *slash;

	memcpy(folder, c->sign_record, sizeof(folder));
	slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0'; /* "/x" leaves "/" */
	return sandbox_enter(SANDBOX_SIGN, slash ? folder : ".", PARENT_FD);
}

int
sign_child(const struct nodeconf *conf)
{
	struct passphrase_source from = {
		.file = *conf->passphrase_file ? conf->passphrase_file : NULL, .fd = -1
	};
	struct nodeconf own = *conf;
	const struct sign_main_seal seal = { shut, &own };
	struct secret passphrase = { 0 };
	struct key key = { 0 }, next = { 0 };
	struct sign_config cfg = { .author = conf->author,
		.incarnation = conf->incarnation,
		.generation = 1,
		.key = &key,
		.record_path = conf->sign_record };
	struct errmsg m = { "" };
	enum err e = read_alliance(&cfg.alliance, conf->dir, &m);
	int code;

	if (!e)
		e = passphrase_get(
		    &passphrase, &from, "Passphrase of the signing key: ", false, &m);
	if (!e)
		e = keyfile_open(
		    &key, conf->signing_key, KEY_SIGNING, conf->author, &passphrase, &m);
	/* the next generation's, while keys change: it is under the same passphrase */
	if (!e && file_exists(conf->next_signing_key)) {
		e = keyfile_open(&next, conf->next_signing_key, KEY_SIGNING, conf->author,
		    &passphrase, &m);
		cfg.next = &next;
	}
	secret_clear(&passphrase);
	if (e) {
		key_clear(&key);
		log_error("%s", m.text);
		return e == ERR_IO || e == ERR_STORE ? 4 : 3;
	}
	code = sign_main(-1, PARENT_FD, &cfg, &seal);
	key_clear(&key);
	key_clear(&next);
	return code;
}
