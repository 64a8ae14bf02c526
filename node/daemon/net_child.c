/* net_child.c - opens the transport key and runs the net process (net.h). */
#include <stdlib.h>
#include <string.h>

#include "children.h"
#include "keyfile.h"
#include "log.h"
#include "net.h"
#include "passphrase.h"
#include "sandbox.h"

int
net_child(const struct nodeconf *conf)
{
	struct passphrase_source from = {
		.file = *conf->passphrase_file ? conf->passphrase_file : NULL, .fd = -1
	};
	struct secret passphrase = { 0 };
	struct key key = { 0 };
	struct net_config cfg = { .memory_bytes = (uint64_t)conf->net_memory_bytes };
	struct errmsg m = { "" };
	enum err e = passphrase_get(
	    &passphrase, &from, "Passphrase of the transport key: ", false, &m);
	int code;

	if (!e)
		e = keyfile_open(&key, conf->transport_key, KEY_TRANSPORT, conf->author,
		    &passphrase, &m);
	secret_clear(&passphrase);
	if (e) {
		log_error("%s", m.text);
		return e == ERR_IO ? 4 : 3;
	}
	/* a node without an address of its own only dials: it listens to itself alone */
	cfg.endpoint = *conf->listen ? conf->listen : "tcp://127.0.0.1:*";
	cfg.public_key = key.public_key.b;
	cfg.secret_key = key_seed(&key);
	/* all that comes from the network is read after this */
	code = sandbox_enter(SANDBOX_NET, NULL, PARENT_FD) ? NET_EXIT_FAILED : net_main(&cfg, PARENT_FD, -1, -1);
	key_clear(&key);
	return code;
}
