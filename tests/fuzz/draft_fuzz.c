/* Door: the words and the file of an act that an operator drafts.  The first byte chooses the kind; lines
 * up to an empty one are the words, the rest is the file.  It is refused with a reason, or it is
 * the canonical act that follows the register's head, within the rules. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "acts_make.h"
#include "draft.h"
#include "limit.h"
#include "mem.h"
#include "pb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	MOST_WORDS = 32
};

/* Parts `text` at its line ends; what follows an empty line is left in *rest, or NULL. */
static size_t
take_words(const char *words[static MOST_WORDS], char **rest, char *text)
{
	size_t n = 0;

	*rest = NULL;
	while (*text && n < MOST_WORDS) {
		char *end = strchr(text, '\n');

		if (end)
			*end = '\0';
		if (!*text) {
			*rest = end ? end + 1 : NULL;
			return n;
		}
		words[n++] = text;
		if (!end)
			return n;
		text = end + 1;
	}
	return n;
}

static void
check(struct bytes act)
{
	const ProtobufCMessage *parsed = NULL;
	struct arena mem;

	arena_init(&mem, LIMIT_BODY_ARENA);
	assert(!pb_parse(&parsed, &mem, &cmsa__act__descriptor, act));
	assert(!act_check((const Cmsa__Act *)parsed));
	arena_clear(&mem);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *words[MOST_WORDS];
	struct draft_input in = { .words = words, .file_name = "fuzz" };
	const struct draft_kind *kinds;
	struct buf out = { 0 };
	struct errmsg m = { "" };
	struct maker maker;
	char *text, *rest;
	size_t n;

	if (!size)
		return 0;
	kinds = draft_kinds(&n);
	text = mem_new(size);
	memcpy(text, data + 1, size - 1);
	maker_init(&maker, 3, 2);
	make_enrol(&maker, "AUS", ROLE_MEMBER);
	in.n_words = take_words(words, &rest, text);
	if (rest)
		in.file = bytes_of(rest, size - 1 - (size_t)(rest - text));
	if (draft_act(&out, maker.registry, kinds[data[0] % n].name, &in, &m))
		assert(m.text[0]);
	else
		check(buf_view(&out));
	buf_clear(&out);
	maker_clear(&maker);
	free(text);
	return 0;
}
