/* sealed.c - files sealed with a passphrase, piece by piece. */
#include "sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "mem.h"

#define TAG_SEALED "cmsa/1/sealed"

static const uint8_t MAGIC[8] = { 'C', 'M', 'S', 'A', 'S', 'E', 'A', 1 };

enum { /* offsets: sealed.h */
	AT_PASSES = 8,
	AT_MEMORY = 12,
	AT_SALT = 20,
	AT_STREAM = 36,
	HEAD_BYTES = 60,
	PIECE_BYTES = 65536,
	SEALED_BYTES = PIECE_BYTES + crypto_secretstream_xchacha20poly1305_ABYTES,
};

_Static_assert(AT_STREAM - AT_SALT == crypto_pwhash_SALTBYTES, "salt");
_Static_assert(
    HEAD_BYTES - AT_STREAM == crypto_secretstream_xchacha20poly1305_HEADERBYTES, "header");
_Static_assert(crypto_secretstream_xchacha20poly1305_KEYBYTES == KEYFILE_SEALING_BYTES,
    "key files and sealed files derive keys of one size");

struct sealed_out {
	struct file_out *file;
	crypto_secretstream_xchacha20poly1305_state stream;
	struct hash_state content;
	uint8_t head[HEAD_BYTES];
	uint8_t piece[PIECE_BYTES];
	size_t n;
};

static enum err
start_stream(struct sealed_out *s, const struct secret *passphrase,
    struct keyfile_limits limits, struct errmsg *m)
{
	struct secret key = { 0 };
	enum err e;

	memcpy(s->head, MAGIC, sizeof(MAGIC));
	put_u32(s->head + AT_PASSES, limits.passes);
	put_u64(s->head + AT_MEMORY, limits.memory_bytes);
	randombytes_buf(s->head + AT_SALT, AT_STREAM - AT_SALT);
	e = keyfile_derive(&key, passphrase, s->head + AT_SALT, limits, m);
	if (e)
		return e;
	crypto_secretstream_xchacha20poly1305_init_push(
	    &s->stream, s->head + AT_STREAM, key.p);
	secret_clear(&key);
	return ERR_NONE;
}

enum err
sealed_out_open(struct sealed_out **out, const char *path, const struct secret *passphrase,
    struct keyfile_limits limits, struct errmsg *m)
{
	struct sealed_out *s;
	enum err e;

	if (file_exists(path))
		return errmsg_set(
		    m, ERR_BUSY, "%s exists already; it is not overwritten", path);
	s = mem_new(sizeof(*s));
	e = start_stream(s, passphrase, limits, m);
	if (!e)
		e = file_out_open(&s->file, path, 0600, m);
	if (e) {
		sealed_out_drop(&s);
		return e;
	}
	hash_begin(&s->content, TAG_SEALED);
	(void)file_out_add(s->file, bytes_of(s->head, HEAD_BYTES)); /* finish says so */
	*out = s;
	return ERR_NONE;
}

static enum err
put_piece(struct sealed_out *s, uint8_t tag)
{
	uint8_t sealed[SEALED_BYTES];
	unsigned long long n = 0;

	crypto_secretstream_xchacha20poly1305_push(
	    &s->stream, sealed, &n, s->piece, s->n, s->head, HEAD_BYTES, tag);
	s->n = 0;
	return file_out_add(s->file, bytes_of(sealed, (size_t)n));
}

enum err
sealed_out_add(struct sealed_out *s, struct bytes data)
{
	enum err e = ERR_NONE;

	hash_add(&s->content, data.p, data.n);
	while (data.n && !e) {
		size_t n = PIECE_BYTES - s->n < data.n ? PIECE_BYTES - s->n : data.n;

		if (s->n == PIECE_BYTES) { /* more follows: it is not the last */
			e = put_piece(s, 0);
			continue;
		}
		memcpy(s->piece + s->n, data.p, n);
		s->n += n;
		data.p += n;
		data.n -= n;
	}
	return e;
}

enum err
sealed_out_finish(struct sealed_out **ps, struct hash *content, struct errmsg *m)
{
	struct sealed_out *s = *ps;
	enum err e;

	(void)put_piece(s, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
	*content = hash_end(&s->content);
	e = file_out_finish(&s->file, m);
	sealed_out_drop(ps);
	return e;
}

void
sealed_out_drop(struct sealed_out **s)
{
	if (!*s)
		return;
	file_out_drop(&(*s)->file);
	sodium_memzero(*s, sizeof(**s));
	free(*s);
	*s = NULL;
}

/* --- reading ------------------------------------------------------------------------ */

struct sealed_in {
	char path[4096];
	int fd;
	crypto_secretstream_xchacha20poly1305_state stream;
	struct hash_state content;
	uint8_t head[HEAD_BYTES];
	uint8_t piece[PIECE_BYTES];
	size_t at, n;
	bool last; /* the piece in hand */
	bool first_read;
};

/* As many as there are, up to n. */
static enum err
read_some(struct sealed_in *s, uint8_t *to, size_t n, size_t *got, struct errmsg *m)
{
	*got = 0;
	while (*got < n) {
		ssize_t k = read(s->fd, to + *got, n - *got);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return errmsg_set(m, ERR_IO, "cannot read %s: %s", s->path,
			    strerror(errno));
		if (!k)
			break;
		*got += (size_t)k;
	}
	return ERR_NONE;
}

static enum err
open_stream(struct sealed_in *s, const struct secret *passphrase, struct errmsg *m)
{
	struct keyfile_limits limits;
	struct secret key = { 0 };
	size_t got;
	enum err e = read_some(s, s->head, HEAD_BYTES, &got, m);

	if (e)
		return e;
	if (got != HEAD_BYTES || memcmp(s->head, MAGIC, sizeof(MAGIC)) != 0)
		return errmsg_set(
		    m, ERR_INPUT, "%s: no sealed file of this version", s->path);
	limits.passes = get_u32(s->head + AT_PASSES);
	limits.memory_bytes = get_u64(s->head + AT_MEMORY);
	if (!keyfile_limits_ok(limits))
		return errmsg_set(m, ERR_INPUT,
		    "%s: Argon2id limits outside what is accepted", s->path);
	e = keyfile_derive(&key, passphrase, s->head + AT_SALT, limits, m);
	if (e)
		return e;
	if (crypto_secretstream_xchacha20poly1305_init_pull(
		&s->stream, s->head + AT_STREAM, key.p))
		e = errmsg_set(m, ERR_INPUT, "%s: damaged", s->path);
	secret_clear(&key);
	return e;
}

static enum err
next_piece(struct sealed_in *s, struct errmsg *m)
{
	uint8_t sealed[SEALED_BYTES], tag = 0;
	unsigned long long n = 0;
	size_t got;
	enum err e = read_some(s, sealed, sizeof(sealed), &got, m);

	if (e)
		return e;
	if (crypto_secretstream_xchacha20poly1305_pull(
		&s->stream, s->piece, &n, &tag, sealed, got, s->head, HEAD_BYTES))
		return s->first_read
			   ? errmsg_set(m, ERR_INPUT,
				 "%s is damaged: it ends early, or a byte of it was changed",
				 s->path)
			   : errmsg_set(m, ERR_REFUSED,
				 "%s: wrong passphrase, or its beginning is damaged",
				 s->path);
	s->first_read = true;
	s->last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
	s->at = 0;
	s->n = (size_t)n;
	return ERR_NONE;
}

enum err
sealed_in_open(struct sealed_in **out, const char *path, const struct secret *passphrase,
    struct errmsg *m)
{
	struct sealed_in *s = mem_new(sizeof(*s));
	enum err e = ERR_NONE;

	(void)snprintf(s->path, sizeof(s->path), "%s", path); /* for messages */
	s->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (s->fd < 0)
		e = errmsg_set(m, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO,
		    "cannot open %s: %s", path, strerror(errno));
	if (!e)
		e = open_stream(s, passphrase, m);
	if (!e)
		e = next_piece(s, m); /* a wrong passphrase is said at once */
	if (e) {
		sealed_in_close(&s);
		return e;
	}
	hash_begin(&s->content, TAG_SEALED);
	*out = s;
	return ERR_NONE;
}

enum err
sealed_in_read(struct sealed_in *s, void *to, size_t n, struct errmsg *m)
{
	uint8_t *p = to;
	enum err e = ERR_NONE;

	while (n && !e) {
		size_t k = s->n - s->at < n ? s->n - s->at : n;

		if (!k && s->last)
			return errmsg_set(m, ERR_INPUT,
			    "%s: expected %zu bytes more, found its end", s->path, n);
		if (!k) {
			e = next_piece(s, m);
			continue;
		}
		memcpy(p, s->piece + s->at, k);
		hash_add(&s->content, p, k);
		s->at += k;
		p += k;
		n -= k;
	}
	return e;
}

enum err
sealed_in_end(struct sealed_in *s, struct hash *content, struct errmsg *m)
{
	uint8_t more;
	size_t got = 0;
	enum err e = ERR_NONE;

	if (s->at == s->n && s->last)
		e = read_some(s, &more, 1, &got, m);
	if (e)
		return e;
	if (s->at != s->n || !s->last || got)
		return errmsg_set(m, ERR_INPUT,
		    "%s: expected its end, found more behind it", s->path);
	*content = hash_end(&s->content);
	return ERR_NONE;
}

void
sealed_in_close(struct sealed_in **s)
{
	if (!*s)
		return;
	if ((*s)->fd >= 0)
		close((*s)->fd);
	sodium_memzero(*s, sizeof(**s));
	free(*s);
	*s = NULL;
}
