/* Door: the sign process's record, as it is and with its hash mended so that the fields behind it are
 * reached.  It is refused with a reason, or what was read is written to the same bytes. */
#include <assert.h>
#include <string.h>

#include "fuzz_file.h"
#include "hash.h"
#include "sign_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_file(struct bytes data)
{
	struct public_key key = { { 0 } };
	struct sign_record r;
	struct errmsg m = { "" };
	struct buf written = { 0 };
	struct fuzz_file f;
	enum err e;

	/* the key that it names: records of others are refused before anything is read */
	if (data.n >= 8 + sizeof(key.b))
		memcpy(key.b, data.p + 8, sizeof(key.b));
	fuzz_file_open(&f, "sign.record", data);
	if (sign_record_read(&r, f.path, &key, &m)) {
		assert(m.text[0]);
	} else {
		assert(r.header_bytes <= LIMIT_HEADER_BYTES);
		e = sign_record_write(f.path, &r, &m);
		assert(!e);
		e = file_read(&written, f.path, data.n, &m);
		assert(!e && bytes_eq(buf_view(&written), data));
		buf_clear(&written);
	}
	fuzz_file_close(&f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf mended = { 0 };
	struct hash h;

	try_file(bytes_of(data, size));
	if (size <= sizeof(h.b))
		return 0;
	buf_add(&mended, data, size - sizeof(h.b));
	h = hash_tagged("cmsa/1/sign-record", buf_view(&mended));
	buf_add(&mended, h.b, sizeof(h.b));
	try_file(buf_view(&mended));
	buf_clear(&mended);
	return 0;
}
