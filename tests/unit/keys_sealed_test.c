/* Sealed files: what was put in comes out, and nothing else ever does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check_main.h"
#include "file.h"
#include "sealed.h"

enum {
	HEAD = 60,
	PIECE = 65536,
	SEALED = PIECE + 17
};

static char dir[64], path[4096];
static struct secret passphrase;

static void
setup(void)
{
	snprintf(dir, sizeof(dir), "/tmp/keys_sealed_XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	path_join(path, dir, "a");
	ck_assert_int_eq(secret_new(&passphrase, 5), ERR_NONE);
	memcpy(passphrase.p, "horse", 5);
}

static void
teardown(void)
{
	unlink(path);
	rmdir(dir);
	secret_clear(&passphrase);
}

static void
content(struct buf *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t b = (uint8_t)(i * 31 + i / 251);

		buf_add(out, &b, 1);
	}
}

static void
write_it(const struct buf *b, size_t step, struct hash *h)
{
	struct sealed_out *s = NULL;
	struct errmsg m = { "" };

	ck_assert_int_eq(sealed_out_open(
			     &s, path, &passphrase, keyfile_limits_interactive(), &m),
	    ERR_NONE);
	for (size_t at = 0; at < b->n; at += step)
		ck_assert_int_eq(
		    sealed_out_add(
			s, bytes_of(b->p + at, b->n - at < step ? b->n - at : step)),
		    ERR_NONE);
	ck_assert_msg(sealed_out_finish(&s, h, &m) == ERR_NONE, "%s", m.text);
	ck_assert_ptr_null(s);
}

/* Reads `n` bytes and the end. */
static enum err
read_it(struct buf *out, size_t n, size_t step, struct hash *h, struct errmsg *m)
{
	struct sealed_in *s = NULL;
	enum err e = sealed_in_open(&s, path, &passphrase, m);
	uint8_t *p = malloc(step);

	for (size_t k; !e && n; n -= k) {
		k = n < step ? n : step;
		e = sealed_in_read(s, p, k, m);
		if (!e)
			buf_add(out, p, k);
	}
	if (!e)
		e = sealed_in_end(s, h, m);
	sealed_in_close(&s);
	free(p);
	return e;
}

static const size_t sizes[] = { 0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE };

START_TEST(what_was_sealed_is_read_again) /* _i: of sizes */
{
	struct buf in = { 0 }, out = { 0 };
	struct hash wrote, found;
	struct errmsg m = { "" };

	content(&in, sizes[_i]);
	write_it(&in, 1000, &wrote);
	ck_assert_msg(read_it(&out, in.n, 70001, &found, &m) == ERR_NONE, "%s", m.text);
	ck_assert(bytes_eq(buf_view(&in), buf_view(&out)));
	ck_assert(hash_eq(&wrote, &found));
	/* one byte more, or less, is an error */
	buf_reset(&out);
	ck_assert_int_eq(read_it(&out, in.n + 1, PIECE, &found, &m), ERR_INPUT);
	buf_reset(&out);
	if (in.n)
		ck_assert_int_eq(
		    read_it(&out, in.n - 1, PIECE, &found, &m), ERR_INPUT);
	buf_clear(&in);
	buf_clear(&out);
}
END_TEST

static const size_t spots[] = { 0, 7, 11, 19, 20, 36, 59, HEAD, HEAD + 100,
	HEAD + SEALED - 1, HEAD + SEALED, HEAD + SEALED + 17, HEAD + 2 * SEALED + 9 };

static void
put(const struct buf *file)
{
	ck_assert_int_eq(file_write(path, buf_view(file), 0600, NULL), ERR_NONE);
}

static void
refused(size_t n)
{
	struct buf out = { 0 };
	struct hash found;
	struct errmsg m = { "" };
	enum err e = read_it(&out, n, 4096, &found, &m);

	ck_assert_msg(e == ERR_INPUT || e == ERR_REFUSED, "error %d", (int)e);
	ck_assert_int_ne(m.text[0], 0);
	buf_clear(&out);
}

START_TEST(a_changed_byte_is_noticed) /* _i: of spots */
{
	struct buf in = { 0 }, file = { 0 };
	struct hash wrote;

	content(&in, 2 * PIECE + 5000);
	write_it(&in, PIECE, &wrote);
	ck_assert_int_eq(file_read(&file, path, 1 << 20, NULL), ERR_NONE);
	file.p[spots[_i]] ^= 1;
	put(&file);
	refused(in.n);
	buf_clear(&in);
	buf_clear(&file);
}
END_TEST

START_TEST(pieces_lost_moved_repeated_or_added_are_noticed)
{
	struct buf in = { 0 }, file = { 0 }, other = { 0 };
	struct hash wrote;

	content(&in, 2 * PIECE + 5000);
	write_it(&in, PIECE, &wrote);
	ck_assert_int_eq(file_read(&file, path, 1 << 20, NULL), ERR_NONE);
	buf_add(&other, file.p, HEAD + 2 * SEALED); /* the last is gone */
	put(&other);
	refused(in.n);
	refused(2 * PIECE);
	buf_reset(&other); /* the first is */
	buf_add(&other, file.p, HEAD);
	buf_add(&other, file.p + HEAD + SEALED, file.n - HEAD - SEALED);
	put(&other);
	refused(in.n - PIECE);
	buf_reset(&other); /* two change places */
	buf_add(&other, file.p, HEAD);
	buf_add(&other, file.p + HEAD + SEALED, SEALED);
	buf_add(&other, file.p + HEAD, SEALED);
	buf_add(&other, file.p + HEAD + 2 * SEALED, file.n - HEAD - 2 * SEALED);
	put(&other);
	refused(in.n);
	buf_reset(&other); /* something stands behind */
	buf_add(&other, file.p, file.n);
	buf_add(&other, "x", 1);
	put(&other);
	refused(in.n);
	buf_clear(&in);
	buf_clear(&file);
	buf_clear(&other);
}
END_TEST

START_TEST(another_passphrase_opens_nothing)
{
	struct buf in = { 0 };
	struct hash wrote;
	struct sealed_in *s = NULL;
	struct errmsg m = { "" };

	content(&in, 10);
	write_it(&in, 10, &wrote);
	passphrase.p[0] ^= 1;
	ck_assert_int_eq(sealed_in_open(&s, path, &passphrase, &m), ERR_REFUSED);
	ck_assert_ptr_nonnull(strstr(m.text, "wrong passphrase"));
	ck_assert_ptr_null(s);
	buf_clear(&in);
}
END_TEST

START_TEST(a_file_that_is_there_is_not_overwritten_and_none_is_left_of_a_dropped_one)
{
	struct sealed_out *s = NULL;
	struct errmsg m = { "" };

	ck_assert_int_eq(sealed_out_open(
			     &s, path, &passphrase, keyfile_limits_interactive(), &m),
	    ERR_NONE);
	sealed_out_drop(&s);
	ck_assert(!file_exists(path));
	ck_assert_int_eq(rmdir(dir), 0); /* nothing beside it either */
	ck_assert_int_eq(sealed_out_open(&s, "/dev/null", &passphrase,
			     keyfile_limits_interactive(), &m),
	    ERR_BUSY);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("keys_sealed");
	TCase *t = tcase_create("sealed");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, what_was_sealed_is_read_again, 0, 6);
	tcase_add_loop_test(t, a_changed_byte_is_noticed, 0, 13);
	tcase_add_test(t, pieces_lost_moved_repeated_or_added_are_noticed);
	tcase_add_test(t, another_passphrase_opens_nothing);
	tcase_add_test(
	    t, a_file_that_is_there_is_not_overwritten_and_none_is_left_of_a_dropped_one);
	suite_add_tcase(suite, t);
	return check_main(suite);
}
