/* keyfile_fuzz.c - the door for key files: any bytes, as they are and with their hash
 * mended so that the fields behind it are reached. */
#include <string.h>

#include "hash.h"
#include "keyfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const size_t at_check = KEYFILE_BYTES - sizeof(struct hash);
	uint8_t file[KEYFILE_BYTES];
	struct keyfile_info info;
	struct errmsg m;
	struct hash h;

	keyfile_parse(&info, bytes_of(data, size), &m);
	if (size != KEYFILE_BYTES)
		return 0;
	memcpy(file, data, size);
	h = hash_tagged("cmsa/1/key-file", bytes_of(file, at_check));
	memcpy(file + at_check, h.b, sizeof(h.b));
	if (keyfile_parse(&info, bytes_of(file, size), &m) == ERR_NONE &&
	    (!author_is_valid(info.author) || !key_use_name(info.use)))
		__builtin_trap();
	return 0;
}
