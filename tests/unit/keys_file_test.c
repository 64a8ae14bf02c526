/* keys_file_test.c - key files, passphrases, and what is made with keys. */
#include <check.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "act.h"
#include "application.h"
#include "author_keys.h"
#include "body.h"
#include "check_main.h"
#include "file.h"
#include "hash.h"
#include "pb.h"
#include "passphrase.h"
#include "statement.h"

enum {
	AT_LIMITS = 68,
	AT_SEALED = 120,
	AT_CHECK = 192
}; /* keyfile.h */

static struct secret
secret_of(const char *text)
{
	struct secret s;

	ck_assert_int_eq(secret_new(&s, strlen(text)), ERR_NONE);
	memcpy(s.p, text, s.n);
	return s;
}

struct world {
	char dir[64];
	char path[4096];
	struct secret passphrase;
};

static struct world
world_new(void)
{
	struct world w;

	snprintf(w.dir, sizeof(w.dir), "/tmp/keys_file_XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(w.dir));
	path_join(w.path, w.dir, "a.key");
	w.passphrase = secret_of("right horse");
	return w;
}

static void
world_clear(struct world *w)
{
	secret_clear(&w->passphrase);
	unlink(w->path);
	rmdir(w->dir);
}

static struct key
write_key(struct world *w, enum key_use use)
{
	struct key k;

	ck_assert_int_eq(key_new(&k, use, "AUS"), ERR_NONE);
	ck_assert_int_eq(keyfile_write_new(w->path, &k, &w->passphrase,
			     keyfile_limits_interactive(), NULL),
	    ERR_NONE);
	return k;
}

START_TEST(a_key_of_every_use_comes_back_the_same) /* _i: use */
{
	struct world w = world_new();
	struct key k = write_key(&w, (enum key_use)_i), got;
	struct keyfile_info info;

	ck_assert_int_eq(keyfile_peek(&info, w.path, NULL), ERR_NONE);
	ck_assert_int_eq((int)info.use, _i);
	ck_assert_str_eq(info.author, "AUS");
	ck_assert_mem_eq(info.public_key.b, k.public_key.b, 32);
	ck_assert_int_eq(
	    keyfile_open(&got, w.path, (enum key_use)_i, "AUS", &w.passphrase, NULL),
	    ERR_NONE);
	ck_assert_mem_eq(got.public_key.b, k.public_key.b, 32);
	ck_assert_uint_eq(got.secret.n, k.secret.n);
	ck_assert_mem_eq(got.secret.p, k.secret.p, k.secret.n);
	key_clear(&got);
	key_clear(&k);
	world_clear(&w);
}
END_TEST

START_TEST(a_key_file_is_for_its_owner_only)
{
	struct world w = world_new();
	struct key k = write_key(&w, KEY_SIGNING);
	struct stat st;

	ck_assert_int_eq(stat(w.path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	key_clear(&k);
	world_clear(&w);
}
END_TEST

START_TEST(an_existing_file_is_not_overwritten)
{
	struct world w = world_new();
	struct key k = write_key(&w, KEY_SIGNING), other;
	struct keyfile_info info;

	ck_assert_int_eq(key_new(&other, KEY_SIGNING, "AUS"), ERR_NONE);
	ck_assert_int_eq(keyfile_write_new(w.path, &other, &w.passphrase,
			     keyfile_limits_interactive(), NULL),
	    ERR_BUSY);
	ck_assert_int_eq(keyfile_peek(&info, w.path, NULL), ERR_NONE);
	ck_assert_mem_eq(info.public_key.b, k.public_key.b, 32);
	key_clear(&k);
	key_clear(&other);
	world_clear(&w);
}
END_TEST

START_TEST(a_wrong_passphrase_is_refused)
{
	struct world w = world_new();
	struct key k = write_key(&w, KEY_SIGNING), got = { 0 };
	struct secret wrong = secret_of("right horsf");

	ck_assert_int_eq(
	    keyfile_open(&got, w.path, KEY_SIGNING, "AUS", &wrong, NULL), ERR_REFUSED);
	ck_assert_ptr_null(got.secret.p);
	secret_clear(&wrong);
	key_clear(&k);
	world_clear(&w);
}
END_TEST

START_TEST(a_key_of_one_use_is_never_taken_for_another) /* _i: use of the file */
{
	struct world w = world_new();
	struct key k = write_key(&w, (enum key_use)_i), got;

	for (int use = KEY_REGISTRAR; use <= KEY_READING; use++)
		if (use != _i)
			ck_assert_int_eq(keyfile_open(&got, w.path, (enum key_use)use,
					     "AUS", &w.passphrase, NULL),
			    ERR_REFUSED);
	key_clear(&k);
	world_clear(&w);
}
END_TEST

START_TEST(a_key_of_another_author_is_refused)
{
	struct world w = world_new();
	struct key k = write_key(&w, KEY_SIGNING), got;

	ck_assert_int_eq(
	    keyfile_open(&got, w.path, KEY_SIGNING, "GBR", &w.passphrase, NULL),
	    ERR_REFUSED);
	key_clear(&k);
	world_clear(&w);
}
END_TEST

static void
mend_check(struct buf *file)
{
	struct hash h = hash_tagged("cmsa/1/key-file", bytes_of(file->p, AT_CHECK));

	memcpy(file->p + AT_CHECK, h.b, sizeof(h.b));
}

/* Writes the bytes over the file and tries to open it as its owner would. */
static enum err
open_spoiled(struct world *w, const struct buf *file)
{
	struct key got = { 0 };
	enum err e;

	ck_assert_int_eq(file_write(w->path, buf_view(file), 0600, NULL), ERR_NONE);
	e = keyfile_open(&got, w->path, KEY_SIGNING, "AUS", &w->passphrase, NULL);
	if (!e)
		key_clear(&got);
	return e;
}

START_TEST(a_flipped_byte_is_damage)
{
	struct world w = world_new();
	struct key k = write_key(&w, KEY_SIGNING);
	struct buf file = { 0 };

	ck_assert_int_eq(file_read(&file, w.path, 4096, NULL), ERR_NONE);
	ck_assert_uint_eq(file.n, KEYFILE_BYTES);
	for (size_t i = 0; i < file.n; i++) {
		file.p[i] ^= 1;
		ck_assert_int_eq(open_spoiled(&w, &file), ERR_INPUT);
		file.p[i] ^= 1;
	}
	ck_assert_int_eq(open_spoiled(&w, &file), ERR_NONE);
	buf_clear(&file);
	key_clear(&k);
	world_clear(&w);
}
END_TEST

static enum err
unseal_spoiled(const struct buf *file, const struct secret *sealing)
{
	struct key got = { 0 };
	enum err e =
	    keyfile_unseal(&got, buf_view(file), KEY_SIGNING, "AUS", sealing, NULL);

	if (!e)
		key_clear(&got);
	return e;
}

/* Under the right sealing key, so that it is the seal that refuses, salt and limits too. */
START_TEST(a_flipped_bit_with_a_mended_hash_is_refused_too)
{
	struct world w = world_new();
	struct key k = write_key(&w, KEY_SIGNING);
	struct buf file = { 0 };
	struct secret sealing;

	ck_assert_int_eq(file_read(&file, w.path, 4096, NULL), ERR_NONE);
	ck_assert_int_eq(
	    keyfile_sealing_key(&sealing, buf_view(&file), &w.passphrase, NULL),
	    ERR_NONE);
	for (size_t bit = 0; bit < (size_t)8 * AT_CHECK; bit++) {
		file.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		mend_check(&file);
		if (unseal_spoiled(&file, &sealing) == ERR_NONE)
			ck_abort_msg("bit %zu of byte %zu", bit % 8, bit / 8);
		file.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	mend_check(&file);
	ck_assert_int_eq(unseal_spoiled(&file, &sealing), ERR_NONE);
	secret_clear(&sealing);
	buf_clear(&file);
	key_clear(&k);
	world_clear(&w);
}
END_TEST

/* The whole way from the passphrase, for a byte of each field that is sealed or seals. */
START_TEST(a_field_changed_with_a_mended_hash_is_refused_by_the_passphrase)
{
	static const size_t at[] = { 8, 12, 36, 67, 71, 80, 95, 96, 119, 120, 167 };
	struct world w = world_new();
	struct key k = write_key(&w, KEY_SIGNING);
	struct buf file = { 0 };

	ck_assert_int_eq(file_read(&file, w.path, 4096, NULL), ERR_NONE);
	for (size_t i = 0; i < ARRAY_LEN(at); i++) {
		file.p[at[i]] ^= 1;
		mend_check(&file);
		ck_assert_int_ne(open_spoiled(&w, &file), ERR_NONE);
		file.p[at[i]] ^= 1;
	}
	mend_check(&file);
	ck_assert_int_eq(open_spoiled(&w, &file), ERR_NONE);
	buf_clear(&file);
	key_clear(&k);
	world_clear(&w);
}
END_TEST

static enum err
parse_with_limits(struct buf file, uint32_t passes, uint64_t memory_bytes)
{
	struct keyfile_info info;

	put_u32(file.p + AT_LIMITS, passes);
	put_u64(file.p + AT_LIMITS + 4, memory_bytes);
	mend_check(&file);
	return keyfile_parse(&info, buf_view(&file), NULL);
}

START_TEST(limits_outside_interactive_to_sensitive_are_refused)
{
	struct world w = world_new();
	struct key k = write_key(&w, KEY_SIGNING);
	const uint32_t least = crypto_pwhash_OPSLIMIT_INTERACTIVE,
		       most = crypto_pwhash_OPSLIMIT_SENSITIVE;
	const uint64_t least_mem = crypto_pwhash_MEMLIMIT_INTERACTIVE,
		       most_mem = crypto_pwhash_MEMLIMIT_SENSITIVE;
	struct buf f = { 0 };

	ck_assert_int_eq(file_read(&f, w.path, 4096, NULL), ERR_NONE);
	ck_assert_int_eq(parse_with_limits(f, least, least_mem), ERR_NONE);
	ck_assert_int_eq(parse_with_limits(f, most, most_mem), ERR_NONE);
	ck_assert_int_eq(parse_with_limits(f, least - 1, least_mem), ERR_INPUT);
	ck_assert_int_eq(parse_with_limits(f, most + 1, least_mem), ERR_INPUT);
	ck_assert_int_eq(parse_with_limits(f, least, least_mem - 1), ERR_INPUT);
	ck_assert_int_eq(parse_with_limits(f, least, most_mem + 1), ERR_INPUT);
	ck_assert_int_eq(parse_with_limits(f, least, UINT64_MAX), ERR_INPUT);
	buf_clear(&f);
	key_clear(&k);
	world_clear(&w);
}
END_TEST

START_TEST(stronger_limits_in_the_file_do_not_open_it)
{
	struct world w = world_new();
	struct key k = write_key(&w, KEY_SIGNING);
	struct buf f = { 0 };

	ck_assert_int_eq(file_read(&f, w.path, 4096, NULL), ERR_NONE);
	put_u32(f.p + AT_LIMITS, 3);
	mend_check(&f);
	ck_assert_int_eq(open_spoiled(&w, &f), ERR_REFUSED);
	buf_clear(&f);
	key_clear(&k);
	world_clear(&w);
}
END_TEST

START_TEST(two_files_of_one_key_share_no_salt_nonce_or_ciphertext)
{
	struct world w = world_new();
	struct key k = write_key(&w, KEY_SIGNING);
	struct buf a = { 0 }, b = { 0 };

	ck_assert_int_eq(file_read(&a, w.path, 4096, NULL), ERR_NONE);
	unlink(w.path);
	ck_assert_int_eq(keyfile_write_new(w.path, &k, &w.passphrase,
			     keyfile_limits_interactive(), NULL),
	    ERR_NONE);
	ck_assert_int_eq(file_read(&b, w.path, 4096, NULL), ERR_NONE);
	ck_assert_mem_ne(a.p + 80, b.p + 80, 16);
	ck_assert_mem_ne(a.p + 96, b.p + 96, 24);
	ck_assert_mem_ne(a.p + AT_SEALED, b.p + AT_SEALED, 48);
	buf_clear(&a);
	buf_clear(&b);
	key_clear(&k);
	world_clear(&w);
}
END_TEST

/* --- passphrases
 * ------------------------------------------------------------------------ */

static enum err
passphrase_of(struct world *w, struct secret *out, const char *content)
{
	struct passphrase_source from = { w->path, -1 };

	ck_assert_int_eq(
	    file_write(w->path, bytes_of(content, strlen(content)), 0600, NULL),
	    ERR_NONE);
	return passphrase_get(out, &from, "?", false, NULL);
}

START_TEST(a_passphrase_file_gives_its_first_line)
{
	struct world w = world_new();
	struct secret s;

	ck_assert_int_eq(passphrase_of(&w, &s, "one two\nthree\n"), ERR_NONE);
	ck_assert_uint_eq(s.n, 7);
	ck_assert_mem_eq(s.p, "one two", 7);
	secret_clear(&s);
	ck_assert_int_eq(passphrase_of(&w, &s, "no line feed"), ERR_NONE);
	ck_assert_uint_eq(s.n, 12);
	secret_clear(&s);
	world_clear(&w);
}
END_TEST

START_TEST(an_empty_or_endless_passphrase_is_refused)
{
	struct world w = world_new();
	struct secret s;
	char longest[PASSPHRASE_MAX_BYTES + 2];

	memset(longest, 'x', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	ck_assert_int_eq(passphrase_of(&w, &s, ""), ERR_INPUT);
	ck_assert_int_eq(passphrase_of(&w, &s, "\nx\n"), ERR_INPUT);
	ck_assert_int_eq(passphrase_of(&w, &s, longest), ERR_INPUT);
	longest[PASSPHRASE_MAX_BYTES] = '\0';
	ck_assert_int_eq(passphrase_of(&w, &s, longest), ERR_NONE);
	ck_assert_uint_eq(s.n, PASSPHRASE_MAX_BYTES);
	secret_clear(&s);
	world_clear(&w);
}
END_TEST

START_TEST(a_descriptor_gives_one_passphrase_and_keeps_the_rest)
{
	struct passphrase_source from = { NULL, -1 };
	struct secret a, b;
	int p[2];

	ck_assert_int_eq(pipe(p), 0);
	ck_assert_int_eq(write(p[1], "first\nsecond\n", 13), 13);
	close(p[1]);
	from.fd = p[0];
	ck_assert_int_eq(passphrase_get(&a, &from, "?", false, NULL), ERR_NONE);
	ck_assert_int_eq(passphrase_get(&b, &from, "?", false, NULL), ERR_NONE);
	ck_assert_mem_eq(a.p, "first", 5);
	ck_assert_mem_eq(b.p, "second", 6);
	secret_clear(&a);
	secret_clear(&b);
	close(p[0]);
}
END_TEST

/* --- made with keys
 * ----------------------------------------------------------------------- */

static struct key
key_for(enum key_use use, const char *author, uint8_t n)
{
	uint8_t seed[32] = { n };
	struct key k;

	ck_assert_int_eq(key_of_seed(&k, use, author, seed), ERR_NONE);
	return k;
}

START_TEST(an_application_is_taken_by_the_registrars_side)
{
	struct key id = key_for(KEY_IDENTITY, "AUS", 1),
		   sign = key_for(KEY_SIGNING, "AUS", 2),
		   curve = key_for(KEY_TRANSPORT, "AUS", 3);
	char name[] = "main";
	Cmsa__EnrolNode node, *nodes[] = { &node };
	struct application_parts p = { .author = "AUS",
		.role = CMSA__ROLE__ROLE_MEMBER,
		.identity = &id,
		.signing = &sign,
		.nodes = nodes,
		.n_nodes = 1 };
	const Cmsa__Application *got;
	struct buf out = { 0 };
	struct arena mem;

	cmsa__enrol_node__init(&node);
	node.name = name;
	node.writes = true;
	node.curve_key = pb_hash_data(curve.public_key.b);
	ck_assert_int_eq(application_make(&out, &p, NULL), ERR_NONE);
	arena_init(&mem, 1 << 20);
	ck_assert_int_eq(application_parse(&got, &mem, buf_view(&out)), V_OK);
	ck_assert_mem_eq(got->signing_key.data, sign.public_key.b, 32);
	node.writes = false; /* then no node writes */
	ck_assert_int_eq(application_make(&out, &p, NULL), ERR_INPUT);
	node.writes = true;
	p.identity = &sign;
	ck_assert_int_eq(application_make(&out, &p, NULL), ERR_REFUSED);
	arena_clear(&mem);
	buf_clear(&out);
	key_clear(&id);
	key_clear(&sign);
	key_clear(&curve);
}
END_TEST

static void
check_statement(const Cmsa__KeysBody *b, const struct key *id, const struct key *sign,
    const struct hash *alliance)
{
	struct keys_statement s = { .tag = TAG_IDENTITY,
		.alliance = *alliance,
		.author = "AUS",
		.incarnation = 1,
		.generation = 1,
		.new_key = sign->public_key };
	struct buf string = { 0 };

	keys_signing_string(&string, &s);
	ck_assert_int_eq(crypto_sign_verify_detached(b->identity_signature.data, string.p,
			     string.n, id->public_key.b),
	    0);
	ck_assert_int_ne(crypto_sign_verify_detached(b->possession_signature.data,
			     string.p, string.n, sign->public_key.b),
	    0);
	s.tag = TAG_POSSESSION;
	buf_reset(&string);
	keys_signing_string(&string, &s);
	ck_assert_int_eq(crypto_sign_verify_detached(b->possession_signature.data,
			     string.p, string.n, sign->public_key.b),
	    0);
	buf_clear(&string);
}

START_TEST(a_keys_body_is_vouched_for_by_identity_and_new_key)
{
	struct key id = key_for(KEY_IDENTITY, "AUS", 1),
		   sign = key_for(KEY_SIGNING, "AUS", 2),
		   other = key_for(KEY_SIGNING, "GBR", 2);
	struct statement_parts p = { .alliance = { { 7 } },
		.incarnation = 1,
		.generation = 1,
		.identity = &id,
		.signing = &sign,
		.reading_key = { { 9 } } };
	const ProtobufCMessage *got;
	struct buf out = { 0 };
	struct arena mem;

	ck_assert_int_eq(statement_make(&out, &p, NULL), ERR_NONE);
	arena_init(&mem, 1 << 20);
	ck_assert_int_eq(
	    pb_parse_canonical(&got, &mem, &cmsa__keys_body__descriptor, buf_view(&out)),
	    V_OK);
	ck_assert_int_eq(body_check(KIND_KEYS, got, NULL), V_OK);
	check_statement(
	    (const Cmsa__KeysBody *)(const void *)got, &id, &sign, &p.alliance);
	p.signing = &other;
	ck_assert_int_eq(statement_make(&out, &p, NULL), ERR_REFUSED);
	arena_clear(&mem);
	buf_clear(&out);
	key_clear(&id);
	key_clear(&sign);
	key_clear(&other);
}
END_TEST

START_TEST(an_author_gets_four_keys_and_a_fresh_record_or_nothing)
{
	static const char *const names[] = { AUTHOR_KEYS_IDENTITY, AUTHOR_KEYS_SIGNING,
		AUTHOR_KEYS_TRANSPORT, AUTHOR_KEYS_READING, AUTHOR_KEYS_RECORD, "keys" };
	struct world w = world_new();
	struct author_keys made;
	char path[4096];

	ck_assert_int_eq(author_keys_make(&made, w.dir, "AUS", &w.passphrase,
			     keyfile_limits_interactive(), NULL),
	    ERR_NONE);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		path_join(path, w.dir, names[i]);
		ck_assert(file_exists(path));
	}
	path_join(path, w.dir, names[1]);
	unlink(path);
	ck_assert_int_eq(author_keys_make(&made, w.dir, "AUS", &w.passphrase,
			     keyfile_limits_interactive(), NULL),
	    ERR_BUSY);
	ck_assert(!file_exists(path));
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		path_join(path, w.dir, names[i]);
		remove(path);
	}
	world_clear(&w);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("keys_file");
	TCase *t = tcase_create("file");

	tcase_set_timeout(t, 280);
	tcase_add_loop_test(
	    t, a_key_of_every_use_comes_back_the_same, KEY_REGISTRAR, KEY_READING + 1);
	tcase_add_test(t, a_key_file_is_for_its_owner_only);
	tcase_add_test(t, an_existing_file_is_not_overwritten);
	tcase_add_test(t, a_wrong_passphrase_is_refused);
	tcase_add_loop_test(t, a_key_of_one_use_is_never_taken_for_another, KEY_REGISTRAR,
	    KEY_READING + 1);
	tcase_add_test(t, a_key_of_another_author_is_refused);
	tcase_add_test(t, a_flipped_byte_is_damage);
	tcase_add_test(t, a_flipped_bit_with_a_mended_hash_is_refused_too);
	tcase_add_test(
	    t, a_field_changed_with_a_mended_hash_is_refused_by_the_passphrase);
	tcase_add_test(t, limits_outside_interactive_to_sensitive_are_refused);
	tcase_add_test(t, stronger_limits_in_the_file_do_not_open_it);
	tcase_add_test(t, two_files_of_one_key_share_no_salt_nonce_or_ciphertext);
	tcase_add_test(t, a_passphrase_file_gives_its_first_line);
	tcase_add_test(t, an_empty_or_endless_passphrase_is_refused);
	tcase_add_test(t, a_descriptor_gives_one_passphrase_and_keeps_the_rest);
	tcase_add_test(t, an_application_is_taken_by_the_registrars_side);
	tcase_add_test(t, a_keys_body_is_vouched_for_by_identity_and_new_key);
	tcase_add_test(t, an_author_gets_four_keys_and_a_fresh_record_or_nothing);
	suite_add_tcase(s, t);
	return check_main(s);
}
