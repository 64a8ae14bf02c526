/* keys_frame_test.c - frames over sockets and passing descriptors (base). */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check_main.h"
#include "fdpass.h"
#include "frame.h"

enum {
	PATIENCE_MS = 60000
};

static void
pair(int s[2])
{
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, s), 0);
}

START_TEST(a_frame_comes_out_as_it_went_in)
{
	struct buf got = { 0 };
	int s[2];

	pair(s);
	ck_assert_int_eq(frame_write(s[0], bytes_of("hello", 5), PATIENCE_MS), ERR_NONE);
	ck_assert_int_eq(frame_write(s[0], bytes_of("", 0), PATIENCE_MS), ERR_NONE);
	ck_assert_int_eq(frame_read(s[1], &got, 5, PATIENCE_MS), ERR_NONE);
	ck_assert(bytes_eq(buf_view(&got), bytes_of("hello", 5)));
	ck_assert_int_eq(frame_read(s[1], &got, 5, PATIENCE_MS), ERR_NONE);
	ck_assert_uint_eq(got.n, 0);
	close(s[0]);
	ck_assert_int_eq(frame_read(s[1], &got, 5, PATIENCE_MS), ERR_GONE);
	close(s[1]);
	buf_clear(&got);
}
END_TEST

START_TEST(a_frame_beyond_the_limit_is_refused_before_it_is_read)
{
	struct buf got = { 0 };
	struct frame_reader r;
	struct bytes f;
	int s[2];

	pair(s);
	ck_assert_int_eq(frame_write(s[0], bytes_of("sixsix", 6), PATIENCE_MS), ERR_NONE);
	ck_assert_int_eq(frame_read(s[1], &got, 5, PATIENCE_MS), ERR_INPUT);
	ck_assert_uint_eq(got.n, 0);
	close(s[0]);
	close(s[1]);
	pair(s);
	frame_reader_init(&r, 5);
	ck_assert_int_eq(frame_write(s[0], bytes_of("sixsix", 6), PATIENCE_MS), ERR_NONE);
	ck_assert_int_eq(frame_reader_fill(&r, s[1]), ERR_NONE);
	ck_assert_int_eq(frame_reader_next(&r, &f), ERR_INPUT);
	frame_reader_clear(&r);
	buf_clear(&got);
	close(s[0]);
	close(s[1]);
}
END_TEST

START_TEST(nobody_who_answers_is_gone_when_the_time_is_over)
{
	struct buf got = { 0 };
	int s[2];

	pair(s);
	ck_assert_int_eq(frame_read(s[1], &got, 5, 1), ERR_GONE);
	close(s[0]);
	close(s[1]);
}
END_TEST

START_TEST(frames_are_put_together_from_any_pieces) /* _i: bytes a piece */
{
	static const uint8_t stream[] = { 0, 0, 0, 3, 'a', 'b', 'c', 0, 0, 0, 0, 0, 0, 0,
		1, 'd' };
	static const char *const want[] = { "abc", "", "d" };
	struct frame_reader r;
	struct bytes f;
	size_t seen = 0;
	int s[2];

	pair(s);
	frame_reader_init(&r, 3);
	for (size_t at = 0; at < sizeof(stream); at += (size_t)_i) {
		size_t n =
		    sizeof(stream) - at < (size_t)_i ? sizeof(stream) - at : (size_t)_i;

		ck_assert_int_eq(write(s[0], stream + at, n), (ssize_t)n);
		ck_assert_int_eq(frame_reader_fill(&r, s[1]), ERR_NONE);
		while (frame_reader_next(&r, &f) == ERR_NONE) {
			ck_assert_uint_lt(seen, 3);
			ck_assert(bytes_eq(f, bytes_of(want[seen], strlen(want[seen]))));
			seen++;
		}
	}
	ck_assert_uint_eq(seen, 3);
	close(s[0]);
	ck_assert_int_eq(frame_reader_fill(&r, s[1]), ERR_GONE);
	frame_reader_clear(&r);
	close(s[1]);
}
END_TEST

START_TEST(a_full_socket_keeps_frames_waiting_and_loses_none)
{
	enum {
		FRAMES = 64,
		SIZE = 32 << 10
	};
	uint8_t *big = calloc(1, SIZE);
	struct frame_writer w;
	struct frame_reader r;
	struct bytes f;
	size_t put = 0, seen = 0;
	int s[2];

	pair(s);
	frame_writer_init(&w, 256 << 10);
	frame_reader_init(&r, SIZE);
	while (seen < FRAMES) {
		big[0] = (uint8_t)put;
		if (put < FRAMES &&
		    frame_writer_put(&w, bytes_of(big, SIZE)) == ERR_NONE) {
			put++;
			continue;
		}
		ck_assert_uint_le(frame_writer_waiting(&w), 256 << 10);
		ck_assert_int_eq(frame_writer_flush(&w, s[0]), ERR_NONE);
		ck_assert_int_eq(frame_reader_fill(&r, s[1]), ERR_NONE);
		while (frame_reader_next(&r, &f) == ERR_NONE) {
			ck_assert_uint_eq(f.n, SIZE);
			ck_assert_uint_eq(f.p[0], seen++);
		}
	}
	ck_assert_uint_eq(frame_writer_waiting(&w), 0);
	close(s[1]);
	ck_assert_int_eq(frame_writer_put(&w, bytes_of("x", 1)), ERR_NONE);
	ck_assert_int_eq(frame_writer_flush(&w, s[0]), ERR_GONE);
	frame_writer_clear(&w);
	frame_reader_clear(&r);
	free(big);
	close(s[0]);
}
END_TEST

START_TEST(a_passed_descriptor_works_and_carries_its_tag)
{
	int s[2], p[2], got = -1;
	uint8_t tag = 0;
	char c = 0;

	pair(s);
	ck_assert_int_eq(pipe(p), 0);
	ck_assert_int_eq(fdpass_send(s[0], p[0], 'z'), ERR_NONE);
	close(p[0]);
	ck_assert_int_eq(fdpass_recv(s[1], &got, &tag), ERR_NONE);
	ck_assert_uint_eq(tag, 'z');
	ck_assert_int_eq(write(p[1], "!", 1), 1);
	ck_assert_int_eq(read(got, &c, 1), 1);
	ck_assert_int_eq(c, '!');
	ck_assert_int_eq(write(s[0], "n", 1), 1);
	ck_assert_int_eq(fdpass_recv(s[1], &got, &tag), ERR_INPUT);
	close(s[0]);
	ck_assert_int_eq(fdpass_recv(s[1], &got, &tag), ERR_GONE);
	close(s[1]);
	close(p[1]);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("keys_frame");
	TCase *t = tcase_create("frame");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_frame_comes_out_as_it_went_in);
	tcase_add_test(t, a_frame_beyond_the_limit_is_refused_before_it_is_read);
	tcase_add_test(t, nobody_who_answers_is_gone_when_the_time_is_over);
	tcase_add_loop_test(t, frames_are_put_together_from_any_pieces, 1, 17);
	tcase_add_test(t, a_full_socket_keeps_frames_waiting_and_loses_none);
	tcase_add_test(t, a_passed_descriptor_works_and_carries_its_tag);
	suite_add_tcase(s, t);
	return check_main(s);
}
