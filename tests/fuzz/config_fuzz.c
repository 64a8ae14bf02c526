/* Door: node.conf.  Whatever is in it, it is refused with a reason, or what init sets can be written
 * again and gives the same when it is read. */
#include <assert.h>
#include <string.h>

#include "fuzz_file.h"
#include "nodeconf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_same(const struct nodeconf *a, const struct nodeconf *b)
{
	assert(!strcmp(a->author, b->author) && !strcmp(a->node, b->node));
	assert(!strcmp(a->user, b->user) && !strcmp(a->listen, b->listen));
	assert(!strcmp(a->passphrase_file, b->passphrase_file));
	assert(!strcmp(a->control_group, b->control_group));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nodeconf c, again;
	struct errmsg m = { "" };
	struct fuzz_file f;
	enum err e;

	fuzz_file_open(&f, "node.conf", bytes_of(data, size));
	if (nodeconf_read(&c, f.dir, &m)) {
		assert(m.text[0]);
	} else {
		assert(author_is_valid(c.author) && node_name_is_valid(c.node));
		unlink(f.path);
		e = nodeconf_write(&c, &m);
		assert(!e || m.text[0]);
		if (!e) {
			e = nodeconf_read(&again, f.dir, &m);
			assert(!e);
			check_same(&c, &again);
		}
	}
	fuzz_file_close(&f);
	return 0;
}
