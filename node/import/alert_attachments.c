/* alert_attachments.c - the alert carries name, size and SHA-256; the file stays where it
 * is. */
#include "alert_attachments.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "cell_list.h"
#include "figure.h"
#include "file.h"
#include "pb.h"

enum {
	MOST = 64,
	MOST_BYTES = 64 << 20,
	PIECES = 4,
	PATH_ROOM = 4096
};

static const char *
media_type_of(const char *name)
{
	static const char *const types[][2] = { { ".pdf", "application/pdf" },
		{ ".csv", "text/csv" }, { ".txt", "text/plain" },
		{ ".jpg", "image/jpeg" }, { ".jpeg", "image/jpeg" },
		{ ".png", "image/png" }, { ".json", "application/json" } };
	size_t n = strlen(name);

	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		size_t k = strlen(types[i][0]);

		if (n > k && !strcmp(name + n - k, types[i][0]))
			return types[i][1];
	}
	return "application/octet-stream";
}

static bool
any_item(char what[static CELL_LIST_WHAT], const char *s)
{
	if (!*s)
		snprintf(what, CELL_LIST_WHAT,
		    "paths of files, or name|sha256|size|media type, parted by ;");
	return *s != '\0';
}

bool
alert_attachments_file(
    Cmsa__Attachment *a, struct arena *mem, const char *path, const char *folder)
{
	const char *slash = strrchr(path, '/');
	char full[PATH_ROOM];
	struct buf file = { 0 };
	uint8_t *hash = arena_get(mem, crypto_hash_sha256_BYTES);
	int n = folder ? snprintf(full, sizeof(full), "%s/%s", *path == '/' ? "" : folder,
			     path)
		       : -1;
	bool ok = n > 0 && n < PATH_ROOM && !file_read(&file, full, MOST_BYTES, NULL);

	if (ok) {
		assert(hash);
		crypto_hash_sha256(hash, file.p ? file.p : (const uint8_t *)"", file.n);
		a->sha256 = pb_data(bytes_of(hash, crypto_hash_sha256_BYTES));
		a->size_bytes = file.n;
		a->name = pb_text(slash ? slash + 1 : path);
		a->media_type = pb_text(media_type_of(a->name));
	}
	buf_clear(&file);
	return ok;
}

static bool
read_named(Cmsa__Attachment *a, const struct cells *c, char *text)
{
	char *piece[PIECES] = { pb_text(""), pb_text(""), pb_text(""), pb_text("") };
	uint8_t *hash = arena_get(c->mem, crypto_hash_sha256_BYTES);
	int64_t size = 0;

	if (cell_list_cut(piece, PIECES, text, '|') > PIECES || !*piece[0] ||
	    !hex_parse(hash, crypto_hash_sha256_BYTES, piece[1]) ||
	    (*piece[2] && figure_parse(&size, piece[2], 1, false)))
		return false;
	a->name = piece[0];
	a->sha256 = pb_data(bytes_of(hash, crypto_hash_sha256_BYTES));
	a->size_bytes = (uint64_t)size;
	a->media_type = pb_text(*piece[3] ? piece[3] : media_type_of(piece[0]));
	return true;
}

void
alert_attachments_read(Cmsa__AlertBody *b, const struct cells *c, size_t row,
    size_t column, const char *folder)
{
	char **items = NULL;
	size_t n = cell_list_read(&items, c, row, column, any_item, CELL_LIST_AS_IS);

	if (n > MOST)
		cells_expect(c, row, column, "at most 64 attachments");
	b->attachments = arena_get(c->mem, (n + 1) * sizeof(*b->attachments));
	assert(b->attachments);
	for (size_t i = 0; i < n; i++) {
		Cmsa__Attachment *a = arena_get(c->mem, sizeof(*a));
		const char *said = arena_strdup(c->mem, items[i]);
		bool named = strchr(items[i], '|') != NULL;

		assert(a);
		cmsa__attachment__init(a);
		if (named ? !read_named(a, c, items[i])
			  : !alert_attachments_file(a, c->mem, items[i], folder))
			cell_list_expect(c, row, column,
			    named ? "name|sha256 in 64 hexadecimal digits|size|media type"
				  : "a file of at most 64 MiB that can be read here",
			    said);
		b->attachments[i] = a;
	}
	b->n_attachments = n;
}
