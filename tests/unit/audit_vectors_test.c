/* tests/vectors/bundles.json: audit bundles by an independent program.  What it wrote is proven
 * here, and this program writes the same bytes from the same content (PROTOCOL M10.1 to M10.6,
 * M10.8). */
#include "check_main.h"
#include "segment.h"
#include "unit/audit_fixture.h"
#include "vectors/vectors.h"

static json_t *file;
static const json_t *vector;
static struct made w; /* its file alone */

static void
set_up(void)
{
	file = vectors_load("bundles.json");
}

static void
tear_down(void)
{
	json_decref(file);
	buf_clear(&w.file);
}

static bool
take_vector(int i)
{
	vector = json_array_get(json_object_get(file, "bundles"), (size_t)i);
	if (vector)
		vector_bytes(&w.file, vector, "file");
	return vector != NULL;
}

START_TEST(it_is_proven) /* _i: each */
{
	const struct hash alliance = vector_hash(file, "alliance_id");
	const struct proof_ask ask = { .alliance = &alliance };
	struct reading r = { .file = &w.file };
	struct proof *p = NULL;
	struct errmsg why = { "" };
	size_t ranges = 0;

	ck_assert(take_vector(_i));
	ck_assert_msg(!proof_read(&p, made_give, &r, &ask, &why), "%s: %s",
	    vector_text(vector, "name"), why.text);
	for (size_t i = 0; i < p->n_feeds; i++)
		ranges += p->feeds[i].n_ranges;
	ck_assert_int_eq(
	    (int64_t)registry_number(p->registry), vector_number(vector, "acts"));
	ck_assert_int_eq((int64_t)p->entries, vector_number(vector, "entries"));
	ck_assert_int_eq((int64_t)p->bodies, vector_number(vector, "bodies"));
	ck_assert_int_eq((int64_t)ranges, vector_number(vector, "ranges"));
	proof_free(p);
}
END_TEST

/* Hands the entries of a segment to a writer, with the signature of the last. */
static void
rewrite_segment(struct bundle_writer *b, const Cmsa__Segment *s)
{
	struct bytes headers = pb_bytes(s->headers), header, blobs[4] = { { NULL, 0 } };

	for (size_t i = 0; i < s->n_blobs; i++)
		blobs[s->blobs[i]->audience - 1] = pb_bytes(s->blobs[i]->bodies);
	while (segment_next_header(&header, &headers)) {
		struct bytes body = bytes_of(NULL, 0), signature = bytes_of(NULL, 0);
		struct entry e;

		ck_assert_int_eq(entry_parse(&e, header), V_OK);
		if (blobs[e.audience - 1].p || !e.body_size)
			ck_assert(
			    segment_next_body(&body, &blobs[e.audience - 1], &e));
		if (!headers.n && s->n_signatures)
			signature = pb_bytes(s->signatures[0]->signature);
		bundle_writer_entry(b, &e, signature, body);
	}
}

START_TEST(the_same_content_is_written_the_same) /* _i: each */
{
	const Cmsa__BundleFrame *f = NULL;
	struct reading r = { .file = &w.file };
	struct bundle_reader *in = bundle_reader_new(made_give, &r);
	struct bundle_writer *out = NULL;
	struct bundle_manifest m = { 0 };
	struct bundle_counts counts;
	struct errmsg why = { "" };
	struct buf again = { 0 };

	ck_assert(take_vector(_i));
	do {
		ck_assert_int_eq(bundle_reader_next(in, &f, &why), ERR_NONE);
		if (f && f->frame_case == CMSA__BUNDLE_FRAME__FRAME_MANIFEST) {
			ck_assert_int_eq(
			    bundle_manifest_take(&m, f->manifest, &why), ERR_NONE);
			out = bundle_writer_new(made_take, &again, &m);
		} else if (f && f->frame_case == CMSA__BUNDLE_FRAME__FRAME_ACT) {
			bundle_writer_act(out, pb_bytes(f->act));
		} else if (f && f->frame_case == CMSA__BUNDLE_FRAME__FRAME_SEGMENT) {
			rewrite_segment(out, f->segment);
		}
	} while (f);
	ck_assert_int_eq(bundle_writer_end(out, &counts), ERR_NONE);
	vector_expect(vector, "file", buf_view(&again));
	bundle_writer_free(out);
	bundle_reader_free(in);
	bundle_manifest_clear(&m);
	buf_clear(&again);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("vectors of audit bundles");
	TCase *c = tcase_create("vectors");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_loop_test(c, it_is_proven, 0, 4);
	tcase_add_loop_test(c, the_same_content_is_written_the_same, 0, 4);
	suite_add_tcase(s, c);
	return check_main(s);
}
