/* Door: processes.pb, which cmsa reads of a folder that may be anybody's.  It is refused with a
 * reason, or what was read can be written and gives the same again. */
#include <assert.h>
#include <string.h>

#include "fuzz_file.h"
#include "processes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct processes p, again;
	struct errmsg m = { "" };
	struct fuzz_file f;
	enum err e;

	fuzz_file_open(&f, "processes.pb", bytes_of(data, size));
	if (processes_read(&p, f.dir, &m)) {
		assert(m.text[0]);
	} else {
		assert(p.n <= PROCESSES_MOST);
		e = processes_write(f.dir, &p, &m);
		assert(!e);
		e = processes_read(&again, f.dir, &m);
		assert(!e && again.n == p.n);
		assert(!strcmp(p.isolation, again.isolation) && !strcmp(p.user, again.user));
		for (size_t i = 0; i < p.n; i++)
			assert(!strcmp(p.list[i].role, again.list[i].role) &&
			    !strcmp(p.list[i].end, again.list[i].end) &&
			    p.list[i].pid == again.list[i].pid);
	}
	fuzz_file_close(&f);
	return 0;
}
