/* keyfile.c - sealed key files. */
#include "keyfile.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "hash.h"
#include "log.h"

#define TAG_KEY_FILE "cmsa/1/key-file"

static const uint8_t MAGIC[8] = { 'C', 'M', 'S', 'A', 'K', 'E', 'Y', 1 };

enum { /* offsets: keyfile.h */
	AT_USE = 8,
	AT_ALGORITHM = 9,
	AT_DERIVATION = 10,
	AT_ZERO = 11,
	AT_AUTHOR = 12,
	AT_PUBLIC = 36,
	AT_PASSES = 68,
	AT_MEMORY = 72,
	AT_SALT = 80,
	AT_NONCE = 96,
	AT_SEALED = 120,
	AT_PADDING = 168,
	AT_CHECK = 192,
	SEED_BYTES = 32,
	DERIVATION_ARGON2ID13 = 1,
};

_Static_assert(AT_PUBLIC - AT_AUTHOR == AUTHOR_LEN, "the author fills its field");
_Static_assert(AT_NONCE - AT_SALT == KEYFILE_SALT_BYTES &&
		   KEYFILE_SALT_BYTES == crypto_pwhash_SALTBYTES,
    "salt");
_Static_assert(
    KEYFILE_SEALING_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key");
_Static_assert(
    AT_SEALED - AT_NONCE == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "nonce");
_Static_assert(
    AT_PADDING - AT_SEALED == SEED_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES,
    "sealed");
_Static_assert(AT_CHECK + sizeof(struct hash) == KEYFILE_BYTES, "check");

struct keyfile_limits
keyfile_limits_moderate(void)
{
	return (struct keyfile_limits){ crypto_pwhash_OPSLIMIT_MODERATE,
		crypto_pwhash_MEMLIMIT_MODERATE };
}

struct keyfile_limits
keyfile_limits_interactive(void)
{
	return (struct keyfile_limits){ crypto_pwhash_OPSLIMIT_INTERACTIVE,
		crypto_pwhash_MEMLIMIT_INTERACTIVE };
}

bool
keyfile_limits_ok(struct keyfile_limits l)
{
	return l.passes >= crypto_pwhash_OPSLIMIT_INTERACTIVE &&
	       l.passes <= crypto_pwhash_OPSLIMIT_SENSITIVE &&
	       l.memory_bytes >= crypto_pwhash_MEMLIMIT_INTERACTIVE &&
	       l.memory_bytes <= crypto_pwhash_MEMLIMIT_SENSITIVE;
}

static struct hash
check_of(const uint8_t file[static KEYFILE_BYTES])
{
	return hash_tagged(TAG_KEY_FILE, bytes_of(file, AT_CHECK));
}

/* --- reading without the passphrase ------------------------------------------------- */

/* A valid name with nothing but NULs behind it. */
static bool
take_author(char out[static AUTHOR_LEN], const uint8_t field[static AUTHOR_LEN])
{
	size_t n;

	memcpy(out, field, AUTHOR_LEN);
	if (out[AUTHOR_LEN - 1] != '\0' || !author_is_valid(out))
		return false;
	n = strlen(out);
	return sodium_is_zero(field + n, AUTHOR_LEN - n) == 1;
}

static enum err
parse_fields(
    struct keyfile_info *out, const uint8_t f[static KEYFILE_BYTES], struct errmsg *m)
{
	if (!key_use_name(f[AT_USE]))
		return errmsg_set(m, ERR_INPUT, "unknown use %u", (unsigned)f[AT_USE]);
	out->use = (enum key_use)f[AT_USE];
	out->algorithm = key_use_algorithm(out->use);
	if (f[AT_ALGORITHM] != (uint8_t)out->algorithm)
		return errmsg_set(m, ERR_INPUT, "unknown algorithm %u for a %s key",
		    (unsigned)f[AT_ALGORITHM], key_use_name(f[AT_USE]));
	if (f[AT_DERIVATION] != DERIVATION_ARGON2ID13 || f[AT_ZERO] ||
	    sodium_is_zero(f + AT_PADDING, AT_CHECK - AT_PADDING) != 1)
		return errmsg_set(m, ERR_INPUT, "a field this version does not know");
	if (!take_author(out->author, f + AT_AUTHOR))
		return errmsg_set(m, ERR_INPUT, "the author in it is no valid name");
	memcpy(out->public_key.b, f + AT_PUBLIC, sizeof(out->public_key.b));
	out->limits.passes = get_u32(f + AT_PASSES);
	out->limits.memory_bytes = get_u64(f + AT_MEMORY);
	if (!keyfile_limits_ok(out->limits))
		return errmsg_set(
		    m, ERR_INPUT, "Argon2id limits outside what is accepted");
	return ERR_NONE;
}

enum err
keyfile_parse(struct keyfile_info *out, struct bytes file, struct errmsg *m)
{
	struct hash check;

	*out = (struct keyfile_info){ 0 };
	if (file.n < sizeof(MAGIC) || memcmp(file.p, MAGIC, sizeof(MAGIC)) != 0)
		return errmsg_set(m, ERR_INPUT, "no key file of this version");
	if (file.n != KEYFILE_BYTES)
		return errmsg_set(
		    m, ERR_INPUT, "expected %d bytes, found %zu", KEYFILE_BYTES, file.n);
	check = check_of(file.p);
	if (memcmp(check.b, file.p + AT_CHECK, sizeof(check.b)) != 0)
		return errmsg_set(m, ERR_INPUT, "damaged: its hash does not match");
	return parse_fields(out, file.p, m);
}

/* Reads and parses; `file` holds the bytes. */
static enum err
load(struct buf *file, struct keyfile_info *info, const char *path, struct errmsg *m)
{
	struct errmsg why = { "" };
	enum err e = file_read(file, path, KEYFILE_BYTES, m);

	if (e)
		return e;
	e = keyfile_parse(info, buf_view(file), &why);
	return e ? errmsg_set(m, e, "key file %s: %s", path, why.text) : ERR_NONE;
}

enum err
keyfile_peek(struct keyfile_info *out, const char *path, struct errmsg *m)
{
	struct buf file = { 0 };
	enum err e = load(&file, out, path, m);

	buf_clear(&file);
	return e;
}

/* --- sealing and opening
 * ---------------------------------------------------------------- */

enum err
keyfile_derive(struct secret *out, const struct secret *passphrase,
    const uint8_t salt[static KEYFILE_SALT_BYTES], struct keyfile_limits l,
    struct errmsg *m)
{
	enum err e = secret_new(out, KEYFILE_SEALING_BYTES);

	if (e)
		return errmsg_set(m, e, "no memory for secrets");
	if (crypto_pwhash(out->p, out->n, (const char *)passphrase->p, passphrase->n,
		salt, l.passes, (size_t)l.memory_bytes,
		crypto_pwhash_ALG_ARGON2ID13) == 0)
		return ERR_NONE;
	secret_clear(out);
	return errmsg_set(m, ERR_FULL,
	    "Argon2id needs %llu MiB of memory, which are not there",
	    (unsigned long long)(l.memory_bytes >> 20));
}

static void
write_fields(
    uint8_t f[static KEYFILE_BYTES], const struct key *k, struct keyfile_limits l)
{
	memset(f, 0, KEYFILE_BYTES);
	memcpy(f, MAGIC, sizeof(MAGIC));
	f[AT_USE] = (uint8_t)k->use;
	f[AT_ALGORITHM] = (uint8_t)key_use_algorithm(k->use);
	f[AT_DERIVATION] = DERIVATION_ARGON2ID13;
	memcpy(f + AT_AUTHOR, k->author, strlen(k->author));
	memcpy(f + AT_PUBLIC, k->public_key.b, sizeof(k->public_key.b));
	put_u32(f + AT_PASSES, l.passes);
	put_u64(f + AT_MEMORY, l.memory_bytes);
	randombytes_buf(f + AT_SALT, AT_SEALED - AT_SALT); /* salt and nonce */
}

enum err
keyfile_write_new(const char *path, const struct key *k, const struct secret *passphrase,
    struct keyfile_limits limits, struct errmsg *m)
{
	uint8_t f[KEYFILE_BYTES];
	struct secret sealing = { 0 };
	struct hash check;
	enum err e;

	assert(keyfile_limits_ok(limits) && passphrase->n);
	if (file_exists(
		path)) /* said before half a second of Argon2id; the rename decides */
		return errmsg_set(
		    m, ERR_BUSY, "%s exists already; it is not overwritten", path);
	write_fields(f, k, limits);
	e = keyfile_derive(&sealing, passphrase, f + AT_SALT, limits, m);
	if (e)
		return e;
	crypto_aead_xchacha20poly1305_ietf_encrypt(f + AT_SEALED, NULL, key_seed(k),
	    SEED_BYTES, f, AT_SEALED, NULL, f + AT_NONCE, sealing.p);
	secret_clear(&sealing);
	check = check_of(f);
	memcpy(f + AT_CHECK, check.b, sizeof(check.b));
	return file_write_new(path, bytes_of(f, sizeof(f)), 0600, m);
}

/* Whose it is and for what, before anything slow. */
static enum err
check_owner(const struct keyfile_info *info, enum key_use use, const char *author,
    struct errmsg *m)
{
	if (info->use != use)
		return errmsg_set(m, ERR_REFUSED,
		    "expected a key for %s use, found one for %s", key_use_name(use),
		    key_use_name(info->use));
	if (author && strcmp(author, info->author) != 0)
		return errmsg_set(m, ERR_REFUSED, "expected a key of %s, found one of %s",
		    author, info->author);
	return ERR_NONE;
}

/* `f` was parsed into `info`. */
static enum err
unseal(struct key *out, const uint8_t *f, const struct keyfile_info *info,
    const struct secret *sealing, struct errmsg *m)
{
	struct secret seed = { 0 };
	enum err e = secret_new(&seed, SEED_BYTES);

	if (!e &&
	    crypto_aead_xchacha20poly1305_ietf_decrypt(seed.p, NULL, NULL, f + AT_SEALED,
		AT_PADDING - AT_SEALED, f, AT_SEALED, f + AT_NONCE, sealing->p) != 0)
		e = errmsg_set(m, ERR_REFUSED, "wrong passphrase");
	if (!e)
		e = key_of_seed(out, info->use, info->author, seed.p);
	secret_clear(&seed);
	if (!e && memcmp(out->public_key.b, info->public_key.b,
		      sizeof(info->public_key.b)) != 0) {
		key_clear(out);
		e = errmsg_set(m, ERR_INPUT, "the public key is of another secret");
	}
	return e;
}

enum err
keyfile_sealing_key(struct secret *out, struct bytes file,
    const struct secret *passphrase, struct errmsg *m)
{
	struct keyfile_info info;
	enum err e = keyfile_parse(&info, file, m);

	return e ? e : keyfile_derive(out, passphrase, file.p + AT_SALT, info.limits, m);
}

enum err
keyfile_unseal(struct key *out, struct bytes file, enum key_use use, const char *author,
    const struct secret *sealing, struct errmsg *m)
{
	struct keyfile_info info;
	enum err e = keyfile_parse(&info, file, m);

	if (!e)
		e = check_owner(&info, use, author, m);
	return e ? e : unseal(out, file.p, &info, sealing, m);
}

static void
warn_of_mode(const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0 && st.st_mode & 077)
		log_warn("%s: others than its owner may read or change it (mode %03o)",
		    path, (unsigned)st.st_mode & 0777);
}

enum err
keyfile_open(struct key *out, const char *path, enum key_use use, const char *author,
    const struct secret *passphrase, struct errmsg *m)
{
	struct secret sealing = { 0 };
	struct errmsg why = { "" };
	struct keyfile_info info;
	struct buf file = { 0 };
	enum err e = load(&file, &info, path, m);

	if (e)
		goto out;
	e = check_owner(&info, use, author, &why);
	if (!e) {
		warn_of_mode(path);
		e = keyfile_derive(&sealing, passphrase, file.p + AT_SALT, info.limits, &why);
	}
	if (!e)
		e = unseal(out, file.p, &info, &sealing, &why);
	if (e)
		errmsg_set(m, e, "key file %s: %s", path, why.text);
out:
	secret_clear(&sealing);
	buf_clear(&file);
	return e;
}
