/* Door: a backup, which restore opens.  An even first byte: the rest is the file as it lies on disk.
 * An odd one: the rest is what was sealed by somebody who knew the passphrase.  It is refused with a
 * reason, or gives files of the table alone, none larger than what there was.
 * Deriving the key costs nothing here (keyfile_derive is wrapped). */
#include <assert.h>
#include <string.h>

#include "attr.h"
#include "backup_file.h"
#include "fuzz_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
enum err __wrap_keyfile_derive(struct secret *out, const struct secret *passphrase,
    const uint8_t salt[static KEYFILE_SALT_BYTES], struct keyfile_limits l, struct errmsg *m);

enum err
__wrap_keyfile_derive(struct secret *out, const struct secret *passphrase ATTR_UNUSED,
    const uint8_t salt[static KEYFILE_SALT_BYTES], struct keyfile_limits l, struct errmsg *m)
{
	enum err e;

	if (!keyfile_limits_ok(l))
		return errmsg_set(m, ERR_INPUT, "limits");
	e = secret_new(out, KEYFILE_SEALING_BYTES);
	if (!e)
		memcpy(out->p, salt, KEYFILE_SALT_BYTES);
	return e;
}

/* Takes every file out, as restore does. */
static enum err
take_all(struct sealed_in *s, const struct fuzz_file *f, uint64_t most, struct errmsg *m)
{
	char name[BACKUP_NAME_LEN], path[128];
	struct hash content;
	uint64_t size;
	enum err e;

	snprintf(path, sizeof(path), "%s/extracted", f->dir);
	while (!(e = backup_next(s, name, &size, m))) {
		assert(backup_row_of(name));
		e = backup_extract(s, path, size, 0600, m);
		assert(e || size <= most);
		unlink(path);
		if (e)
			return e;
	}
	return e == ERR_NOT_FOUND ? sealed_in_end(s, &content, m) : e;
}

static void
try_file(const struct fuzz_file *f, size_t size)
{
	struct secret none = { 0 };
	struct sealed_in *s = NULL;
	struct errmsg m = { "" };
	enum err e = sealed_in_open(&s, f->path, &none, &m);

	if (!e)
		e = take_all(s, f, size, &m);
	assert(!e || m.text[0]);
	sealed_in_close(&s);
}

static void
seal(const char *path, struct bytes content)
{
	struct secret none = { 0 };
	struct sealed_out *s = NULL;
	struct hash h;
	struct errmsg m;

	unlink(path);
	if (sealed_out_open(&s, path, &none, keyfile_limits_interactive(), &m) ||
	    sealed_out_add(s, content) || sealed_out_finish(&s, &h, &m))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_file f;
	struct bytes rest = size ? bytes_of(data + 1, size - 1) : bytes_of("", 0);

	fuzz_file_open(&f, "backup", rest);
	if (size && data[0] % 2)
		seal(f.path, rest);
	try_file(&f, size);
	fuzz_file_close(&f);
	return 0;
}
