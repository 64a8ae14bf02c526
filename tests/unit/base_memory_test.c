/* Arenas, buffers, big-endian numbers, hexadecimal. */
#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "check_main.h"
#include "mem.h"

START_TEST(an_arena_gives_its_budget_and_no_more)
{
	struct arena a;

	arena_init(&a, 1024);
	ck_assert_ptr_nonnull(arena_get(&a, 512));
	ck_assert_ptr_nonnull(arena_get(&a, 512));
	ck_assert_ptr_null(arena_get(&a, 1));
	ck_assert_uint_eq(a.used_bytes, 1024);
	arena_clear(&a);
	ck_assert_ptr_nonnull(arena_get(&a, 1024));
	arena_clear(&a);
}
END_TEST

START_TEST(sizes_that_would_wrap_are_refused)
{
	struct arena a;

	arena_init(&a, 4096);
	ck_assert_ptr_null(arena_get(&a, SIZE_MAX));
	ck_assert_ptr_null(arena_get(&a, SIZE_MAX - 15));
	ck_assert_ptr_null(arena_get(&a, SIZE_MAX / 2 + 1));
	ck_assert_ptr_null(arena_get(&a, 4097));
	ck_assert_uint_eq(a.used_bytes, 0);
	arena_clear(&a);
}
END_TEST

START_TEST(memory_is_zeroed_aligned_and_apart)
{
	struct arena a;
	uint8_t *last = NULL;

	arena_init(&a, 0);
	for (size_t n = 1; n < 5000; n += 7) {
		uint8_t *p = arena_get(&a, n);

		ck_assert_ptr_nonnull(p);
		ck_assert_uint_eq((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < n; i++)
			if (p[i])
				ck_abort_msg("byte %zu of %zu is not zero", i, n);
		memset(p, 0xff, n);
		ck_assert_ptr_ne(p, last);
		last = p;
	}
	arena_clear(&a);
}
END_TEST

START_TEST(copies_end_in_nul)
{
	struct arena a;

	arena_init(&a, 64);
	ck_assert_str_eq(arena_strdup(&a, "ore"), "ore");
	ck_assert_str_eq(arena_strndup(&a, "oxide", 2), "ox");
	ck_assert_str_eq(arena_strndup(&a, NULL, 0), "");
	ck_assert_ptr_null(arena_strdup(&a, "this text does not fit into what is left"));
	arena_clear(&a);
}
END_TEST

START_TEST(buffers_grow_and_start_again)
{
	struct buf b = { 0 };

	for (int i = 0; i < 1000; i++)
		buf_add_u64(&b, (uint64_t)i);
	ck_assert_uint_eq(b.n, 8000);
	ck_assert_uint_eq(get_u64(b.p + 8 * 999), 999);
	buf_reset(&b);
	ck_assert_uint_eq(b.n, 0);
	buf_add(&b, NULL, 0);
	buf_add_str(&b, "x");
	ck_assert(bytes_eq(buf_view(&b), bytes_of("x", 1)));
	buf_clear(&b);
	ck_assert(bytes_eq(buf_view(&b), bytes_of(NULL, 0)));
}
END_TEST

/* Around the size that is tried first, and far beyond: nothing is cut. */
START_TEST(formatted_text_has_any_length) /* _i: 508..513, and 70000 */
{
	const size_t n = _i == 514 ? 70000 : (size_t)_i;
	char *word = mem_new(n + 1);
	struct buf b = { 0 };

	memset(word, 'x', n);
	buf_add_format(&b, "<%s>", word);
	ck_assert_uint_eq(b.n, n + 2);
	ck_assert_int_eq(b.p[0], '<');
	ck_assert_int_eq(b.p[n], 'x');
	ck_assert_int_eq(b.p[n + 1], '>');
	buf_add_line(&b, "%d", 7);
	ck_assert_uint_eq(b.n, n + 4);
	ck_assert_int_eq(b.p[n + 3], '\n');
	buf_clear(&b);
	free(word);
}
END_TEST

START_TEST(numbers_are_big_endian)
{
	uint8_t b[8];

	put_u32(b, 0x01020304);
	ck_assert_mem_eq(b, "\1\2\3\4", 4);
	ck_assert_uint_eq(get_u32(b), 0x01020304);
	put_u64(b, UINT64_C(0xf1f2f3f4f5f6f7f8));
	ck_assert_mem_eq(b, "\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8", 8);
	ck_assert_uint_eq(get_u64(b), UINT64_C(0xf1f2f3f4f5f6f7f8));
}
END_TEST

START_TEST(hexadecimal_is_read_at_its_exact_length)
{
	uint8_t b[2];
	char hex[5];

	ck_assert(hex_parse(b, 2, "0aF9"));
	hex_write(hex, b, 2);
	ck_assert_str_eq(hex, "0af9");
	ck_assert(!hex_parse(b, 2, "0af"));
	ck_assert(!hex_parse(b, 2, "0af9a"));
	ck_assert(!hex_parse(b, 2, "0ag9"));
	ck_assert(!hex_parse(b, 2, ""));
	ck_assert(hex_parse(b, 0, ""));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("memory");
	Suite *s = suite_create("base_memory");

	tcase_add_test(t, an_arena_gives_its_budget_and_no_more);
	tcase_add_test(t, sizes_that_would_wrap_are_refused);
	tcase_add_test(t, memory_is_zeroed_aligned_and_apart);
	tcase_add_loop_test(t, formatted_text_has_any_length, 508, 515);
	tcase_add_test(t, copies_end_in_nul);
	tcase_add_test(t, buffers_grow_and_start_again);
	tcase_add_test(t, numbers_are_big_endian);
	tcase_add_test(t, hexadecimal_is_read_at_its_exact_length);
	suite_add_tcase(s, t);
	return check_main(s);
}
