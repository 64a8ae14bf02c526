/* main.c - cmsa-audit: reads an audit bundle, without a node, a folder or a network. */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "body.h"
#include "compliance.h"
#include "proof.h"
#include "text.h"
#include "when_report.h"

enum { /* as those of cmsa */
	EXIT_DONE = 0,
	EXIT_NO = 1,
	EXIT_USAGE = 2,
	EXIT_INPUT = 3,
	EXIT_MACHINE = 4
};

struct words {
	const char *command, *file, *alliance, *author, *seq, *key;
	bool json;
};

static const char usage[] =
    "usage: cmsa-audit verify FILE [--alliance ID] [--json]\n"
    "       cmsa-audit matrix FILE [--alliance ID]\n"
    "       cmsa-audit when FILE AUTHOR SEQ [--alliance ID]\n"
    "       cmsa-audit open FILE AUTHOR SEQ [--key FILE] [--alliance ID]\n"
    "verify says what the bundle proves and what it does not; matrix prints who meets the\n"
    "criteria of section 4(b), as `cmsa compliance` does; when says in which interval an entry was\n"
    "published and who attests it, as `cmsa when` does: exit 1 when its author claims another;\n"
    "open shows a sealed entry, by a disclosure in the bundle or the key that\n"
    "`cmsa open --export-key` wrote.  ID is 64 hexadecimal digits, as the\n"
    "registrars told them by another way.  Exit 0: everything holds; 1: something does not.\n";

static enum err
read_file(void *ctx, uint8_t *to, size_t n, size_t *got)
{
	const int fd = *(const int *)ctx;

	*got = 0;
	while (*got < n) {
		const ssize_t k = read(fd, to + *got, n - *got);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return ERR_IO;
		if (!k)
			break;
		*got += (size_t)k;
	}
	return ERR_NONE;
}

static bool
parse(struct words *w, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--json"))
			w->json = true;
		else if (!strcmp(argv[i], "--alliance") && i + 1 < argc)
			w->alliance = argv[++i];
		else if (!strcmp(argv[i], "--key") && i + 1 < argc)
			w->key = argv[++i];
		else if (argv[i][0] == '-' || w->seq)
			return false;
		else
			*(!w->command    ? &w->command
			    : !w->file   ? &w->file
			    : !w->author ? &w->author
					 : &w->seq) = argv[i];
	}
	if (!w->file || (w->json && strcmp(w->command, "verify") != 0))
		return false;
	if (!strcmp(w->command, "open"))
		return w->seq != NULL;
	if (!strcmp(w->command, "when"))
		return w->seq && !w->key;
	return !w->author && !w->key &&
	       (!strcmp(w->command, "verify") || !strcmp(w->command, "matrix"));
}

static int
print(struct buf *b, int code)
{
	const bool ok =
	    fwrite(b->p ? b->p : (const uint8_t *)"", 1, b->n, stdout) == b->n &&
	    fflush(stdout) == 0;

	buf_clear(b);
	return ok ? code : EXIT_MACHINE;
}

/* --- open --------------------------------------------------------------------------- */

static int
wrong_input(const char *what, const char *found)
{
	fprintf(stderr, "cmsa-audit: expected %s, found \"%.80s\"\n", what, found);
	return EXIT_INPUT;
}

static int
read_place(struct place *out, const struct words *w)
{
	char *end;

	*out = (struct place){ .incarnation = 1 };
	if (!author_is_valid(w->author))
		return wrong_input("an author", w->author);
	memcpy(out->author, w->author, strlen(w->author) + 1);
	errno = 0;
	out->seq = strtoull(w->seq, &end, 10);
	if (*w->seq < '1' || *w->seq > '9' || *end || errno || out->seq > INT64_MAX)
		return wrong_input("the number of an entry from 1 on", w->seq);
	return EXIT_DONE;
}

/* The body of a disclosure, as cmsa open --export-key writes it. */
static int
read_key(uint8_t key[static 32], const struct words *w, const struct place *of)
{
	uint8_t bytes[4096];
	const int fd = open(w->key, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	const ProtobufCMessage *m = NULL;
	const Cmsa__DisclosureBody *d;
	struct arena mem;
	size_t n = 0;
	int code = EXIT_INPUT;

	if (fd < 0 || read_file(&(int){ fd }, bytes, sizeof(bytes), &n)) {
		fprintf(
		    stderr, "cmsa-audit: cannot read %s: %s\n", w->key, strerror(errno));
		return EXIT_INPUT;
	}
	close(fd);
	arena_init(&mem, LIMIT_BODY_ARENA);
	if (body_parse(&m, &mem, KIND_DISCLOSURE, 1, bytes_of(bytes, n), NULL)) {
		wrong_input("a file of cmsa open --export-key", w->key);
	} else {
		d = (const Cmsa__DisclosureBody *)m;
		if (strcmp(d->entry->author, of->author) != 0 ||
		    d->entry->seq != of->seq) {
			wrong_input("the key of the entry asked for", w->key);
		} else {
			memcpy(key, d->key.data, 32);
			code = EXIT_DONE;
		}
	}
	sodium_memzero(bytes, sizeof(bytes));
	arena_clear(&mem);
	return code;
}

/* PROTOCOL M10.10 */
static int
say_opened(const struct words *w, const struct proof *p)
{
	const struct proof_opened *o = &p->opens;
	struct buf b = { 0 };
	enum verdict v;

	if (!o->entry || !o->sealed.n)
		fprintf(stderr, "cmsa-audit: %s: %s:%s is %s\n", w->file, w->author,
		    w->seq,
		    o->entry ? "sealed, and its body is not in it"
			     : "no sealed entry of it");
	else if (!o->tried)
		fprintf(stderr,
		    "cmsa-audit: %s: no disclosure in it has the right key of %s:%s; give one with --key\n",
		    w->file, w->author, w->seq);
	else if (o->verdict)
		fprintf(stderr, "cmsa-audit: %s:%s does not open: %s (%s)\n", w->author,
		    w->seq, verdict_text(o->verdict), verdict_word(o->verdict));
	if (!o->tried || o->verdict)
		return EXIT_NO;
	v = proof_body(&b, p);
	if (o->by)
		fprintf(stderr, "opened by disclosure %s:%llu: %s\n", o->by->by.author,
		    (unsigned long long)o->by->by.seq, o->by->reason);
	else
		fprintf(stderr, "opened by the key in %s\n", w->key);
	if (v)
		fprintf(stderr, "it is no right body of its kind: %s (%s)\n",
		    verdict_text(v), verdict_word(v));
	return print(&b, v ? EXIT_NO : EXIT_DONE);
}

static int
say_wrong(const struct words *w, enum err e, const struct errmsg *m)
{
	struct buf b = { 0 };

	if (w->json && e == ERR_REFUSED) {
		buf_add_str(&b, "{\n  \"verified\": false,\n  \"why\": ");
		proof_json_text(&b, m->text);
		buf_add_str(&b, "\n}\n");
		return print(&b, EXIT_NO);
	}
	fprintf(stderr, "cmsa-audit: %s: %s%s\n", w->file,
	    e == ERR_REFUSED ? "NOT VERIFIED: " : "", m->text[0] ? m->text : err_name(e));
	if (e == ERR_NOT_FOUND)
		return EXIT_INPUT;
	return e == ERR_REFUSED ? EXIT_NO : EXIT_MACHINE;
}

static int
say(const struct words *w, const struct proof *p, const struct proof_ask *ask)
{
	const struct compliance_view all = { 0 };
	struct buf b = { 0 };

	if (!strcmp(w->command, "open"))
		return say_opened(w, p);
	if (!strcmp(w->command, "matrix") && !p->findings) {
		fprintf(stderr,
		    "cmsa-audit: %s: only some entries are in it; the matrix rests on all\n",
		    w->file);
		return EXIT_INPUT;
	}
	if (!strcmp(w->command, "matrix"))
		compliance_text(&b, p->findings, &all);
	else if (p->when)
		when_report_text(&b, p->when);
	else if (w->json)
		proof_json(&b, p, ask);
	else
		proof_text(&b, p, ask);
	return print(&b, p->when && when_against(p->when) ? EXIT_NO : EXIT_DONE);
}

static int
answer(const struct words *w)
{
	struct proof_ask ask = { .judge = !strcmp(w->command, "matrix") };
	struct hash alliance;
	struct proof *p = NULL;
	struct errmsg m = { "" };
	struct place place;
	uint8_t key[32];
	enum err e;
	int fd, code = EXIT_DONE;

	if (w->alliance && !hex_parse(alliance.b, sizeof(alliance.b), w->alliance)) {
		fprintf(stderr,
		    "cmsa-audit: --alliance: expected 64 hexadecimal digits, found \"%.80s\"\n",
		    w->alliance);
		return EXIT_INPUT;
	}
	ask.alliance = w->alliance ? &alliance : NULL;
	if (w->seq)
		code = read_place(&place, w);
	if (!code && w->key)
		code = read_key(key, w, &place);
	if (code)
		return code;
	if (w->seq)
		*(!strcmp(w->command, "when") ? &ask.when : &ask.open) = &place;
	ask.key = w->key ? key : NULL;
	fd = open(w->file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		fprintf(
		    stderr, "cmsa-audit: cannot open %s: %s\n", w->file, strerror(errno));
		return EXIT_INPUT;
	}
	e = proof_read(&p, read_file, &fd, &ask, &m);
	close(fd);
	code = e ? say_wrong(w, e, &m) : say(w, p, &ask);
	proof_free(p);
	sodium_memzero(key, sizeof(key));
	return code;
}

int
main(int argc, char **argv)
{
	struct words w = { 0 };

	if (argc == 2 && !strcmp(argv[1], "--help")) {
		fputs(usage, stdout);
		return EXIT_DONE;
	}
	if (!parse(&w, argc, argv)) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	if (sodium_init() < 0) {
		fputs("cmsa-audit: libsodium could not be started\n", stderr);
		return EXIT_MACHINE;
	}
	return answer(&w);
}
