/* main.c - cmsa-audit: reads an audit bundle, without a node, a folder or a network. */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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
	const char *command, *file, *alliance;
	const char *entry[2]; /* of when: author and seq */
	bool json;
};

static const char usage[] =
    "usage: cmsa-audit verify FILE [--alliance ID] [--json]\n"
    "       cmsa-audit matrix FILE [--alliance ID]\n"
    "       cmsa-audit when FILE AUTHOR SEQ [--alliance ID]\n"
    "verify says what the bundle proves and what it does not; matrix prints who meets the\n"
    "criteria of section 4(b), as `cmsa compliance` does; when says in which interval an entry was\n"
    "published and who attests it, as `cmsa when` does: exit 1 when its author claims another.  ID is 64 hexadecimal digits, as the\n"
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
	size_t n = 0;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--json"))
			w->json = true;
		else if (!strcmp(argv[i], "--alliance") && i + 1 < argc)
			w->alliance = argv[++i];
		else if (argv[i][0] == '-')
			return false;
		else if (!w->command)
			w->command = argv[i];
		else if (!w->file)
			w->file = argv[i];
		else if (n < ARRAY_LEN(w->entry))
			w->entry[n++] = argv[i];
		else
			return false;
	}
	if (!w->file)
		return false;
	if (!strcmp(w->command, "when"))
		return n == 2 && !w->json;
	return !n && (!strcmp(w->command, "verify") ||
			 (!strcmp(w->command, "matrix") && !w->json));
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

static bool
read_entry(struct place *out, const struct words *w)
{
	int64_t seq;

	*out = (struct place){ .incarnation = 1 };
	if (!author_is_valid(w->entry[0]) || !text_to_i64(&seq, w->entry[1]) || seq < 1)
		return false;
	memcpy(out->author, w->entry[0], strlen(w->entry[0]) + 1);
	out->seq = (uint64_t)seq;
	return true;
}

static int
answer(const struct words *w)
{
	struct proof_ask ask = { .judge = !strcmp(w->command, "matrix") };
	struct place at;
	struct hash alliance;
	struct proof *p = NULL;
	struct errmsg m = { "" };
	enum err e;
	int fd, code;

	if (w->alliance && !hex_parse(alliance.b, sizeof(alliance.b), w->alliance)) {
		fprintf(stderr,
		    "cmsa-audit: --alliance: expected 64 hexadecimal digits, found \"%.80s\"\n",
		    w->alliance);
		return EXIT_INPUT;
	}
	if (w->entry[0] && !read_entry(&at, w)) {
		fprintf(stderr,
		    "cmsa-audit: when: expected an author and a number from 1 on, found \"%.40s\" "
		    "\"%.40s\"\n",
		    w->entry[0], w->entry[1]);
		return EXIT_INPUT;
	}
	ask.when = w->entry[0] ? &at : NULL;
	ask.alliance = w->alliance ? &alliance : NULL;
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
