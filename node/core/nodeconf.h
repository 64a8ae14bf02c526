/* nodeconf.h - node.conf: how one node is set up.  Written by `cmsa init`, read by cmsad
 * and by cmsa.  Paths in it are relative to the node's folder. */
#ifndef NODECONF_H
#define NODECONF_H

#include <stdint.h>

#include "config.h"
#include "entry.h"
#include "err.h"

enum {
	NODECONF_PATH = 4096
};

struct nodeconf {
	char dir[NODECONF_PATH];
	char author[AUTHOR_LEN];
	char node[NODE_NAME_LEN];
	char user[64]; /* whom cmsad becomes when it is started as root; "" : stays root */
	char listen[CONFIG_MAX_VALUE];   /* "tcp://127.0.0.1:7001"; "" : only dials */
	char signing_key[NODECONF_PATH]; /* "" : this node replicates */
	char next_signing_key
	    [NODECONF_PATH]; /* of the next generation, once the file is there */
	char transport_key[NODECONF_PATH];
	char passphrase_file[NODECONF_PATH]; /* "" : asked on the terminal at start */
	char keys_body[NODECONF_PATH];       /* the signed keys statement, made by init */
	char sign_record[NODECONF_PATH];
	/* of the feed that it writes, with keys/signing-N.key, keys/statement-N.pb and
	 * sign-N.record as defaults from 2 on */
	uint32_t incarnation;
	char control_socket[NODECONF_PATH];
	char control_group[64];   /* may use the control socket; "" : the owner alone */
	int64_t net_memory_bytes; /* 0: no cap */
	int64_t witness_every_ms, full_witness_every_ms, assess_every_ms; /* as core.h */
	char log_level[16];
};

/* Reads DIR/node.conf.  ERR_NOT_FOUND, ERR_INPUT: what was expected, found and where. */
enum err nodeconf_read(struct nodeconf *c, const char *dir, struct errmsg *m);

/* Writes DIR/node.conf with what `cmsa init` sets: author, names, listen, passphrase_file, group;
 * ERR_BUSY when there is one; ERR_INPUT: a value that it cannot hold. */
enum err nodeconf_write(const struct nodeconf *c, struct errmsg *m);

#endif
