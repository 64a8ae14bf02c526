/* feed_append.c - appends to the own feed of a node that is stopped what no command publishes:
 * bodies for named readers, kinds that are reserved or not known.
 *     feed_append DIR PASSPHRASE-FILE KIND:AUDIENCE:TEXT...
 * KIND and AUDIENCE are numbers, TEXT is the body (for named readers: what stands for the
 * ciphertext).  All but the last are signed with the node's key, through its durable record, and
 * stored; the last is left as a draft, which the node signs and sends live when it starts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyfile.h"
#include "log.h"
#include "nodeconf.h"
#include "passphrase.h"
#include "sign.h"
#include "store.h"

struct feed {
	struct nodeconf conf;
	struct store *log;
	struct sign *sign;
	struct key key;
	struct store_tip tip;
	struct hash register_id;
};

static void
must(enum err e, const struct errmsg *m, const char *what)
{
	if (!e)
		return;
	fprintf(stderr, "feed_append: %s: error %d %s\n", what, (int)e, m ? m->text : "");
	exit(4);
}

static enum err
take_tip(void *ctx, const struct store_tip *tip)
{
	struct feed *f = ctx;

	if (!strcmp(tip->place.author, f->conf.author))
		f->tip = *tip;
	return ERR_NONE;
}

static void
open_sign(struct feed *f, const char *passphrase_file)
{
	struct passphrase_source from = { .file = passphrase_file, .fd = -1 };
	struct sign_config cfg = { .author = f->conf.author,
		.incarnation = 1,
		.generation = 1,
		.key = &f->key,
		.record_path = f->conf.sign_record };
	struct secret passphrase = { 0 };
	struct buf alliance = { 0 };
	struct errmsg m = { "" };

	must(passphrase_get(&passphrase, &from, "", false, &m), &m, "passphrase");
	must(keyfile_open(&f->key, f->conf.signing_key, KEY_SIGNING, f->conf.author,
		 &passphrase, &m),
	    &m, "signing key");
	secret_clear(&passphrase);
	must(store_meta_get(f->log, "alliance", &alliance), NULL, "alliance");
	if (!hash_from(&cfg.alliance, buf_view(&alliance)))
		must(ERR_INPUT, NULL, "alliance");
	buf_clear(&alliance);
	must(sign_open(&f->sign, &cfg, &m), &m, "sign record");
}

static void
feed_open(struct feed *f, const char *dir, const char *passphrase_file)
{
	struct stored_entry last = { 0 };
	struct errmsg m = { "" };

	must(nodeconf_read(&f->conf, dir, &m), &m, dir);
	must(store_open(&f->log, dir, STORE_WRITE, &m), &m, dir);
	must(store_tips_each(f->log, take_tip, f), NULL, "tips");
	must(f->tip.place.seq ? ERR_NONE : ERR_NOT_FOUND, NULL, "own feed");
	must(store_entry_get(f->log, &last, &f->tip.place), NULL, "newest own entry");
	f->register_id = last.e.register_id;
	stored_entry_clear(&last);
	open_sign(f, passphrase_file);
}

/* Header of the next entry, as "KIND:AUDIENCE:TEXT" says; the body is the text. */
static void
make(struct feed *f, struct buf *header, struct entry *e, struct bytes *body,
    const char *words)
{
	char *end;

	*e = (struct entry){ .place = f->tip.place,
		.prev = f->tip.id,
		.key = 1,
		.register_number = f->tip.register_number,
		.register_id = f->register_id,
		.time_ms = f->tip.time_ms,
		.schema = 1 };
	e->place.seq++;
	e->kind = (uint32_t)strtoul(words, &end, 10);
	e->audience = *end ? (uint32_t)strtoul(end + 1, &end, 10) : 0;
	*body = bytes_of(end + (*end == ':'), strlen(end + (*end == ':')));
	e->body_hash = body_hash(*body);
	e->body_size = (uint32_t)body->n;
	if (e->audience == AUDIENCE_NAMED)
		memset(e->key_commitment.b, 0x5a, sizeof(e->key_commitment.b));
	entry_write(header, e);
	if (entry_parse(e, buf_view(header)))
		must(ERR_INPUT, NULL, words);
}

static void
append(struct feed *f, const char *words)
{
	struct buf header = { 0 };
	struct sign_reply reply;
	struct bytes body;
	struct entry e;

	make(f, &header, &e, &body, words);
	sign_header(f->sign, &reply, e.header);
	must(reply.verdict == SIGN_DONE ? ERR_NONE : ERR_REFUSED, NULL, words);
	must(store_append(f->log, &e,
		 bytes_of(reply.signature.b, sizeof(reply.signature.b)), body),
	    NULL, words);
	f->tip.place = e.place;
	f->tip.id = e.id;
	buf_clear(&header);
}

int
main(int argc, char **argv)
{
	static struct feed f;
	struct buf header = { 0 };
	struct bytes body;
	struct entry e;

	if (argc < 4) {
		fputs("usage: feed_append DIR PASSPHRASE-FILE KIND:AUDIENCE:TEXT...\n",
		    stderr);
		return 2;
	}
	feed_open(&f, argv[1], argv[2]);
	must(store_begin(f.log, true), NULL, "log.db");
	for (int i = 3; i < argc - 1; i++)
		append(&f, argv[i]);
	make(&f, &header, &e, &body, argv[argc - 1]);
	must(store_draft_put(f.log, e.header, body), NULL, argv[argc - 1]);
	must(store_commit(f.log), NULL, "log.db");
	buf_clear(&header);
	sign_close(f.sign);
	key_clear(&f.key);
	store_close(&f.log);
	return 0;
}
